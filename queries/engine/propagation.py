"""The propagation engine: the least fixpoint of DESIGN section 4, level by level.

Because no rule raises a level, everything at the top level can be settled before anything at the
middle one, and that before the lowest: each item is expanded exactly once, at its final level.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from graph_model.lens import LOW, MIDDLE, TOP
from queries.engine.adjacency import Adjacency, begun
from queries.snapshot.rows import Bytes, Ints, as_ints, where


class Reached(NamedTuple):
    """A least fixpoint over ``size`` nodes: each node that an effect reaches, once, by level.

    Shape of ``rows`` (reached,): those at the top level, then the middle, then the lowest. ``ends``
    tells where each level's end, by its code.
    """

    size: int
    rows: Ints
    ends: Sequence[int]

    @classmethod
    def of(cls, levels: Bytes) -> Reached:
        """One of the levels of its nodes, shape (size,)."""
        at = [where(levels == level) for level in (TOP, MIDDLE, LOW)]
        top, middle, low = np.cumsum([len(nodes) for nodes in at]).tolist()
        return cls(len(levels), np.concatenate(at), (0, low, middle, top))

    def below(self, items: int) -> Reached:
        """The same of the items alone, which have the numbers below; faces come after them."""
        if items == self.size:
            return self
        at = [nodes[nodes < items] for nodes in (self.at(TOP), self.at(MIDDLE), self.at(LOW))]
        top, middle, low = np.cumsum([len(nodes) for nodes in at]).tolist()
        return Reached(items, np.concatenate(at), (0, low, middle, top))

    def with_more(self, items: int, more: int) -> Reached:
        """The same where so many more items follow the first ``items``: no effect comes to them."""
        if not more:
            return self
        return Reached(
            self.size + more, as_ints(self.rows + more * (self.rows >= items)), self.ends
        )

    def at(self, level: int) -> Ints:
        """The nodes whose level has that code, 1 to 3, in no order."""
        return self.rows[0 if level == TOP else self.ends[level + 1] : self.ends[level]]

    @property
    def by_level_and_row(self) -> Ints:
        """The nodes, highest level first, then rising."""
        rising = self.rows.copy()
        for first, end in pairwise((0, *reversed(self.ends[1:]))):
            if end - first > 1:  # often one node has each level
                rising[first:end].sort()
        return rising

    @property
    def levels(self) -> Bytes:
        """The code of every node's level, 0 where nothing reaches, (size,); made when asked."""
        levels = np.zeros(self.size, np.uint8)
        for level in (LOW, MIDDLE, TOP):
            levels[self.at(level)] = level
        return levels


def propagate(adjacency: Adjacency, starts: Ints, levels: Bytes) -> Reached:
    """The final level of every node that an effect reaches.

    ``starts`` are item numbers with their ``levels`` (1 to 3), shapes (starts,). Complete: there
    is no bound on depth. Time is linear in the edges of the nodes reached.
    """
    spread = _Spread(adjacency)
    starts, levels = begun(adjacency, starts, levels)
    ends = [0, 0, 0, 0]
    for level in (TOP, MIDDLE, LOW):
        spread.waiting[level].append(starts[levels == level])
        spread.settle(level)
        ends[level] = sum(map(len, spread.settled))
    rows = np.concatenate([as_ints([]), *spread.settled])
    return Reached(adjacency.size, rows, ends)


class _Spread:
    """An answer under way: levels so far, what waits for each level, and failures by gate."""

    def __init__(self, adjacency: Adjacency) -> None:
        self.adjacency = adjacency
        self.levels = np.zeros(adjacency.size, np.uint8)
        self.marker = np.empty(adjacency.size, np.int32)
        self.failed = np.zeros(adjacency.gates, np.int32)
        self.waiting: dict[int, list[Ints]] = {TOP: [], MIDDLE: [], LOW: []}
        self.settled: list[Ints] = []

    def settle(self, level: int) -> None:
        """Bring everything that reaches ``level`` to it, and leave what it sends lower waiting."""
        while self.waiting[level]:
            found = np.concatenate(self.waiting[level])
            self.waiting[level] = []
            frontier = self._fresh(found)
            if len(frontier):
                self.levels[frontier] = level
                self.settled.append(frontier)
                self._expand(frontier, level)

    def _fresh(self, found: Ints) -> Ints:
        """The nodes without a level yet, each once, found by scatter rather than by sorting."""
        self._grow()
        found = found[self.levels[found] == 0]
        order = np.arange(len(found), dtype=np.int32)
        self.marker[found] = order
        return as_ints(found[self.marker[found] == order])

    def _grow(self) -> None:
        """Follow an adjacency that meets nodes and gates as it goes."""
        nodes, gates = self.adjacency.size, self.adjacency.gates
        for name, size in (("levels", nodes), ("marker", nodes), ("failed", gates)):
            held = getattr(self, name)
            if len(held) < size:
                grown = np.zeros(max(size, 2 * len(held)), held.dtype)
                grown[: len(held)] = held
                setattr(self, name, grown)

    def _expand(self, frontier: Ints, level: int) -> None:
        crossed = self.adjacency.cross(frontier)
        self._grow()
        targets = crossed.target
        gated = where(targets < 0)
        if len(gated):
            gates = as_ints(-targets[gated] - 1)
            targets = targets.copy()
            targets[gated] = self.adjacency.dependents(gates)
            self._fail(gates, self.adjacency.breaks[crossed.code[gated], level])
        self._wait(targets, self.adjacency.table[crossed.code, level])

    def _fail(self, gates: Ints, breaking: Bytes) -> None:
        """Count the members that fail, and pass on what the gates that break give."""
        fails = breaking > 0
        touched, first, members = np.unique(gates[fails], return_index=True, return_counts=True)
        self.failed[touched] += members.astype(np.int32)
        touched = as_ints(touched)
        broken = self.failed[touched] > self.adjacency.spare(touched)
        given = breaking[fails][first]
        self._wait(self.adjacency.dependents(touched[broken]), given[broken])

    def _wait(self, nodes: Ints, levels: Bytes) -> None:
        for level in (LOW, MIDDLE, TOP):
            if len(found := nodes[levels == level]):
                self.waiting[level].append(found)
