"""No request's head, its address and headers, is read beyond what one may have, nor behind it."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD = 2**16
"""In bytes; as much as h11 takes."""


class BoundedHead(HttpToolsProtocol):
    """Uvicorn's HTTP by httptools, which by itself collects a head that never ends."""

    _in_head = _began = False
    _unfinished = 0
    """How many bytes came since those in which the present head began."""

    def data_received(self, data: bytes) -> None:
        """Take what came; end the connection where it is more of a head that is too long."""
        self._began = False
        super().data_received(data)
        grows = self._in_head and not self._began
        self._unfinished = self._unfinished + len(data) if grows else 0
        if self._unfinished > MOST_HEAD and not self.transport.is_closing():
            self.send_400_response(f"Address and headers have more than {MOST_HEAD} bytes.")

    def on_message_begin(self) -> None:
        """A head begins."""
        self._in_head = self._began = True
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header of the head. What stands behind a chunked body, the trailers, is none.

        Whoever is in front of this server has looked at the head alone: what a proxy says of the
        client's address, or a name, would else be said again by the client.
        """
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """A head ends; the body is bounded by the application."""
        self._in_head = False
        super().on_headers_complete()
