"""What proves that a delivery is its tool's own: compared in constant time, over its raw body."""

from __future__ import annotations

import base64
import hashlib
import hmac
from ipaddress import ip_address, ip_network
from typing import NoReturn

from graph_model.errors import NotSignedIn
from ticketing.tool import Hook, Site


def hex_mac(secret: str, *parts: bytes, digest: str = "sha256") -> str:
    """The HMAC of some bytes, one after the other, as hexadecimal digits."""
    return hmac.new(secret.encode(), b"".join(parts), digest).hexdigest()


def base64_mac(secret: str, body: bytes) -> str:
    """The HMAC of a body by SHA-256, in base64."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def secret_of(site: Site) -> str:
    """What deliveries are signed with.

    Raises:
        NotSignedIn: the connection has no secret, so that nothing that comes can be believed.
    """
    if not site.secret:
        raise NotSignedIn("the connection names no secret, so no delivery can be believed")
    return site.secret


def verify_header(hook: Hook, name: str, *expected: str) -> None:
    """See that a header has one of the values expected.

    Raises:
        NotSignedIn: it is absent, or has another.
    """
    given = hook.headers.get(name, "").strip().encode()
    same = [hmac.compare_digest(given, one.encode()) for one in expected]
    if not given or not any(same):
        _refuse(name, bool(given))


def verify_body(hook: Hook, site: Site, name: str) -> None:
    """See that a header has ``sha256=`` and the HMAC of the body in hexadecimal digits.

    Raises:
        NotSignedIn: it is absent, or has another.
    """
    verify_header(hook, name, f"sha256={hex_mac(secret_of(site), hook.body)}")


def verify_token(hook: Hook, site: Site, name: str) -> None:
    """See that a header has the secret itself, alone or as a bearer's.

    Raises:
        NotSignedIn: it is absent, or another.
    """
    secret = secret_of(site)
    verify_header(hook, name, secret, f"Bearer {secret}")


def verify_address(hook: Hook, site: Site) -> None:
    """See that a delivery comes from one of the networks that may deliver, where some are named.

    Raises:
        NotSignedIn: it comes from elsewhere.
    """
    if not site.networks:
        return
    try:
        address = ip_address((hook.address or "").partition("%")[0])
    except ValueError:
        raise NotSignedIn("nobody knows from which address it comes") from None
    mapped = getattr(address, "ipv4_mapped", None) or address
    if not any(mapped in ip_network(one, strict=False) for one in site.networks):
        raise NotSignedIn("it comes from an address that is not among the connection's networks")


def _refuse(name: str, given: bool) -> NoReturn:
    found = "another one" if given else "none"
    raise NotSignedIn(f"the header {name}: found {found}, expected that of the connection's secret")
