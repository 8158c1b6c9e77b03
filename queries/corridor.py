"""The corridor between the starts and an item: all that lies on some walk an effect takes there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from queries.impact import Impact
from queries.rows import Ints, as_ints


@dataclass(frozen=True, slots=True)
class Corridor:
    """Item rows and relation numbers, each rising; both empty where nothing reaches the item."""

    rows: Ints
    relations: Ints


def corridor(impact: Impact, row: int) -> Corridor:
    """Every item and relation on some walk by which an effect of the starts reaches a row.

    A group is entered by each member that fails or suffers. Time is linear in what was crossed.
    """
    if not impact.levels[row]:
        return Corridor(as_ints([]), as_ints([]))
    states = impact.witnesses.distances
    crossed, table = states.crossed, impact.adjacency.table
    plain = crossed.target >= 0
    carries = ~plain & (crossed.level >= 2)
    carries[plain] = table[crossed.code[plain], crossed.level[plain]] > 0
    target = crossed.target.copy()
    target[~plain] = impact.adjacency.dependents(-crossed.target[~plain] - 1)
    origin, target = crossed.origin[carries], target[carries]
    inside = _backward(origin, target, row, len(impact.levels))
    within = inside[target]
    return Corridor(
        as_ints(np.flatnonzero(inside)), as_ints(np.unique(crossed.relation[carries][within]))
    )


def _backward(
    origin: Ints, target: Ints, row: int, size: int
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which items have a walk to the row over the given crossings, the row included."""
    order = np.argsort(target, kind="stable")
    origin, target = origin[order], target[order]
    inside = np.zeros(size, np.bool_)
    frontier = as_ints([row])
    while len(frontier):
        inside[frontier] = True
        first = np.searchsorted(target, frontier)
        counts = np.searchsorted(target, frontier, side="right") - first
        at = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        found = np.unique(origin[at])
        frontier = as_ints(found[~inside[found]])
    return inside
