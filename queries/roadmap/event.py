"""A change on the roadmap: what it is, and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from queries.answers.told import subject, told
from queries.answers.types import (
    AgencyRows,
    CapabilityRow,
    ContractRow,
    ItemRow,
    MoneyText,
    ServiceRows,
    SupplierRow,
)
from queries.snapshot.rows import as_ints
from queries.supplier.demand import Demand

if TYPE_CHECKING:
    from queries.roadmap.roadmap import Roadmap


class RoadmapEventType(Enum):
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

    @property
    def changes(self) -> bool:
        """Whether anything changes; a baseline only says from what."""
        return self is not RoadmapEventType.BASELINE


TYPES = {type_: n for n, type_ in enumerate(RoadmapEventType)}
"""The order in which events of one day come."""


@dataclass(frozen=True, slots=True)
class Event:
    """A change on a date: what it is about (a row), and the services (rows) that it concerns.

    ``contract`` is the row of a trigger's contract, None otherwise.
    """

    on: date
    type: RoadmapEventType
    row: int
    services: tuple[int, ...]
    contract: int | None = None

    @property
    def stands_for(self) -> tuple[int, ...]:
        """The rows that must all be seen by whoever is told of it."""
        return (self.row,) if self.contract is None else (self.row, self.contract)


@dataclass(frozen=True)
class RoadmapEvent:
    """A change on a date."""

    of: Roadmap
    event: Event

    @told
    def on(self) -> date:
        """Its day."""
        return self.event.on

    @told
    def type(self) -> RoadmapEventType:
        """What sort of change it is."""
        return self.event.type

    @subject
    @told
    def item(self) -> ItemRow:
        """What it is about."""
        return self.event.row

    @subject
    @told
    def contract(self) -> ContractRow | None:
        """The contract of a trigger."""
        return self.event.contract

    @told
    def service_count(self) -> int:
        """How many services it concerns."""
        return len(self.event.services)

    @told
    def services(self) -> ServiceRows:
        """The services that it concerns."""
        return as_ints(self.event.services)

    @cached_property
    def _demand(self) -> Demand:
        return self.of.demand(self.event)

    @told
    def agencies(self) -> AgencyRows:
        """Demand: the agencies that consume them."""
        return as_ints(sorted(self._demand.agencies))

    @told
    def agency_count(self) -> int:
        """Demand: how many agencies."""
        return len(self._demand.agencies)

    @told
    def program_count(self) -> int:
        """Demand: how many programs."""
        return len(self._demand.programs)

    @told
    def annual_charge(self) -> list[MoneyText]:
        """Demand: their charges a year that you may see, by currency."""
        return [f"{amount} {name}" for name, amount in sorted(self._demand.annual_charge.items())]

    @told
    def needed(self) -> list[CapabilityRow]:
        """The capabilities that its services need; none on record: nobody is known to be ready."""
        return list(self.of.readiness(self.event).needed)

    @told
    def ready(self) -> list[SupplierRow]:
        """Readiness: whose offerings deliver all of that."""
        return list(self.of.readiness(self.event).suppliers)

    @told
    def ready_count(self) -> int | None:
        """How many suppliers are ready, by offerings that you may see; null: no need on record."""
        found = self.of.readiness(self.event)
        return len(found.suppliers) if found.known else None
