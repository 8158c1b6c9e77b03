"""Serving an application at a port that is taken already, until the process is told to stop."""

from __future__ import annotations

import gc
import logging
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
import uvicorn

from api.bound_socket import BoundSocket
from api.http.bounded_head import BoundedHead
from api.http.scrubbed_log import ScrubbedAddress
from application.log import configure_logging
from application.settings import Settings
from application.tokens import NO_ADMIN

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp

log = structlog.get_logger("ramify.server")

SWITCH = 0.001
"""After so many seconds a thread that computes lets another go on: the loop, which has answers to
send and needs little, would else wait five milliseconds for each thread that computes."""
COLLECT_AT = 50_000
"""So many more objects made than thrown away start a search for garbage among the youngest."""


def log_who_may(settings: Settings, admin: bool = True) -> None:
    """Log who may do what, so that nobody learns it later; ``admin``: one has a token in order."""
    if settings.sign_in == "required":
        log.info("only who brings a token is answered", see="ramify token list")
        if not admin:
            log.warning(NO_ADMIN)
    else:
        log.warning("nobody has to sign in: whoever is on this machine is administrator")


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
