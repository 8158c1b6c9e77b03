"""What is LOST once something is LOST, as one small graph: a fault tree that may have cycles.

Only the top level of the outage lens matters to a single point of failure or a cut set. What is
left of the lens there are plain edges (the origin's loss takes the target) and voting gates (so
many members' loss takes the dependent), as in fault tree analysis (NUREG-0492, chapter IV).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from graph_model.lens import TOP
from queries.engine.adjacency import adjacency
from queries.snapshot.days import day_number
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Ints, Offsets, Rows, as_ints, grouped, offsets_of, spans
from queries.snapshot.snapshot import Snapshot

LENS = "outage"


@dataclass(frozen=True)
class FaultGraph:
    """Plain edges and gates by origin, on one day.

    ``rows`` are the item rows of the nodes, shape (nodes,), rising. ``offsets`` (nodes + 1,) and
    ``target`` (edges,): a target is a node, or -(gate + 1) for a gate that the origin is a member
    of. ``dependent`` is the node each gate takes, ``spare`` how many of its members may be LOST
    before it does, shapes (gates,).
    """

    rows: Ints
    offsets: Offsets
    target: Ints
    dependent: Ints
    spare: Ints

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self.rows)

    @cached_property
    def _origin(self) -> Ints:
        return np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self.offsets))

    @cached_property
    def reached(self) -> Ints:
        """The node that each edge helps to take, through a gate or not."""
        reached = self.target.copy()
        gates = np.flatnonzero(reached < 0)
        reached[gates] = self.dependent[-reached[gates] - 1]
        return reached

    @cached_property
    def _backward(self) -> Rows:
        return grouped(self.reached, self.size)

    def leads_on(self, nodes: Ints) -> Ints:
        """The nodes whose loss may take something; the others' takes nothing but themselves."""
        return nodes[self.offsets[nodes + 1] > self.offsets[nodes]]

    def upstream(self, nodes: Ints) -> Ints:
        """The nodes whose loss may help to take one of ``nodes``, and those, rising."""
        met = np.zeros(self.size, np.bool_)
        frontier = np.unique(nodes)
        while len(frontier):
            met[frontier] = True
            _, edges = self._backward.of_many(as_ints(frontier))
            origins = self._origin[edges]
            frontier = np.unique(origins[~met[origins]])
        return as_ints(np.flatnonzero(met))

    def nodes(self, rows: Ints) -> Ints:
        """The nodes of item rows that are in the graph."""
        at = np.minimum(np.searchsorted(self.rows, rows), max(self.size - 1, 0))
        return as_ints(at[self.rows[at] == rows]) if self.size else as_ints([])

    def restricted(self, nodes: Ints) -> FaultGraph:
        """The graph of some nodes (rising) that hold all that is upstream of any of them."""
        at, owner = spans(self.offsets, nodes)
        place = np.full(self.size, -1, np.int32)
        place[nodes] = np.arange(len(nodes), dtype=np.int32)
        inside = place[self.reached[at]] >= 0
        target, owner = self.target[at[inside]], owner[inside]
        gates = np.unique(-target[target < 0] - 1)
        numbers = np.full(len(self.spare), -1, np.int32)
        numbers[gates] = np.arange(len(gates), dtype=np.int32)
        renamed = np.where(target < 0, 0, place[np.maximum(target, 0)])
        renamed[target < 0] = -numbers[-target[target < 0] - 1] - 1
        return FaultGraph(
            self.rows[nodes],
            offsets_of(owner, len(nodes)),
            as_ints(renamed),
            place[self.dependent[gates]],
            self.spare[gates],
        )

    def cone(self, rows: Ints) -> FaultGraph:
        """The part that can take one of the item rows."""
        return self.restricted(self.upstream(self.nodes(rows)))


def fault_graph(snapshot: Snapshot, as_of: date) -> FaultGraph:
    """The fault graph of a snapshot on a date, made once; time linear in the edges.

    What is out of service takes nothing, and nothing takes it.
    """
    day, none = day_number(as_of), as_ints([])
    return snapshot.memo.get(
        MemoKey.FAULT_GRAPH, day, FaultGraph, lambda: _fault_graph(snapshot, day, none)
    )


def opened_fault_graph(snapshot: Snapshot, as_of: date, row: int) -> FaultGraph:
    """The same where an item is asked about that is out of service: as a start it takes others."""
    return _fault_graph(snapshot, day_number(as_of), as_ints([row]))


def _fault_graph(snapshot: Snapshot, day: int, starts: Ints) -> FaultGraph:
    lens = snapshot.model.lens(LENS)
    assert lens.code(lens.redundancy.breaks) == TOP, "a broken group takes its dependent"
    graph = adjacency(snapshot, lens, day, starts)
    rows = np.arange(snapshot.size, dtype=np.int32)
    crossed = graph.cross(rows)
    given = np.maximum(graph.table, graph.breaks)
    ends = graph.of_day.gates.ends(crossed.target)
    takes = (given[crossed.code, TOP] == TOP) & ~graph.closed[ends]
    origin, target = crossed.origin[takes], crossed.target[takes]
    order = np.argsort(origin, kind="stable")
    gates = np.arange(graph.gates, dtype=np.int32)
    return FaultGraph(
        rows,
        offsets_of(origin, snapshot.size),
        target[order],
        graph.dependents(gates),
        as_ints(graph.spare(gates)),
    )
