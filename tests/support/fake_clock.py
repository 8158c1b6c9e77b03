"""A clock that a test sets: time passes when it says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Two in the morning, until it is told otherwise."""

    def __init__(self, at: datetime = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)) -> None:
        self._now = at

    def now(self) -> datetime:
        return self._now

    def later(self, seconds: float) -> datetime:
        """The moment so many seconds from now."""
        return self._now + timedelta(seconds=seconds)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now = self.later(seconds)
