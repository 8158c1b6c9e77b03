"""Everything that an answer's effects crossed, by where it led: the ground of every explanation.

An effect moves through states (node, level). A breadth-first pass over the states of a finished
answer finds every state's distance from the starts, and what it crossed is kept, so that chains,
corridors and other ways are followed backward only for the items somebody asks about.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_model.lens import LOW, MIDDLE, TOP
from queries.engine.adjacency import Adjacency, Crossings, begun
from queries.engine.propagation import Reached
from queries.engine.start import Starts
from queries.snapshot.rows import Bytes, Ints, Offsets, as_ints


@dataclass(frozen=True, slots=True)
class Crossed:
    """All crossings from reached states, in order of target: shapes (crossings,).

    ``level`` and ``hops`` are the level and the distance of the state at ``origin``, a node;
    ``target`` is a node or -(gate + 1).
    """

    origin: Ints
    level: Bytes
    hops: Ints
    target: Ints
    code: Bytes
    relation: Ints

    def into(self, target: int) -> slice:
        """The crossings into a node, or into a gate given as -(gate + 1)."""
        # of the column's own type, or numpy makes another column of the wider one
        first, last = self.target.searchsorted(np.array((target, target + 1), np.int32)).tolist()
        return slice(first, last)


class Distances:
    """Every state's distance from the starts, and the crossings that led to them.

    ``broken`` tells which gates broke in the end, shape (gates,). Arrays as long as the graph are
    made of zeros, which takes no time, and only what the answer touched is written to.
    """

    def __init__(
        self, adjacency: Adjacency, starts: Starts, reached: Reached, levels: Bytes
    ) -> None:
        """Run the breadth-first pass over the states of a finished answer with its levels.

        ``levels`` (nodes,) are those of ``reached``.
        """
        self.adjacency, self.starts, self.levels = adjacency, starts, levels
        self.broken = np.zeros(adjacency.gates, np.bool_)
        self.broken[self._broken(reached)] = True
        self._past = np.zeros((4, adjacency.size), np.int32)
        self._met = np.zeros(adjacency.gates, np.int32)
        self._given = np.zeros(adjacency.gates, np.uint8)
        self._counted = np.zeros(adjacency.size, np.bool_)
        self.crossed = self._run()

    def hops(self, level: int, node: int) -> int:
        """The distance of the state (node, level); -1 where it is not reached."""
        return int(self._past[level, node]) - 1

    def distances(self, levels: Bytes, nodes: Ints) -> Ints:
        """The distances of many states; -1 for those that are not reached."""
        return as_ints(self._past[levels, nodes] - 1)

    @cached_property
    def arriving(self) -> tuple[Bytes, Ints]:
        """The level that each crossing brings, 0 for none, and the node that it leads to.

        A broken gate is entered by each member that fails, one that held by each that softens it.
        """
        found, target = self.crossed, self.crossed.target.copy()
        gated = np.flatnonzero(target < 0)
        gates = as_ints(-target[gated] - 1)
        arriving = self.adjacency.table[found.code, found.level]
        broken = gated[self.broken[gates]]
        arriving[broken] = self.adjacency.breaks[found.code[broken], found.level[broken]]
        target[gated] = self.adjacency.dependents(gates)
        return arriving, target

    def _broken(self, reached: Reached) -> Ints:
        """The gates of which more members failed in the end than they can spare."""
        failed = [as_ints([])]
        for level in (LOW, MIDDLE, TOP):
            found = self.adjacency.cross(reached.at(level))
            failed.append(found.target[self.adjacency.breaks[found.code, level] > 0])
        gates, failures = np.unique(-np.concatenate(failed) - 1, return_counts=True)
        return as_ints(gates[failures > self.adjacency.spare(as_ints(gates))])

    def _run(self) -> Crossed:
        parts: list[Crossed] = []
        nodes, levels = self._settle(*begun(self.adjacency, self.starts.rows, self.starts.levels))
        while len(nodes) or not parts:  # once even where a ticket affects nothing
            part = _crossed(self.adjacency.cross(nodes), nodes, levels, len(parts))
            parts.append(part)
            found = self._reached(part, self._breaking(part))
            nodes, levels = self._settle(*found, len(parts))
        return _joined(parts)

    def _settle(self, nodes: Ints, levels: Bytes, hops: int = 0) -> tuple[Ints, Bytes]:
        """Give the states that have none their distance, and return them, each once."""
        new = self._past[levels, nodes] == 0
        state, _ = _counts(nodes[new].astype(np.int64) * 4 + levels[new])
        nodes, levels = as_ints(state // 4), (state % 4).astype(np.uint8)
        self._past[levels, nodes] = hops + 1
        return nodes, levels

    def _breaking(self, part: Crossed) -> Ints:
        """Count members that failed first in this hop: the gates that they broke."""
        gives = self.adjacency.breaks[part.code, part.level]
        member = np.flatnonzero((gives > 0) & ~self._counted[part.origin])
        gate = (-part.target[member] - 1).astype(np.int64)
        pairs, _ = _counts(gate << 32 | part.origin[member])
        touched, members = _counts(pairs >> 32)
        before, spare = self._met[touched], self.adjacency.spare(as_ints(touched))
        self._met[touched] += members.astype(np.int32)
        self._given[gate] = gives[member]
        self._counted[part.origin[member]] = True
        breaking = (before <= spare) & (self._met[touched] > spare) & self.broken[touched]
        return as_ints(touched[breaking])

    def _reached(self, part: Crossed, breaking: Ints) -> tuple[Ints, Bytes]:
        """The states that the hop leads to."""
        arriving = self.adjacency.table[part.code, part.level]
        target = part.target.copy()
        gated = np.flatnonzero(target < 0)
        gates = as_ints(-target[gated] - 1)
        arriving[gated[self.broken[gates]]] = 0
        target[gated] = self.adjacency.dependents(gates)
        nodes = (target[arriving > 0], self.adjacency.dependents(breaking))
        levels = (arriving[arriving > 0], self._given[breaking])
        return as_ints(np.concatenate(nodes)), np.concatenate(levels)


def _counts(values: Offsets) -> tuple[Offsets, Offsets]:
    """The distinct values, rising, and how often each comes; sorting beats numpy's hashing here."""
    values = np.sort(values)
    new = np.ones(len(values), np.bool_)
    new[1:] = values[1:] != values[:-1]
    first = new.nonzero()[0]
    return values[first], np.diff(first, append=len(values))


def _crossed(found: Crossings, nodes: Ints, levels: Bytes, hops: int) -> Crossed:
    distance = np.full(len(found.origin), hops, np.int32)
    origin, level = nodes[found.origin], levels[found.origin]
    return Crossed(origin, level, distance, found.target, found.code, found.relation)


def _joined(parts: list[Crossed]) -> Crossed:
    names = ("origin", "level", "hops", "target", "code", "relation")
    columns = [np.concatenate([getattr(part, name) for part in parts]) for name in names]
    # By target, each with its place: sorting numbers takes half as long as sorting places by them.
    places = columns[3].astype(np.int64) << 32 | np.arange(len(columns[3]))
    order = np.sort(places) & 0xFFFFFFFF
    return Crossed(*(column[order] for column in columns))
