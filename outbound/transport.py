"""Connections to checked addresses alone: a name is resolved once, and that answer is called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from ssl import SSLContext
from typing import Any

import httpcore2
import httpx2

from outbound.addresses import checked_addresses


class _CheckedBackend(httpcore2.NetworkBackend):
    def __init__(self, networks: Sequence[str]) -> None:
        self._networks, self._plain = networks, httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            (address, *_) = checked_addresses(host, port, self._networks)
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error
        return self._plain.connect_tcp(address, port, timeout, local_address, socket_options)


class CheckedTransport(httpx2.HTTPTransport):
    """httpx2's own transport, over connections that are checked; no proxy of the environment."""

    def __init__(self, networks: Sequence[str]) -> None:
        """Call open addresses, and those in some networks."""
        super().__init__(verify=_trusted(), trust_env=False)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_trusted(), network_backend=_CheckedBackend(networks)
        )


@cache
def _trusted() -> SSLContext:
    """Whom the machine trusts: its hundred certificates are read once a process."""
    return httpx2.create_ssl_context(trust_env=False)
