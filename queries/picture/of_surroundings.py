"""The scene of an item's surroundings: what lies so many relations around it, whatever they are."""

from __future__ import annotations

from datetime import date

import numpy as np

from queries.impact.shortest import GroupState
from queries.picture.scene import Links, Scene
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot


def surroundings(snapshot: Snapshot, starts: Ints, as_of: date, depth: int) -> Scene:
    """Everything that so many relations, which hold on the day, lead to from some rows."""
    day = day_number(as_of)
    ranks = np.full(snapshot.size, -1, np.int32)
    ranks[starts] = 0
    frontier = starts
    for far in range(1, depth + 1):
        links = _links(snapshot, frontier, day)
        ends = np.unique(np.concatenate([links.origin, links.target]))
        frontier = as_ints(ends[ranks[ends] < 0])
        ranks[frontier] = far
    rows = as_ints(np.flatnonzero(ranks >= 0))
    found = _links(snapshot, rows, day)
    found = found.where((ranks[found.origin] >= 0) & (ranks[found.target] >= 0))
    return Scene(
        snapshot,
        rows,
        np.zeros(len(rows), np.int32),
        ranks[rows],
        starts,
        found.where(found.origin != found.target),
        len(found.relation),
        _no_group,
        apart=False,
    )


def _links(snapshot: Snapshot, rows: Ints, day: int) -> Links:
    """The relations at some rows that hold, each once, from their start to their end."""
    _, numbers = snapshot.neighbours(rows)
    numbers = snapshot.holding(as_ints(np.unique(numbers)), day)
    none = np.full(len(numbers), -1, np.int32)
    return Links(snapshot.starts(numbers), snapshot.ends(numbers), numbers, none)


def _no_group(group: int) -> GroupState:
    """Nothing is said to fail in surroundings, so that no group is drawn.

    Raises:
        LookupError: always.
    """
    raise LookupError(group)
