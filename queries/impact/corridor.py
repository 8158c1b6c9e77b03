"""The corridor between the starts and an item: all that lies on some walk an effect takes there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from queries.impact.impact import Impact
from queries.snapshot.rows import Flags, Ints, as_ints


@dataclass(frozen=True, slots=True)
class Corridor:
    """Item rows and relation numbers, each rising; both empty where nothing reaches the item."""

    rows: Ints
    relations: Ints


def corridor(impact: Impact, row: int) -> Corridor:
    """Every item and relation on some walk by which an effect of the starts reaches a row.

    A walk goes through states (item, level); through a broken group it may come from each failed
    member, through one that held from each member that softens it. Time is linear in what was
    crossed.
    """
    if not impact.levels[row]:
        return Corridor(as_ints([]), as_ints([]))
    found = impact.witnesses.distances.crossed
    arriving, target = impact.witnesses.distances.arriving
    carries = arriving > 0
    origin = found.origin[carries] * 4 + found.level[carries]
    target = target[carries] * 4 + arriving[carries]
    inside = _backward(as_ints(origin), as_ints(target), row, len(impact.levels))
    relations = np.unique(found.relation[carries][inside[target]])
    return Corridor(as_ints(np.unique(np.flatnonzero(inside) // 4)), as_ints(relations))


def _backward(origin: Ints, target: Ints, row: int, size: int) -> Flags:
    """Which states have a walk to one of the row's over the given crossings, those included."""
    order = np.argsort(target, kind="stable")
    origin, target = origin[order], target[order]
    inside = np.zeros(4 * size, np.bool_)
    frontier = as_ints([4 * row + level for level in (1, 2, 3)])
    inside[frontier] = True
    while len(frontier):
        first = np.searchsorted(target, frontier)
        counts = np.searchsorted(target, frontier, side="right") - first
        at = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        found = np.unique(origin[at])
        frontier = as_ints(found[~inside[found]])
        inside[frontier] = True
    return inside
