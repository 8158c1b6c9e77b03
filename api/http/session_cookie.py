"""The cookie that stands for a session: no script reads it, no page of another site sends it.

Over TLS it is called ``__Host-ramify``, which a browser takes only from this very host; on
loopback, where there may be no TLS, it has a name that counts nowhere else. Behind a proxy that
names this machine as ``Host`` it is the page's ``Origin`` that says that there is TLS.
"""

from __future__ import annotations

from fastapi import Response
from starlette.datastructures import Headers

from application.hosts import host_name, is_loopback

SECURE, ON_LOOPBACK = "__Host-ramify", "ramify-on-loopback"


def session_in(headers: Headers) -> str | None:
    """What the cookie of a request says; None: it has none, or several."""
    names = (SECURE, ON_LOOPBACK) if _on_loopback(headers.get("host", "")) else (SECURE,)
    found: list[str] = []
    for line in headers.getlist("cookie"):
        found += [value for key, value in _pairs(line) if key in names]
    return found[0] if len(found) == 1 else None


def set_session(response: Response, headers: Headers, value: str, seconds: int) -> None:
    """Give the browser a session."""
    _set(response, headers, value, seconds)


def clear_session(response: Response, headers: Headers) -> None:
    """Take it away."""
    _set(response, headers, "", 0)


def _set(response: Response, headers: Headers, value: str, seconds: int) -> None:
    name = _name(headers)
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=name == SECURE,
        httponly=True,
        samesite="strict",
    )


def _name(headers: Headers) -> str:
    """The cookie's name for the host that the request names, which is one of ours."""
    origin = headers.get("origin", "")
    plain = not origin or (origin.startswith("http://") and _on_loopback(origin[len("http://") :]))
    return ON_LOOPBACK if plain and _on_loopback(headers.get("host", "")) else SECURE


def _on_loopback(host: str) -> bool:
    return is_loopback(host_name(host) or "")


def _pairs(line: str) -> list[tuple[str, str]]:
    pairs = (part.strip().partition("=") for part in line.split(";"))
    return [(name, value) for name, equals, value in pairs if equals]
