"""Between how many failures the margins of some targets lie: bounded together, or searched for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from queries.failure.criticality import cause_rows, critical_to
from queries.failure.cut_sets import cut_sets
from queries.failure.fault_graph import FaultGraph, fault_graph
from queries.failure.margin_bounds import MORE, given_bounds, hanging_on, upper_bounds
from queries.snapshot.rows import Bytes, Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class MarginBounds:
    """Between how many failures the margin of each target lies, on a day.

    By position: ``least`` from 1 to 4 (more than three), ``most`` the same (4: no set of three is
    known); ``known`` whether anything that can fail is recorded beneath; shapes (targets,).
    ``sets`` has rows lost together that take it.
    """

    least: Bytes
    most: Bytes
    known: Flags
    sets: dict[int, Ints]

    def said(self, at: int) -> str:
        """The margin in words: "1", "2 or 3", "2 or more", "more than 3", "not known"."""
        if not self.known[at]:
            return "not known"
        least, most = int(self.least[at]), int(self.most[at])
        if least == MORE:
            return f"more than {MORE - 1}"
        if least == most:
            return str(least)
        return f"{least} or more" if most == MORE else f"{least} or {most}"

    def taken(self, at: Ints) -> MarginBounds:
        """Those of some positions, in their order."""
        sets = {new: self.sets[old] for new, old in enumerate(at.tolist()) if old in self.sets}
        return MarginBounds(self.least[at], self.most[at], self.known[at], sets)


def margin_bounds(
    snapshot: Snapshot, as_of: date, rows: Ints, kinds: Sequence[str], search: bool
) -> MarginBounds:
    """The bounds of some targets; with ``search`` by their smallest cut sets, of two or three."""
    graph = fault_graph(snapshot, as_of)
    causes = snapshot.order.rows(cause_rows(snapshot, kinds, as_of))
    costs = given_bounds(graph, upper_bounds(graph, causes))[rows]
    # A bound may lead through the target's own failure, which does not count.
    costs[np.isin(rows, causes) | (costs == 1)] = MORE
    known = hanging_on(graph, causes, by_gates=True)[rows]
    single = _single(snapshot, graph, causes, rows, known)
    most = np.where(single, 1, costs).astype(np.uint8)
    found = MarginBounds(np.where(single, 1, 2).astype(np.uint8), most, known, {})
    if search:
        for at in np.flatnonzero(~single & known).tolist():
            _search(snapshot, as_of, int(rows[at]), kinds, found, at)
    return found


def _single(snapshot: Snapshot, graph: FaultGraph, causes: Ints, rows: Ints, known: Flags) -> Flags:
    """Which targets some cause takes alone, exactly.

    What no gate stands before is known at once; only what is left is tried failure by failure.
    """
    single = np.zeros(len(rows), np.bool_)
    if not np.isin(rows, causes).any():
        single = hanging_on(graph, causes, by_gates=False)[rows]
    left = np.flatnonzero(~single & known)
    found = critical_to(snapshot, graph, rows[left], causes)
    single[left[np.diff(found.offsets) > 0]] = True
    return single


def _search(
    snapshot: Snapshot, as_of: date, row: int, kinds: Sequence[str], bounds: MarginBounds, at: int
) -> None:
    """Narrow a target's bounds by its smallest cut sets, of two or three."""
    sets = cut_sets(snapshot, snapshot.id(row), as_of, MORE - 1, kinds)
    if len(sets.numbers):
        smallest = sets.of(0)
        bounds.sets[at] = as_ints([int(rows[0]) for rows in smallest])
        bounds.most[at] = len(smallest)
    if sets.gap is None:
        bounds.least[at] = bounds.most[at] = len(sets.of(0)) if len(sets.numbers) else MORE
