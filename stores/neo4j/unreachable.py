"""Why a server is not reached, in words of the house: the driver's own name its insides."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

_WHY: tuple[tuple[type[OSError], str], ...] = (
    (TimeoutError, "no answer comes"),
    (ConnectionRefusedError, "nothing listens there"),
    (socket.gaierror, "the name leads nowhere"),
    (ssl.SSLError, "no encryption can be agreed on; see +s and +ssc in the address"),
)


def why_unreachable(error: BaseException) -> str:
    """The reason that lies beneath a driver's error."""
    beneath = [cause for cause in _causes(error) if isinstance(cause, OSError)]
    for kind, why in _WHY:
        if any(isinstance(cause, kind) for cause in beneath):
            return why
    said = [cause.strerror for cause in beneath if cause.strerror]
    return said[-1].lower() if said else "the connection is lost"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that led to it."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _causes(one)
        error = error.__cause__ or error.__context__
