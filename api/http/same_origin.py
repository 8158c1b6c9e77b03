"""Whose requests are taken: those that name this server, and no page of another site's.

A browser on a machine that reaches this server also runs the pages of strangers. One whose name is
pointed at this address (DNS rebinding) is of this origin to the browser, but its requests still say
that name as ``Host``. Of the others the browser says ``Sec-Fetch-Site``, or at least ``Origin``,
which no page can forge; programs send neither. (Fetch standard; Go's CrossOriginProtection.)
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.response import refusal
from application.hosts import host_and_port, host_name, is_loopback

WRONG_HOST = "WRONG_HOST"
CROSS_ORIGIN = "CROSS_ORIGIN"
CODES = {
    WRONG_HOST: "The request names another server than this; see `RAMIFY_HOSTS`.",
    CROSS_ORIGIN: "A page of another origin sent the request.",
}
"""The codes of refused requests."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN = frozenset({"same-origin", "none"})
"""What a browser says of a page of this origin, and of what a person asked for by hand."""
_PORTS = {"http": 80, "https": 443}
_SHOWN = 80


class SameOrigin:
    """Middleware that refuses what is not for this server, or not from its own pages.

    Whatever is neither GET, HEAD nor OPTIONS has to come from this origin, or from no page at all:
    so a POST to GraphQL, read or write, and the start of a WebSocket.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        """Answer under loopback's names and ``hosts``, as ``host_name`` gives them."""
        self._app, self._hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        app = self._app
        if scope["type"] != "lifespan":
            headers = Headers(scope=scope)
            if not self._names_us(headers.getlist("host")):
                app = refusal(421, WRONG_HOST, _wrong_host(headers))
            elif scope.get("method") not in SAFE and not self._from_us(headers):
                app = refusal(403, CROSS_ORIGIN, _cross_origin(headers))
        await app(scope, receive, send)

    def _names_us(self, hosts: list[str]) -> bool:
        return len(hosts) == 1 and self._is_ours(host_name(hosts[0]))

    def _is_ours(self, name: str | None) -> bool:
        return name is not None and (name in self._hosts or is_loopback(name))

    def _from_us(self, headers: Headers) -> bool:
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site not in _OWN:
            return False
        if origin is None:
            return True
        scheme, _, place = origin.partition("://")
        found = host_and_port(place)
        if found is None:  # "null" is what a sandbox and a file are
            return False
        if site == "same-origin":  # a proxy may have put another Host; the browser knows better
            return self._is_ours(found[0])
        return _full(found, scheme) == _full(host_and_port(headers["host"]), scheme)


def _full(found: tuple[str, int | None] | None, scheme: str) -> tuple[str, int] | None:
    """The name and the port, also where it is the scheme's own."""
    return found and (found[0], found[1] or _PORTS.get(scheme, 0))


def _wrong_host(headers: Headers) -> str:
    found = headers.get("host", "")[:_SHOWN]
    expected = "expected a name of this server: loopback's, or one of RAMIFY_HOSTS"
    return f"Host: found {found!r}, {expected}"


def _cross_origin(headers: Headers) -> str:
    said = [
        f"{name} {headers[name][:_SHOWN]!r}"
        for name in ("Origin", "Sec-Fetch-Site")
        if name in headers
    ]
    return f"request: found {', '.join(said)}, expected a page of this server, or a program"
