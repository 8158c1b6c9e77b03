"""The dependencies question: what lies beneath an item or above it, step by step.

Without a lens what an item rests on are its dependencies, its parts, its suppliers and what it
consumes. With one it is whatever an effect comes from: every relation and direction along which the
lens carries its top level as more than its lowest, for what only tells somebody holds nothing up.
Relations count that hold on the day; redundancy and contracts' terms do not: for these ask impact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

import numpy as np

from graph_model.lens import Direction, Lens
from graph_model.words import counted, sentence
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.listing import Listing, of_rows
from queries.answers.told import subject, told, told_once, told_with
from queries.answers.types import ItemRow, KindName, LensName, RelationNumber, Said
from queries.answers.view import View
from queries.snapshot.days import day_number
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
RESTS = frozenset(
    {("DEPENDS_ON", BACKWARD), ("PART_OF", FORWARD), ("PROVIDES", FORWARD), ("CONSUMES", BACKWARD)}
)
"""Along which relations, and which way, an item holds another up, where no lens says so."""


class DependencyDirection(Enum):
    """Which way dependencies are followed."""

    BENEATH = "beneath"
    ABOVE = "above"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Dependency:
    """An item that lies beneath another, or above it."""

    walk: _Walk
    row: int

    @subject
    @told
    def item(self) -> ItemRow:
        """What lies there."""
        return self.row

    @told
    def direction(self) -> DependencyDirection:
        """Whether it lies beneath or above."""
        return self.walk.direction

    @told
    def depth(self) -> int:
        """How many relations away it is, at least."""
        return int(self.walk.depths[self.row])

    @told
    def relation(self) -> RelationNumber:
        """The relation that leads there, of one step less; null: you may not see it."""
        return self.walk.step(self.row)[0]

    @told
    def through(self) -> ItemRow:
        """Where that relation leads from; null: you may not see it."""
        return self.walk.step(self.row)[1]


@dataclass(frozen=True, slots=True)
class DependencyCount:
    """How many items of a kind lie beneath or above."""

    direction: Annotated[DependencyDirection, Said("Beneath or above.")]
    kind: Annotated[KindName, Said("The kind.")]
    number: Annotated[int, Said("How many.")]


@dataclass(frozen=True)
class Dependencies(Answer):
    """What lies beneath some items, above them, or both; the items themselves are not listed."""

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    lens: Annotated[LensName | None, Said("The lens whose effects are followed.")]
    starts: Ints
    walks: tuple[_Walk, ...]
    kinds: Sequence[str] | None = None

    @property
    def gap(self) -> str | None:
        """Why more may lie there."""
        cut = [walk for walk in self.walks if walk.cut]
        return f"more lies deeper than {cut[0].depth}, as was asked for" if cut else None

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        of = view.names(self.starts)
        return sentence("; ".join(self._said(walk, of) for walk in self.walks))

    def _said(self, walk: _Walk, of: str) -> str:
        rows, where = self._rows(walk), f"{walk.direction.value} {of}"
        if not len(rows):
            return f"nothing is recorded that lies {where}"
        deep = counted(int(walk.depths[rows].max()), "step", "steps")
        return f"{counted(len(rows), 'item lies', 'items lie')} {where}, up to {deep} away"

    @told_once
    def counts(self) -> list[DependencyCount]:
        """How many, by kind."""
        return [count for walk in self.walks for count in self._counted(walk, self._rows(walk))]

    @told_with
    def hidden(self, view: View) -> list[DependencyCount]:
        """How many of those you may not see, by kind."""
        rows = [(walk, self._rows(walk)) for walk in self.walks]
        unseen = [(walk, as_ints(found[~view.visible[found]])) for walk, found in rows]
        return [count for walk, found in unseen for count in self._counted(walk, found)]

    @told
    def items(self) -> Listing[Dependency]:
        """What lies there: beneath first, then by depth, then by id."""
        lines = [(walk, row) for walk in self.walks for row in self._ordered(walk)]

        def key(at: int) -> tuple[int, int, str]:
            walk, row = lines[at]
            return self.walks.index(walk), int(walk.depths[row]), self.snapshot.id(row)

        rows = as_ints([row for _, row in lines])
        return of_rows(rows, "direction, depth, id", key, lambda at: Dependency(*lines[at]))

    def _rows(self, walk: _Walk) -> Ints:
        """What a walk found, of the kinds that are asked for."""
        found = np.flatnonzero(walk.depths > 0)
        if self.kinds is not None:
            codes = [self.snapshot.kind_codes[kind] for kind in self.kinds]
            found = found[np.isin(self.snapshot.kinds[found], codes)]
        return as_ints(found)

    def _ordered(self, walk: _Walk) -> list[int]:
        def place(row: int) -> tuple[int, str]:
            return int(walk.depths[row]), self.snapshot.id(row)

        return sorted(self._rows(walk).tolist(), key=place)

    def _counted(self, walk: _Walk, rows: Ints) -> list[DependencyCount]:
        codes, numbers = np.unique(self.snapshot.kinds[rows], return_counts=True)
        names = [self.snapshot.model.kinds[code].name for code in codes.tolist()]
        pairs = zip(names, numbers.tolist(), strict=True)
        return [DependencyCount(walk.direction, name, number) for name, number in pairs]


class _Walk:
    """A breadth-first search beneath some items or above them, over what holds on the day.

    ``depths`` is how many relations away each row is, 0 of a start, -1 where no way leads, shape
    (size,). ``cut`` tells whether anything lies deeper than was asked for.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        day: int,
        carries: Flags,
        direction: DependencyDirection,
        depth: int | None,
    ) -> None:
        self.snapshot, self.carries = snapshot, carries
        self.holds = snapshot.periods.hold(day)
        self.direction, self.depth = direction, depth
        self.depths: Ints = np.full(snapshot.size, -1, np.int32)
        self.cut = False

    def follow(self, starts: Ints) -> _Walk:
        """Look from the starts as deep as was asked for."""
        self.depths[starts] = 0
        frontier, depth = as_ints(np.unique(starts)), 0
        while len(frontier):
            _, others, _ = self._next(frontier)
            fresh = as_ints(np.unique(others[self.depths[others] < 0]))
            if depth == self.depth:
                self.cut = bool(len(fresh))
                break
            depth += 1
            self.depths[fresh] = depth
            frontier = fresh
        return self

    def _next(self, rows: Ints, back: bool = False) -> tuple[Ints, Ints, Ints]:
        """Here, there and relation of each step from some rows; ``back``: of each step to them."""
        owner, numbers = self.snapshot.neighbours(rows)
        here, found = rows[owner], self.snapshot.picked(numbers)
        forward = found.start == here
        there = np.where(forward, found.end, found.start)
        kinds = self.snapshot.kinds
        upward = forward if (self.direction is DependencyDirection.ABOVE) is not back else ~forward
        kept = (
            self.holds[found.period]
            & self.carries[
                found.type, kinds[found.start], kinds[found.end], (~upward).astype(np.int8)
            ]
        )
        return here[kept], as_ints(there[kept]), as_ints(numbers[kept])

    def step(self, row: int) -> tuple[int, int]:
        """The relation that leads to a row, and from where: the least type, then id."""
        _, others, numbers = self._next(as_ints([row]), back=True)
        nearer = np.flatnonzero(self.depths[others] == self.depths[row] - 1)
        found = [(int(numbers[at]), int(others[at])) for at in nearer]
        return min(found, key=self._rank)

    def _rank(self, step: tuple[int, int]) -> tuple[str, str, str, str]:
        key = self.snapshot.key_at(step[0])
        return key.type, self.snapshot.id(step[1]), key.discriminator, key.start


def dependencies_of(
    asked: Asked,
    of: Sequence[str],
    direction: DependencyDirection,
    depth: int | None,
    kinds: Sequence[str] | None,
    lens: str | None,
) -> Dependencies:
    """What lies beneath some items or above them.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
    """
    starts = asked.view.require(of)
    return dependencies(asked.snapshot, starts, asked.as_of, direction, depth, kinds, lens)


def dependencies(
    snapshot: Snapshot,
    starts: Ints,
    as_of: date,
    direction: DependencyDirection = DependencyDirection.BOTH,
    depth: int | None = None,
    kinds: Sequence[str] | None = None,
    lens: str | None = None,
) -> Dependencies:
    """What lies beneath some rows or above them, so many relations deep (None: to the end)."""
    carries = _carries(snapshot, None if lens is None else snapshot.model.lens(lens))
    ways = (
        (DependencyDirection.BENEATH, DependencyDirection.ABOVE)
        if direction is DependencyDirection.BOTH
        else (direction,)
    )
    walks = (_Walk(snapshot, day_number(as_of), carries, way, depth) for way in ways)
    followed = tuple(walk.follow(starts) for walk in walks)
    return Dependencies(snapshot, as_of, lens, starts, followed, kinds)


def _carries(snapshot: Snapshot, lens: Lens | None) -> Flags:
    """Whether something holds up what lies above it, along a relation and a direction.

    Shape (types, kinds, kinds, 2): by type, kind of its start, kind of its end, backward.
    """
    kinds = len(snapshot.model.kinds)
    flags = np.zeros((len(snapshot.model.relations), kinds, kinds, 2), np.bool_)
    code = snapshot.kind_codes
    for number, relation in enumerate(snapshot.model.relations):
        for start, end in relation.joins:
            for backward, direction in enumerate((FORWARD, BACKWARD)):
                flags[number, code[start], code[end], backward] = _holds_up(
                    lens, relation.name, direction, start, end
                )
    return flags


def _holds_up(lens: Lens | None, relation: str, direction: Direction, start: str, end: str) -> bool:
    if lens is None:
        return (relation, direction) in RESTS
    rule = lens.rule(relation, direction, start, end)
    return rule is not None and lens.transfer(rule)[3] > 1
