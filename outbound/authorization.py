"""The header that says who calls: a user with a password, or the bearer of a token."""

from __future__ import annotations

import base64


def basic(user_and_password: str) -> dict[str, str]:
    """The header of a user and a password, given as ``user:password``."""
    return {"Authorization": f"Basic {base64.b64encode(user_and_password.encode()).decode()}"}


def bearer(token: str) -> dict[str, str]:
    """The header of who bears a token."""
    return {"Authorization": f"Bearer {token}"}
