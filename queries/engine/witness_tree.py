"""All witnesses of an answer at once: for each state the last step of its witness.

The witnesses of one answer share their beginnings, so that together they are a tree. What
:meth:`queries.engine.witness.Witnesses.chosen` finds for one state is found here for all, in
arrays.
"""

from __future__ import annotations

import numpy as np

from queries.engine.witness import Witnesses
from queries.snapshot.rows import Bytes, Flags, Ints, Offsets, as_ints


class WitnessTree:
    """The crossing by which each state's witness reaches it; states are node × 4 + level."""

    def __init__(self, witnesses: Witnesses) -> None:
        """Choose among the shortest ways into each state; ties by relation type, then id."""
        self.witnesses, self.distances = witnesses, witnesses.distances
        arriving, target = self.distances.arriving
        self.state = target.astype(np.int64) * 4 + arriving
        ways = np.flatnonzero(self._shortest(arriving, target))
        ways = self._least(ways, self._types(ways))
        ways = self._least(ways, self._origins(ways))
        self.states, self.ways = self._one(ways)

    def passed(self, rows: Ints) -> tuple[Ints, Ints]:
        """The item rows and the relation numbers on the witnesses of some rows, each once."""
        found = self.distances.crossed
        seen = np.zeros(4 * len(self.distances.levels), np.bool_)
        relations: list[Ints] = []
        frontier = np.unique(rows.astype(np.int64) * 4 + self.distances.levels[rows])
        while len(frontier):
            seen[frontier] = True
            at = np.minimum(np.searchsorted(self.states, frontier), len(self.states) - 1)
            ways = self.ways[at[self.states[at] == frontier]] if len(self.states) else self.ways
            relations.append(found.relation[ways])
            before = np.unique(found.origin[ways].astype(np.int64) * 4 + found.level[ways])
            frontier = before[~seen[before]]
        numbers = np.unique(np.concatenate([as_ints([]), *relations]))
        nodes = as_ints(np.unique(np.flatnonzero(seen) // 4))
        return as_ints(np.unique(self.witnesses.adjacency.items(nodes))), as_ints(numbers)

    def _shortest(self, arriving: Bytes, target: Ints) -> Flags:
        """Which crossings are the last step of a shortest chain into their state."""
        found = self.distances.crossed
        hops = self.distances.distances(arriving, target)
        shortest: Flags = (arriving > 0) & (hops == found.hops + 1)
        through = np.flatnonzero(shortest & (found.target < 0))
        gate = -found.target[through] - 1
        broken = self.distances.broken[gate]
        early = self._early(as_ints(np.unique(gate[broken])))
        if len(early):
            pair = gate.astype(np.int64) << 32 | found.origin[through]
            shortest[through[broken & np.isin(pair, early)]] = False
        return shortest

    def _early(self, gates: Ints) -> Offsets:
        """The members, as gate << 32 | node, of broken gates that failed before the k′-th."""
        spare = self.witnesses.adjacency.spare(gates)
        early = [
            gate << 32 | member
            for gate, most in zip(gates.tolist(), spare.tolist(), strict=True)
            if most  # where none can be spared, the first to fail breaks it
            for _, _, member in self.witnesses.failed_members(gate)[:most]
        ]
        return np.asarray(early, np.int64)

    def _types(self, ways: Offsets) -> Ints:
        """The rank of each way's relation type by its name."""
        numbers = self.distances.crossed.relation[ways]
        names, place = np.unique(numbers, return_inverse=True)
        types = [self.witnesses.adjacency.key(number).type for number in names.tolist()]
        return _ranks(types)[place]

    def _origins(self, ways: Offsets) -> Ints:
        """The rank of each way's origin by its id."""
        nodes = self.distances.crossed.origin[ways]
        rows, place = np.unique(self.witnesses.adjacency.items(nodes), return_inverse=True)
        return _ranks([self.witnesses.adjacency.id(row) for row in rows.tolist()])[place]

    def _least(self, ways: Offsets, rank: Ints) -> Offsets:
        """Of the ways into each state those of the least rank."""
        order = np.lexsort((rank, self.state[ways]))
        ways, rank = ways[order], rank[order]
        state = self.state[ways]
        first = np.searchsorted(state, state)
        least: Offsets = ways[rank == rank[first]]
        return least

    def _one(self, ways: Offsets) -> tuple[Offsets, Offsets]:
        """Every state, rising, and the one way into it."""
        ways = ways[np.argsort(self.state[ways], kind="stable")]
        states, first, count = np.unique(self.state[ways], return_index=True, return_counts=True)
        chosen = ways[first]
        for at in np.flatnonzero(count > 1).tolist():
            tied = ways[first[at] : first[at] + count[at]].tolist()
            chosen[at] = min(tied, key=self._rank)
        return states, chosen

    def _rank(self, way: int) -> tuple[object, int, int]:
        """The order of ways from one origin over one type of relation."""
        found = self.distances.crossed
        key = self.witnesses.adjacency.key(int(found.relation[way]))
        return key, -int(found.level[way]), int(found.origin[way])


def _ranks(names: list[str]) -> Ints:
    """The rank of each name among all of them, equal names sharing one."""
    return as_ints(np.unique(np.asarray(names, object), return_inverse=True)[1])
