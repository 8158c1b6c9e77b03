"""The path question: how two items hang together, by relations of any type, either way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Annotated

import numpy as np

from graph_model.lens import Direction
from graph_model.words import counted
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.told import told, told_once, told_with
from queries.answers.types import ItemRow, RelationNumber, Said
from queries.answers.view import View
from queries.snapshot.days import day_number
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class PathStep:
    """A relation on the way, and which way it is walked."""

    relation: Annotated[RelationNumber, Said("The relation.")]
    direction: Annotated[
        Direction, Said("Forward: from its start to its end; backward: the other way.")
    ]
    item: Annotated[ItemRow, Said("What it leads to.")]

    @told_with
    def said(self, view: View) -> str:
        """The step as it is walked: "a -CONSUMES-> b", "b <-CONSUMES- a"."""
        return view.arrow(self.relation, self.direction)


@dataclass(frozen=True)
class Path(Answer):
    """A shortest way between two items, over what may be seen.

    ``rows`` lead from the one item to the other, ``numbers`` are the relations between them. Both
    are empty where no walk joins the two; a path from an item to itself has one row.
    """

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    first: int
    last: int
    rows: tuple[int, ...]
    numbers: tuple[int, ...]

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        first, last = view.name(self.first), view.name(self.last)
        if not self.rows:
            return f"Nothing recorded joins {first} and {last}."
        if not self.numbers:
            return f"{first} was asked about twice."
        joined = counted(len(self.numbers), "relation joins", "relations join")
        by = f", by way of {view.names(self.rows[1:-1])}" if len(self.rows) > 2 else ""
        return f"{joined} {first} and {last}{by}."

    @told
    def joined(self) -> bool:
        """Whether any way that is recorded joins the two."""
        return bool(self.rows)

    @told
    def items(self) -> list[ItemRow]:
        """The items on the way, both ends included; none where no way joins them."""
        return list(self.rows)

    @told_once
    def steps(self) -> list[PathStep]:
        """The relations between them, as they are walked."""
        starts = self.snapshot.starts(as_ints(self.numbers)).tolist()
        walked = zip(self.numbers, starts, pairwise(self.rows), strict=True)
        return [PathStep(n, _walked(start, here), there) for n, start, (here, there) in walked]


def _walked(start: int, here: int) -> Direction:
    return Direction.FORWARD if start == here else Direction.BACKWARD


def path_between(asked: Asked, from_: str, to: str) -> Path:
    """A shortest way between two items, over what the asker may see.

    Raises:
        NotFound: an id that is not recorded, or that the viewer may not see.
    """
    first, last = asked.view.require([from_, to]).tolist()
    return path(asked.snapshot, first, last, asked.as_of, asked.view.visible)


def path(
    snapshot: Snapshot, first: int, last: int, as_of: date, visible: Flags | None = None
) -> Path:
    """A shortest walk over relations that hold on a date; ties by relation type, then id.

    It passes no item that is not ``visible``, shape (size,): as if no more were recorded.
    """
    walk = _Walk(snapshot, day_number(as_of), first, last, visible)
    return Path(snapshot, as_of, first, last, *(walk.back() if walk.found else ((), ())))


class _Walk:
    """A breadth-first search from the start until it meets the end."""

    def __init__(
        self, snapshot: Snapshot, day: int, first: int, last: int, visible: Flags | None
    ) -> None:
        self.snapshot, self.day, self.first, self.last = snapshot, day, first, last
        self.distance = np.full(snapshot.size, -1, np.int32)
        if visible is not None:
            self.distance[~visible] = _BARRED
        self.distance[first] = 0
        frontier, hops = as_ints([first]), 0
        while len(frontier) and self.distance[last] < 0:
            hops += 1
            frontier = self._next(frontier, hops)

    @cached_property
    def found(self) -> bool:
        return bool(self.distance[self.last] >= 0)

    def _next(self, frontier: Ints, hops: int) -> Ints:
        _, numbers = self.snapshot.neighbours(frontier)
        numbers = self.snapshot.holding(numbers, self.day)
        ends = np.concatenate([self.snapshot.starts(numbers), self.snapshot.ends(numbers)])
        fresh = np.unique(ends[self.distance[ends] == _UNMET])
        self.distance[fresh] = hops
        return as_ints(fresh)

    def back(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Walk back from the end, at each step by the least relation type, then id."""
        rows, numbers, at = [self.last], [], self.last
        while at != self.first:
            number, at = self._step(at)
            numbers.append(number)
            rows.append(at)
        return tuple(reversed(rows)), tuple(reversed(numbers))

    def _step(self, row: int) -> tuple[int, int]:
        numbers = self.snapshot.holding(self.snapshot.relations(row), self.day)
        starts, ends = self.snapshot.starts(numbers), self.snapshot.ends(numbers)
        others = np.where(starts == row, ends, starts)
        nearer = np.flatnonzero(self.distance[others] == self.distance[row] - 1)
        found = [(int(numbers[at]), int(others[at])) for at in nearer]
        return min(found, key=self._rank)

    def _rank(self, step: tuple[int, int]) -> tuple[str, str, str, str]:
        number, other = step
        key = self.snapshot.key_at(number)
        return key.type, self.snapshot.id(other), key.discriminator, key.start


_UNMET, _BARRED = -1, -2
"""The distances of what was not met, and of what is not passed."""
