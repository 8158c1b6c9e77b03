"""The propagation engine: the least fixpoint of DESIGN section 4, level by level.

Because no rule raises a level, everything at the top level can be settled before anything at the
middle one, and that before the lowest: each item is expanded exactly once, at its final level.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from queries.engine.adjacency import Adjacency
from queries.snapshot.rows import Bytes, Ints, as_ints

TOP, MIDDLE, LOW = 3, 2, 1


class Reached(NamedTuple):
    """A least fixpoint over ``size`` items: each item that an effect reaches, once, by level.

    Shape of ``rows`` (reached,): those at the top level, then the middle, then the lowest. ``ends``
    tells where each level's end, by its code.
    """

    size: int
    rows: Ints
    ends: Sequence[int]

    def at(self, level: int) -> Ints:
        """The items whose level has that code, 1 to 3, in no order."""
        return self.rows[0 if level == TOP else self.ends[level + 1] : self.ends[level]]

    @property
    def levels(self) -> Bytes:
        """The code of every item's level, 0 where nothing reaches, (size,); made when asked."""
        levels = np.zeros(self.size, np.uint8)
        for level in (LOW, MIDDLE, TOP):
            levels[self.at(level)] = level
        return levels


def propagate(adjacency: Adjacency, starts: Ints, levels: Bytes) -> Reached:
    """The final level of every item that an effect reaches.

    ``starts`` are item numbers with their ``levels`` (1 to 3), shapes (starts,). Complete: there
    is no bound on depth. Time is linear in the edges of the items reached.
    """
    spread = _Spread(adjacency)
    ends = [0, 0, 0, 0]
    for level in (TOP, MIDDLE, LOW):
        spread.waiting[level].append(starts[levels == level])
        spread.settle(level)
        ends[level] = sum(map(len, spread.settled))
    rows = np.concatenate([as_ints([]), *spread.settled])
    return Reached(adjacency.size, rows, ends)


class _Spread:
    """An answer under way: levels so far, what waits for each level, and failures by group."""

    def __init__(self, adjacency: Adjacency) -> None:
        self.adjacency, self.lens = adjacency, adjacency.lens
        self.levels = np.zeros(adjacency.size, np.uint8)
        self.marker = np.empty(adjacency.size, np.int32)
        self.failed = np.zeros(adjacency.groups, np.int32)
        self.waiting: dict[int, list[Ints]] = {TOP: [], MIDDLE: [], LOW: []}
        self.settled: list[Ints] = []
        self.breaks = self.lens.code(self.lens.redundancy.breaks)
        self.softens = self.lens.code(self.lens.redundancy.softens)

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
        """The items without a level yet, each once, found by scatter rather than by sorting."""
        self._grow()
        found = found[self.levels[found] == 0]
        order = np.arange(len(found), dtype=np.int32)
        self.marker[found] = order
        return as_ints(found[self.marker[found] == order])

    def _grow(self) -> None:
        """Follow an adjacency that meets items and groups as it goes."""
        items, groups = self.adjacency.size, self.adjacency.groups
        for name, size in (("levels", items), ("marker", items), ("failed", groups)):
            held = getattr(self, name)
            if len(held) < size:
                grown = np.zeros(max(size, 2 * len(held)), held.dtype)
                grown[: len(held)] = held
                setattr(self, name, grown)

    def _expand(self, frontier: Ints, level: int) -> None:
        crossed = self.adjacency.cross(frontier)
        self._grow()
        plain = crossed.target >= 0
        targets = crossed.target[plain]
        arriving = self.adjacency.table[crossed.code[plain], level]
        for reached in range(1, level + 1):
            self._wait(reached, targets[arriving == reached])
        groups = -crossed.target[~plain] - 1
        if level >= MIDDLE and len(groups):
            self._members(groups, level)

    def _members(self, groups: Ints, level: int) -> None:
        """Count members that fail, break groups that cannot spare them, soften the others."""
        touched, members = np.unique(groups, return_counts=True)
        dependents = self.adjacency.dependents(touched)
        self._wait(self.softens, dependents)
        if level in self.lens.failing:
            self.failed[touched] += members.astype(np.int32)
            broken = self.failed[touched] > self.adjacency.spare(touched)
            self._wait(self.breaks, dependents[broken])

    def _wait(self, level: int, items: Ints) -> None:
        if len(items):
            self.waiting[level].append(as_ints(items))
