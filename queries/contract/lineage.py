"""All contract families of a day at once, so that long chains cost no more than many short ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from queries.contract.contract import last_days, under
from queries.contract.terms import terms
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Flags, Ints, Rows, grouped
from queries.snapshot.snapshot import Snapshot

Stated = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True)
class Lineage:
    """Who is UNDER whom on a day: ``child`` and ``parent`` are positions in ``rows``."""

    snapshot: Snapshot
    day: int
    rows: Ints
    child: Ints
    parent: Ints

    def position(self, row: int) -> int:
        """Where a contract's row stands."""
        return int(np.searchsorted(self.rows, row))

    @cached_property
    def cyclic(self) -> Flags:
        """Which contracts are under themselves, by way of others or not, shape (contracts,)."""
        flags: Flags = np.bincount(self._circle, minlength=1)[self._circle] > 1
        flags[self.child[self.child == self.parent]] = True
        return flags

    @cached_property
    def _circle(self) -> Ints:
        """For each contract a number that it shares with those it is in a circle with alone."""
        import rustworkx as rx

        graph: rx.PyDiGraph[None, None] = rx.PyDiGraph(multigraph=False)
        graph.extend_from_edge_list(self._pairs)
        numbers = np.arange(len(self.rows), dtype=np.int32)
        for circle in rx.strongly_connected_components(graph):
            numbers[circle] = min(circle)
        return numbers

    @cached_property
    def listed_under(self) -> Mapping[int, int]:
        """The contract that each is listed under, where there is one, by positions.

        That is the first by id of those directly above it. Between contracts in one circle there is
        none: neither is over the other.
        """
        real = self._circle[self.child] != self._circle[self.parent]
        child, parent = self.child[real].tolist(), self.parent[real].tolist()
        ids = dict(zip(parent, self.snapshot.ids_of(self.rows[self.parent[real]]), strict=True))
        found: dict[int, int] = {}
        for one, over in sorted(zip(child, parent, strict=True), key=lambda pair: ids[pair[1]]):
            found.setdefault(one, over)
        return found

    @property
    def _pairs(self) -> list[tuple[int, int]]:
        return list(zip(self.child.tolist(), self.parent.tolist(), strict=True))

    @cached_property
    def over(self) -> Flags:
        """Which contracts' last day is past, shape (contracts,): what they say has lapsed."""
        last = last_days(self.snapshot, terms(self.snapshot), self.day).last
        over: Flags = last < self.day
        return over

    @cached_property
    def _above(self) -> Rows:
        return grouped(self.child, len(self.rows))

    @cached_property
    def _below(self) -> Rows:
        return grouped(self.parent, len(self.rows))

    @cached_property
    def _kin(self) -> dict[int, Kin]:
        return {}

    def kin(self, row: int) -> Kin:
        """The whole family that a contract's row belongs to."""
        held = self._kin
        if row not in held:
            family = self._family(self.position(row))
            held.update(dict.fromkeys(family.members, family))
        return held[row]

    def _family(self, position: int) -> Kin:
        members = {position: None}
        pairs: dict[int, None] = {}
        for at in (waiting := [position]):
            above, below = self._above.of(at), self._below.of(at)
            pairs |= dict.fromkeys(above.tolist())
            near = [*self.parent[above].tolist(), *self.child[below].tolist()]
            new = dict.fromkeys(other for other in near if other not in members)
            members |= new
            waiting += new
        joined = list(pairs)
        ends = (self.rows[side[joined]].tolist() for side in (self.child, self.parent))
        return Kin(self, self.rows[list(members)].tolist(), *ends)


class Kin:
    """The contracts (rows) that UNDER joins to each other, whichever way, with who is under whom.

    ``parents`` and ``children`` have those directly above and below each, by id.
    """

    def __init__(
        self, lineage: Lineage, members: list[int], children: list[int], parents: list[int]
    ) -> None:
        """Take the family's members, and its pairs of a child and a parent."""
        self.lineage, self.members = lineage, members
        self._held: dict[Hashable, Stated] = {}
        self.parents: Mapping[int, list[int]] = self._linked(children, parents)
        self.children: Mapping[int, list[int]] = self._linked(parents, children)

    def _linked(self, ones: list[int], others: list[int]) -> Mapping[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for one, other in zip(ones, others, strict=True):
            found[one].append(other)
        id_of = self.lineage.snapshot.id
        return {row: sorted(set(ends), key=id_of) for row, ends in found.items()}

    @cached_property
    def rights(self) -> Mapping[str, Stated]:
        """For each right that some member holds, the nearest that give it to each member.

        What a contract gives has lapsed once its last day is past.
        """
        held = {row: self._rights(row) for row in self.members}
        known = sorted({right for rights in held.values() for right in rights})
        return {right: self._nearest([r for r in held if right in held[r]]) for right in known}

    def _rights(self, row: int) -> list[str]:
        held = self.lineage.snapshot.value(row, "rights")
        over = self.lineage.over[self.lineage.position(row)]
        return held if isinstance(held, list) and not over else []

    def nearest(self, key: Hashable, states: Callable[[int], bool]) -> Stated:
        """For each member the nearest that state something: itself, or else those above it.

        All of those at the least distance, by id; no entry where nobody does. It is worked out
        once under a ``key``.
        """
        if key not in self._held:
            self._held[key] = self._nearest([row for row in self.members if states(row)])
        return self._held[key]

    def _nearest(self, stating: list[int]) -> Stated:
        found: dict[int, tuple[int, ...]] = {row: (row,) for row in stating}
        level = stating
        while level:
            reached: dict[int, list[int]] = defaultdict(list)
            for parent in level:
                for child in self.children.get(parent, ()):
                    if child not in found:
                        reached[child].append(parent)
            found |= {child: self._joined(found, by) for child, by in reached.items()}
            level = list(reached)
        return found

    def _joined(self, found: Stated, parents: list[int]) -> tuple[int, ...]:
        if len(parents) == 1:
            return found[parents[0]]
        stating = {row for parent in parents for row in found[parent]}
        return tuple(sorted(stating, key=self.lineage.snapshot.id))


def lineage(snapshot: Snapshot, day: int) -> Lineage:
    """The families on a day, worked out once for a snapshot."""

    def make() -> Lineage:
        known = terms(snapshot)
        return Lineage(snapshot, day, known.rows, *under(snapshot, known, day))

    return snapshot.memo.get(MemoKey.LINEAGE, day, Lineage, make)
