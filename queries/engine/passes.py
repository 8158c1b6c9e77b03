"""Chooses how an impact pass is made: in numpy for small graphs, compiled for large ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph_model.lens import LOW, MIDDLE, TOP
from queries.engine.adjacency import SnapshotAdjacency, adjacency, begun
from queries.engine.packed import Packed, packed
from queries.engine.propagation import Reached, propagate
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Bytes, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

Arrays = tuple[Any, ...]
"""Arrays, tuples of them and codes: what numba is handed."""

COMPILE_AT = 100_000
"""From so many relations on, passes and sweeps are compiled; below, numpy is quick enough."""
PATIENCE = 16
"""So many passes over a large graph are made in numpy first: loading numba takes longer."""


def reach(
    adjacency: SnapshotAdjacency, starts: Ints, levels: Bytes, compile_at: int = COMPILE_AT
) -> Reached:
    """The least fixpoint from some starts with their levels; the same either way.

    A command that asks once so never waits for numba; a server warms up, or gets there by itself.
    """
    if compiles(adjacency, compile_at):
        return settled(adjacency, starts, levels)
    return propagate(adjacency, starts, levels)


def compiles(adjacency: SnapshotAdjacency, compile_at: int = COMPILE_AT) -> bool:
    """Whether the next pass over a graph is to be a compiled one."""
    snapshot = adjacency.snapshot
    return snapshot.relation_rows >= compile_at and _passes(snapshot).one_more() > PATIENCE


def warm(snapshot: Snapshot, day: int, compile_at: int = COMPILE_AT) -> None:
    """Make ready what questions about a day need, so that the first is as quick as the others.

    Takes seconds on a large graph; whoever serves calls it off the questions' path.
    """
    none = as_ints([])
    large = snapshot.relation_rows >= compile_at
    for lens in snapshot.model.lenses:
        graph = adjacency(snapshot, lens, day, none)
        if large:
            settled(graph, none, none.astype(np.uint8))
            grown(graph, none, none.astype(np.uint8), nothing_yet(graph))
    if large:
        _passes(snapshot).made = PATIENCE


class _Passes:
    """How many passes were made over a base: a hint only, so threads need not agree on it."""

    def __init__(self) -> None:
        self.made = 0

    def one_more(self) -> int:
        self.made += 1
        return self.made


def _passes(snapshot: Snapshot) -> _Passes:
    return snapshot.base.memo.get(MemoKey.ROOM, None, _Passes, _Passes)


def settled(adjacency: SnapshotAdjacency, starts: Ints, levels: Bytes) -> Reached:
    """One compiled pass; made over the graph that stands while tickets come and go, if any does."""
    if (steady := adjacency.steady) is not None:
        items = steady.snapshot.size
        if starts.max(initial=0) < items:
            more = adjacency.snapshot.size - items
            return settled(steady, starts, levels).with_more(items, more)
    graph = compiled_graph(adjacency)
    room = graph.room()
    if len(adjacency.of_day.faces):
        starts, levels = begun(adjacency, starts, levels)
    rows, ends = graph.settle(starts, levels, adjacency.closed, *graph.packed, *room)
    graph.free.append(room)
    return Reached(graph.nodes, rows, ends)


class Grown(NamedTuple):
    """What some starts reach: levels by node, and how many members fail by gate."""

    levels: Bytes
    failed: Ints


def nothing_yet(adjacency: SnapshotAdjacency) -> Grown:
    """What no start reaches."""
    return Grown(np.zeros(adjacency.size, np.uint8), np.zeros(adjacency.gates, np.int32))


def grown(adjacency: SnapshotAdjacency, starts: Ints, levels: Bytes, was: Grown) -> Grown:
    """What more starts reach together with those of before, compiled; time is of what is new."""
    from queries.engine.kernels import grow

    graph, gates = compiled_graph(adjacency), adjacency.gates
    nodes, begin = begun(adjacency, starts, levels)
    room, now = graph.room(), was.levels.copy()
    queues = room[1]
    queues[0, :gates] = was.failed
    grow(nodes, begin, adjacency.closed, graph.packed, was.levels, (now, queues))
    failed = as_ints(queues[0, :gates].copy())
    queues[0, :gates] = 0
    graph.free.append(room)
    return Grown(now, failed)


def counts_of_each(adjacency: SnapshotAdjacency, starts: Ints) -> NDArray[np.int64]:
    """How many items each start alone affects at each level, by its code: shape (starts, 4).

    The start is counted; contracts not in force and what is out of service are not, nor may they
    be a start. One compiled pass a start, which wipes only what it touched.
    """
    from queries.engine.kernels import count_each

    graph, items = compiled_graph(adjacency), adjacency.snapshot.size
    begins = adjacency.of_day.otherwise, adjacency.closed
    found: NDArray[np.int64] = count_each(starts, *begins, items, graph.packed, graph.room())
    return found


BITS = 64
"""So many starts share one walk."""


def bits_of_each(
    adjacency: SnapshotAdjacency, starts: Ints
) -> Iterator[tuple[slice, NDArray[np.uint64]]]:
    """Which starts, each alone at the top level, bring each item to each level: 64 at a time.

    Gives positions in ``starts`` and (4, size): bit ``n`` of ``[level, item]`` is set where the
    item has that level for the batch's ``n``-th start; row 0 is of no meaning. None of the starts
    is a contract that is not in force, or out of service. Time is linear in what any of a batch
    reaches, times the rounds that circles need.
    """
    from queries.engine.bit_kernels import effect_order, spread_bits

    graph, begins = compiled_graph(adjacency).packed, (adjacency.of_day.otherwise, adjacency.closed)
    order, spare = effect_order(graph, adjacency.size), adjacency.of_day.gates.spare
    planes = int(spare.max(initial=0) + 1).bit_length()
    for first in range(0, len(starts), BITS):
        batch = starts[first : first + BITS]
        reached = np.zeros((4, adjacency.size), np.uint64)
        work = (
            reached,
            np.zeros(adjacency.size, np.uint64),
            np.zeros((planes, adjacency.gates), np.uint64),
            np.zeros(adjacency.gates, np.uint64),
        )
        spread_bits(batch, *begins, graph, order, work)
        reached[MIDDLE] &= ~reached[TOP]
        reached[LOW] &= ~(reached[TOP] | reached[MIDDLE])
        yield slice(first, first + len(batch)), reached[:, : adjacency.snapshot.size]


@dataclass(frozen=True, slots=True)
class CompiledGraph:
    """A graph under one lens on one day, packed, and what passes over it.

    ``free`` is room to work in, left clean by the passes that used it; handing out and taking back
    are single steps of a list, so that threads never share one.
    """

    settle: Callable[..., Any]
    packed: Packed
    nodes: int
    gates: int
    free: list[Arrays]

    def room(self) -> Arrays:
        """Levels, and queues with the failures by gate."""
        try:
            return self.free.pop()
        except IndexError:
            most = max(self.nodes + 1, self.gates)
            queues = np.empty((5, most), np.int32)
            queues[0] = 0
            return np.zeros(self.nodes, np.uint8), queues


def compiled_graph(adjacency: SnapshotAdjacency) -> CompiledGraph:
    """A graph for compiled passes; kept."""
    memo, on = adjacency.kept_by
    return memo.get(MemoKey.COMPILED, on, CompiledGraph, lambda: _made(adjacency))


def _made(adjacency: SnapshotAdjacency) -> CompiledGraph:
    from queries.engine.kernels import settle

    return CompiledGraph(settle, packed(adjacency), adjacency.size, adjacency.gates, [])
