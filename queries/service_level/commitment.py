"""What the underpinning of a promise can support at most, from what is committed beneath it.

A commitment is a figure that an OLA governing an item sets, or an SLA that underpins the promise
asked about. It is a promise of the item as it is delivered, so it counts what lies beneath already;
what lies beneath can only lower it. Of several the strictest counts, but those of suppliers that
provide a part of the item each (PROVIDES with extent = part) count in series. The dependencies of
an item count in series, each once however many ways lead to it, its groups as k of n. An item
without a commitment supports what lies beneath it; one with neither is missing: it is taken as
perfect, so that the bound is what can be had at the very most (in a group with enough other members
it is left out). A dependency on an item that is being worked out, a cycle, adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from graph_model.lens import Direction
from queries.service_level.availability import (
    Bound,
    along_chain,
    exactly,
    in_series,
    k_of_n,
    kth_fastest,
    over_window,
)
from queries.service_level.figure import Figure, Measure, figure
from queries.snapshot.base import DEPENDS_ON
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
OLA = "OperatingLevelAgreement"


Factors = Mapping[tuple[int, int], Bound]


@dataclass(frozen=True, slots=True)
class Support:
    """What an item can support at most.

    ``missing`` are the rows beneath it that nothing is committed for, taken as perfect; the bound
    is determined where there are none. ``resting_on`` are the target rows it was worked out from.
    ``factors`` are the availabilities that count in series, by what each is of: an item's row and
    its group's discriminator (0: the item itself).
    """

    bound: Bound
    missing: tuple[int, ...] = ()
    resting_on: tuple[int, ...] = ()
    factors: Factors = field(default_factory=dict)


@dataclass(frozen=True)
class Supports:
    """What items can support of one measure over a window (in days).

    ``agreements`` are the rows of the SLAs whose figures count as commitments beside the OLAs'.
    """

    snapshot: Snapshot
    as_of: date
    measure: Measure
    window: float | None
    agreements: frozenset[int] = frozenset()

    def of(self, row: int) -> Support:
        """What an item can support; linear in what lies beneath it."""
        found: dict[int, Support] = {}
        for each in self._beneath_first(row):
            found[each] = self._worked_out(each, found)
        return found[row]

    def _beneath_first(self, row: int) -> list[int]:
        """Everything an item depends on, itself last, each after what it depends on.

        Where a cycle closes, the item that it was entered by comes after the others.
        """
        order: list[int] = []
        seen, waiting = {row}, [(row, iter(self._needed(row)))]
        while waiting:
            at, needed = waiting[-1]
            deeper = next((end for end in needed if end not in seen), None)
            if deeper is None:
                order.append(at)
                waiting.pop()
            else:
                seen.add(deeper)
                waiting.append((deeper, iter(self._needed(deeper))))
        return order

    def _needed(self, row: int) -> list[int]:
        numbers, _ = self._dependencies(row)
        ends: list[int] = np.unique(self.snapshot.ends(numbers)).tolist()
        return ends

    def _worked_out(self, row: int, found: Mapping[int, Support]) -> Support:
        own = self.commitments(row)
        parts = [*self._requirements(row, found), *self._groups(row, found)]
        if not own and not parts:
            return Support(self.perfect, (row,))
        resting = _each_once([tuple(f.row for f in own), *(part.resting_on for part in parts)])
        missing = () if own else _each_once(part.missing for part in parts)
        if self.measure is not Measure.AVAILABILITY:
            slowest = max((f.value for f in own), default=0.0)
            bound = along_chain(slowest, [part.bound for part in parts])
            return Support(bound, missing, resting)
        factors = self._in_series(row, own, parts)
        return Support(in_series(list(factors.values())), missing, resting, factors)

    def _in_series(self, row: int, own: list[Figure], parts: list[Support]) -> Factors:
        """What counts in series: what lies beneath, or the item's commitment where it is lower."""
        beneath = {of: bound for part in parts for of, bound in part.factors.items()}
        committed = in_series([exactly(self.worth(f)) for f in own])
        lower = in_series(list(beneath.values()))
        if not own or lower.likely < committed.likely:
            return beneath
        return {(row, 0): Bound(committed.likely, min(committed.sure, lower.sure))}

    @property
    def perfect(self) -> Bound:
        """What something that never fails supports."""
        return exactly(1.0 if self.measure is Measure.AVAILABILITY else 0.0)

    def worth(self, found: Figure) -> float:
        """A figure over the window asked for."""
        if self.measure is not Measure.AVAILABILITY:
            return found.value
        return over_window(found.value, found.window, self.window)

    def commitments(self, row: int) -> list[Figure]:
        """The figures committed for an item, which hold together: the strictest of each part.

        A part is a supplier's that provides a part of the item and is bound by the agreement.
        """
        numbers = self._holding(self.snapshot.relations(row, "GOVERNS", BACKWARD))
        partial = self._partial(row)
        by_part: dict[int | None, Figure] = {}
        for agreement in self.snapshot.starts(numbers).tolist():
            if self._commits(agreement):
                part = self._part(agreement, partial)
                for found in self.figures(agreement):
                    by_part[part] = self._stricter(found, by_part.get(part))
        return list(by_part.values())

    def _commits(self, agreement: int) -> bool:
        return self.snapshot.kind(agreement) == OLA or agreement in self.agreements

    def _stricter(self, one: Figure, other: Figure | None) -> Figure:
        if other is None:
            return one
        more = self.worth(one) > self.worth(other)
        return one if more is (self.measure is Measure.AVAILABILITY) else other

    def _partial(self, row: int) -> set[int]:
        """The suppliers that provide a part of an item."""
        numbers = self._holding(self.snapshot.relations(row, "PROVIDES", BACKWARD))
        pairs = zip(numbers.tolist(), self.snapshot.starts(numbers).tolist(), strict=True)
        return {s for n, s in pairs if self.snapshot.relation_value(n, "extent") == "part"}

    def _part(self, agreement: int, partial: set[int]) -> int | None:
        """The supplier whose part an agreement is about; None: it is about the whole."""
        numbers = self._holding(self.snapshot.relations(agreement, "BINDS", FORWARD))
        providers = [
            n for n in numbers.tolist() if self.snapshot.key_at(n).discriminator != "client"
        ]
        found = partial.intersection(self.snapshot.ends(as_ints(providers)).tolist())
        return min(found, default=None)

    def figures(self, agreement: int) -> list[Figure]:
        """The figures of the measure that an agreement sets."""
        numbers = self._holding(self.snapshot.relations(agreement, "SETS", FORWARD))
        found = [figure(self.snapshot, row) for row in self.snapshot.ends(numbers).tolist()]
        return [f for f in found if f.measure is self.measure and f.known]

    def _requirements(self, row: int, found: Mapping[int, Support]) -> list[Support]:
        numbers, discriminators = self._dependencies(row)
        ends = np.unique(self.snapshot.ends(numbers[discriminators == 0])).tolist()
        return [found[end] for end in ends if end in found]

    def _groups(self, row: int, found: Mapping[int, Support]) -> list[Support]:
        numbers, discriminators = self._dependencies(row)
        groups = [
            (discriminator, numbers[discriminators == discriminator])
            for discriminator in np.unique(discriminators[discriminators > 0]).tolist()
        ]
        return [self._group((row, discriminator), group, found) for discriminator, group in groups]

    def _group(self, of: tuple[int, int], numbers: Ints, found: Mapping[int, Support]) -> Support:
        k = min(int(self.snapshot.picked(numbers).need.max()), len(numbers))
        ends = self.snapshot.ends(numbers).tolist()
        members = [found.get(end, Support(self.perfect)) for end in ends]
        committed = [member for member in members if not member.missing]
        counted = committed if len(committed) >= k else members
        parallel = k_of_n if self.measure is Measure.AVAILABILITY else kth_fastest
        bound = parallel([member.bound for member in counted], k)
        missing = _each_once(member.missing for member in counted)
        return Support(bound, missing, _each_once(m.resting_on for m in counted), {of: bound})

    def _dependencies(self, row: int) -> tuple[Ints, Ints]:
        numbers = self._holding(self.snapshot.relations(row, DEPENDS_ON, FORWARD))
        return numbers, self.snapshot.picked(numbers).discriminator

    def _holding(self, numbers: Ints) -> Ints:
        return self.snapshot.holding(numbers, day_number(self.as_of))


def _each_once(parts: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(row for part in parts for row in part))


def closure(snapshot: Snapshot, rows: Ints, as_of: date) -> Ints:
    """Everything some items depend on, themselves included, rising."""
    day = day_number(as_of)
    seen = np.zeros(snapshot.size, np.bool_)
    frontier = rows
    while len(frontier):
        seen[frontier] = True
        _, numbers = snapshot.relations_of(frontier, DEPENDS_ON, FORWARD)
        found = np.unique(snapshot.ends(snapshot.holding(numbers, day)))
        frontier = as_ints(found[~seen[found]])
    return as_ints(np.flatnonzero(seen))
