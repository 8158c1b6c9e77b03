"""Why an item is affected: a shortest chain that gives it its final level (DESIGN section 4).

A chain is followed through states (item, level): crossing a relation from a state leads to the
state that the lens's rule gives. A breadth-first pass over states finds every distance; what was
crossed at each hop is kept, so that a chain is walked back only for the items somebody asks about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_model.facts import RelationKey
from queries.adjacency import Adjacency, Crossings
from queries.rows import Bytes, Ints, as_ints
from queries.start import Starts


@dataclass(frozen=True, slots=True)
class Step:
    """One hop of a chain: a relation crossed, where to, and the level that arrives there.

    ``relation`` is its number, ``target`` an item number. ``together`` are the members of a broken
    group that failed beside the one the chain goes through.
    """

    relation: int
    origin: int
    target: int
    level: int
    together: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Witness:
    """A shortest chain from a start to an item; no steps where the item is itself a start."""

    item: int
    level: int
    steps: tuple[Step, ...]

    @property
    def start(self) -> int:
        """The item number that the chain starts at."""
        return self.steps[0].origin if self.steps else self.item


@dataclass(frozen=True, slots=True)
class _Hop:
    """What one breadth-first step crossed: origins' numbers and levels, beside the crossings."""

    origin: Ints
    level: Bytes
    crossed: Crossings


class Distances:
    """Every state's distance from the starts, in crossings; chains on demand."""

    def __init__(self, adjacency: Adjacency, starts: Starts, levels: Bytes) -> None:
        """Run the breadth-first pass over the states of a finished answer."""
        self.adjacency, self.levels = adjacency, levels
        lens = adjacency.lens
        self.failing = lens.failing
        self.breaks = lens.code(lens.redundancy.breaks)
        self.softens = lens.code(lens.redundancy.softens)
        self.broken = _failures(adjacency, levels, self.failing) > _spare(adjacency)
        self.distance = np.full((4, adjacency.size), -1, np.int32)
        self.failed = np.zeros(adjacency.groups, np.int32)
        self.counted = np.zeros(adjacency.size, np.bool_)
        self.hops: list[_Hop] = []
        self._run(starts)

    def _run(self, starts: Starts) -> None:
        states = [(code, starts.rows[starts.levels == code]) for code in (1, 2, 3)]
        while any(len(items) for _, items in states):
            items = np.concatenate([found for _, found in states])
            codes = np.array([code for code, _ in states], np.uint8)
            levels = np.repeat(codes, [len(found) for _, found in states])
            fresh = self._settle(items, levels)
            items, levels = items[fresh], levels[fresh]
            crossed = self.adjacency.cross(items)
            hop = _Hop(items[crossed.origin], levels[crossed.origin], crossed)
            self.hops.append(hop)
            states = self._reached(hop, items, levels)

    def _settle(self, items: Ints, levels: Bytes) -> Ints:
        """Give the states their distance; the positions of those that had none, each state once."""
        state = items.astype(np.int64) * 4 + levels
        _, first = np.unique(state, return_index=True)
        new = first[self.distance[levels[first], items[first]] < 0]
        self.distance[levels[new], items[new]] = len(self.hops)
        return as_ints(new)

    def _reached(self, hop: _Hop, items: Ints, levels: Bytes) -> list[tuple[int, Ints]]:
        """The states that the hop leads to, by level."""
        plain = hop.crossed.target >= 0
        target = hop.crossed.target[plain]
        arriving = self.adjacency.table[hop.crossed.code[plain], hop.level[plain]]
        reached = {code: [target[arriving == code]] for code in (1, 2, 3)}
        group = -hop.crossed.target[~plain] - 1
        origin, level = hop.origin[~plain], hop.level[~plain]
        softened = group[(level >= 2) & ~self.broken[group]]
        reached[self.softens].append(self.adjacency.dependents(softened))
        failing = np.isin(level, list(self.failing)) & ~self.counted[origin]
        breaking = self._breaking(group, origin, failing)
        reached[self.breaks].append(self.adjacency.dependents(breaking))
        failed = np.isin(levels, list(self.failing))
        self.counted[items[failed]] = True
        return [(code, np.concatenate(found)) for code, found in reached.items()]

    def _breaking(self, group: Ints, origin: Ints, failing: NDArray[np.bool_]) -> Ints:
        """The groups whose k′-th nearest failed member was met in this hop."""
        pairs = np.unique(np.stack([group[failing], origin[failing]]), axis=1)
        touched, members = np.unique(pairs[0], return_counts=True)
        before = self.failed[touched]
        self.failed[touched] += members.astype(np.int32)
        spare = self.adjacency.spare(as_ints(touched))
        crosses = (before <= spare) & (self.failed[touched] > spare) & self.broken[touched]
        return as_ints(touched[crosses])

    def length(self, item: int) -> int:
        """The length of the item's witness, in crossings."""
        return int(self.distance[self.levels[item], item])

    def witness(self, item: int) -> Witness:
        """A shortest chain that gives the item its final level; ties by relation type, then id."""
        level = int(self.levels[item])
        steps: list[Step] = []
        at, code = item, level
        while (hops := int(self.distance[code, at])) > 0:
            step, code = self._step_to(at, code, hops)
            steps.append(step)
            at = step.origin
        return Witness(item, level, tuple(reversed(steps)))

    def _step_to(self, item: int, level: int, hops: int) -> tuple[Step, int]:
        """The step that leads to a state, and the level of the state it comes from."""
        hop = self.hops[hops - 1]
        crossed = hop.crossed
        plain = crossed.target == item
        plain[plain] = self.adjacency.table[crossed.code[plain], hop.level[plain]] == level
        grouped = self._through_groups(item, level, hops)
        candidates = [*grouped, *((int(at), ()) for at in np.flatnonzero(plain))]
        at, together = min(candidates, key=lambda found: self._rank(hop, found[0]))
        origin, number = int(hop.origin[at]), int(crossed.relation[at])
        return Step(number, origin, item, level, together), int(hop.level[at])

    def _rank(self, hop: _Hop, at: int) -> tuple[str, str, RelationKey, int]:
        key = self.adjacency.key(int(hop.crossed.relation[at]))
        return key.type, self.adjacency.id(int(hop.origin[at])), key, -int(hop.level[at])

    def _through_groups(
        self, item: int, level: int, hops: int
    ) -> list[tuple[int, tuple[int, ...]]]:
        """The crossings of the hop by which a group of the item gives it the level."""
        hop = self.hops[hops - 1]
        group = -hop.crossed.target - 1
        ours = np.flatnonzero(group >= 0)
        ours = ours[self.adjacency.dependents(as_ints(group[ours])) == item]
        found: list[tuple[int, tuple[int, ...]]] = []
        for number in np.unique(group[ours]).tolist():
            at = ours[group[ours] == number]
            if self.broken[number] and level == self.breaks:
                found += self._breaking_member(number, at, hops)
            elif not self.broken[number] and level == self.softens:
                found += [(int(n), ()) for n in at if hop.level[n] >= 2]
        return found

    def _breaking_member(
        self, group: int, at: Ints, hops: int
    ) -> list[tuple[int, tuple[int, ...]]]:
        """The crossing from the k′-th nearest failed member, if this hop met it."""
        ranked = self._failed_members(group)
        nth = int(self.adjacency.spare(as_ints([group]))[0])
        distance, _, member = ranked[nth]
        if distance != hops - 1:
            return []
        hop = self.hops[hops - 1]
        together = tuple(other for _, _, other in ranked if other != member)
        return [(int(n), together) for n in at if hop.origin[n] == member][:1]

    def _failed_members(self, group: int) -> list[tuple[int, str, int]]:
        """Distance, id and number of the group's failed members, nearest first, ties by id."""
        found: dict[int, int] = {}
        for hops, hop in enumerate(self.hops):
            for at in np.flatnonzero(hop.crossed.target == -(group + 1)):
                if int(hop.level[at]) in self.failing:
                    found.setdefault(int(hop.origin[at]), hops)
        return sorted((hops, self.adjacency.id(item), item) for item, hops in found.items())


def _failures(adjacency: Adjacency, levels: Bytes, failing: frozenset[int]) -> Ints:
    """How many members of each group failed in the end."""
    items = as_ints(np.flatnonzero(np.isin(levels, list(failing))))
    target = adjacency.cross(items).target
    return as_ints(np.bincount(-target[target < 0] - 1, minlength=adjacency.groups))


def _spare(adjacency: Adjacency) -> Ints:
    return adjacency.spare(np.arange(adjacency.groups, dtype=np.int32))
