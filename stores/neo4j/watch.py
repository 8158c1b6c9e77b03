"""Whether something was committed that the journal does not account for.

Neo4j Community has no change feed. The bookmark of a read is another one after every commit, and is
compared for equality only. A commit of this store is known by its own bookmark, one of another
process by the revision that it makes, or by the ledger's count. An edit that falls between two
looks together with another process's revision cannot be told apart from it: the hourly comparison
finds it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Mark(NamedTuple):
    """How the store looked at one moment, and the bookmark of a read.

    ``present`` is what is accounted for: the newest revision, and how often the ledger was written.
    """

    present: tuple[int, int]
    bookmark: str


class Watch:
    """What is accounted for; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._look = _Look()
        self._comparing: list[_Look] = []

    def committed(self, before: Mark, after: Mark) -> None:
        """This store committed a revision; ``before`` was read while it held the head's lock."""
        with self._lock:
            self._judge(before)
            self._judge(after)

    def seen(self, mark: Mark) -> bool:
        """Take note of a mark; return whether anything unaccounted was committed so far."""
        with self._lock:
            self._judge(mark)
            return self._look.disturbed

    @contextmanager
    def comparing(self, mark: Mark) -> Iterator[None]:
        """A comparison accounts for whatever was committed until the mark was read.

        Once it has ended, that is: one that raises accounts for nothing.
        """
        look = _Look(mark)
        with self._lock:
            self._comparing.append(look)
        try:
            yield
            with self._lock:
                self._look = look
        finally:
            with self._lock:
                self._comparing = [other for other in self._comparing if other is not look]

    def _judge(self, mark: Mark) -> None:
        for look in (self._look, *self._comparing):
            look.judge(mark)


class _Look:
    """What is known from a mark on, and whether anything unaccounted was committed since."""

    def __init__(self, known: Mark | None = None) -> None:
        self.known, self.disturbed = known, False

    def judge(self, mark: Mark) -> None:
        known = self.known
        if known is None or mark.present > known.present:
            self.known = mark
        elif mark.present == known.present and mark.bookmark != known.bookmark:
            self.known, self.disturbed = mark, True
