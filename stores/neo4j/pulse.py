"""Whether a server that keeps somebody waiting is still there; if not, nobody waits any longer.

The driver waits for an answer as long as the server once said that it may, which is two minutes,
and to a stopped server it can even connect. A time for each answer would end long statements too.
So while somebody waits, the server is asked beside it whether it is there.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_AGAIN = 1.0
"""After so many seconds a server that did not answer is asked again."""
_TRIES = 2
"""So often in a row it must not answer: once may be this process's own pause."""


class Pulse:
    """Watches over what waits for one server; safe to use from several threads.

    ``beat`` asks whether the server is there, and is to answer within a third of ``timeout``
    seconds; ``cut`` ends whatever waits for it. Both are called in a thread of this object's own.
    """

    def __init__(self, timeout: float, beat: Callable[[], bool], cut: Callable[[], None]) -> None:
        self._timeout, self._beat, self._cut = timeout, beat, cut
        self._changed = threading.Condition()
        self._waiting: dict[object, float] = {}
        self._silent = self._doubted = self._closed = False
        self._thread = threading.Thread(target=self._run, name="ramify-pulse", daemon=True)
        self._thread.start()

    @property
    def silent(self) -> bool:
        """Whether the server did not answer when it was last asked; it is asked on."""
        return self._silent

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Somebody waits for the server here."""
        waiter = object()
        with self._changed:
            self._waiting[waiter] = time.monotonic()
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._waiting.pop(waiter)
                self._changed.notify_all()

    def doubt(self) -> None:
        """Ask the server at once: somebody just gave up on it."""
        with self._changed:
            self._doubted = True
            self._changed.notify_all()

    def close(self) -> None:
        """Watch no more, and end what waits: it is over when this returns, or after the timeout."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            waited_for = bool(self._waiting)
        self._thread.join()
        if waited_for:
            self._cut()
            with self._changed:
                self._changed.wait_for(lambda: not self._waiting, self._timeout)

    def _run(self) -> None:
        while self._due():
            answers = any(self._beat() for _ in range(_TRIES))
            with self._changed:
                cut = not answers and (bool(self._waiting) or not self._silent)
                self._silent = not answers
                for waiter in self._waiting:
                    self._waiting[waiter] = time.monotonic()
            if cut:
                self._cut()

    def _due(self) -> bool:
        """Wait until the server is to be asked; False where it never is again."""
        third = self._timeout / 3
        with self._changed:
            while not self._closed:
                since = min(self._waiting.values(), default=math.inf)
                left = third - (time.monotonic() - since)
                if self._silent:
                    self._changed.wait(min(third, _AGAIN))
                    return not self._closed
                if left <= 0 or self._doubted:
                    self._doubted = False
                    return True
                self._changed.wait(None if left == math.inf else left)
        return False
