"""A Bolt connection that loses the answer to a commit, or falls silent; no driver is mocked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""A Bolt COMMIT: one chunk of two bytes, an empty structure with the tag 0x12, and the end."""


class LossyBolt:
    """Passes bytes on to a server; drops connections after a COMMIT, ``losses`` times.

    While it is stalled it takes connections and bytes, as the kernel does for a process that was
    stopped, and passes on nothing.
    """

    def __init__(self, server: str) -> None:
        """Listen on a free port of loopback for the server of a Bolt URL."""
        parts = urlsplit(server)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 7687)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.url = f"bolt://127.0.0.1:{self._listener.getsockname()[1]}"
        self.losses = 0
        self.lost = 0
        self._passing = threading.Event()
        self._passing.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def stall(self) -> None:
        """Pass on nothing more."""
        self._passing.clear()

    def resume(self) -> None:
        """Pass on what came meanwhile, and what comes."""
        self._passing.set()

    def close(self) -> None:
        """Stop listening, and drop every connection."""
        self.resume()
        self._listener.close()
        for one in self._open:
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                self._open += [client, server]
                for one in (client, server):  # as the driver and the server have it themselves
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for source, target in ((client, server), (server, client)):
                    upwards = source is client
                    threading.Thread(
                        target=self._pass, args=(source, target, upwards), daemon=True
                    ).start()

    def _pass(self, source: socket.socket, target: socket.socket, upwards: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                losing = upwards and self.losses > 0 and data.endswith(COMMIT)
                if losing:
                    self._lose(source, target, data)
                    break
                self._passing.wait()
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _lose(self, client: socket.socket, server: socket.socket, data: bytes) -> None:
        """Pass the COMMIT on, see that it was answered, and let the client know nothing."""
        self.losses -= 1
        self.lost += 1
        client.shutdown(socket.SHUT_RDWR)
        server.sendall(data)


@contextmanager
def lossy_bolt(server: str) -> Iterator[LossyBolt]:
    """A lossy way to a server."""
    way = LossyBolt(server)
    try:
        yield way
    finally:
        way.close()
