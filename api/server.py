"""Serving: the port is taken before anything is opened, so that a taken one is said at once."""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI

from api.http.bounded_head import BoundedHead
from application.log import configure_logging
from graph_model.errors import InvalidInput, Problem

SWITCH = 0.001
"""After so many seconds a thread that computes lets another go on: the loop, which has answers to
send and needs little, would else wait five milliseconds for each thread that computes."""
COLLECT_AT = 50_000
"""So many more objects made than thrown away start a search for garbage among the youngest."""


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


def serve(app: FastAPI, bound: BoundSocket, quiet: bool = False) -> None:
    """Serve an application until the process is told to stop; ``quiet`` logs no requests."""
    configure_logging()
    _freeze()
    sys.setswitchinterval(SWITCH)
    level = "warning" if quiet else "info"
    config = uvicorn.Config(
        app, http=BoundedHead, log_level=level, server_header=False, use_colors=False
    )
    with suppress(KeyboardInterrupt):  # uvicorn shuts down, then passes Ctrl-C on
        uvicorn.Server(config).run(sockets=[bound.socket])


def _freeze() -> None:
    """Spare what is there, and stays (modules, the schema), from being looked through for garbage.

    A long answer makes enough objects to start a full collection, which else takes longer than the
    answer does. Before the snapshot is built: a snapshot and what is remembered with it refer to
    each other, and must be collected once a newer one is there. And garbage is looked for once in
    several long answers, not several times in each.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AT)
