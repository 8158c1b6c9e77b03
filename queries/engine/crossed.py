"""Everything that an answer's effects crossed, by where it led: the ground of every explanation.

An effect moves through states (item, level). A breadth-first pass over the states of a finished
answer finds every state's distance from the starts, and what it crossed is kept, so that chains,
corridors and other ways are followed backward only for the items somebody asks about.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from queries.engine.adjacency import Adjacency, Crossings
from queries.engine.propagation import MIDDLE, Reached
from queries.engine.start import Starts
from queries.snapshot.rows import Bytes, Ints, Offsets, as_ints


@dataclass(frozen=True, slots=True)
class Crossed:
    """All crossings from reached states, in order of target: shapes (crossings,).

    ``level`` and ``hops`` are the level and the distance of the state at ``origin``; ``target`` is
    an item or -(group + 1).
    """

    origin: Ints
    level: Bytes
    hops: Ints
    target: Ints
    code: Bytes
    relation: Ints

    def into(self, target: int) -> slice:
        """The crossings into an item, or into a group given as -(group + 1)."""
        # of the column's own type, or numpy makes another column of the wider one
        first, last = self.target.searchsorted(np.array((target, target + 1), np.int32)).tolist()
        return slice(first, last)


class Distances:
    """Every state's distance from the starts, and the crossings that led to them.

    ``broken`` tells which groups broke in the end, shape (groups,). Arrays as long as the graph are
    made of zeros, which takes no time, and only what the answer touched is written to.
    """

    def __init__(
        self, adjacency: Adjacency, starts: Starts, reached: Reached, levels: Bytes
    ) -> None:
        """Run the breadth-first pass over the states of a finished answer with its levels."""
        self.adjacency, self.starts, self.levels = adjacency, starts, levels
        lens = adjacency.lens
        self.failing = np.zeros(4, np.bool_)
        self.failing[list(lens.failing)] = True
        self.breaks = lens.code(lens.redundancy.breaks)
        self.softens = lens.code(lens.redundancy.softens)
        self.broken = np.zeros(adjacency.groups, np.bool_)
        self.broken[self._broken(reached)] = True
        self._past = np.zeros((4, adjacency.size), np.int32)
        self._met = np.zeros(adjacency.groups, np.int32)
        self._counted = np.zeros(adjacency.size, np.bool_)
        self.crossed = self._run()

    def hops(self, level: int, item: int) -> int:
        """The distance of the state (item, level); -1 where it is not reached."""
        return int(self._past[level, item]) - 1

    def distances(self, levels: Bytes, items: Ints) -> Ints:
        """The distances of many states; -1 for those that are not reached."""
        return as_ints(self._past[levels, items] - 1)

    @cached_property
    def arriving(self) -> tuple[Bytes, Ints]:
        """The level that each crossing brings, 0 for none, and the item that it leads to.

        A broken group is entered by each member that fails, one that held by each that softens it.
        """
        found, target = self.crossed, self.crossed.target.copy()
        plain = found.target >= 0
        arriving = self.adjacency.table[found.code, found.level]
        group, level = -found.target[~plain] - 1, found.level[~plain]
        softened = np.where(level >= MIDDLE, self.softens, 0)
        broken = self.failing[level] * self.breaks
        arriving[~plain] = np.where(self.broken[group], broken, softened)
        target[~plain] = self.adjacency.dependents(as_ints(group))
        return arriving, target

    def _broken(self, reached: Reached) -> Ints:
        """The groups of which more members failed in the end than they can spare."""
        failed = [reached.at(int(level)) for level in np.flatnonzero(self.failing)]
        target = self.adjacency.cross(np.concatenate([as_ints([]), *failed])).target
        groups, failures = np.unique(-target[target < 0] - 1, return_counts=True)
        return as_ints(groups[failures > self.adjacency.spare(as_ints(groups))])

    def _run(self) -> Crossed:
        parts: list[Crossed] = []
        items, levels = self._settle(self.starts.rows, self.starts.levels, 0)
        while len(items) or not parts:  # once even where a ticket affects nothing
            part = _crossed(self.adjacency.cross(items), items, levels, len(parts))
            parts.append(part)
            self._counted_after(part, items, levels)
            items, levels = self._settle(*self._reached(part), len(parts))
        return _joined(parts)

    def _settle(self, items: Ints, levels: Bytes, hops: int) -> tuple[Ints, Bytes]:
        """Give the states that have none their distance, and return them, each once."""
        new = self._past[levels, items] == 0
        state = np.unique(items[new].astype(np.int64) * 4 + levels[new])
        items, levels = as_ints(state // 4), (state % 4).astype(np.uint8)
        self._past[levels, items] = hops + 1
        return items, levels

    def _counted_after(self, part: Crossed, items: Ints, levels: Bytes) -> None:
        """Count members that failed first in this hop, and say which groups they broke."""
        member = (part.target < 0) & self.failing[part.level] & ~self._counted[part.origin]
        group = (-part.target[member] - 1).astype(np.int64)
        pairs, _ = _counts(group << 32 | part.origin[member])
        touched, members = _counts(pairs >> 32)
        before, spare = self._met[touched], self.adjacency.spare(as_ints(touched))
        self._met[touched] += members.astype(np.int32)
        now = (before <= spare) & (self._met[touched] > spare)
        self._breaking = as_ints(touched[now & self.broken[touched]])
        self._counted[items[self.failing[levels]]] = True

    def _reached(self, part: Crossed) -> tuple[Ints, Bytes]:
        """The states that the hop leads to."""
        plain = part.target >= 0
        arriving = self.adjacency.table[part.code[plain], part.level[plain]]
        group = -part.target[~plain] - 1
        softened = group[(part.level[~plain] >= 2) & ~self.broken[group]]
        items = [
            part.target[plain][arriving > 0],
            self.adjacency.dependents(as_ints(softened)),
            self.adjacency.dependents(self._breaking),
        ]
        levels = [
            arriving[arriving > 0],
            np.full(len(softened), self.softens, np.uint8),
            np.full(len(self._breaking), self.breaks, np.uint8),
        ]
        return as_ints(np.concatenate(items)), np.concatenate(levels)


def _counts(values: Offsets) -> tuple[Offsets, Offsets]:
    """The distinct values, rising, and how often each comes; sorting beats numpy's hashing here."""
    values = np.sort(values)
    new = np.ones(len(values), np.bool_)
    new[1:] = values[1:] != values[:-1]
    first = np.flatnonzero(new)
    return values[first], np.diff(first, append=len(values))


def _crossed(found: Crossings, items: Ints, levels: Bytes, hops: int) -> Crossed:
    distance = np.full(len(found.origin), hops, np.int32)
    origin, level = items[found.origin], levels[found.origin]
    return Crossed(origin, level, distance, found.target, found.code, found.relation)


def _joined(parts: list[Crossed]) -> Crossed:
    names = ("origin", "level", "hops", "target", "code", "relation")
    columns = [np.concatenate([getattr(part, name) for part in parts]) for name in names]
    order = np.argsort(columns[3], kind="stable")
    return Crossed(*(column[order] for column in columns))
