"""Why an item is affected: a shortest chain that gives it its final level (DESIGN section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_model.facts import RelationKey
from queries.engine.crossed import Distances
from queries.engine.propagation import MIDDLE
from queries.snapshot.rows import Ints, as_ints


@dataclass(frozen=True, slots=True)
class Step:
    """One hop of a chain: a relation crossed, where to, and the level that arrives there.

    ``relation`` is its number, ``origin`` and ``target`` item numbers. ``together`` are the other
    failed members of a broken group that the chain goes through.
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
    """A way into a state: the step, and the level and distance of the state it comes from."""

    step: Step
    level: int
    hops: int


class Witnesses:
    """The chains of one answer, walked back on demand."""

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
            at, code = way.step.origin, way.level
        return Witness(item, level, tuple(reversed(steps)))

    def chosen(self, item: int, level: int) -> Inward | None:
        """The last step of the witness of a state; None for a start's own."""
        state = item, level
        if state not in self._chosen:
            hops = self.distances.hops(level, item)
            ways = list(self.inward(item, level, hops - 1)) if hops else []
            self._chosen[state] = (
                min(ways, key=self.rank) if len(ways) > 1 else next(iter(ways), None)
            )
        return self._chosen[state]

    def rank(self, way: Inward) -> tuple[str, str, RelationKey, int]:
        """The order of ways of one length: relation type, id of the origin, then the relation."""
        key = self.adjacency.key(way.step.relation)
        return key.type, self.adjacency.id(way.step.origin), key, -way.level

    def inward(self, item: int, level: int, hops: int | None = None) -> Iterator[Inward]:
        """Every way by which an effect enters a state, from states that it reached.

        With ``hops``, only from states at that distance.
        """
        found = self.distances.crossed
        at = found.into(item)
        enters = self.adjacency.table[found.code[at], found.level[at]] == level
        if hops is not None:
            enters &= found.hops[at] == hops
        for number in (enters.nonzero()[0] + at.start).tolist():
            yield self._inward(number, item, level)
        for group in self._groups_of(item).tolist():
            for way in self._through(group, item, level):
                if hops is None or way.hops == hops:
                    yield way

    def _inward(self, number: int, item: int, level: int, together: tuple[int, ...] = ()) -> Inward:
        found = self.distances.crossed
        step = Step(int(found.relation[number]), int(found.origin[number]), item, level, together)
        return Inward(step, int(found.level[number]), int(found.hops[number]))

    def _through(self, group: int, item: int, level: int) -> Iterator[Inward]:
        """The ways by which a group gives its dependent the level: broken, or softened.

        Through a broken group they are the failed members from the k′-th nearest on.
        """
        states, found = self.distances, self.distances.crossed
        broken = states.broken[group]
        if level != (states.breaks if broken else states.softens):
            return
        at = found.into(-(group + 1))
        levels = found.level[at]
        if not broken:
            softens = levels >= MIDDLE
            for number in (softens.nonzero()[0] + at.start).tolist():
                yield self._inward(number, item, level)
        else:
            failed = [member for _, _, member in self.failed_members(group)]
            breaking = set(failed[int(self.adjacency.spare(as_ints([group]))[0]) :])
            for number in (states.failing[levels].nonzero()[0] + at.start).tolist():
                member = int(found.origin[number])
                if member in breaking:
                    together = tuple(other for other in failed if other != member)
                    yield self._inward(number, item, level, together)

    def failed_members(self, group: int) -> list[tuple[int, str, int]]:
        """Distance, id and number of the group's failed members, nearest first, ties by id."""
        if group not in self._members:
            found = self.distances.crossed
            at = found.into(-(group + 1))
            nearest: dict[int, int] = {}
            for number in range(at.start, at.stop):
                if self.distances.failing[found.level[number]]:
                    member, hops = int(found.origin[number]), int(found.hops[number])
                    nearest[member] = min(hops, nearest.get(member, hops))
            ranked = sorted((hops, self.adjacency.id(m), m) for m, hops in nearest.items())
            self._members[group] = ranked
        return self._members[group]

    def _groups_of(self, item: int) -> Ints:
        """The groups of a dependent that were touched."""
        dependents, groups = self._touched
        first, last = dependents.searchsorted(np.array((item, item + 1), np.int32)).tolist()
        return groups[first:last]

    @cached_property
    def _touched(self) -> tuple[Ints, Ints]:
        """Every dependent, rising, and the group of it that was touched."""
        targets = self.distances.crossed.target
        targets = targets[: targets.searchsorted(np.int32(0))]
        new = np.ones(len(targets), np.bool_)
        new[1:] = targets[1:] != targets[:-1]
        groups = as_ints(-targets[new] - 1)
        dependents = as_ints(self.adjacency.dependents(groups))
        order = np.lexsort((groups, dependents))
        return dependents[order], groups[order]
