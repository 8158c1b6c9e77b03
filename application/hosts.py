"""Names of hosts in the one form in which they are compared, and which are this machine's own."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5})?)?")
_LOOPBACK_NAME = "localhost"


def host_and_port(text: str) -> tuple[str, int | None] | None:
    """What a ``Host`` names: a name in ASCII or an address, and the port where it says one.

    The name without case, brackets and the trailing dot of a full one; an IPv4 address also where
    it is written as IPv6. None where it is neither.
    """
    found = _HOST.fullmatch(text.strip().lower())
    if found is None:
        return None
    bracketed = found[1].startswith("[")
    name = found[1].strip("[]").removesuffix(".")
    try:
        address = ip_address(name)
    except ValueError:
        if bracketed or not name:
            return None
    else:
        name = str((isinstance(address, IPv6Address) and address.ipv4_mapped) or address)
    return name, int(found[2]) if found[2] else None


def host_name(text: str) -> str | None:
    """The name of ``host_and_port`` alone."""
    found = host_and_port(text)
    return found and found[0]


def is_loopback(name: str) -> bool:
    """Whether a name, as ``host_name`` gives it, is this machine's own alone."""
    try:
        return name == _LOOPBACK_NAME or ip_address(name).is_loopback
    except ValueError:
        return False
