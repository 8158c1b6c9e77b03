"""The roadmap question: every dated change from as-is to to-be, in increments of two years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Any

from graph_model.errors import InvalidQuestion, Problem
from graph_model.periods import Period, add
from graph_model.words import counted, day_in_words, of_all
from queries.answers.asked import Asked
from queries.answers.calendar import Calendar
from queries.answers.choice import require_order
from queries.answers.estate import Estate, Include, all_of, estate, known
from queries.answers.listing import Listing, listed, of_rows
from queries.answers.office_date import OfficeDate, OfficeDateType, office_dates
from queries.answers.supposed_answer import SupposedAnswer, with_before
from queries.answers.told import on_request, told, told_once, told_with
from queries.answers.types import (
    Said,
)
from queries.answers.view import View
from queries.expiration.expiration import Expirations, expirations
from queries.roadmap.conflict import MOST_HITS, RoadmapConflict, conflicts
from queries.roadmap.event import TYPES, Event, RoadmapEvent
from queries.roadmap.event_sources import EventSources
from queries.roadmap.order import RoadmapOrder
from queries.roadmap.plateau import Plateau, plateau
from queries.roadmap.rebid_calendar import RebidOpening, openings
from queries.roadmap.rebid_result import RebidResult, rebid_results
from queries.roadmap.roadmap_date import RoadmapDate
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot
from queries.supplier.demand import Demand, SupplierReadiness, SupplyAndDemand

INCREMENT = Period(months=24)
"""The length of one increment of the roadmap."""
MOST_YEARS = 100
"""How far ahead a roadmap goes."""


@dataclass(frozen=True)
class RoadmapIncrement:
    """Two years of the roadmap."""

    of: Roadmap
    before: Annotated[Plateau, Said("How things stand on its first day: as-is.")]
    found: list[Event]
    after: Annotated[Plateau, Said("How things stand on its last day: to-be.")]

    @told
    def first(self) -> date:
        """Its first day."""
        return self.before.on

    @told
    def last(self) -> date:
        """Its last day."""
        return self.after.on

    @told
    def change_count(self) -> int:
        """How many changes there are in it."""
        return len(self.found)

    @on_request
    @told
    def events(self) -> Listing[RoadmapEvent]:
        """What changes in it."""
        return self.of.listed(self.found)


@dataclass(frozen=True)
class Roadmap(SupposedAnswer):
    """Every dated change between two days."""

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    until: Annotated[date, Said("The last day.")]
    calendar: Calendar
    about: Estate
    most_hits: int = MOST_HITS
    office_dates: tuple[OfficeDate, ...] = ()
    seen: Flags | None = None

    def sentence(self, view: View) -> str:
        """How many changes, the next; the conflicts and what the market calendar misses."""
        until = day_in_words(self.until)
        seen = [e for e in self.all_events if view.sees(*e.stands_for) and e.type.changes]
        if not seen:
            return f"Nothing is recorded that changes until {until}."
        changes = f"{counted(len(seen), 'change', 'changes')} until {until}"
        conflicts = len([c for c in self.found_conflicts if view.sees(*c.rows)])
        first = seen[0]
        soonest = f"{first.type.value} ({view.name(first.row)})"
        told = f"{changes}, the next on {day_in_words(first.on)}: {soonest}"
        told += f"; {counted(conflicts, 'conflict', 'conflicts')}. {self._rebids(view)}."
        return " ".join((told, *(before.in_words(view) for before in self.dates if before.decides)))

    def _rebids(self, view: View) -> str:
        """How many re-bids are too late or not planned, and by when the next has to open."""
        seen = [opening for opening in self.found_openings if view.sees(opening.contract)]
        if not seen:
            return "No contract has to be bid again"
        late = sum(bool(opening.problems) for opening in seen)
        said = f"{of_all(late, len(seen), 're-bid is', 're-bids are')} too late or not planned"
        ahead = [o for o in seen if o.open_by >= self.as_of and o.successor is None]
        if not ahead:
            return said
        opens = f"of {view.name(ahead[0].contract)} by {day_in_words(ahead[0].open_by)}"
        return f"{said}; the next to open is that {opens}"

    @told_with
    def events(
        self,
        order_by: Annotated[RoadmapOrder | None, Said("What they are sorted by.")] = None,
        currency: Annotated[
            str | None, Said("In which charges are compared; absent: the commonest.")
        ] = None,
    ) -> Listing[RoadmapEvent]:
        """Every change."""
        by = order_by or RoadmapOrder.DATE
        return self.listed(self.ordered(by, currency), f"{by.value} {currency or ''}")

    @told_once
    def increments(self) -> list[RoadmapIncrement]:
        """Two years each; where the office's biennium is set, each ends with one."""
        first_days = self._first_days()
        found = []
        for first, following in zip(first_days, [*first_days[1:], None], strict=True):
            last = self.until if following is None else following - timedelta(days=1)
            events = [e for e in self.all_events if first <= e.on <= last]
            before, after = (plateau(self.deadlines, day, self.about) for day in (first, last))
            found.append(RoadmapIncrement(self, before, events, after))
        return found

    def _first_days(self) -> list[date]:
        """The day on which each increment begins."""
        type_ = OfficeDateType.BIENNIUM_BEGINS
        begun = [d.on for d in self.office_dates if d.type is type_ and d.on > self.as_of]
        if begun:
            return [self.as_of, *begun]
        later = (_later(self.as_of, n) for n in range(MOST_YEARS))
        return [day for day in later if day is not None and day <= self.until]

    @told_once
    def dates(self) -> list[RoadmapDate]:
        """The dates of the office on the way, with what comes before each."""
        return [RoadmapDate(self, each) for each in self.office_dates]

    @told
    def conflicts(self) -> Listing[RoadmapConflict]:
        """Procurements in one window, forums that do not meet in time, agencies hit too often."""
        id_of = self.snapshot.id
        return listed(
            self.found_conflicts,
            "first",
            lambda one: one.place(id_of),
            stands_for=lambda one: one.rows,
        )

    @cached_property
    def found_conflicts(self) -> list[RoadmapConflict]:
        """Every conflict, soonest first."""
        return conflicts(self, self.most_hits)

    @told
    def openings(self) -> Listing[RebidOpening]:
        """The re-bid calendar: by when to open the market for each contract that ends."""
        found, id_of = self.found_openings, self.snapshot.id
        return listed(
            found,
            "open by",
            lambda one: (one.open_by.isoformat(), id_of(one.contract)),
            as_ints([opening.contract for opening in found]),
        )

    @cached_property
    def found_openings(self) -> list[RebidOpening]:
        """An entry for every contract that ends, by the day to open."""
        return openings(self)

    @told
    def results(self) -> Listing[RebidResult]:
        """What procurements resulted in, beside what they replaced."""
        found, id_of = self.found_results, self.snapshot.id
        rows = as_ints([result.procurement for result in found])
        return of_rows(rows, "id", lambda at: (id_of(int(rows[at])),), found.__getitem__)

    @cached_property
    def found_results(self) -> list[RebidResult]:
        """Every procurement whose result is recorded, by id."""
        return list(rebid_results(self))

    @told
    def added(self) -> Listing[RoadmapEvent]:
        """Changes that the edits of a what-if make."""
        return self.listed([] if self.unsupposed is None else self._without(self.unsupposed))

    @told
    def gone(self) -> Listing[RoadmapEvent]:
        """Changes that the edits of a what-if take away."""
        if self.unsupposed is None:
            return self.listed([])
        return self.unsupposed.listed(self.unsupposed._without(self))

    def _without(self, other: Roadmap) -> list[Event]:
        known = {other.named(event) for event in other.all_events}
        return [event for event in self.all_events if self.named(event) not in known]

    def named(self, event: Event) -> tuple[str, str, str]:
        """What tells an event from others, in whatever snapshot."""
        return event.on.isoformat(), event.type.value, self.snapshot.id(event.row)

    def listed(self, events: Sequence[Event], order: str = "date") -> Listing[RoadmapEvent]:
        """Some events as they are told; the greatest first, or by their day."""
        contract_of = self.snapshot.id
        rank = {id(event): at for at, event in enumerate(events)} if "date" not in order else {}

        def key(at: int) -> tuple[Any, ...]:
            event = events[at]
            contract = "" if event.contract is None else contract_of(event.contract)
            place = TYPES[event.type]
            return (
                rank.get(id(event), 0),
                event.on.isoformat(),
                place,
                self.snapshot.id(event.row),
                contract,
            )

        return Listing(
            order,
            len(events),
            lambda at: RoadmapEvent(self, events[at]),
            key,
            snapshot=self.snapshot,
            stands_for=lambda at: events[at].stands_for,
        )

    @cached_property
    def deadlines(self) -> Expirations:
        """The deadlines of every contract."""
        return expirations(self.snapshot, self.as_of, self.calendar)

    @cached_property
    def market(self) -> SupplyAndDemand:
        """Demand and supply."""
        return SupplyAndDemand(self.snapshot, self.as_of, self.seen)

    @cached_property
    def sources(self) -> EventSources:
        """Where its events are found."""
        counted = self.about.counted
        return EventSources(self.snapshot, self.as_of, self.until, self.deadlines, counted)

    @cached_property
    def all_events(self) -> list[Event]:
        """Every event, soonest first, ties by type then id."""
        mine = (event for event in self.sources.events() if self.mine(event.row, event.contract))
        inside = (event for event in mine if self.as_of <= event.on <= self.until)
        return sorted(inside, key=lambda e: (e.on, TYPES[e.type], self.snapshot.id(e.row)))

    def mine(self, *rows: int | None) -> bool:
        """Whether it is about one of some rows."""
        return any(self.about.rows[row] for row in rows if row is not None)

    @cached_property
    def among(self) -> Ints:
        """The rows of the contracts that it is about."""
        return self.about.kept(self.deadlines.rows)

    def demand(self, event: Event) -> Demand:
        """What hangs on the event's services: of reference data only where it is included."""
        found, counted = self.market.of(event.services), self.about.counted
        agencies, programs = (
            frozenset(row for row in rows if counted[row])
            for rows in (found.agencies, found.programs)
        )
        return replace(found, agencies=agencies, programs=programs)

    def readiness(self, event: Event) -> SupplierReadiness:
        """The suppliers whose offerings deliver all that the event's services need."""
        return self.market.readiness(event.services)

    def ordered(self, by: RoadmapOrder, currency: str | None = None) -> list[Event]:
        """The events by one measure, the greatest first, ties as in ``all_events``.

        Charges are compared in one currency: the given one, or the one most charges are in; an
        event whose readiness is not known comes last.
        """
        if by is RoadmapOrder.DATE:
            return self.all_events
        return sorted(self.all_events, key=lambda event: -self._measure(event, by, currency))

    def _measure(self, event: Event, by: RoadmapOrder, currency: str | None) -> float:
        if by is RoadmapOrder.READINESS:
            found = self.readiness(event)
            return len(found.suppliers) if found.known else -1
        demand = self.demand(event)
        if by is RoadmapOrder.ANNUAL_CHARGE:
            return float(demand.annual_charge.get(currency or self.market.currency, 0))
        return len(demand.agencies if by is RoadmapOrder.AGENCIES else demand.programs)


def _later(first: date, n: int) -> date | None:
    """The day that so many increments later begin; None beyond the calendar."""
    try:
        return add(first, INCREMENT, n)
    except ValueError:
        return None


def roadmap(
    snapshot: Snapshot,
    as_of: date,
    until: date,
    calendar: Calendar | None = None,
    about: Estate | None = None,
) -> Roadmap:
    """The roadmap from a date up to another, of everything or of what it is about.

    Raises:
        InvalidQuestion: the last day is before the first, or more than ``MOST_YEARS`` after it.
    """
    require_order(as_of, until)
    if until.year - as_of.year > MOST_YEARS:
        expected = f"at most {MOST_YEARS} years after {as_of}"
        raise InvalidQuestion([Problem("until", until.isoformat(), expected)])
    return Roadmap(snapshot, as_of, until, calendar or Calendar(), about or all_of(snapshot))


def answer(
    asked: Asked,
    of: Sequence[str] | None,
    until: date,
    most_hits: int | None,
    include: Include,
) -> Roadmap:
    """The roadmap from the day asked for, with the one without a what-if's edits.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: the last day is before the first, or more than ``MOST_YEARS`` after it, or
            nothing belongs to an id's kind.
    """
    asked.view.require(of or ())
    most = asked.office.most_hits if most_hits is None else most_hits

    def on(view: View) -> Roadmap:
        about = estate(view, known(view, of), include)
        found = roadmap(view.snapshot, view.as_of, until, asked.office.calendar, about)
        dates = tuple(office_dates(asked.office, view.as_of, until))
        return replace(found, most_hits=most, office_dates=dates, seen=view.visible)

    return with_before(asked.view, asked.before, on)
