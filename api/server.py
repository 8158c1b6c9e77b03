"""Serving: the port is taken before anything is opened, so that a taken one is said at once."""

from __future__ import annotations

import gc
import logging
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import structlog
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from api.http.bounded_head import BoundedHead
from api.http.scrubbed_log import ScrubbedAddress
from application.hosts import host_name, is_loopback
from application.log import configure_logging
from application.settings import Settings
from application.tokens import NO_ADMIN
from graph_model.errors import InvalidInput, Problem

log = structlog.get_logger("ramify.server")

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


def log_who_may(settings: Settings, admin: bool = True) -> None:
    """Log who may do what, so that nobody learns it later; ``admin``: one has a token in order."""
    if settings.sign_in == "required":
        log.info("only who brings a token is answered", see="ramify token list")
        if not admin:
            log.warning(NO_ADMIN)
    else:
        log.warning("nobody has to sign in: whoever is on this machine is administrator")


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


def serve(
    app: FastAPI, bound: BoundSocket, settings: Settings, quiet: bool = False, admin: bool = True
) -> None:
    """Serve an application until the process is told to stop; ``quiet`` logs no requests.

    ``admin`` is whether anybody has an admin's token in order.
    """
    configure_logging()
    log_who_may(settings, admin)
    _freeze()
    sys.setswitchinterval(SWITCH)
    logging.getLogger("uvicorn.access").addFilter(ScrubbedAddress())
    with suppress(KeyboardInterrupt):  # uvicorn shuts down, then passes Ctrl-C on
        uvicorn.Server(serving_config(app, quiet)).run(sockets=[bound.socket])


def serving_config(app: ASGIApp, quiet: bool = False) -> uvicorn.Config:
    """How HTTP is spoken."""
    return uvicorn.Config(
        app,
        http=BoundedHead,
        log_level="warning" if quiet else "info",
        server_header=False,
        proxy_headers=False,  # see client_address: whom to believe is a setting
        use_colors=False,
    )


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
