"""Whether something was committed that the journal and the ledger do not account for.

Neo4j Community has no change feed. The bookmark of a read is another one after every commit, and is
compared for equality only. A commit of this store is known by its own bookmark, one of another
process by the revision that it makes, or by the counts of the ledger's kinds. An edit that falls
between two looks together with another process's commit cannot be told apart from it: the hourly
comparison finds it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Present:
    """What is accounted for: the newest revision, and how often each kind of record was written.

    Every commit of Ramify's adds to one of them, so that no two leave the same.
    """

    revision: int
    writes: Mapping[str, int] = field(default_factory=dict)

    def follows(self, other: Present) -> bool:
        """Whether it is later: nothing less, and something more.

        Records are written beside revisions: of two, neither may be the later one.
        """
        no_less = all(self.writes.get(kind, 0) >= n for kind, n in other.writes.items())
        return self != other and self.revision >= other.revision and no_less

    def after(self, kinds: Iterable[str], revisions: int = 0) -> Present:
        """What is accounted for once records of some kinds, and revisions, are written."""
        counted = {kind: self.writes.get(kind, 0) + 1 for kind in kinds}
        return Present(self.revision + revisions, {**self.writes, **counted})


class Mark(NamedTuple):
    """How the store looked at one moment, and the bookmark of a read."""

    present: Present
    bookmark: str


UNCERTAIN = Mark(Present(-1), "")
"""A mark that tells nothing: whatever is known is later."""


class Watch:
    """What is accounted for; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._look = _Look()
        self._comparing: list[_Look] = []

    def committed(self, before: Mark, after: Mark) -> None:
        """This store committed something; ``before`` was read while it held what it counts in."""
        with self._lock:
            self._judge(before)
            self._judge(after)

    def knows(self, mark: Mark) -> bool:
        """Whether the store looks as it did when something was last taken note of."""
        with self._lock:
            return self._look.known == mark

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
        if known is None or mark.present.follows(known.present):
            self.known = mark
        elif mark.present == known.present and mark.bookmark != known.bookmark:
            self.known, self.disturbed = mark, True
