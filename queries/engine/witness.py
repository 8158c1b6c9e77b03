"""Why an item is affected: a shortest chain that gives it its final level (DESIGN section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_model.facts import RelationKey
from queries.engine.crossed import Distances
from queries.snapshot.rows import Ints, as_ints


@dataclass(frozen=True, slots=True)
class Step:
    """One hop of a chain: a relation crossed, where to, and the level that arrives there.

    ``relation`` is its number, ``origin`` and ``target`` item numbers. ``together`` are the other
    failed members of a broken gate that the chain goes through: a group's, or all who provide or
    cover the rest of an item of which nothing remains.
    """

    relation: int
    origin: int
    target: int
    level: int
    together: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Witness:
    """A chain from a start to an item; no steps where the item is itself a start."""

    item: int
    level: int
    steps: tuple[Step, ...]

    @property
    def start(self) -> int:
        """The item number that the chain starts at."""
        return self.steps[0].origin if self.steps else self.item


@dataclass(frozen=True, slots=True)
class Inward:
    """A way into a state: the step, and the node, level and distance of the state it comes from."""

    step: Step
    node: int
    level: int
    hops: int


class Witnesses:
    """The chains of one answer, walked back on demand.

    A chain leads through nodes; where one is a face of a service, its steps name the service.
    """

    def __init__(self, distances: Distances) -> None:
        """Explain the answer whose states have these distances."""
        self.distances, self.adjacency = distances, distances.adjacency
        self._members: dict[int, list[tuple[int, str, int]]] = {}
        self._chosen: dict[tuple[int, int], Inward | None] = {}

    def length(self, item: int) -> int:
        """The length of the item's witness, in crossings."""
        return self.distances.hops(int(self.distances.levels[item]), item)

    def witness(self, item: int) -> Witness:
        """A shortest chain that gives the item its final level; ties by relation type, then id."""
        level = int(self.distances.levels[item])
        steps: list[Step] = []
        at, code = item, level
        while (way := self.chosen(at, code)) is not None:
            steps.append(way.step)
            at, code = way.node, way.level
        return Witness(item, level, tuple(reversed(steps)))

    def chosen(self, node: int, level: int) -> Inward | None:
        """The last step of the witness of a state; None for a start's own."""
        state = node, level
        if state not in self._chosen:
            hops = self.distances.hops(level, node)
            ways = list(self.inward(node, level, hops - 1)) if hops else []
            self._chosen[state] = (
                min(ways, key=self.rank) if len(ways) > 1 else next(iter(ways), None)
            )
        return self._chosen[state]

    def rank(self, way: Inward) -> tuple[str, str, RelationKey, int, int]:
        """The order of ways of one length: relation type, id of the origin, then the relation."""
        key = self.adjacency.key(way.step.relation)
        return key.type, self.adjacency.id(way.step.origin), key, -way.level, way.node

    def inward(self, node: int, level: int, hops: int | None = None) -> Iterator[Inward]:
        """Every way by which an effect enters a state, from states that it reached.

        With ``hops``, only from states at that distance.
        """
        found = self.distances.crossed
        at = found.into(node)
        enters = self.adjacency.table[found.code[at], found.level[at]] == level
        if hops is not None:
            enters &= found.hops[at] == hops
        for number in (enters.nonzero()[0] + at.start).tolist():
            yield self._inward(number, node, level)
        for gate in self._gates_of(node).tolist():
            for way in self._through(gate, node, level):
                if hops is None or way.hops == hops:
                    yield way

    def _inward(self, number: int, node: int, level: int, together: tuple[int, ...] = ()) -> Inward:
        found = self.distances.crossed
        ends = as_ints([found.origin[number], node])
        origin, target = self.adjacency.items(ends).tolist()
        step = Step(int(found.relation[number]), origin, target, level, together)
        return Inward(step, int(ends[0]), int(found.level[number]), int(found.hops[number]))

    def _through(self, gate: int, node: int, level: int) -> Iterator[Inward]:
        """The ways by which a gate gives its dependent the level: broken, or softened.

        Through a broken gate they are the failed members from the k′-th nearest on.
        """
        found, at = self.distances.crossed, self.distances.crossed.into(-(gate + 1))
        broken = self.distances.broken[gate]
        given = self.adjacency.breaks if broken else self.adjacency.table
        enters = given[found.code[at], found.level[at]] == level
        failed = [m for _, _, m in self.failed_members(gate)] if broken and enters.any() else []
        breaking = set(failed[int(self.adjacency.spare(as_ints([gate]))[0]) :])
        for number in (enters.nonzero()[0] + at.start).tolist():
            member = int(found.origin[number])
            if not broken:
                yield self._inward(number, node, level)
            elif member in breaking:
                together = tuple(other for other in failed if other != member)
                yield self._inward(number, node, level, together)

    def failed_members(self, gate: int) -> list[tuple[int, str, int]]:
        """Distance, id and number of the gate's failed members, nearest first, ties by id."""
        if gate not in self._members:
            found = self.distances.crossed
            at = found.into(-(gate + 1))
            fails = self.adjacency.breaks[found.code[at], found.level[at]] > 0
            nearest: dict[int, int] = {}
            for number in (fails.nonzero()[0] + at.start).tolist():
                member, hops = int(found.origin[number]), int(found.hops[number])
                nearest[member] = min(hops, nearest.get(member, hops))
            ranked = sorted((hops, self.adjacency.id(m), m) for m, hops in nearest.items())
            self._members[gate] = ranked
        return self._members[gate]

    def _gates_of(self, node: int) -> Ints:
        """The gates of a dependent that were touched."""
        dependents, gates = self._touched
        first, last = dependents.searchsorted(np.array((node, node + 1), np.int32)).tolist()
        return gates[first:last]

    @cached_property
    def _touched(self) -> tuple[Ints, Ints]:
        """Every dependent, rising, and the gate of it that was touched."""
        targets = self.distances.crossed.target
        targets = targets[: targets.searchsorted(np.int32(0))]
        new = np.ones(len(targets), np.bool_)
        new[1:] = targets[1:] != targets[:-1]
        gates = as_ints(-targets[new] - 1)
        dependents = as_ints(self.adjacency.dependents(gates))
        order = np.lexsort((gates, dependents))
        return dependents[order], gates[order]
