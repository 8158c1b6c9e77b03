"""How many failures a loss takes at the least, bounded for every node of a fault graph at once.

A derivation of least cost in a graph of "any" and "so many of" (Knuth, *A generalization of
Dijkstra's algorithm*, 1977): a cause costs one, a gate the sum of its cheapest members that must be
lost. The sum counts a cause twice that several members share, so it is an upper bound: a set of so
many causes exists. Costs above three are all the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from queries.failure.fault_graph import FaultGraph
from queries.snapshot.rows import Bytes, Flags, Ints, as_ints, spans

MOST = 3
MORE = MOST + 1
"""What stands for more than three, or for never."""


def upper_bounds(graph: FaultGraph, causes: Ints) -> Bytes:
    """For each node a number of causes whose joint loss takes it, 4 for more, shape (nodes,).

    A node that is a cause counts for itself. Time linear in the edges.
    """
    costs = _Costs(graph)
    costs.settle(causes, 1)
    for cost in range(1, MORE):
        costs.settle(costs.dependents_at(cost), cost)
    return costs.of_node


def hanging_on(graph: FaultGraph, causes: Ints, by_gates: bool) -> Flags:
    """Which nodes hang on a cause other than themselves, shape (nodes,).

    Where a gate counts (``by_gates``) any one member does; else what hangs on a cause is LOST with
    it alone.
    """
    ends = graph.reached if by_gates else graph.target
    known, met = (np.zeros(graph.size, np.bool_) for _ in range(2))
    frontier = causes
    while len(frontier):
        met[frontier] = True
        at, owner = spans(graph.offsets, frontier)
        reached, origin = ends[at], frontier[owner]
        reached = as_ints(np.unique(reached[(reached >= 0) & (reached != origin)]))
        known[reached] = True
        frontier = reached[~met[reached]]
    return known


def given_bounds(graph: FaultGraph, costs: Bytes) -> Bytes:
    """The same by what stands beneath each node alone, its own loss left out, shape (nodes,)."""
    origin = np.repeat(np.arange(graph.size, dtype=np.int32), np.diff(graph.offsets))
    plain = graph.target >= 0
    given = np.full(graph.size, MORE, np.uint8)
    np.minimum.at(given, graph.target[plain], costs[origin[plain]])
    members = np.zeros((len(graph.spare), MOST), np.int64)
    gates, cost = -graph.target[~plain] - 1, costs[origin[~plain]]
    for one in range(1, MORE):
        np.add.at(members[:, one - 1], gates[cost == one], 1)
    np.minimum.at(given, graph.dependent, _sums(members, graph.spare + 1))
    return given


class _Costs:
    """Costs being found, the cheapest first; what is settled stays."""

    def __init__(self, graph: FaultGraph) -> None:
        self.graph = graph
        self.of_node = np.full(graph.size, MORE, np.uint8)
        self.members = np.zeros((len(graph.spare), MOST), np.int64)

    def dependents_at(self, cost: int) -> Ints:
        """The nodes that gates take at a cost, by the members settled so far."""
        return as_ints(self.graph.dependent[_sums(self.members, self.graph.spare + 1) == cost])

    def settle(self, nodes: Ints, cost: int) -> None:
        """Give nodes their cost, and all that follows from it at the same cost."""
        frontier = self._fresh(nodes, cost)
        while len(frontier):
            at, _ = spans(self.graph.offsets, frontier)
            target = self.graph.target[at]
            gates = -target[target < 0] - 1
            np.add.at(self.members[:, cost - 1], gates, 1)
            touched = np.unique(gates)
            given = _sums(self.members[touched], self.graph.spare[touched] + 1)
            taken = self.graph.dependent[touched[given == cost]]
            frontier = self._fresh(np.concatenate([target[target >= 0], taken]), cost)

    def _fresh(self, nodes: Ints, cost: int) -> Ints:
        """Those that have no cost yet, each once; they have it now."""
        fresh = as_ints(np.unique(nodes[self.of_node[nodes] == MORE]))
        self.of_node[fresh] = cost
        return fresh


def _sums(members: NDArray[np.int64], needed: Ints) -> Bytes:
    """What the loss of the cheapest members that are needed costs, by gate, at most 4.

    ``members`` counts those of each cost, shape (gates, 3), ``needed`` how many must be lost.
    """
    left = needed.astype(np.int64)
    total = np.zeros(len(needed), np.int64)
    for cost in range(1, MORE):
        taken = np.minimum(members[:, cost - 1], left)
        total += taken * cost
        left = left - taken
    found: Bytes = np.minimum(total + left * MORE, MORE).astype(np.uint8)
    return found
