"""What a browser may do with what is served: as little as each page needs, and no other host."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = "Content-Security-Policy"
ALWAYS: Mapping[str, str] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)
"""What every response says, whatever it is."""


def content_policy(**allowed: str) -> str:
    """A Content-Security-Policy that allows what is named: ``script_src="'self'"``.

    Nobody may frame what is served, nor give it another base or form target.
    """
    told = {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    } | {name.replace("_", "-"): sources for name, sources in allowed.items()}
    return "; ".join(f"{name} {sources}" for name, sources in told.items())


STRICT = content_policy()
"""The policy of whatever names none of its own: it is no page, and needs nothing."""
HEADERS: Mapping[str, str] = MappingProxyType({**ALWAYS, CONTENT_POLICY: STRICT})
"""All of them, as a response has them that names no policy of its own."""


class ContentPolicy:
    """Middleware that sets these headers on every response, refusals included."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of an application and whatever refuses requests to it."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and set the headers on what comes back."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
