"""All shortest ways of an effect at once: the last steps of each into what it affects."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from queries.engine.group import Sizes, sizes
from queries.impact.impact import Impact
from queries.snapshot.rows import Flags, Ints, as_ints


class Steps(NamedTuple):
    """Steps between items: the rows that each leads from and to, and its relation: (steps,).

    ``group`` is the number of the redundancy group that it is a member's step through, or -1.
    """

    origin: Ints
    target: Ints
    relation: Ints
    group: Ints

    def where(self, kept: Flags) -> Steps:
        """Those that are kept."""
        return Steps(*(column[kept] for column in self))


class GroupState(NamedTuple):
    """How a redundancy group stands: its members, those that failed, how many are needed."""

    size: int
    failed: int
    need: int


class ShortestWays:
    """The steps by which each affected item gets its level over as few relations as can be.

    Through a group they are those of all members that failed, or softened it, before it gave its
    level on. ``relations`` is how many relations carry anything at all between affected items.
    """

    def __init__(self, impact: Impact) -> None:
        """Find those of an impact."""
        self.impact = impact
        self._states = impact.witnesses.distances
        found, adjacency = self._states.crossed, impact.adjacency
        arriving, node = self._states.arriving
        origin, target = adjacency.items(found.origin), adjacency.items(node)
        affected = np.zeros(impact.snapshot.size, np.bool_)
        affected[impact.rows] = True
        carries = (arriving > 0) & affected[origin] & affected[target] & (origin != target)
        self.relations = len(np.unique(found.relation[carries]))
        hops = self._states.distances(arriving, node)
        gated = found.target < 0
        near = np.where(gated, found.hops < hops, found.hops + 1 == hops)
        final = (arriving == impact.node_levels[node]) & (node < impact.snapshot.size)
        gate = -found.target - 1
        grouped = gated & (gate < len(adjacency.edges.groups.dependent))
        steps = Steps(origin, target, found.relation, as_ints(np.where(grouped, gate, -1)))
        self.steps = _once(steps.where(carries & near & final))

    @cached_property
    def _sizes(self) -> Sizes:
        adjacency, snapshot = self.impact.adjacency, self.impact.snapshot
        day, groups = adjacency.day, adjacency.edges.groups
        return sizes(snapshot, groups, day.number, day.idle & day.closed)

    def group(self, number: int) -> GroupState:
        """How a group stands that the effect touched."""
        members = [member for _, _, member in self.impact.witnesses.failed_members(number)]
        failed = len(np.unique(self.impact.adjacency.items(as_ints(members))))
        size, spare = int(self._sizes.size[number]), int(self._sizes.spare[number])
        return GroupState(size, failed, size - spare)


def _once(steps: Steps) -> Steps:
    """Each step once: an effect may cross a relation at several levels, and at several faces."""
    packed = steps.relation.astype(np.int64) << 32 | steps.origin
    _, first = np.unique(packed, return_index=True)
    return Steps(*(column[first] for column in steps))
