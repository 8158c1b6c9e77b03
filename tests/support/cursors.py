"""What cursors say, to see that they say nothing of what is hidden."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from typing import Any

CURSORS = ("cursor", "startCursor", "endCursor")


def decoded(value: Any) -> Iterator[str]:
    """Every cursor of a response, as the text it was made from."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name in CURSORS and isinstance(one, str):
                yield urlsafe_b64decode(one + "=" * (-len(one) % 4)).decode()
            yield from decoded(one)
    elif isinstance(value, list):
        for one in value:
            yield from decoded(one)
