"""What the underpinning of a promise can support at most, from what is committed beneath it.

A commitment (a target that an OLA sets) is a promise of the item as it is delivered, so it counts
what lies beneath already; what lies beneath can only lower it. The dependencies of an item count in
series, its groups as k of n. An item without a commitment supports what lies beneath it; one with
neither is missing: it is taken as perfect, so that the bound is what can be had at the very most
(in a group with enough other members it is left out). A dependency on an item that is being worked
out, a cycle, adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from graph_model.lens import Direction
from queries.availability import (
    Bound,
    along_chain,
    exactly,
    in_series,
    k_of_n,
    kth_fastest,
    over_window,
)
from queries.base import DEPENDS_ON
from queries.days import day_number
from queries.figure import Figure, Measure, figure
from queries.rows import Ints, as_ints
from queries.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
OLA = "OperatingLevelAgreement"


@dataclass(frozen=True, slots=True)
class Support:
    """What an item can support at most.

    ``missing`` are the rows beneath it that nothing is committed for, taken as perfect; the bound
    is determined where there are none. ``resting_on`` are the target rows it was worked out from.
    """

    bound: Bound
    missing: tuple[int, ...] = ()
    resting_on: tuple[int, ...] = ()


@dataclass
class Supports:
    """What items can support of one measure over a window, each worked out once."""

    snapshot: Snapshot
    as_of: date
    measure: Measure
    window: float | None
    _known: dict[int, Support] = field(default_factory=dict)
    _under_way: set[int] = field(default_factory=set)
    _looped: bool = False

    def of(self, row: int) -> Support:
        """What an item can support."""
        if row in self._known:
            return self._known[row]
        outer, self._looped = self._looped, False
        self._under_way.add(row)
        found = self._worked_out(row)
        self._under_way.discard(row)
        if not self._looped or not self._under_way:
            self._known[row] = found
        self._looped = self._looped or outer
        return found

    def _worked_out(self, row: int) -> Support:
        own = self.commitment(row)
        parts = [*self._requirements(row), *self._groups(row)]
        if own is None and not parts:
            return Support(self.perfect, (row,))
        resting = _each_once(part.resting_on for part in parts)
        bound = self._together(own, [part.bound for part in parts])
        if own is None:
            return Support(bound, _each_once(part.missing for part in parts), resting)
        return Support(bound, (), (own.row, *resting))

    @property
    def perfect(self) -> Bound:
        """What something that never fails supports."""
        return exactly(1.0 if self.measure is Measure.AVAILABILITY else 0.0)

    def _together(self, own: Figure | None, parts: list[Bound]) -> Bound:
        if self.measure is not Measure.AVAILABILITY:
            return along_chain(own.value if own else 0.0, parts)
        beneath = in_series(parts) if parts else exactly(1.0)
        if own is None:
            return beneath
        committed = over_window(own.value, own.window, self.window)
        return Bound(min(committed, beneath.likely), min(committed, beneath.sure))

    def commitment(self, row: int) -> Figure | None:
        """The strictest figure that an OLA governing the item commits to, or None."""
        numbers = self._holding(self.snapshot.relations(row, "GOVERNS", BACKWARD))
        agreements = self.snapshot.starts(numbers)
        olas = agreements[self.snapshot.kinds[agreements] == self.snapshot.kind_codes[OLA]]
        found = [f for ola in olas.tolist() for f in self.figures(ola)]
        if self.measure is Measure.AVAILABILITY:
            return max(
                found, key=lambda f: over_window(f.value, f.window, self.window), default=None
            )
        return min(found, key=lambda f: f.value, default=None)

    def figures(self, agreement: int) -> list[Figure]:
        """The figures of the measure that an agreement sets."""
        numbers = self._holding(self.snapshot.relations(agreement, "SETS", FORWARD))
        found = [figure(self.snapshot, row) for row in self.snapshot.ends(numbers).tolist()]
        return [f for f in found if f.measure is self.measure and f.known]

    def _requirements(self, row: int) -> list[Support]:
        numbers, marks = self._dependencies(row)
        single = numbers[marks == 0]
        return [s for end in self.snapshot.ends(single).tolist() if (s := self._beneath(end))]

    def _groups(self, row: int) -> list[Support]:
        numbers, marks = self._dependencies(row)
        return [self._group(numbers[marks == mark]) for mark in np.unique(marks[marks > 0])]

    def _group(self, numbers: Ints) -> Support:
        needs = self.snapshot.picked(numbers).need
        k = min(int(needs.max()), len(numbers))
        members = [self._beneath(end) for end in self.snapshot.ends(numbers).tolist()]
        found = [member or Support(self.perfect) for member in members]
        committed = [member for member in found if not member.missing]
        counted = committed if len(committed) >= k else found
        parallel = k_of_n if self.measure is Measure.AVAILABILITY else kth_fastest
        bound = parallel([member.bound for member in counted], k)
        missing = _each_once(member.missing for member in counted)
        return Support(bound, missing, _each_once(m.resting_on for m in counted))

    def _beneath(self, row: int) -> Support | None:
        """What a dependency supports; None for one that is being worked out."""
        if row in self._under_way:
            self._looped = True
            return None
        return self.of(row)

    def _dependencies(self, row: int) -> tuple[Ints, Ints]:
        numbers = self._holding(self.snapshot.relations(row, DEPENDS_ON, FORWARD))
        return numbers, self.snapshot.picked(numbers).mark

    def _holding(self, numbers: Ints) -> Ints:
        return self.snapshot.holding(numbers, day_number(self.as_of))


def _each_once(parts: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(row for part in parts for row in part))


def closure(snapshot: Snapshot, row: int, as_of: date) -> set[int]:
    """Everything an item depends on, itself included."""
    day = day_number(as_of)
    seen, frontier = {row}, as_ints([row])
    while len(frontier):
        _, numbers = snapshot.relations_of(frontier, DEPENDS_ON, FORWARD)
        found = np.unique(snapshot.ends(snapshot.holding(numbers, day)))
        frontier = as_ints([int(r) for r in found if int(r) not in seen])
        seen.update(frontier.tolist())
    return seen
