"""The roadmap question: every dated change from as-is to to-be, clashes, and increments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from itertools import combinations

import numpy as np

from graph_model.lens import Direction
from graph_model.periods import Period, add
from queries.candidate import candidates, needs
from queries.days import day_number
from queries.deadline import Calendar
from queries.expiration import Expirations, expirations
from queries.family import triggers
from queries.rows import Ints, as_ints
from queries.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
INCREMENT = Period(months=24)
"""The length of one increment of the roadmap."""
MOST_HITS = 3
"""How many changes an agency can take in a quarter before it counts as a clash."""


class EventType(Enum):
    """What sort of change an event is."""

    BASELINE = "baseline stands"
    CONTRACT_ENDS = "contract ends"
    TRIGGER = "trigger fires"
    MARKET_OPENS = "procurement opens"
    OFFERS_DUE = "offers are due"
    AWARD = "award is planned"
    GOES_LIVE = "service goes live"
    RETIRES = "service retires"


@dataclass(frozen=True, slots=True)
class Event:
    """A change on a date: what it is about (a row) and the services and agencies it concerns."""

    on: date
    type: EventType
    row: int
    services: tuple[int, ...]
    agencies: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """What hangs on an event's services: consuming agencies and programs, charges by currency."""

    agencies: int
    programs: int
    annual_charge: dict[str, Decimal]


class ClashType(Enum):
    """How changes can get in each other's way."""

    PROCUREMENTS = "two procurements in one window"
    NO_MEETING = "a forum that does not meet in time"
    AGENCY = "an agency hit too often in a quarter"


@dataclass(frozen=True, slots=True)
class Clash:
    """A clash: the rows in each other's way, or the row that is hit, and from when to when."""

    type: ClashType
    rows: tuple[int, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Opening:
    """An entry of the re-bid calendar: by when to open the market for a contract, and what does it.

    ``procurement`` is the row of the one planned for it (None: none is); ``late`` is whether that
    opens after the latest safe start, or whether that is past where none is planned.
    """

    contract: int
    open_by: date
    procurement: int | None
    late: bool


@dataclass(frozen=True)
class Roadmap:
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

    def _event(self, on: date, type_: EventType, row: int, services: Ints) -> Event:
        agencies = self._agencies(services)
        return Event(on, type_, row, tuple(services.tolist()), tuple(agencies.tolist()))

    def _baselines(self) -> Iterator[Event]:
        for row in self.snapshot.rows_of_kind("ServiceLevelTarget").tolist():
            group = self.snapshot.value(row, "baseline_for")
            if group is not None:
                yield self._event(self.as_of, EventType.BASELINE, row, self._in_group(str(group)))

    def _in_group(self, group: str) -> Ints:
        rows = self.snapshot.rows_of_kind("Service")
        return as_ints(rows[self.snapshot.values(rows, "group") == group])

    def _contract_ends(self) -> Iterator[Event]:
        for position in self.deadlines.between(self.as_of, self.until).tolist():
            ending = self.deadlines.expiration(position)
            if ending.ends_on is not None:
                services = self._covered(ending.row)
                yield self._event(ending.ends_on, EventType.CONTRACT_ENDS, ending.row, services)

    def _triggers(self) -> Iterator[Event]:
        for firing in triggers(self.snapshot, self.as_of, self.until):
            if firing.on is not None:
                services = self._covered(firing.contract)
                yield self._event(firing.on, EventType.TRIGGER, firing.trigger, services)

    def _procurements(self) -> Iterator[Event]:
        dated = (
            ("opens_on", EventType.MARKET_OPENS),
            ("closes_on", EventType.OFFERS_DUE),
            ("awards_on", EventType.AWARD),
        )
        for row in self.snapshot.rows_of_kind("Procurement").tolist():
            for field, type_ in dated:
                if (on := self._date(row, field)) is not None:
                    yield self._event(on, type_, row, self._rebid(row))

    def _lifecycle(self) -> Iterator[Event]:
        dated = (("live_on", EventType.GOES_LIVE), ("retires_on", EventType.RETIRES))
        for row in self.snapshot.rows_of_kind("Service").tolist():
            for field, type_ in dated:
                if (on := self._date(row, field)) is not None:
                    yield self._event(on, type_, row, as_ints([row]))

    def _date(self, row: int, field: str) -> date | None:
        text = self.snapshot.value(row, field)
        return None if text is None else date.fromisoformat(str(text))

    def _ends(self, rows: Ints, type_: str, direction: Direction, kind: str) -> Ints:
        """The other ends, of a kind, of relations that hold as of the date, each once."""
        _, numbers = self.snapshot.relations_of(rows, type_, direction)
        numbers = self.snapshot.holding(numbers, day_number(self.as_of))
        forward = direction is FORWARD
        ends = self.snapshot.ends(numbers) if forward else self.snapshot.starts(numbers)
        ends = ends[self.snapshot.kinds[ends] == self.snapshot.kind_codes[kind]]
        return as_ints(np.unique(ends))

    def _covered(self, contract: int) -> Ints:
        return self._ends(as_ints([contract]), "COVERS", FORWARD, "Service")

    def _rebid(self, procurement: int) -> Ints:
        at = as_ints([procurement])
        contracts = self._ends(at, "REBIDS", FORWARD, "Contract")
        services = self._ends(at, "REBIDS", FORWARD, "Service")
        covered = self._ends(contracts, "COVERS", FORWARD, "Service")
        return as_ints(np.union1d(services, covered))

    def _programs(self, services: Ints) -> Ints:
        return self._ends(services, "CONSUMES", BACKWARD, "Program")

    def _agencies(self, services: Ints) -> Ints:
        direct = self._ends(services, "CONSUMES", BACKWARD, "Agency")
        parents = self._ends(self._programs(services), "PART_OF", FORWARD, "Agency")
        return as_ints(np.union1d(direct, parents))

    def demand(self, event: Event) -> Demand:
        """What hangs on the event's services."""
        services = as_ints(event.services)
        charges: dict[str, Decimal] = {}
        _, numbers = self.snapshot.relations_of(services, "CONSUMES", BACKWARD)
        for number in self.snapshot.holding(numbers, day_number(self.as_of)).tolist():
            charge = self.snapshot.relation_value(number, "annual_charge")
            if charge is not None:
                amount, _, currency = str(charge).partition(" ")
                charges[currency] = charges.get(currency, Decimal(0)) + Decimal(amount)
        return Demand(len(event.agencies), len(self._programs(services)), charges)

    def readiness(self, event: Event) -> Ints:
        """The suppliers whose offerings deliver all that the event's services need."""
        wanted = needs(self.snapshot, as_ints(event.services), self.as_of)
        if not len(wanted.capabilities):
            return as_ints([])
        found = candidates(self.snapshot, wanted, -1, self.as_of)
        return as_ints([c.supplier for c in found if not len(c.lacking)])

    @cached_property
    def increments(self) -> list[tuple[date, date, list[Event]]]:
        """The events in increments of two years from the date: first day, last day, events."""
        found, first, n = [], self.as_of, 1
        while first <= self.until:
            following = add(self.as_of, INCREMENT, n)
            last = min(date.fromordinal(following.toordinal() - 1), self.until)
            found.append((first, last, [e for e in self.events if first <= e.on <= last]))
            first, n = following, n + 1
        return found

    def clashes(self, most_hits: int = MOST_HITS) -> list[Clash]:
        """Every clash, soonest first; an agency may be hit ``most_hits`` times in a quarter."""
        found = [*self._overlapping(), *self._unmet(), *self._overloaded(most_hits)]
        return sorted(found, key=lambda c: (c.first, c.type.value, c.rows))

    def _overlapping(self) -> Iterator[Clash]:
        windows = []
        for row in self.snapshot.rows_of_kind("Procurement").tolist():
            days = [self._date(row, f) for f in ("opens_on", "closes_on", "awards_on")]
            known = [day for day in days if day is not None]
            if known and max(known) >= self.as_of and min(known) <= self.until:
                windows.append((min(known), max(known), row))
        for (_, last, one), (begin, end, other) in combinations(sorted(windows), 2):
            if begin <= last:
                yield Clash(ClashType.PROCUREMENTS, (one, other), begin, min(last, end))

    def _unmet(self) -> Iterator[Clash]:
        for position in self.deadlines.between(self.as_of, self.until).tolist():
            ending = self.deadlines.expiration(position)
            deadline = ending.decide_by
            if deadline is None or deadline < self.as_of:
                continue
            for forum, day in ending.meetings:
                if day is None or day < self.as_of:
                    yield Clash(ClashType.NO_MEETING, (forum, ending.row), self.as_of, deadline)

    def _overloaded(self, most: int) -> Iterator[Clash]:
        hits: dict[tuple[int, int, int], list[Event]] = defaultdict(list)
        for event in self.events:
            for agency in event.agencies if event.type is not EventType.BASELINE else ():
                hits[agency, event.on.year, (event.on.month - 1) // 3].append(event)
        for (agency, _, _), events in hits.items():
            if len(events) > most:
                yield Clash(ClashType.AGENCY, (agency,), events[0].on, events[-1].on)

    @cached_property
    def openings(self) -> list[Opening]:
        """The re-bid and market-test calendar: when to open the market for each ending contract."""
        found = []
        for position in self.deadlines.between(self.as_of, self.until).tolist():
            ending = self.deadlines.expiration(position)
            start = ending.latest_safe_start
            if start is not None:
                found.append(self._opening(ending.row, start))
        return sorted(found, key=lambda o: (o.open_by, self.snapshot.id(o.contract)))

    def _opening(self, contract: int, start: date) -> Opening:
        rows = self._ends(as_ints([contract]), "REBIDS", BACKWARD, "Procurement").tolist()
        opens = {row: self._date(row, "opens_on") or date.max for row in rows}
        first = min(rows, key=lambda row: (opens[row], row), default=None)
        opened = self.as_of if first is None else opens[first]
        return Opening(contract, start, first, opened > start)


def roadmap(
    snapshot: Snapshot, as_of: date, until: date, calendar: Calendar | None = None
) -> Roadmap:
    """The roadmap from a date up to another."""
    return Roadmap(snapshot, as_of, until, calendar or Calendar())
