"""The changes question: what collides, what is forbidden then, and what is away for too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import Annotated

import numpy as np

from graph_model.lens import MIDDLE, TOP, Lens
from graph_model.words import counted
from queries.answers.asked import Asked
from queries.answers.choice import require_order
from queries.answers.estate import Estate, Include, estate, known
from queries.answers.listing import Listing, listed
from queries.answers.supposed_answer import SupposedAnswer, with_before
from queries.answers.told import told, told_once
from queries.answers.types import Said
from queries.answers.view import View
from queries.change.closed_time import ClosedChange, ClosedTime, closed_changes, closed_times
from queries.change.collision import MOST_TRIED, Collision, Collisions, collisions
from queries.change.planned_ticket import NoWindow, PlannedTicket, planned, without_window
from queries.change.ticket_reach import TicketReach
from queries.change.ticket_window import TICKET, Interval
from queries.change.tolerance import RECOVERY, Outage
from queries.change.verdict import verdict
from queries.engine.ladder import NEWEST
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, absent, as_ints
from queries.snapshot.snapshot import Snapshot

LENS = "outage"


@dataclass(frozen=True)
class Changes(SupposedAnswer):
    """Whether the changes that are planned up to a day may go ahead as they are.

    ``about`` is what it is about; ``asked_for`` are the rows of tickets named.
    """

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    until: Annotated[date, Said("Changes that begin up to here.")]
    zone: tzinfo
    about: Estate
    asked_for: frozenset[int]
    narrowed: bool

    @property
    def lens(self) -> Lens:
        """The lens that changes are seen through."""
        return self.snapshot.model.lens(LENS)

    @cached_property
    def reach(self) -> TicketReach:
        """What each ticket touches, worked out once."""
        return TicketReach(self.snapshot, self.lens, min(self.asked_for, default=NEWEST))

    @cached_property
    def tickets(self) -> list[PlannedTicket]:
        """The open tickets with a window, and today's incidents, whatever it is narrowed to."""
        return planned(self.snapshot, self.as_of, self.until, self.zone)

    @cached_property
    def changes(self) -> list[PlannedTicket]:
        """Those of them that are planned work and that it is about."""
        return [one for one in self.tickets if not one.today_only and self._mine(one)]

    def _mine(self, ticket: PlannedTicket) -> bool:
        """Whether it is about a ticket: named, or touching what belongs to what was."""
        if not self.narrowed or ticket.row in self.asked_for:
            return True
        return bool(self.about.rows[self.touched(ticket)].any())

    def counts(self, row: int) -> bool:
        """Whether an item that rises counts: all do that is ours, or was asked for."""
        return bool(self.about.counted[row])

    def day_of(self, window: Interval) -> date:
        """The day by which facts are dated: on which a window begins, not before the one asked."""
        return max(self.as_of, window.begin.astimezone(self.zone).date())

    def told_moment(self, moment: datetime) -> str:
        """A moment as it is told, in the configured time zone."""
        return moment.astimezone(self.zone).isoformat()

    def touched(self, ticket: PlannedTicket) -> Ints:
        """What a ticket names, and what its impact has above the lowest level; rows, rising."""
        found = self.reach.of([ticket.row], self.day_of(ticket.window))
        return as_ints(np.union1d(found.rows[found.levels >= MIDDLE], found.named))

    @cached_property
    def _closed(self) -> tuple[dict[int, list[ClosedTime]], list[NoWindow]]:
        return closed_times(self.snapshot, day_number(self.as_of), self.zone)

    @property
    def closed_for(self) -> dict[int, list[ClosedTime]]:
        """The freezes and blackouts, by the row of what they apply to."""
        return self._closed[0]

    # what is found

    @cached_property
    def colliding(self) -> Collisions:
        """What collides, of what it is about."""
        found = collisions(self, self.tickets)
        mine = {one.row for one in self.changes}
        kept = [one for one in found.found if not mine.isdisjoint(one.rows)]
        return Collisions(kept, found.left, found.shallow)

    @cached_property
    def in_closed(self) -> list[ClosedChange]:
        """The changes in a freeze or blackout."""
        return closed_changes(self, self.changes)

    @cached_property
    def away(self) -> list[Outage]:
        """The services that changes take, of which a recovery time is recorded."""
        services = self.snapshot.rows_of_kind("Service")
        timed = services[~absent(self.snapshot.values(services, RECOVERY))]
        found = []
        for ticket in self.changes if len(timed) else ():
            touched = self.reach.of([ticket.row], self.day_of(ticket.window))
            lost = touched.rows[touched.levels == TOP]
            mine = lost[np.isin(lost, timed) & self.about.counted[lost]]
            found += [Outage(self, ticket, row) for row in mine.tolist()]
        return sorted(found, key=lambda one: one.place)

    @property
    def gap(self) -> str | None:
        """That not every set of tickets at one time was looked at, or not deeply."""
        found, said = self.colliding, []
        if found.left:
            sets = counted(found.left, "set of tickets", "sets of tickets")
            said.append(f"{sets} that take place at one time were not looked at; ask for less")
        if found.shallow:
            sets = counted(found.shallow, "set", "sets")
            rest = "only what they break directly was looked for"
            said.append(f"of {sets} of more than {MOST_TRIED} tickets at one time {rest}")
        return "; ".join(said) or None

    def sentence(self, view: View) -> str:
        """Whether changes may go ahead as planned, what speaks against it, and what first."""
        return verdict(self, view)

    @told
    def planned_count(self) -> int:
        """How many tickets with a window it is about."""
        return len(self.changes)

    @told
    def collisions(self) -> Listing[Collision]:
        """Tickets at one time that together take more than each alone, soonest first."""
        return listed(
            self.colliding.found,
            "begins, tickets",
            lambda one: (one.place[0], *one.place[1]),
            stands_for=lambda one: one.rows,
            snapshot=self.snapshot,
        )

    @told
    def closed(self) -> Listing[ClosedChange]:
        """Changes that fall into a freeze or blackout of what they touch, soonest first."""
        return listed(
            self.in_closed,
            "begins, ticket, window",
            lambda one: one.place,
            stands_for=lambda one: (one.planned.row, one.closed.row),
            snapshot=self.snapshot,
        )

    @told
    def outages(self) -> Listing[Outage]:
        """Services that changes take, beside how long they may be away; too long first."""
        return listed(
            self.away,
            "away, begins, ticket, service",
            lambda one: one.place,
            stands_for=lambda one: (one.planned.row, one.row),
            snapshot=self.snapshot,
        )

    @told_once
    def without_window(self) -> list[NoWindow]:
        """Changes, freezes and blackouts of which it cannot be told when they are."""
        of_tickets = without_window(self.snapshot, self.zone)
        tickets = [one for one in of_tickets if self._named(one.row)]
        return [*tickets, *([] if self.narrowed else self._closed[1])]

    def _named(self, ticket: int) -> bool:
        """Whether it is about a ticket without a window: named, or affecting what it is about."""
        if not self.narrowed or ticket in self.asked_for:
            return True
        affected = self.reach.of([ticket], self.as_of).named
        return bool(self.about.rows[affected].any())


def answer(asked: Asked, of: Sequence[str] | None, until: date, include: Include) -> Changes:
    """Whether changes may go ahead that take place from the day asked for up to another.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: the last day is before the day asked for, or nothing belongs to an id's
            kind.
    """
    require_order(asked.as_of, until)
    asked.view.require(of or ())

    def on(view: View) -> Changes:
        ids = known(view, of)
        rows = view.require(ids or ()).tolist()
        named = frozenset(row for row in rows if view.snapshot.kind(row) == TICKET)
        others = [id_ for id_, row in zip(ids or (), rows, strict=True) if row not in named]
        about = estate(view, others if of else None, include)
        zone = view.office.zone
        return Changes(view.snapshot, view.as_of, until, zone, about, named, of is not None)

    return with_before(asked.view, asked.before, on)
