"""Open tickets, with what each touches: when they are planned, or that they are so already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph_model.lens import Direction
from graph_model.words import counted, day_in_words, listed
from queries.answers.view import View
from queries.attention.matter import Matter
from queries.attention.matter_kind import MatterKind
from queries.change.ticket_window import LAST, TICKET, Interval, moment, window_of
from queries.impact.impact import Impact, impact
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints

if TYPE_CHECKING:
    from queries.attention.attention import Attention

CHANGE, REQUEST = "change", "request"
AGREED = frozenset(("Contract", "Supplier"))
"""Of what kinds a request wants something agreed: nothing fails while it is open."""


@dataclass(frozen=True)
class TicketMatter(Matter):
    """An open ticket: ``affected`` are the rows that it names."""

    affected: tuple[int, ...] = ()

    @cached_property
    def impact(self) -> Impact:
        """What it touches, on the day that it is planned for or on the question's."""
        day = max(self.day or self.of.as_of, self.of.as_of)
        return impact(self.facts, [self.facts.id(self.row)], self._lens, day)

    @property
    def _lens(self) -> str:
        """What it would mean: something fails, or changes hands where that is asked for."""
        kinds = {self.facts.kind(row) for row in self.affected}
        return "sourcing" if self.type == REQUEST and kinds <= AGREED else "outage"

    @property
    def type(self) -> str:
        """What sort of ticket it is, in words."""
        return str(self.facts.value(self.row, "type") or "ticket")

    @property
    def window(self) -> Interval | None:
        """When its work is planned."""
        return window_of(self.facts, self.row, self.of.view.office.zone)

    def _what(self, view: View) -> str:
        begins, ends = (self.facts.value(self.row, f"planned_{w}") for w in ("start", "end"))
        if self.window is None:
            if begins is not None and ends is not None:
                return f"open {self.type}, whose window ends before it begins"
            return f"open {self.type}" + (", planned for no day" if self.type == CHANGE else "")
        if self.day is not None:
            return f"{self.type} begins"
        over = self.window.end < moment(self.of.as_of.isoformat(), self.of.view.office.zone)
        return f"open {self.type}, its window is over" if over else f"{self.type} under way"

    def _takes(self, view: View) -> str:
        names = view.names(self.affected)
        until = self._until
        return f"{names}: {self._touched}" + (f"; planned until {until}" if until else "")

    @property
    def _until(self) -> str:
        """Until when it is planned; "" where nobody said."""
        window = self.window
        if window is None or window.end == LAST:
            return ""
        return _in_words(window.end.astimezone(self.of.view.office.zone))

    @property
    def _touched(self) -> str:
        """The services that it touches by level, and how many agencies."""
        found = self.impact
        services = found.of_ours(found.rows_of(["Service"]))
        levels = [
            f"{counted(one.count, 'service', 'services')} {one.level}"
            for one in found.count(services)
        ]
        agencies = len(self._agencies())
        touched = [*levels, counted(agencies, "agency", "agencies")] if levels or agencies else []
        return listed(touched) if touched else "no service is touched"

    def _owners(self) -> Ints:
        return self.owners_of(as_ints(self.affected))

    def _agencies(self) -> Ints:
        found = self.impact.agencies_by_touch
        return as_ints(np.unique(np.concatenate([found["customer"], found["promised"]])))

    def _suppliers(self) -> Ints:
        return self.providers_of(as_ints(self.affected))


def _in_words(moment_: datetime) -> str:
    day = day_in_words(moment_.date())
    return f"{day}, {moment_:%H:%M}"


def ticket_matters(of: Attention) -> Iterator[TicketMatter]:
    """The open tickets that affect something that it is about, planned by the last day or now."""
    affected = _affected(of)
    for ticket, rows in affected.items():
        day = _begins(of, ticket)
        mine = of.about.rows[ticket] and not of.narrowed
        if (day is None or day <= of.until) and (mine or of.about.rows[as_ints(rows)].any()):
            yield TicketMatter(of, MatterKind.TICKET, ticket, day, None, tuple(rows))


def _begins(of: Attention, ticket: int) -> date | None:
    """The day from which its work is planned; None where it is under way, or for no day."""
    window = window_of(of.snapshot, ticket, of.view.office.zone)
    if window is None or window.begin.date() < of.as_of:
        return None
    return window.begin.date()


def _affected(of: Attention) -> Mapping[int, list[int]]:
    """What each open ticket affects on the day that it is asked for or planned for, by id."""
    facts = of.snapshot
    tickets = facts.rows_of_kind(TICKET)
    closed = facts.values(tickets, "closed_on")
    open_ = np.fromiter((day is None for day in closed), np.bool_, len(closed))
    tickets = as_ints(tickets[open_])
    owner, numbers = facts.relations_of(tickets, "AFFECTS", Direction.FORWARD)
    days = [day_number(max(_begins(of, row) or of.as_of, of.as_of)) for row in tickets.tolist()]
    on = np.asarray(days, np.int64)[owner]
    periods = facts.picked(numbers).period
    holds = (facts.periods.since[periods] <= on) & (on < facts.periods.until[periods])
    found: dict[int, list[int]] = defaultdict(list)
    ends = facts.ends(as_ints(numbers[holds])).tolist()
    for at, end in zip(owner[holds].tolist(), ends, strict=True):
        found[int(tickets[at])].append(end)
    return {row: sorted(set(rows), key=facts.id) for row, rows in found.items()}
