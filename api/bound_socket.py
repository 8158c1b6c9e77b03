"""The port that is served: taken before anything is opened, so that a taken one is said at once.

So this imports next to nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from application.hosts import host_name, is_loopback
from application.settings import Settings
from graph_model.errors import InvalidInput, Problem


@dataclass(frozen=True, slots=True)
class BoundSocket:
    """A socket that is bound to an address and port."""

    socket: socket.socket

    @property
    def port(self) -> int:
        """The port, also where any free one was asked for."""
        port: int = self.socket.getsockname()[1]
        return port

    @property
    def address(self) -> str:
        """Host and port, as a URL has them."""
        host = self.socket.getsockname()[0]
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"


def require_sign_in(settings: Settings) -> None:
    """See that others than this machine's own can reach only a server that asks who they are.

    Raises:
        InvalidInput: the host is not loopback, and nobody has to sign in.
    """
    if settings.sign_in == "required" or _loopback(settings.host):
        return
    found = f"{settings.host}, where whoever reaches the port may read and write all"
    expected = "this machine's own address, such as 127.0.0.1, as nobody has to sign in"
    advice = (
        "make a token with `ramify token create NAME --role admin` and set RAMIFY_SIGN_IN=required"
    )
    raise InvalidInput([Problem("host (--host, RAMIFY_HOST)", found, expected, advice)])


def _loopback(host: str) -> bool:
    return is_loopback(host_name(host) or host_name(f"[{host}]") or "")


@contextmanager
def bind(host: str, port: int) -> Iterator[BoundSocket]:
    """Take the port.

    What is accepted there sends at once, which it inherits from the socket bound here: asyncio sees
    to it only for sockets whose protocol is named, and else small answers wait 40 ms to be joined.

    Raises:
        InvalidInput: it is taken, or the address is none of this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        taken = socket.create_server((host, port), family=family)
    except OSError as error:
        reason = error.strerror or str(error)
        advice = "name another with RAMIFY_PORT or --port"
        expected = "an address and port that are free"
        raise InvalidInput([Problem(f"{host}:{port}", reason, expected, advice)]) from None
    with taken:
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield BoundSocket(taken)
