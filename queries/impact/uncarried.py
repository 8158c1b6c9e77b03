"""Where no rule carries an effect on towards an item, or no relation leads: the last "why not"."""

from __future__ import annotations

import numpy as np

from queries.impact.blocker import Blocker, Reason
from queries.impact.impact import Impact
from queries.impact.way_in import Arrival, WaysIn
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints


def uncarried(impact: Impact, row: int, wanted: int) -> Blocker:
    """Where a shortest walk from what has the level to a row is carried no further by any rule.

    What only an obstacle keeps from the level counts as having it: it is not what stopped the
    effect for good.
    """
    walk = _Walk(impact, row)
    step = walk.first(wanted)
    while step is not None:
        origin, here, number = step
        if not walk.carries(origin, Arrival(here, wanted)):
            return Blocker(Reason.NO_RULE, origin, here, number)
        step = walk.onward(here)
    return Blocker(Reason.NO_WAY, target=row)


Step = tuple[int, int, int]
"""From a row, to a row one step nearer, over a relation."""


class _Walk:
    """How far rows are from one, over relations that hold, whatever the rules say of them."""

    def __init__(self, impact: Impact, row: int) -> None:
        self.impact, self.snapshot, self.row = impact, impact.snapshot, row
        self.ways = WaysIn(impact)
        self.distance = np.full(self.snapshot.size, -1, np.int32)
        self.distance[row] = 0

    def first(self, wanted: int) -> Step | None:
        """The step from the nearest row that has the level; None where there is none."""
        frontier, hops = as_ints([self.row]), 0
        while len(frontier):
            here, others, numbers = self._around(frontier)
            met = np.flatnonzero(self.impact.levels[others] >= wanted)
            if len(met):
                return self._least(others[met], here[met], numbers[met])
            hops += 1
            frontier = as_ints(np.unique(others[self.distance[others] < 0]))
            self.distance[frontier] = hops
        return None

    def onward(self, row: int) -> Step | None:
        """The next step from a row on; None from the row itself that is walked to."""
        here, others, numbers = self._around(as_ints([row]))
        nearer = (self.distance[others] >= 0) & (self.distance[others] < self.distance[row])
        return self._least(here[nearer], others[nearer], numbers[nearer]) if nearer.any() else None

    def carries(self, origin: int, state: Arrival) -> bool:
        """Whether some rule brings a state about from a row, once nothing is in its way."""
        at_most = max(state.level, int(self.impact.levels[origin]))
        found = (one for one, _ in self.ways.ways(state) if one.row == origin)
        return any(one.level <= at_most for one in found)

    def _around(self, rows: Ints) -> tuple[Ints, Ints, Ints]:
        """Each relation at some rows that holds: the row, its other end, and its number."""
        owner, numbers = self.snapshot.neighbours(rows)
        holds = np.isin(numbers, self.snapshot.holding(numbers, day_number(self.impact.as_of)))
        here, numbers = rows[owner[holds]], numbers[holds]
        starts, ends = self.snapshot.starts(numbers), self.snapshot.ends(numbers)
        return here, as_ints(np.where(starts == here, ends, starts)), numbers

    def _least(self, origins: Ints, heres: Ints, numbers: Ints) -> Step:
        """The step at the least relation type, then id."""

        def rank(n: int) -> tuple[str, str, str, str]:
            key, id_of = self.snapshot.key_at(int(numbers[n])), self.snapshot.id
            return key.type, id_of(int(origins[n])), key.discriminator, id_of(int(heres[n]))

        n = min(range(len(numbers)), key=rank)
        return int(origins[n]), int(heres[n]), int(numbers[n])
