"""Chooses how an impact pass is made: in numpy for small graphs, compiled for large ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from queries.adjacency import SnapshotAdjacency
from queries.edges import Edges
from queries.propagation import Reached, propagate
from queries.rows import Bytes, Ints

COMPILE_AT = 100_000
"""From so many relations on a pass is compiled; below, numpy is quicker than loading numba is."""


def reach(
    adjacency: SnapshotAdjacency, starts: Ints, levels: Bytes, compile_at: int = COMPILE_AT
) -> Reached:
    """The least fixpoint from some starts with their levels; the same either way."""
    if adjacency.snapshot.relation_rows < compile_at:
        return propagate(adjacency, starts, levels)
    return settled(adjacency, starts, levels)


def settled(adjacency: SnapshotAdjacency, starts: Ints, levels: Bytes) -> Reached:
    """One compiled pass."""
    from queries import kernels

    work = _room(adjacency)
    lapsed, graph = adjacency.lapsed, _graph(adjacency)
    rows = kernels.settle(starts, levels, lapsed, graph, work)
    return Reached(work[0], rows)


def counts_of_each(adjacency: SnapshotAdjacency, starts: Ints) -> np.ndarray[Any, Any]:
    """How many items each start alone affects at each level, by its code: shape (starts, 4).

    The start is counted, contracts not in force are not (unless they are the start). One compiled
    pass a start, which wipes only what it touched.
    """
    from queries import kernels

    lapsed = adjacency.day.lapsed.copy()
    found: np.ndarray[Any, Any] = kernels.count_each(
        starts, lapsed, _graph(adjacency), _room(adjacency)
    )
    return found


def _graph(adjacency: SnapshotAdjacency) -> tuple[Any, ...]:
    """The arrays of a graph, as the kernels take them."""
    lens, edges, day = adjacency.lens, adjacency.edges, adjacency.day
    fails = min(lens.failing, default=4)
    given = lens.code(lens.redundancy.breaks), lens.code(lens.redundancy.softens)
    rules = (adjacency.table, day.holds, fails, *given)
    groups = (edges.groups.groups.dependent, day.sizes.spare)
    return edges.slot, _arrays(edges.base), _arrays(edges.own), rules, groups


def _arrays(edges: Edges) -> tuple[Any, ...]:
    return edges.offsets, edges.target, edges.code, edges.period


def _room(adjacency: SnapshotAdjacency) -> tuple[Any, ...]:
    """Levels, failures by group, queues, counts and touched groups; pages are made when touched."""
    items, groups = adjacency.size, adjacency.groups
    return (
        np.zeros(items, np.uint8),
        np.zeros(groups, np.int32),
        np.empty((4, items), np.int32),
        np.zeros(4, np.int64),
        np.empty(groups, np.int32),
    )
