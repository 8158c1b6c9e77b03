"""A small keeper of things worked out once for an immutable value, the least used forgotten."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


class Memo:
    """At most ``most`` results by key; safe between threads (a result may be made twice)."""

    def __init__(self, most: int = 16) -> None:
        """Keep nothing yet."""
        self._most, self._held, self._lock = most, OrderedDict[Hashable, object](), Lock()

    def get(self, key: Hashable, kind: type[T], make: Callable[[], T]) -> T:
        """The result kept under a key, made if there is none."""
        try:
            self._held.move_to_end(key)
            held = self._held[key]
        except KeyError:  # not made yet, or another thread has just forgotten it
            held = None
        if isinstance(held, kind):
            return held
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made
