"""The roadmap question: every dated change from as-is to to-be, in increments of two years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cached_property

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.periods import Period, add
from queries.answers.choice import chosen, require_order
from queries.answers.whole import Whole
from queries.contract.deadline import Calendar
from queries.contract.family import Family
from queries.expiration.ending import Ending
from queries.expiration.expiration import Expirations, expirations
from queries.expiration.trigger import Firing, triggers
from queries.roadmap.plateau import Standing, standing
from queries.snapshot.days import day_number, day_of
from queries.snapshot.snapshot import Snapshot
from queries.supplier.demand import Demand, Market, Readiness

INCREMENT = Period(months=24)
"""The length of one increment of the roadmap."""
MOST_YEARS = 100
"""How far ahead a roadmap goes."""


class EventType(Enum):
    """What sort of change an event is."""

    BASELINE = "baseline stands"
    CONTRACT_ENDS = "contract ends"
    CONTRACT_RENEWS = "contract renews"
    TRIGGER = "trigger fires"
    MARKET_OPENS = "procurement opens"
    OFFERS_DUE = "offers are due"
    AWARD = "award is planned"
    GOES_LIVE = "service goes live"
    RETIRES = "service retires"


PROCUREMENT = {
    "opens_on": EventType.MARKET_OPENS,
    "closes_on": EventType.OFFERS_DUE,
    "awards_on": EventType.AWARD,
}
LIFECYCLE = {"live_on": EventType.GOES_LIVE, "retires_on": EventType.RETIRES}


class Order(Enum):
    """What events are sorted by; the greatest first, except the date."""

    DATE = "date"
    AGENCIES = "agencies"
    PROGRAMS = "programs"
    ANNUAL_CHARGE = "annual charge"
    READINESS = "readiness"


@dataclass(frozen=True, slots=True)
class Event:
    """A change on a date: what it is about (a row), and the services (rows) that it concerns.

    ``contract`` is the row of a trigger's contract, None otherwise.
    """

    on: date
    type: EventType
    row: int
    services: tuple[int, ...]
    contract: int | None = None


@dataclass(frozen=True, slots=True)
class Increment:
    """Two years of the roadmap: how things stand on the first day, the events, and the last day."""

    before: Standing
    events: list[Event]
    after: Standing


@dataclass(frozen=True)
class Roadmap(Whole):
    """Events from a date up to another, and what follows from them."""

    snapshot: Snapshot
    as_of: date
    until: date
    calendar: Calendar

    @cached_property
    def deadlines(self) -> Expirations:
        """The deadlines of every contract."""
        return expirations(self.snapshot, self.as_of, self.calendar)

    @cached_property
    def market(self) -> Market:
        """Demand and supply."""
        return Market(self.snapshot, self.as_of)

    # events

    @cached_property
    def events(self) -> list[Event]:
        """Every event, soonest first, ties by type then id."""
        found = [
            *self._baselines(),
            *self._contract_ends(),
            *self._triggers(),
            *self._procurements(),
            *self._lifecycle(),
        ]
        inside = (event for event in found if self.as_of <= event.on <= self.until)
        order = {type_: n for n, type_ in enumerate(EventType)}
        return sorted(inside, key=lambda e: (e.on, order[e.type], self.snapshot.id(e.row)))

    def _baselines(self) -> Iterator[Event]:
        """The baselines: targets of a service group that nothing sets. They are the as-is."""
        rows = self.snapshot.rows_of_kind("ServiceLevelTarget")
        groups = self.snapshot.values(rows, "baseline_for")
        for row, group in zip(rows.tolist(), groups, strict=True):
            if group is not None and not self._set(row):
                yield Event(self.as_of, EventType.BASELINE, row, self._in_group(group))

    def _set(self, target: int) -> bool:
        numbers = self.snapshot.relations(target, "SETS")
        return bool(len(self.snapshot.holding(numbers, day_number(self.as_of))))

    def _in_group(self, group: str) -> tuple[int, ...]:
        rows = self.snapshot.rows_of_kind("Service")
        return tuple(rows[self.snapshot.values(rows, "group") == group].tolist())

    def _contract_ends(self) -> Iterator[Event]:
        """The next renewal of each contract, and its end if all renewals come to pass."""
        answer, first, until = self.deadlines, self.deadlines.day, day_number(self.until)
        last, ends = answer.last.last, answer.prospects.furthest
        for position in np.flatnonzero((last >= first) & (last <= until)).tolist():
            row, day = int(answer.rows[position]), int(last[position])
            services = self.covered(position, day)
            if answer.prospects.renews[position] and day < until:
                yield Event(_date(day + 1), EventType.CONTRACT_RENEWS, row, services)
            if ends[position] <= until:
                covered = self.covered(position, int(ends[position]))
                yield Event(_date(int(ends[position])), EventType.CONTRACT_ENDS, row, covered)

    def _triggers(self) -> Iterator[Event]:
        for firing in triggers(self.deadlines, self.as_of, self.until):
            if firing.on is not None and not firing.lapsed:
                position = int(self.deadlines.rows.searchsorted(firing.contract))
                services = self.covered(position, day_number(firing.on)) or self._beneath(firing)
                type_ = EventType.TRIGGER
                yield Event(firing.on, type_, firing.trigger, services, firing.contract)

    def _beneath(self, firing: Firing) -> tuple[int, ...]:
        """What the contracts under a trigger's cover on its day, where that covers nothing."""
        found: set[int] = set()
        for row in Family(self.snapshot, firing.contract, self.as_of).beneath:
            position = int(self.deadlines.rows.searchsorted(row))
            found.update(self.covered(position, day_number(firing.on or self.as_of)))
        return tuple(sorted(found))

    def covered(self, position: int, day: int) -> tuple[int, ...]:
        """The services that a contract (a position) covers on a day, by its number."""
        found = self.deadlines.coverage
        mine = found.by_contract.of(position)
        items = found.item[mine[(found.first[mine] <= day) & (day <= found.last[mine])]]
        services = items[self.snapshot.kinds[items] == self.snapshot.kind_codes["Service"]]
        return tuple(sorted(set(services.tolist())))

    def _procurements(self) -> Iterator[Event]:
        for row in self.snapshot.rows_of_kind("Procurement").tolist():
            for field, type_ in PROCUREMENT.items():
                if (on := self.date(row, field)) is not None:
                    yield Event(on, type_, row, self.rebid(row))

    def _lifecycle(self) -> Iterator[Event]:
        rows = self.snapshot.rows_of_kind("Service")
        for field, type_ in LIFECYCLE.items():
            for row, on in zip(rows.tolist(), self.snapshot.values(rows, field), strict=True):
                if on is not None:
                    yield Event(date.fromisoformat(on), type_, row, (row,))

    def date(self, row: int, field: str) -> date | None:
        """A date of an item."""
        text = self.snapshot.value(row, field)
        return None if text is None else date.fromisoformat(str(text))

    def rebids(self, procurement: int) -> list[int]:
        """The contracts and services (rows) that a procurement is for."""
        numbers = self.snapshot.relations(procurement, "REBIDS")
        numbers = self.snapshot.holding(numbers, day_number(self.as_of))
        return sorted(set(self.snapshot.ends(numbers).tolist()))

    def rebid(self, procurement: int) -> tuple[int, ...]:
        """The services that a procurement is for, itself or by way of their contracts."""
        found = self.rebids(procurement)
        code = self.snapshot.kind_codes["Contract"]
        contracts = [row for row in found if self.snapshot.kinds[row] == code]
        services = {row for row in found if row not in contracts}
        for row in contracts:
            position = int(self.deadlines.rows.searchsorted(row))
            ends = Ending(self.deadlines, position).ends_on or self.as_of
            services.update(self.covered(position, day_number(ends)))
        return tuple(sorted(services))

    # what hangs on them

    def demand(self, event: Event) -> Demand:
        """What hangs on the event's services."""
        return self.market.of(event.services)

    def readiness(self, event: Event) -> Readiness:
        """The suppliers whose offerings deliver all that the event's services need."""
        return self.market.readiness(event.services)

    def ordered(self, by: Order, currency: str | None = None) -> list[Event]:
        """The events by one measure, the greatest first, ties as in ``events``.

        Charges are compared in one currency: the given one, or the one most charges are in; an
        event whose readiness is not known comes last.
        """
        if by is Order.DATE:
            return self.events
        return sorted(self.events, key=lambda event: -self._measure(event, by, currency))

    def _measure(self, event: Event, by: Order, currency: str | None) -> float:
        if by is Order.READINESS:
            found = self.readiness(event)
            return len(found.suppliers) if found.known else -1
        demand = self.demand(event)
        if by is Order.ANNUAL_CHARGE:
            return float(demand.annual_charge.get(currency or self.market.currency, 0))
        return len(demand.agencies if by is Order.AGENCIES else demand.programs)

    # as-is to to-be

    @cached_property
    def increments(self) -> list[Increment]:
        """The events in increments of two years from the date."""
        found, n = [], 0
        while (first := _later(self.as_of, n)) is not None and first <= self.until:
            n += 1
            following = _later(self.as_of, n)
            whole = date.max if following is None else following - timedelta(days=1)
            last = min(whole, self.until)
            events = [e for e in self.events if first <= e.on <= last]
            before, after = standing(self.deadlines, first), standing(self.deadlines, last)
            found.append(Increment(before, events, after))
        return found


def order_of(name: str) -> Order:
    """The order of a name, without regard to case, space, hyphen and underscore.

    Raises:
        InvalidQuestion: there is no such order.
    """
    found = chosen("by", [name], [order.value for order in Order])
    assert found is not None
    return Order(found[0])


def _date(day: int) -> date:
    found = day_of(day)
    assert found is not None
    return found


def _later(first: date, n: int) -> date | None:
    """The day that so many increments later begin; None beyond the calendar."""
    try:
        return add(first, INCREMENT, n)
    except ValueError:
        return None


def roadmap(
    snapshot: Snapshot, as_of: date, until: date, calendar: Calendar | None = None
) -> Roadmap:
    """The roadmap from a date up to another.

    Raises:
        InvalidQuestion: the last day is before the first, or more than ``MOST_YEARS`` after it.
    """
    require_order(as_of, until)
    if until.year - as_of.year > MOST_YEARS:
        expected = f"at most {MOST_YEARS} years after {as_of}"
        raise InvalidQuestion([Problem("until", until.isoformat(), expected)])
    return Roadmap(snapshot, as_of, until, calendar or Calendar())
