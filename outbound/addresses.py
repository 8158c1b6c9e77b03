"""Which addresses may be called: the open ones, and of the others those that a setting names."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address


class AddressNotAllowed(OSError):
    """A name leads to an address that may not be called."""


def checked_addresses(host: str, port: int, networks: Sequence[str]) -> list[str]:
    """The addresses of a name, all of them allowed: who resolves twice may be told two things.

    Raises:
        AddressNotAllowed: one of them is loopback, private, link-local or reserved, and in none of
            the networks.
        OSError: the name has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        if not is_allowed(ip_address(address.partition("%")[0]), networks):
            raise AddressNotAllowed(f"{host} is {address}")
    return addresses


def is_allowed(address: Address, networks: Sequence[str]) -> bool:
    """Whether an address is open to the world, or in one of the networks."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_global and not address.is_multicast:
        return True
    return any(address in ip_network(one) for one in networks)
