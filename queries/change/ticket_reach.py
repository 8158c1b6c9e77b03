"""What tickets touch alone and together on a day: one pass each, kept, and the gates they meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np

from graph_model.lens import LOW, MIDDLE, TOP, Lens
from queries.engine.adjacency import SnapshotAdjacency, adjacency
from queries.engine.ladder import NEWEST, reach_of_owned
from queries.engine.passes import reach
from queries.engine.start import NO_STARTS, owned_starts
from queries.snapshot.days import day_number
from queries.snapshot.rows import Bytes, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

Rows = tuple[int, ...]


class Pass(NamedTuple):
    """What some tickets reach: the items that they affect, their levels, and the nodes at the top.

    ``named`` are the items that the tickets affect themselves.
    """

    rows: Ints
    levels: Bytes
    top: Ints
    named: Ints


@dataclass(frozen=True)
class TicketReach:
    """The passes of tickets (rows) under a lens, each made once.

    ``apart`` is the row of the ticket asked about, beside which others are asked about next.
    """

    snapshot: Snapshot
    lens: Lens
    apart: int = NEWEST
    _passes: dict[tuple[Rows, date], Pass] = field(default_factory=dict)
    _met: dict[tuple[Rows, date], tuple[Ints, Ints]] = field(default_factory=dict)
    _days: dict[date, SnapshotAdjacency] = field(default_factory=dict)

    @cached_property
    def _alone(self) -> Bytes:
        """Room to compare levels in, zero between uses; shape (size,)."""
        return np.zeros(self.snapshot.size, np.uint8)

    def _graph(self, rows: Ints, on: date) -> SnapshotAdjacency:
        """The graph on a day with some starts; that of most is kept for the day."""
        usual = self._days.get(on)
        if usual is None:
            usual = adjacency(self.snapshot, self.lens, day_number(on), as_ints([]))
            self._days[on] = usual
        if not usual.closed[rows].any():
            return usual
        return adjacency(self.snapshot, self.lens, day_number(on), rows)

    def graph(self, tickets: Sequence[Rows], on: date) -> SnapshotAdjacency:
        """The graph on a day as it is for some tickets together."""
        named = [self.of(each, on).named for each in tickets]
        return self._graph(as_ints(np.unique(np.concatenate(named))), on)

    def of(self, tickets: Sequence[int], on: date) -> Pass:
        """What some tickets touch together on a day."""
        key = tuple(sorted(tickets)), on
        if key not in self._passes:
            self._passes[key] = self._pass(key[0], on)
        return self._passes[key]

    def _pass(self, tickets: Rows, on: date) -> Pass:
        owned = owned_starts(self.snapshot, as_ints(tickets), day_number(on))
        found = owned.starts
        graph = self._graph(found.rows, on)
        if len(tickets) > 1:
            reached = reach_of_owned(graph, owned, NO_STARTS, self.apart)
        else:
            reached = reach(graph, found.rows, found.levels)
        rows, levels = [], []
        for code in (LOW, MIDDLE, TOP):
            nodes = reached.at(code)
            mine = nodes[(nodes < self.snapshot.size) & ~graph.closed[nodes]]
            rows.append(mine)
            levels.append(np.full(len(mine), code, np.uint8))
        top = as_ints(reached.at(TOP))
        return Pass(as_ints(np.concatenate(rows)), np.concatenate(levels), top, found.rows)

    def raised(self, parts: Sequence[Rows], on: date) -> dict[int, tuple[int, int]]:
        """The items that tickets raise only together: their level by the parts, and by all.

        Each part is one ticket, or several of which it is so already what they take together.
        """
        whole = self.of([row for part in parts for row in part], on)
        alone = self._alone
        for part in parts:
            own = self.of(part, on)
            alone[own.rows] = np.maximum(alone[own.rows], own.levels)
        was = alone[whole.rows]
        for part in parts:
            alone[self.of(part, on).rows] = 0
        higher = whole.levels > was
        rows, now = whole.rows[higher].tolist(), whole.levels[higher].tolist()
        pairs = zip(was[higher].tolist(), now, strict=True)
        return dict(zip(rows, pairs, strict=True))

    def meets(self, part: Rows, graph: SnapshotAdjacency, on: date) -> tuple[Ints, Ints]:
        """The gates whose members some tickets make fail by themselves, and the members: pairs.

        Gates whose dependent they take anyhow are left out: nothing more can come of them.
        """
        key = part, on
        if graph.usual and key in self._met:
            return self._met[key]
        found = self._meeting(self.of(part, on).top, graph)
        if graph.usual:
            self._met[key] = found
        return found

    def _meeting(self, top: Ints, graph: SnapshotAdjacency) -> tuple[Ints, Ints]:
        top = as_ints(top[top < graph.size])
        crossed = graph.cross(top)
        gated = np.flatnonzero((crossed.target < 0) & (graph.breaks[crossed.code, TOP] > 0))
        gates = as_ints(-crossed.target[gated] - 1)
        standing = ~np.isin(graph.dependents(gates), top)
        return as_ints(gates[standing]), as_ints(top[crossed.origin[gated]][standing])
