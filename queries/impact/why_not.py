"""Why an item is not affected (or no worse): what stopped the effect, nearest the item first.

The search goes backward from the item over crossings that could carry the wanted level, counting
the obstacles on the way: relations that do not hold, contracts not in force, groups that held. It
ends where something has the level that a crossing asks for. Of all such ways those with the fewest
obstacles are told: where that is one, lifting any one of the stops gives the item the level.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from queries.impact.blocker import Reason, Stop
from queries.impact.impact import Impact
from queries.impact.why_not_search import Obstacles
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What stopped an effect from giving a row a level.

    ``together`` is how many of the stops lie on each of the nearest ways: 1 where each of them
    alone kept the level away. ``complete`` unless a budget ended the search, for the ``reason``.
    """

    row: int
    level: str
    stops: tuple[Stop, ...]
    together: int
    complete: bool
    reason: str | None


def why_not(impact: Impact, row: int, level: str | None = None) -> WhyNot:
    """Why a row does not have ``level`` or worse (unset: the next level above what it has).

    A contract that is not in force is not affected, whatever reached it.

    Raises:
        InvalidQuestion: the row has that level, or there is no such level.
    """
    lapsed = bool(impact.adjacency.lapsed[row])
    present = 0 if lapsed else int(impact.levels[row])
    wanted = min(present + 1, 3) if level is None else _code(impact, level)
    if present >= wanted:
        found = f"{impact.snapshot.id(row)!r}, which is {impact.level(row)}"
        raise InvalidQuestion([Problem("whyNot", found, "an item below that level")])
    name = impact.lens.level(wanted)
    if lapsed and impact.levels[row] >= wanted:
        stop = Stop(Reason.NOT_IN_FORCE, row, row)
        return WhyNot(row, name, (stop,), 1, True, None)
    search = Obstacles(impact, row, wanted)
    if search.stops:
        return WhyNot(row, name, search.stops, search.fewest, search.complete, search.reason)
    last = _uncarried(impact, row, wanted)
    return WhyNot(row, name, (last,), 1, search.complete, search.reason)


def _code(impact: Impact, level: str) -> int:
    try:
        return impact.lens.code(level)
    except ValueError as error:
        known = ", ".join(impact.lens.levels)
        raise InvalidQuestion([Problem("level", repr(level), f"one of {known}")]) from error


def _uncarried(impact: Impact, row: int, wanted: int) -> Stop:
    """Where a shortest walk leaves what has the level, as no rule carries it on; or no way."""
    snapshot, day = impact.snapshot, day_number(impact.as_of)
    seen = np.zeros(snapshot.size, np.bool_)
    frontier = as_ints([row])
    seen[frontier] = True
    while len(frontier):
        owner, numbers = snapshot.neighbours(frontier)
        holds = np.isin(numbers, snapshot.holding(numbers, day))
        here, numbers = frontier[owner[holds]], numbers[holds]
        starts, ends = snapshot.starts(numbers), snapshot.ends(numbers)
        others = np.where(starts == here, ends, starts)
        met = np.flatnonzero(impact.levels[others] >= wanted)
        if len(met):
            return _nearest(snapshot, here[met], others[met], numbers[met])
        frontier = as_ints(np.unique(others[~seen[others]]))
        seen[frontier] = True
    return Stop(Reason.NO_WAY, target=row)


def _nearest(snapshot: Snapshot, here: Ints, others: Ints, numbers: Ints) -> Stop:
    """The stop at the least relation type, then id."""

    def rank(n: int) -> tuple[str, str, str]:
        key = snapshot.key_at(int(numbers[n]))
        return key.type, snapshot.id(int(others[n])), key.discriminator

    n = min(range(len(numbers)), key=rank)
    return Stop(Reason.NO_RULE, int(others[n]), int(here[n]), int(numbers[n]))
