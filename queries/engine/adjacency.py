"""What the propagation engine asks of a graph: where effects cross to, what groups can spare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from graph_model.facts import RelationKey
from graph_model.lens import Lens
from queries.contract.contract import lapsed
from queries.engine.edges import CODE, DATED, THROUGH_LAPSED, Edges
from queries.engine.group import Sizes, sizes
from queries.engine.lens_edges import LensEdges, lens_edges
from queries.snapshot.rows import Bytes, Flags, Ints, as_ints, spans
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Crossings:
    """Where effects cross to from some origins, shapes (crossings,).

    ``origin`` is the position among the origins, ``target`` an item or -(group + 1), ``code`` the
    row of the transfer table (of no meaning for a group), ``relation`` the relation's number.
    """

    origin: Ints
    target: Ints
    code: Bytes
    relation: Ints


class Adjacency(Protocol):
    """A graph under one lens on one day, items and groups known by number."""

    @property
    def lens(self) -> Lens:
        """The lens whose rules carry."""

    @property
    def size(self) -> int:
        """One more than the greatest item number met so far."""

    @property
    def table(self) -> Bytes:
        """What arrives by transfer code and level, shape (codes, 4)."""

    def cross(self, origins: Ints) -> Crossings:
        """Every crossing from the origins over relations that hold, lapsed contracts minded."""

    def dependents(self, groups: Ints) -> Ints:
        """The items that depend on the groups."""

    def spare(self, groups: Ints) -> Ints:
        """How many members of each group may fail before it breaks."""

    @property
    def groups(self) -> int:
        """One more than the greatest group number met so far."""

    def id(self, item: int) -> str:
        """The id of an item."""

    def key(self, relation: int) -> RelationKey:
        """What identifies a relation."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a day decides: which periods hold, what groups can spare, which contracts are lapsed."""

    number: int
    holds: Flags
    sizes: Sizes
    lapsed: Flags


@dataclass(frozen=True, slots=True)
class SnapshotAdjacency:
    """A snapshot under one lens on one day; ``lapsed`` leaves out the starts of the question."""

    lens: Lens
    snapshot: Snapshot
    edges: LensEdges
    day: Day
    lapsed: Flags

    def id(self, item: int) -> str:
        """The id of an item."""
        return self.snapshot.id(item)

    def key(self, relation: int) -> RelationKey:
        """What identifies a relation."""
        return self.snapshot.key_at(relation)

    @property
    def size(self) -> int:
        """The number of item rows."""
        return len(self.lapsed)

    @property
    def table(self) -> Bytes:
        """What arrives by transfer code and level, shape (codes, 4)."""
        return self.edges.rules.table

    @property
    def groups(self) -> int:
        """The number of groups."""
        return len(self.day.sizes.size)

    def dependents(self, groups: Ints) -> Ints:
        """The items that depend on the groups."""
        return self.edges.groups.groups.dependent[groups]

    def spare(self, groups: Ints) -> Ints:
        """How many members of each group may fail before it breaks."""
        return self.day.sizes.spare[groups]

    def cross(self, origins: Ints) -> Crossings:
        """Every crossing from the origins over relations that hold, lapsed contracts minded."""
        slot = self.edges.slot[origins]
        parts = [
            self._cross(origins, self.edges.base, origins, as_ints(np.flatnonzero(slot < 0))),
            self._cross(origins, self.edges.own, slot, as_ints(np.flatnonzero(slot >= 0))),
        ]
        if not len(self.edges.own.target):
            return parts[0]
        names = ("origin", "target", "code", "relation")
        return Crossings(*(np.concatenate([getattr(p, n) for p in parts]) for n in names))

    def _cross(self, origins: Ints, edges: Edges, rows: Ints, which: Ints) -> Crossings:
        at, owner = spans(edges.offsets, rows[which])
        owner, code = which[owner].astype(np.int32), edges.code[at]
        crosses = ~self.lapsed[origins[owner]] | ((code & THROUGH_LAPSED) > 0)
        dated = np.flatnonzero(code & DATED)
        crosses[dated] &= self.day.holds[edges.period[at[dated]]]
        at, owner = at[crosses], owner[crosses]
        carried = np.asarray(edges.code[at] & CODE, np.uint8)
        return Crossings(owner, edges.target[at], carried, edges.relation[at])


def day_of(snapshot: Snapshot, edges: LensEdges, day: int) -> Day:
    """What a day decides for a snapshot; kept, since most questions are about today."""

    def make() -> Day:
        found = sizes(snapshot, edges.groups.groups, day)
        return Day(day, snapshot.periods.hold(day), found, lapsed(snapshot, day))

    return snapshot.memo.get(("day", day), Day, make)


def adjacency(snapshot: Snapshot, lens: Lens, day: int, starts: Ints) -> SnapshotAdjacency:
    """The snapshot under a lens on a day, for a question with these starts."""
    edges = lens_edges(snapshot, lens)
    found = day_of(snapshot, edges, day)
    closed = found.lapsed
    if closed[starts].any():
        closed = closed.copy()
        closed[starts] = False
    return SnapshotAdjacency(lens, snapshot, edges, found, closed)
