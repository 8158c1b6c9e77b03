"""Changes at one time that together take what neither takes alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from graph_model.lens import TOP
from graph_model.words import day_in_words, listed, moment_in_words
from queries.answers.told import subject, told, told_with
from queries.answers.types import AgencyRows, ItemRow, LevelName, Moment, TicketRow
from queries.answers.view import View
from queries.change.planned_ticket import PlannedTicket, together
from queries.change.ticket_window import LAST, Interval
from queries.change.tolerance import Tolerance, tolerance
from queries.engine.adjacency import SnapshotAdjacency
from queries.snapshot.rows import Flags, Ints, as_ints

if TYPE_CHECKING:
    from queries.change.changes import Changes

MOST_SETS = 2_000
"""So many sets of tickets at one time are looked at, the soonest first."""
MOST_TRIED = 12
"""Of so many tickets at most it is tried which of them can be left out."""
MOST_SAID = 3
"""How many of the items that rise a sentence names."""


@dataclass(frozen=True, slots=True)
class RaisedItem:
    """An item that tickets raise only together."""

    of: Collision
    row: int
    was: int
    now: int

    @subject
    @told
    def item(self) -> ItemRow:
        """The item."""
        return self.row

    @told
    def level(self) -> LevelName:
        """How badly it is affected by all of them together."""
        return self.of.of.lens.level(self.now)

    @told
    def alone(self) -> LevelName | None:
        """How badly at most by each alone; null: none affects it."""
        return self.of.of.lens.level(self.was) if self.was else None

    @told
    def tolerance(self) -> Tolerance | None:
        """Whether it may be away for so long; null: it is not LOST, or nobody said how long."""
        if self.now != TOP:
            return None
        of = self.of.of
        return tolerance(of.snapshot, self.row, self.of.window, of.zone)

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return f"{view.label(self.row)} {self.level}"


@dataclass(frozen=True)
class Collision:
    """Tickets whose windows overlap, and what rises only for all of them together."""

    of: Changes
    planned: tuple[PlannedTicket, ...]
    raised_to: dict[int, tuple[int, int]]

    @property
    def rows(self) -> tuple[int, ...]:
        """The tickets' rows, by id."""
        return tuple(sorted((one.row for one in self.planned), key=self.of.snapshot.id))

    @property
    def window(self) -> Interval:
        """While all of them take place."""
        begin = max(one.window.begin for one in self.planned)
        return Interval(begin, max(begin, min(one.window.end for one in self.planned)))

    @property
    def on(self) -> date:
        """The day by which the facts are dated: on which the overlap begins."""
        return self.of.day_of(self.window)

    @subject
    @told
    def tickets(self) -> list[TicketRow]:
        """The tickets that collide."""
        return list(self.rows)

    @told
    def begins(self) -> Moment:
        """From when on all of them take place."""
        return self.of.told_moment(self.window.begin)

    @told
    def ends(self) -> Moment | None:
        """Until when; null: not recorded."""
        end = self.window.end
        return None if end == LAST else self.of.told_moment(end)

    @told
    def raised(self) -> list[RaisedItem]:
        """What rises only for all of them together, highest level first, then by id."""
        pairs = self.raised_to.items()
        found = [RaisedItem(self, row, was, now) for row, (was, now) in pairs]
        id_of = self.of.snapshot.id
        return sorted(found, key=lambda one: (-one.now, id_of(one.row)))

    @told
    def count(self) -> int:
        """How many items rise, those included that you may not see."""
        return len(self.raised_to)

    @told
    def agencies(self) -> AgencyRows:
        """The agencies among them."""
        rows = as_ints(sorted(self.raised_to))
        code = self.of.snapshot.kind_codes["Agency"]
        return as_ints(rows[self.of.snapshot.kinds[rows] == code])

    @told_with
    def said(self, view: View) -> str:
        """What they take together, and until when."""
        worst = [one for one in self.raised if view.sees(one.row)]
        services = [one for one in worst if self.of.snapshot.kind(one.row) == "Service"]
        named = [f"{view.name(one.row)} {one.level}" for one in services or worst][:MOST_SAID]
        what = listed(named, len(services or worst)) if named else "what you may not see"
        return f"together {what}{self.until}"

    @property
    def until(self) -> str:
        """Until when, in words."""
        return "" if self.ends is None else f" until {moment_in_words(self.ends)}"

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return f"{day_in_words(self.on)}: {view.labels(self.rows)}, {self.said(view)}"

    @property
    def place(self) -> tuple[str, tuple[str, ...]]:
        """By their beginning, then the tickets' ids."""
        return self.window.begin.isoformat(), tuple(map(self.of.snapshot.id, self.rows))


@dataclass(frozen=True)
class Collisions:
    """What collides; how many sets of tickets at one time were not looked at, or not deeply.

    ``shallow`` are sets so large that only what they break directly was looked for.
    """

    found: list[Collision]
    left: int
    shallow: int


def collisions(of: Changes, tickets: Sequence[PlannedTicket]) -> Collisions:
    """The tickets that take more together than each alone, soonest first.

    Without a gate (a redundancy group, parts of a whole) that breaks only for several of them,
    what tickets take together is what they take one by one. So tickets are looked at where they
    take place at one moment and make members of one such gate fail.
    """
    found: dict[tuple[int, ...], Collision] = {}
    sets = [one for one in together(tickets) if len(one) > 1]
    shallow = 0
    for each in sets[:MOST_SETS]:
        direct, deep = _colliding(of, each)
        shallow += deep and len(each) > MOST_TRIED
        further = _further(of, each, direct) if deep and len(each) <= MOST_TRIED else ()
        for collision in (*direct, *further):
            found.setdefault(collision.rows, collision)
    lines = sorted(found.values(), key=lambda one: one.place)
    return Collisions(lines, max(0, len(sets) - MOST_SETS), shallow)


def _colliding(of: Changes, tickets: Sequence[PlannedTicket]) -> tuple[list[Collision], bool]:
    """What tickets at one moment break together, and whether more may come of that."""
    parts = _parts(tickets)
    if len(parts) < 2:  # incidents alone: what they take together is so already
        return [], False
    by_row = {one.row: one for one in tickets}
    on = of.day_of(Collision(of, tuple(tickets), {}).window)
    graph = of.reach.graph(parts, on)
    breaking = list(_breaking(of, parts, graph, on))
    some = (_collision(of, tuple(by_row[row] for row in rows)) for rows in breaking)
    return [one for one in some if one is not None], bool(breaking) or not graph.usual


def _parts(tickets: Sequence[PlannedTicket]) -> list[tuple[int, ...]]:
    """Each ticket by itself, but for the incidents: what they take together is so already."""
    incidents = tuple(one.row for one in tickets if one.today_only)
    alone = [(one.row,) for one in tickets if not one.today_only]
    return [*alone, *([incidents] if incidents else [])]


def _collision(of: Changes, tickets: tuple[PlannedTicket, ...]) -> Collision | None:
    """The collision of some tickets; None where nothing rises, or no change is among them."""
    parts = _parts(tickets)
    if len(parts) < 2:
        return None
    bare = Collision(of, tickets, {})
    raised = of.reach.raised(parts, bare.on)
    mine = {row: levels for row, levels in raised.items() if of.counts(row)}
    return Collision(of, tickets, mine) if mine else None


def _breaking(
    of: Changes, parts: Sequence[tuple[int, ...]], graph: SnapshotAdjacency, on: date
) -> Iterator[tuple[int, ...]]:
    """The tickets that break a gate together, which no part of them breaks; each set once."""
    met = [of.reach.meets(part, graph, on) for part in parts]
    gates = np.concatenate([gates for gates, _ in met])
    members = np.concatenate([members for _, members in met])
    owner = np.repeat(np.arange(len(parts)), [len(gates) for gates, _ in met])
    broken = _broken(graph, gates, members)
    whose: dict[int, set[tuple[int, ...]]] = defaultdict(set)
    for gate, at in zip(gates[broken].tolist(), owner[broken].tolist(), strict=True):
        whose[gate].add(parts[at])
    found = (_named(of, gate, some, graph, on) for gate, some in whose.items() if len(some) > 1)
    yield from dict.fromkeys(found)


def _broken(graph: SnapshotAdjacency, gates: Ints, members: Ints) -> Flags:
    """Which of the gates of (gate, member) pairs break."""
    pairs = np.unique(np.stack([gates, members]), axis=1)
    known, failing = np.unique(pairs[0], return_counts=True)
    found: Flags = np.isin(gates, known[failing > graph.spare(as_ints(known))])
    return found


def _named(
    of: Changes, gate: int, parts: Iterable[tuple[int, ...]], graph: SnapshotAdjacency, on: date
) -> tuple[int, ...]:
    """The tickets of some parts that make members of a gate fail: of incidents those that do."""
    rows: list[int] = []
    for part in parts:
        several = len(part) > 1
        meet = [row for row in part if several and gate in of.reach.meets((row,), graph, on)[0]]
        rows += meet or part
    return tuple(sorted(rows))


def _further(
    of: Changes, tickets: Sequence[PlannedTicket], direct: Sequence[Collision]
) -> Iterator[Collision]:
    """What rises only since gates that some break make others break with the rest."""
    taken: dict[int, int] = {}
    for one in direct:
        taken |= {r: max(now, taken.get(r, 0)) for r, (_, now) in one.raised_to.items()}
    whole = _collision(of, tuple(tickets))
    if whole is not None:
        more = {r: lv for r, lv in whole.raised_to.items() if lv[1] > taken.get(r, 0)}
        if more:
            yield _least(of, whole, more)


def _least(of: Changes, whole: Collision, more: Mapping[int, tuple[int, int]]) -> Collision:
    """The same with the tickets left out that it does not take."""
    found = whole
    for one in whole.planned:
        fewer = tuple(each for each in found.planned if each is not one)
        less = _collision(of, fewer) if len(fewer) > 1 else None
        if less and all(less.raised_to.get(r, (0, 0))[1] >= lv[1] for r, lv in more.items()):
            found = less
    return found
