"""The path question: how two items hang together, by relations of any type, either way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Path:
    """A shortest walk: ``rows`` from the one item to the other, ``relations`` between them.

    Both are empty where no walk joins the two; a path from an item to itself has one row.
    """

    rows: tuple[int, ...]
    relations: tuple[int, ...]


def path(snapshot: Snapshot, start: str, end: str, as_of: date) -> Path:
    """A shortest walk over relations that hold on a date; ties by relation type, then id.

    Raises:
        NotFound: an id that is not recorded.
    """
    first, last = snapshot.rows([start, end]).tolist()
    walk = _Walk(snapshot, day_number(as_of), first, last)
    if not walk.found:
        return Path((), ())
    return walk.back()


class _Walk:
    """A breadth-first search from the start until it meets the end."""

    def __init__(self, snapshot: Snapshot, day: int, first: int, last: int) -> None:
        self.snapshot, self.day, self.first, self.last = snapshot, day, first, last
        self.distance = np.full(snapshot.size, -1, np.int32)
        self.distance[first] = 0
        frontier, hops = as_ints([first]), 0
        while len(frontier) and self.distance[last] < 0:
            hops += 1
            frontier = self._next(frontier, hops)

    @property
    def found(self) -> bool:
        return bool(self.distance[self.last] >= 0)

    def _next(self, frontier: Ints, hops: int) -> Ints:
        _, numbers = self.snapshot.neighbours(frontier)
        numbers = self.snapshot.holding(numbers, self.day)
        ends = np.concatenate([self.snapshot.starts(numbers), self.snapshot.ends(numbers)])
        fresh = np.unique(ends[self.distance[ends] < 0])
        self.distance[fresh] = hops
        return as_ints(fresh)

    def back(self) -> Path:
        """Walk back from the end, at each step by the least relation type, then id."""
        rows, relations, at = [self.last], [], self.last
        while at != self.first:
            number, at = self._step(at)
            relations.append(number)
            rows.append(at)
        return Path(tuple(reversed(rows)), tuple(reversed(relations)))

    def _step(self, row: int) -> tuple[int, int]:
        numbers = self.snapshot.holding(self.snapshot.relations(row), self.day)
        starts, ends = self.snapshot.starts(numbers), self.snapshot.ends(numbers)
        others = np.where(starts == row, ends, starts)
        nearer = np.flatnonzero(self.distance[others] == self.distance[row] - 1)
        found = [(int(numbers[at]), int(others[at])) for at in nearer]
        return min(found, key=self._rank)

    def _rank(self, step: tuple[int, int]) -> tuple[str, str, str]:
        number, other = step
        key = self.snapshot.key_at(number)
        return key.type, self.snapshot.id(other), key.discriminator
