"""Where the roadmap's events come from: what the facts record that changes on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from queries.contract.family import Family
from queries.expiration.ending import Ending
from queries.expiration.expiration import Expirations
from queries.expiration.trigger import ContractTrigger, triggers
from queries.roadmap.event import Event, RoadmapEventType
from queries.snapshot.days import day_number, day_of
from queries.snapshot.rows import Flags, as_ints
from queries.snapshot.snapshot import Snapshot

PROCUREMENT = {
    "opens_on": RoadmapEventType.MARKET_OPENS,
    "closes_on": RoadmapEventType.OFFERS_DUE,
    "awards_on": RoadmapEventType.AWARD,
}
RENEWS, ENDS = RoadmapEventType.CONTRACT_RENEWS, RoadmapEventType.CONTRACT_ENDS
LIFECYCLE = {"live_on": RoadmapEventType.GOES_LIVE, "retires_on": RoadmapEventType.RETIRES}


@dataclass(frozen=True)
class EventSources:
    """The events of everything between two days; ``deadlines`` are those of every contract.

    Of a service group those services count whose row is in ``counted``, shape (size,).
    """

    snapshot: Snapshot
    as_of: date
    until: date
    deadlines: Expirations
    counted: Flags

    def events(self) -> Iterator[Event]:
        """Every event, kind by kind; some lie outside the days."""
        yield from self._baselines()
        yield from self._contract_ends()
        yield from self._triggers()
        yield from self._procurements()
        yield from self._lifecycle()

    def _baselines(self) -> Iterator[Event]:
        """The baselines: targets of a service group that nothing sets. They are the as-is."""
        rows = self.snapshot.rows_of_kind("ServiceLevelTarget")
        groups = self.snapshot.values(rows, "baseline_for")
        for row, group in zip(rows.tolist(), groups, strict=True):
            if group is not None and not self._set(row):
                yield Event(self.as_of, RoadmapEventType.BASELINE, row, self._in_group(group))

    def _set(self, target: int) -> bool:
        numbers = self.snapshot.relations(target, "SETS")
        return bool(len(self.snapshot.holding(numbers, day_number(self.as_of))))

    def _in_group(self, group: str) -> tuple[int, ...]:
        rows = self.snapshot.rows_of_kind("Service")
        rows = as_ints(rows[self.counted[rows]])
        return self._in_order(rows[self.snapshot.values(rows, "group") == group].tolist())

    def _in_order(self, rows: Iterable[int]) -> tuple[int, ...]:
        return tuple(self.snapshot.order.rows(rows).tolist())

    def _contract_ends(self) -> Iterator[Event]:
        """The next renewal of each contract, and its end if all renewals come to pass."""
        answer, first, until = self.deadlines, self.deadlines.day, day_number(self.until)
        last, ends = answer.last.last, answer.prospects.furthest
        for position in np.flatnonzero((last >= first) & (last <= until)).tolist():
            row, day = int(answer.rows[position]), int(last[position])
            services = self.covered(position, day)
            if answer.prospects.renews[position] and day < until:
                yield Event(_date(day + 1), RENEWS, row, services)
            if ends[position] <= until:
                covered = self.covered(position, int(ends[position]))
                yield Event(_date(int(ends[position])), ENDS, row, covered)

    def _triggers(self) -> Iterator[Event]:
        for firing in triggers(self.deadlines, self.as_of, self.until):
            if firing.on is not None and not firing.lapsed:
                position = int(self.deadlines.rows.searchsorted(firing.contract))
                services = self.covered(position, day_number(firing.on)) or self._beneath(firing)
                type_ = RoadmapEventType.TRIGGER
                yield Event(firing.on, type_, firing.trigger, services, firing.contract)

    def _beneath(self, firing: ContractTrigger) -> tuple[int, ...]:
        """What the contracts under a trigger's cover on its day, where that covers nothing."""
        found: set[int] = set()
        for row in Family(self.snapshot, firing.contract, self.as_of).beneath:
            position = int(self.deadlines.rows.searchsorted(row))
            found.update(self.covered(position, day_number(firing.on or self.as_of)))
        return self._in_order(found)

    def covered(self, position: int, day: int) -> tuple[int, ...]:
        """The services that a contract (a position) covers on a day, by its number."""
        found = self.deadlines.coverage
        mine = found.by_contract.of(position)
        items = found.item[mine[(found.first[mine] <= day) & (day <= found.last[mine])]]
        services = items[self.snapshot.kinds[items] == self.snapshot.kind_codes["Service"]]
        return self._in_order(set(services.tolist()))

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
        return list(self._in_order(set(self.snapshot.ends(numbers).tolist())))

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
        return self._in_order(services)


def _date(day: int) -> date:
    found = day_of(day)
    assert found is not None
    return found
