"""Where a request comes from: the other end of its connection, or what a trusted proxy says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

Networks = Sequence[IPv4Network | IPv6Network]


def networks_of(texts: Iterable[str]) -> Networks:
    """Networks of their texts, which the settings have checked."""
    return [ip_network(text) for text in texts]


def client_address(scope: Scope, proxies: Networks) -> str | None:
    """The address a request comes from; None: it has none, as in tests without a network.

    Read from the last hop on, each as long as who says it is trusted: whatever stands before that
    in ``X-Forwarded-For`` anybody may have written.
    """
    client = scope.get("client")
    address: str | None = client[0] if client else None
    said = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
    while address is not None and said and said[-1].strip() and _within(address, proxies):
        address = said.pop().strip()
    return address


def _within(address: str, networks: Networks) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)
