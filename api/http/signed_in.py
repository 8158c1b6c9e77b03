"""Every request is somebody's, and none goes where its role may not: see ``access/permission.py``.

Somebody is known by a token, ``Authorization: Bearer``, or as the password of ``Basic``, which is
what calendars can send; or by a session's cookie, which is what the page has. A token in an address
would stand in logs and histories: it is refused.
"""

from __future__ import annotations

import time
from base64 import b64decode
from binascii import Error
from math import ceil
from urllib.parse import unquote_plus

from fastapi import Request, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from access.attempts import Attempts
from access.identity import Identity
from access.permission import permission_for
from access.role import AccessRole
from access.token import ANYWHERE, read_secret
from api.compute import work_out
from api.error import details, status
from api.http.client_address import client_address, networks_of
from api.http.same_origin import CROSS_ORIGIN, SAFE
from api.http.session_cookie import session_in
from api.response import json_response, refusal
from application.tokens import SignIn
from graph_model.errors import Forbidden, NotAllowed, NotSignedIn, RamifyError

TOKEN_IN_ADDRESS = "TOKEN_IN_ADDRESS"  # noqa: S105 - the code of an error
TOO_MANY_ATTEMPTS = "TOO_MANY_ATTEMPTS"
CODES = {
    TOKEN_IN_ADDRESS: "A token stands in the address, where logs keep it.",
    TOO_MANY_ATTEMPTS: "Too many tokens were refused; wait as long as `Retry-After` says.",
}
"""The codes of refused requests, beside those of the errors."""
_HOW = "send Authorization: Bearer with a token; ramify token create makes one"


def identity_of(request: Request) -> Identity:
    """Who asks, as the middleware found out."""
    found: Identity = request.scope["identity"]
    return found


class SignedIn:
    """Middleware that finds out who asks, and refuses what they may not."""

    def __init__(
        self, app: ASGIApp, sign_in: SignIn, required: bool, proxies: tuple[str, ...]
    ) -> None:
        """Who asks without a token is whoever is on this machine, unless one is ``required``."""
        self._app, self._sign_in, self._required = app, sign_in, required
        self._proxies, self._attempts = networks_of(proxies), Attempts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with who asks, or refuse it."""
        app = self._app
        if scope["type"] == "http":
            try:
                refused = await self._refused(scope)
            except RamifyError as error:
                refused = _refusal(error)
            app = refused or app
        elif scope["type"] == "websocket":  # nothing is served there: whoever asks is nobody
            await send({"type": "websocket.close", "code": 1008})
            return
        await app(scope, receive, send)

    async def _refused(self, scope: Scope) -> Response | None:
        query: bytes = scope["query_string"]
        if ANYWHERE.search(f"{scope['path']} {unquote_plus(query.decode('latin-1'))}"):
            told = "address: found a token, expected it in Authorization; revoke it, logs have it"
            return refusal(400, TOKEN_IN_ADDRESS, told)
        needed = permission_for(scope["method"], scope["path"], bool(query))
        if needed is not None and needed.apart:
            return None
        identity = await self._who(scope, anybody=needed is not None and needed.role is None)
        if isinstance(identity, Response):
            return identity
        scope["identity"] = identity or self._sign_in.whoever
        if needed is not None and needed.role is None:
            return None
        if identity is None and self._required:
            raise NotSignedIn(f"request: found nobody, expected somebody; {_HOW}")
        least = needed.role if needed and needed.role else AccessRole.ADMIN
        if not scope["identity"].role.may(least):
            what = needed.said if needed else f"{scope['method']} {scope['path']}"
            raise Forbidden(what, scope["identity"].role, least)
        return None

    async def _who(self, scope: Scope, anybody: bool) -> Identity | Response | None:
        """Who brings a token or a session; None: neither is brought; a refusal: too many were.

        Where ``anybody`` may come, a session that has ended is none.

        Raises:
            NotSignedIn: it is none that may be used.
        """
        given = Headers(scope=scope).getlist("authorization")
        address, now = client_address(scope, self._proxies), time.monotonic()
        if not given:
            return await self._resumed(scope, address, anybody)
        text = _token(given)
        secret = read_secret(text)
        asking = [f"address {address}", *([f"key {secret.key}"] if secret else [])]
        if wait := max(self._attempts.wait(one, now) for one in asking):
            told = "request: found too many refused tokens, expected a pause"
            return refusal(429, TOO_MANY_ATTEMPTS, told, {"Retry-After": str(ceil(wait))})
        try:
            if secret and self._sign_in.remembers(secret):  # a thread takes longer
                return self._sign_in.identify(text, address)
            return await work_out(self._sign_in.identify, text, address)
        except NotAllowed:
            for one in asking:
                self._attempts.failed(one, now)
            raise

    async def _resumed(
        self, scope: Scope, address: str | None, anybody: bool
    ) -> Identity | Response | None:
        """Whose session the request's cookie names; None: it names none."""
        headers = Headers(scope=scope)
        value = session_in(headers)
        if value is None or anybody:
            return None
        if scope["method"] not in SAFE and not {"origin", "sec-fetch-site"} & set(headers.keys()):
            told = "request: found a cookie and no Origin, expected one of this server's pages"
            return refusal(403, CROSS_ORIGIN, told)
        if self._sign_in.remembers_session(value):
            return self._sign_in.resume(value, address)
        return await work_out(self._sign_in.resume, value, address)


def _token(given: list[str]) -> str:
    """The token of an ``Authorization``.

    Raises:
        NotSignedIn: there are several, or it is of another form.
    """
    scheme, _, rest = given[0].strip().partition(" ")
    if len(given) == 1 and scheme.lower() == "bearer":
        return rest.strip()
    if len(given) == 1 and scheme.lower() == "basic":
        try:
            return b64decode(rest.strip(), validate=True).decode("ascii").partition(":")[2]
        except (Error, UnicodeDecodeError):
            pass
    raise NotSignedIn(f"Authorization: found another form than one token; {_HOW}")


def _refusal(error: RamifyError) -> Response:
    headers = {"WWW-Authenticate": 'Bearer realm="Ramify"'} if status(error) == 401 else {}
    problem = {"message": str(error), "extensions": details(error)}
    return json_response({"errors": [problem]}, status(error), headers=headers)
