"""Whose turn it is to write: those of one process in the order in which they came.

SQLite has who finds a file locked look again after a while, and lets in whoever looks at the right
moment: one that writes again and again keeps out one that wants to write once.
"""

from __future__ import annotations

from collections import deque
from threading import Lock


class Turns:
    """A lock that is handed on in the order of asking."""

    def __init__(self) -> None:
        """Nobody's turn yet."""
        self._lock, self._waiting, self._taken = Lock(), deque[Lock](), False

    def take(self, seconds: float) -> bool:
        """Wait for one's turn, so many seconds at most; whether it came."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        return mine.acquire(timeout=seconds) or self._came_after_all(mine)

    def _came_after_all(self, mine: Lock) -> bool:
        """Whether the turn came just as nobody waited for it any more; who waits no more leaves."""
        with self._lock:
            if mine not in self._waiting:
                return True
            self._waiting.remove(mine)
            return False

    def end(self) -> None:
        """Hand it on."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
