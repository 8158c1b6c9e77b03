"""What time it is: asked of one object, so that a test can let hours pass."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Who knows what time it is."""

    def now(self) -> datetime:
        """The present moment, in UTC."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(UTC)


def moment_text(at: datetime) -> str:
    """A moment as the ledger keeps and compares it: UTC, microseconds, ``Z``."""
    text = at.astimezone(UTC).isoformat(timespec="microseconds")
    return text.replace("+00:00", "Z")


def read_moment(text: str) -> datetime:
    """The moment of such a text."""
    return datetime.fromisoformat(text)
