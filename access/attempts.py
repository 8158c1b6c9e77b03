"""How often somebody may fail to sign in: so often a minute from an address, or with a key."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

MOST = 10
PERIOD = 60.0
"""So many failures in so many seconds; who has had them waits until the period is over."""
KNOWN = 10_000
"""So many addresses and keys are remembered, the latest."""


class Attempts:
    """Failures by whoever made them; safe to use from several threads."""

    def __init__(self) -> None:
        """Nobody failed yet."""
        self._failed = OrderedDict[str, tuple[float, int]]()
        self._lock = Lock()

    def wait(self, who: str, now: float) -> float:
        """How many seconds somebody has to wait (0: none); ``now`` is of any steady clock."""
        began, count = self._failed.get(who, (now, 0))
        over = began + PERIOD - now
        return over if count >= MOST and over > 0 else 0.0

    def failed(self, who: str, now: float) -> None:
        """Count a failure; the period begins with the first of it."""
        with self._lock:
            began, count = self._failed.pop(who, (now, 0))
            self._failed[who] = (now, 1) if now - began >= PERIOD else (began, count + 1)
            while len(self._failed) > KNOWN:
                self._failed.popitem(last=False)
