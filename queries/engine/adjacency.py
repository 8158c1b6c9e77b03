"""What the propagation engine asks of a graph: where effects cross to, what gates can spare."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

import numpy as np

from graph_model.facts import RelationKey
from graph_model.lens import Lens
from queries.contract.contract import lapsed
from queries.engine.day_edges import DayEdges, day_edges
from queries.engine.edges import CODE, DATED, THROUGH_LAPSED, Edges
from queries.engine.group import spares
from queries.engine.lens_edges import LensEdges, lens_edges
from queries.snapshot.in_service import out_of_service
from queries.snapshot.memo import Memo, MemoKey
from queries.snapshot.rows import (
    NO_ROWS,
    Bytes,
    Flags,
    Ints,
    as_ints,
    distinct,
    spans,
    where,
    with_more,
)
from queries.snapshot.snapshot import AFFECTS, Snapshot


@dataclass(frozen=True, slots=True)
class Crossings:
    """Where effects cross to from some origins, shapes (crossings,).

    ``origin`` is the position among the origins, ``target`` a node or -(gate + 1), ``code`` the
    row of the tables of what arrives, ``relation`` the relation's number.
    """

    origin: Ints
    target: Ints
    code: Bytes
    relation: Ints


_NO_CROSSINGS = Crossings(NO_ROWS, NO_ROWS, np.zeros(0, np.uint8), NO_ROWS)


class Adjacency(Protocol):
    """A graph under one lens on one day, nodes and gates known by number.

    A node is an item, or one of the faces that a service shows to those who consume it.
    """

    @property
    def lens(self) -> Lens:
        """The lens whose rules carry."""

    @property
    def size(self) -> int:
        """One more than the greatest node number met so far."""

    @property
    def table(self) -> Bytes:
        """What arrives by code and level; through a gate, while it holds. Shape (codes, 4)."""

    @property
    def breaks(self) -> Bytes:
        """What arrives through a gate that has broken, by code and level, shape (codes, 4)."""

    def cross(self, origins: Ints) -> Crossings:
        """Every crossing from the origins over relations that hold, lapsed contracts minded."""

    def otherwise(self, items: Ints) -> Ints:
        """The face that each item shows where an effect begins at it, -1 for none."""

    def dependents(self, gates: Ints) -> Ints:
        """The nodes that depend on the gates."""

    def spare(self, gates: Ints) -> Ints:
        """How many members of each gate may fail before it breaks."""

    @property
    def gates(self) -> int:
        """One more than the greatest gate number met so far."""

    def items(self, nodes: Ints) -> Ints:
        """The item that each node is, or is a face of."""

    def id(self, item: int) -> str:
        """The id of an item."""

    def key(self, relation: int) -> RelationKey:
        """What identifies a relation."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a day decides for all lenses: shapes ``holds`` (periods,), the others (size,).

    ``lapsed`` are the contracts not in force, ``idle`` the items out of service; ``closed`` are
    both, without the starts of a question that opened them.
    """

    number: int
    holds: Flags
    lapsed: Flags
    idle: Flags
    closed: Flags


class LensDay(NamedTuple):
    """What a day makes of a graph under a lens, with what some starts opened."""

    edges: LensEdges
    day: Day
    of_day: DayEdges


@dataclass(frozen=True, slots=True)
class SnapshotAdjacency:
    """A snapshot under one lens on one day.

    ``opened`` are the rows of starts that carry although they are closed. ``kept_by`` is where what
    is worked out of this graph is kept, and what tells it from that of others. ``steady`` is the
    same graph over the facts that differ in tickets alone, which no effect crosses; None: there are
    none but these.
    """

    lens: Lens
    snapshot: Snapshot
    edges: LensEdges
    day: Day
    of_day: DayEdges
    opened: Ints
    kept_by: tuple[Memo, Hashable]
    steady: SnapshotAdjacency | None = None

    @property
    def usual(self) -> bool:
        """Whether no start opened what is closed."""
        return not len(self.opened)

    def id(self, item: int) -> str:
        """The id of an item."""
        return self.snapshot.id(item)

    def key(self, relation: int) -> RelationKey:
        """What identifies a relation."""
        return self.snapshot.key_at(relation)

    @property
    def size(self) -> int:
        """The number of nodes: item rows, then faces."""
        return len(self.of_day.slot)

    @property
    def closed(self) -> Flags:
        """The nodes that carry nothing, or only to contracts under them, shape (nodes,)."""
        return self.of_day.closed

    @property
    def table(self) -> Bytes:
        """What arrives by code and level; through a gate, while it holds. Shape (codes, 4)."""
        return self.edges.rules.table

    @property
    def breaks(self) -> Bytes:
        """What arrives through a gate that has broken, by code and level, shape (codes, 4)."""
        return self.edges.rules.breaks

    @property
    def gates(self) -> int:
        """The number of gates."""
        return len(self.of_day.gates)

    def dependents(self, gates: Ints) -> Ints:
        """The nodes that depend on the gates."""
        return self.of_day.gates.dependent[gates]

    def spare(self, gates: Ints) -> Ints:
        """How many members of each gate may fail before it breaks."""
        return self.of_day.gates.spare[gates]

    def items(self, nodes: Ints) -> Ints:
        """The item row that each node is, or is a face of."""
        size, faces = self.snapshot.size, self.of_day.faces
        if not len(faces):
            return nodes
        return as_ints(np.where(nodes < size, nodes, faces[np.maximum(nodes - size, 0)]))

    def otherwise(self, items: Ints) -> Ints:
        """The face that each item shows where an effect begins at it, -1 for none."""
        faces = self.of_day.otherwise
        return faces[items] if len(faces) else np.full(len(items), -1, np.int32)

    def cross(self, origins: Ints) -> Crossings:
        """Every crossing from the origins over relations that hold, lapsed contracts minded."""
        slot = self.of_day.slot[origins]
        parts = [
            self._cross(origins, edges, rows, which)
            for edges, rows, which in (
                (self.edges.base, origins, where(slot < 0)),
                (self.of_day.own, slot, where(slot >= 0)),
            )
            if len(which) and len(edges.target)
        ]
        if len(parts) < 2:
            return parts[0] if parts else _NO_CROSSINGS
        names = ("origin", "target", "code", "relation")
        return Crossings(*(np.concatenate([getattr(p, n) for p in parts]) for n in names))

    def _cross(self, origins: Ints, edges: Edges, rows: Ints, which: Ints) -> Crossings:
        at, owner = spans(edges.offsets, rows[which])
        owner, code = which[owner].astype(np.int32), edges.code[at]
        crosses = ~self.closed[origins[owner]] | ((code & THROUGH_LAPSED) > 0)
        dated = where(code & DATED > 0)
        crosses[dated] &= self.day.holds[edges.period[at[dated]]]
        at, owner = at[crosses], owner[crosses]
        carried = np.asarray(edges.code[at] & CODE, np.uint8)
        return Crossings(owner, edges.target[at], carried, edges.relation[at])


def begun(adjacency: Adjacency, starts: Ints, levels: Bytes) -> tuple[Ints, Bytes]:
    """The nodes that an effect begins at, given its items, and their levels."""
    faces = adjacency.otherwise(starts)
    shown = faces >= 0
    if not shown.any():
        return starts, levels
    nodes = as_ints(np.concatenate([starts, faces[shown]]))
    return nodes, np.concatenate([levels, levels[shown]])


def day_of(snapshot: Snapshot, day: int) -> Day:
    """What a day decides for a snapshot; kept, since most questions are about today."""

    def make() -> Day:
        ended, idle = lapsed(snapshot, day), out_of_service(snapshot, day)
        return Day(day, snapshot.periods.hold(day), ended, idle, ended | idle)

    return snapshot.memo.get(MemoKey.DAY, day, Day, make)


def adjacency(snapshot: Snapshot, lens: Lens, day: int, starts: Ints) -> SnapshotAdjacency:
    """The snapshot under a lens on a day, for a question with these starts.

    A start carries although it is not in force or out of service, and counts as a member.
    """
    steady = snapshot.but_for_tickets
    if steady is not snapshot and not any(rule.relation == AFFECTS for rule in lens.rules):
        known = starts[starts < steady.size]  # a ticket is never closed
        return _with_tickets(snapshot, adjacency(steady, lens, day, known))
    found = day_of(snapshot, day)
    closed = found.closed[starts]
    opened = distinct(starts[closed]) if np.count_nonzero(closed) else NO_ROWS
    memo, on = kept_by = _kept_by(snapshot, lens, day, opened)
    dated = memo.get(MemoKey.DAY_EDGES, on, LensDay, lambda: _made(snapshot, lens, found, opened))
    return SnapshotAdjacency(lens, snapshot, *dated, opened, kept_by)


def _with_tickets(snapshot: Snapshot, steady: SnapshotAdjacency) -> SnapshotAdjacency:
    """The graph of other facts, with the tickets that came since: no effect comes to those."""
    size = steady.snapshot.size
    more = snapshot.size - size
    kept_by = _kept_by(snapshot, steady.lens, steady.day.number, steady.opened)

    def made() -> SnapshotAdjacency:
        day = steady.day
        flags = (with_more(each, size, more, False) for each in (day.lapsed, day.idle, day.closed))
        told = Day(day.number, snapshot.periods.hold(day.number), *flags)
        of_day = steady.of_day.with_more(size, more)
        own = replace(steady, snapshot=snapshot, day=told, of_day=of_day, kept_by=kept_by)
        return replace(own, steady=steady)

    memo, on = kept_by
    return memo.get(MemoKey.WITH_TICKETS, on, SnapshotAdjacency, made)


def _kept_by(snapshot: Snapshot, lens: Lens, day: int, opened: Ints) -> tuple[Memo, Hashable]:
    """Where what is worked out of a graph is kept, and under what.

    Of those in which a start opened something few are: each has edges of the whole graph.
    """
    if not len(opened):
        return snapshot.memo, (lens.name, day)
    memo = snapshot.memo.get(MemoKey.OPENED, None, Memo, lambda: Memo(6))
    return memo, (lens.name, day, opened.tobytes())


def _made(snapshot: Snapshot, lens: Lens, day: Day, opened: Ints) -> LensDay:
    if len(opened):
        closed = day.closed.copy()
        closed[opened] = False
        day = replace(day, closed=closed)
    edges = lens_edges(snapshot, lens)
    spare = spares(snapshot, edges.groups, day.number, day.idle & day.closed)
    return LensDay(edges, day, day_edges(snapshot, edges, day.number, spare, day.closed))
