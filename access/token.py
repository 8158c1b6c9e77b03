"""Tokens: ``ramify_<key>_<secret><checksum>``, what is kept of one, and whether one is in order.

The fixed beginning lets scanners find tokens that leaked, the checksum tells a typing error before
anything is looked up, the key finds what is kept, which has no more of the secret than a digest.
The secret has 256 random bits: nothing slower than SHA-256 is needed to keep it from being guessed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from ipaddress import ip_address, ip_network
from typing import NamedTuple
from zlib import crc32

from graph_model.errors import InvalidInput, Problem
from graph_model.ledger.token import Token
from graph_model.periods import add, parse_period

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
KEY, SECRET, CHECKSUM = 12, 43, 6
"""How many characters each part has; 43 of 62 are 256 bits."""
TOKEN = re.compile(
    rf"ramify_([0-9A-Za-z]{{{KEY}}})_([0-9A-Za-z]{{{SECRET}}})([0-9A-Za-z]{{{CHECKSUM}}})"
)
ANYWHERE = re.compile(r"ramify_[0-9A-Za-z]{6,}_[0-9A-Za-z]{6,}")
"""What looks like a token, wherever it stands."""


class Secret(NamedTuple):
    """A token as its holder has it: the key that finds what is kept, and the secret."""

    key: str
    secret: str

    @property
    def digest(self) -> str:
        """What is kept of the secret."""
        return sha256(self.secret.encode()).hexdigest()

    @property
    def text(self) -> str:
        """The whole token; shown once."""
        return f"ramify_{self.key}_{self.secret}{checksum(self.key, self.secret)}"


def new_secret() -> Secret:
    """A token that nobody has."""
    return Secret(_random(KEY), _random(SECRET))


def read_secret(text: str) -> Secret | None:
    """The token of a text; None: it is none, or mistyped."""
    found = TOKEN.fullmatch(text)
    if found is None or found[3] != checksum(found[1], found[2]):
        return None
    return Secret(found[1], found[2])


def checksum(key: str, secret: str) -> str:
    """The CRC-32 of a token's beginning, to base 62."""
    number, digits = crc32(f"ramify_{key}_{secret}".encode()), ""
    for _ in range(CHECKSUM):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def belongs(secret: Secret, token: Token | None) -> bool:
    """Whether a secret is that of a kept token; as long for one that is not kept."""
    kept = token.digest if token else sha256(b"").hexdigest()
    return compare_digest(secret.digest, kept) and token is not None


def expired(token: Token, now: datetime) -> bool:
    """Whether a token has come to its end."""
    return token.expires_at is not None and datetime.fromisoformat(token.expires_at) <= now


def comes_from(token: Token, address: str | None) -> bool:
    """Whether a token may be used from an address; where it names no networks, from any."""
    if not token.networks:
        return True
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    return any(found in ip_network(network) for network in token.networks)


def read_networks(texts: Iterable[str]) -> tuple[str, ...]:
    """Networks in CIDR form, each in its one form.

    Raises:
        InvalidInput: one is none.
    """
    return tuple(_network(text) for text in texts)


def _network(text: str) -> str:
    try:
        return str(ip_network(text.strip()))
    except ValueError as error:
        expected = "a network such as 10.1.0.0/16, no bit set behind its length"
        raise InvalidInput([Problem("network", f"{text!r} ({error})", expected)]) from None


def read_end(text: str, begin: datetime) -> str | None:
    """The moment a duration after another, as the ledger has moments; None for ``never``.

    Raises:
        InvalidInput: it is no duration, or one of nothing.
    """
    if text.strip().lower() == "never":
        return None
    try:
        day = add(begin.date(), parse_period(text))
    except ValueError:
        day = begin.date()
    if day <= begin.date():
        expected = "a duration such as P90D or P1Y, or never"
        raise InvalidInput([Problem("expires", repr(text), expected)])
    return datetime.combine(day, begin.timetz()).isoformat(timespec="seconds")
