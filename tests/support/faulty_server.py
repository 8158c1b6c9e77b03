"""A real server on loopback that answers as a test says, faults included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

LOOPBACK = ("127.0.0.0/8", "::1/128")


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; ``cut`` bytes fewer than promised are sent, of ``lost`` nothing at all."""

    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a server was asked: the path with its query, the names of headers in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Answering = Callable[[str, dict[str, str]], Reply]
"""Told the path with its query, and the headers in lower case."""


def served(answering: Answering) -> AbstractContextManager[str]:
    """Serve what is only read; gives the server's address."""
    return answered(lambda asked: answering(asked.path, asked.headers))


@contextmanager
def answered(answering: Callable[[Asked], Reply]) -> Iterator[str]:
    """Serve whatever is asked; gives the server's address."""

    class Handler(BaseHTTPRequestHandler):
        # As tools do it, a connection stays for the next request, and an answer is sent at once.
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {k.lower(): v for k, v in self.headers.items()}
            reply = answering(Asked(self.command, self.path, headers, body))
            if reply.lost:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body[: len(reply.body) - reply.cut])
            self.close_connection |= reply.cut > 0

        def log_message(self, *_: Any) -> None:
            return

    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
