"""What each single loss takes, for very many losses at once: the sweep over a fault graph.

A batch of losses is one pass over that many copies of the graph, side by side: node ``n`` of copy
``c`` has the number ``c * size + n``, so that copies never meet and each step is a few array moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from queries.engine.passes import COMPILE_AT
from queries.failure.fault_graph import FaultGraph
from queries.snapshot.rows import Ints, Rows, as_ints, offsets_of, spans

CELLS = 2**25
"""The most nodes and gates of all copies of a batch together: 5 bytes each."""

ROOM = 2**22
"""The most pairs of a compiled batch, where the graph has no more nodes."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a cause and what its loss takes, the cause itself left out, by cause, then node.

    ``cause`` are positions among the causes asked about, ``node`` nodes; shapes (pairs,).
    """

    cause: Ints
    node: Ints


def losses(graph: FaultGraph, causes: Ints) -> Rows:
    """The nodes that each cause's loss alone takes (the cause itself left out), by position."""
    found = list(pairs(graph, causes))
    owner = np.concatenate([as_ints([]), *(batch.cause for batch in found)])
    nodes = np.concatenate([as_ints([]), *(batch.node for batch in found)])
    return Rows(offsets_of(owner, len(causes)), nodes)


def pairs(graph: FaultGraph, causes: Ints, compile_at: int = COMPILE_AT) -> Iterator[Pairs]:
    """The same as pairs, batch by batch, so that counting them needs no room for all."""
    if len(graph.target) >= compile_at:
        return _compiled(graph, causes)
    return _in_copies(graph, causes)


def _compiled(graph: FaultGraph, causes: Ints) -> Iterator[Pairs]:
    """One compiled pass a cause."""
    from queries.engine import kernels

    arrays = graph.offsets, graph.target, graph.dependent, graph.spare
    items, gates = graph.size, len(graph.spare)
    lost, failed = np.zeros(items, np.bool_), np.zeros(gates, np.int32)
    work = lost, failed, np.empty(items, np.int32), np.empty(gates, np.int32)
    nodes, ends = np.empty(max(items, ROOM), np.int32), np.zeros(len(causes), np.int64)
    first = 0
    while first < len(causes):
        last = kernels.lose_each(first, causes, arrays, work, (nodes, ends))
        for start, end in pairwise([0, *ends[first:last].tolist()]):
            nodes[start:end].sort()
        counts = np.diff(ends[first:last], prepend=0)
        cause = np.repeat(np.arange(first, last, dtype=np.int32), counts)
        yield Pairs(cause, nodes[: len(cause)].copy())
        first = last


def _in_copies(graph: FaultGraph, causes: Ints) -> Iterator[Pairs]:
    at = as_ints(np.flatnonzero(graph.offsets[causes + 1] > graph.offsets[causes]))
    copies = max(1, CELLS // max(1, graph.size + len(graph.spare)))
    copies = min(copies, len(at))
    sweep = _Sweep(graph, copies)
    for first in range(0, len(at), max(1, copies)):
        batch = at[first : first + copies]
        copy, node = sweep.run(causes[batch])
        yield Pairs(batch[copy], node)


class _Sweep:
    """The copies of a graph, used batch after batch: only what a batch touched is wiped."""

    def __init__(self, graph: FaultGraph, copies: int) -> None:
        self.graph = graph
        self.lost = np.zeros(copies * graph.size, np.bool_)
        self.marker = np.empty(copies * graph.size, np.int32)
        self.failed = np.zeros(copies * len(graph.spare), np.int32)

    def run(self, causes: Ints) -> tuple[Ints, Ints]:
        """Copy and node of everything lost beside the causes, one cause a copy, in order."""
        size = self.graph.size
        started = np.arange(len(causes), dtype=np.int64) * size + causes
        found, gates, frontier = [], [], started
        while len(frontier):
            self.lost[frontier] = True
            found.append(frontier)
            frontier, touched = self._next(frontier)
            gates.append(touched)
        self._wipe(np.concatenate(found), np.concatenate(gates))
        lost = np.sort(np.concatenate([found[0][:0], *found[1:]]))
        copy, node = np.divmod(lost, size)
        return as_ints(copy), as_ints(node)

    def _next(self, frontier: Numbers) -> tuple[Numbers, Numbers]:
        """What the frontier takes that was not lost, each once, and the gates it touched."""
        graph = self.graph
        copy, node = np.divmod(frontier, graph.size)
        at, owner = spans(graph.offsets, as_ints(node))
        target, copy = graph.target[at].astype(np.int64), copy[owner]
        plain = target >= 0
        gates = copy[~plain] * len(graph.spare) - target[~plain] - 1
        touched, broken = self._gates(gates)
        taken = np.concatenate([copy[plain] * graph.size + target[plain], broken])
        return self._fresh(taken), touched

    def _gates(self, gates: Numbers) -> tuple[Numbers, Numbers]:
        """Count members lost at each gate: the gates, and what those that give way take."""
        touched, members = np.unique(gates, return_counts=True)
        self.failed[touched] += members.astype(np.int32)
        copy, gate = np.divmod(touched, max(1, len(self.graph.spare)))
        broken = self.failed[touched] > self.graph.spare[gate]
        dependent = self.graph.dependent[gate[broken]].astype(np.int64)
        return touched, copy[broken] * self.graph.size + dependent

    def _fresh(self, found: Numbers) -> Numbers:
        found = found[~self.lost[found]]
        order = np.arange(len(found), dtype=np.int32)
        self.marker[found] = order
        fresh: Numbers = found[self.marker[found] == order]
        return fresh

    def _wipe(self, nodes: Numbers, gates: Numbers) -> None:
        self.lost[nodes] = False
        self.failed[gates] = 0
