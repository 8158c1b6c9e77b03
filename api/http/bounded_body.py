"""No request's body is read beyond what its address may be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.response import QUESTION_BYTES, too_large


class BodyLimit(NamedTuple):
    """How many bytes a body may have, and which setting says so."""

    most: int
    settings: str = QUESTION_BYTES


class BoundedBody:
    """Middleware that refuses a body that is too large (413), and reads no more of it.

    What a request says of its length is believed first; a body that says nothing of it is counted
    as it comes. The connection is closed then: what follows on it is the rest of that body.
    """

    def __init__(self, app: ASGIApp, most: int, larger: Mapping[str, BodyLimit]) -> None:
        """``most`` bounds a body, in bytes; ``larger`` does for the paths that take another size.

        One that ends with a slash stands for all that begin so.
        """
        self._app, self._most, self._larger = app, BodyLimit(most), larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        most, settings = self._most_for(scope["path"])
        headers = Headers(scope=scope)
        said = headers.get("content-length", "")
        body = _Body(receive, send, most, "transfer-encoding" in headers)
        try:
            if said.isdecimal() and int(said) > most:
                raise _TooLarge(f"{int(said):,}")
            await self._app(scope, body.receive, body.send)
        except _TooLarge as error:
            await too_large(str(error), most, settings=settings)(scope, receive, send)

    def _most_for(self, path: str) -> BodyLimit:
        if path in self._larger:
            return self._larger[path]
        folder = f"{path.rpartition('/')[0]}/"
        return self._larger.get(folder, self._most)


class _TooLarge(Exception):
    """The message is how many bytes were found."""


class _Body:
    """A body under way, and the answer to it."""

    def __init__(self, receive: Receive, send: Send, most: int, endless: bool) -> None:
        self._receive, self._send, self._most = receive, send, most
        self._read, self._endless = 0, endless

    async def receive(self) -> Message:
        """The next part.

        Raises:
            _TooLarge: it is one too many.
        """
        message = await self._receive()
        self._read += len(message.get("body", b""))
        self._endless = self._endless and message.get("more_body", False)
        self._check()
        return message

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on; one that comes before an endless body's end is the last."""
        if message["type"] == "http.response.start":
            self._check()  # whoever read it may have taken the error for one of their own
            if self._endless:
                MutableHeaders(scope=message)["connection"] = "close"
        await self._send(message)

    def _check(self) -> None:
        if self._read > self._most:
            raise _TooLarge(f"more than {self._most:,}")
