"""What a roadmap is made of as GraphQL answers it: events, clashes, increments, openings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from api.graphql.batch import Node
from api.graphql.context import PAGE, Context
from api.graphql.expiration_type import iso
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.registry import Registry
from api.graphql.scalar import Amount, Money
from api.graphql.seen import Seen
from queries.roadmap.conflict import Clash, ClashType
from queries.roadmap.plateau import Standing
from queries.roadmap.rebid_calendar import Opening
from queries.roadmap.roadmap import Event, EventType, Increment, Roadmap
from queries.supplier.demand import Demand


@dataclass(frozen=True, slots=True)
class RoadmapAnswer:
    """A roadmap, as its viewer may see it."""

    answer: Roadmap
    seen: Seen
    before: RoadmapAnswer | None = None

    @property
    def until(self) -> str:
        """Its last day."""
        return self.answer.until.isoformat()

    @property
    def increments(self) -> list[IncrementAnswer]:
        """Its increments."""
        return [IncrementAnswer(increment, self) for increment in self.answer.increments]


@dataclass(frozen=True)
class EventAnswer:
    """A change on a date."""

    event: Event
    of: RoadmapAnswer

    @property
    def on(self) -> str:
        """Its day."""
        return self.event.on.isoformat()

    @property
    def type(self) -> str:
        """What sort of change it is."""
        return self.event.type.value

    @property
    def item(self) -> Node:
        """What changes."""
        return self.of.seen.items([self.event.row])[0]

    @property
    def contract(self) -> Node | None:
        """Whose trigger it is."""
        return self.of.seen.item(self.event.contract)

    @property
    def service_count(self) -> int:
        """How many services it concerns."""
        return len(self.event.services)

    def services(self, first: int | None) -> Sequence[Node]:
        """The first of what it concerns, by id."""
        seen = [row for row in self.event.services if self.of.seen.sees(row)]
        rows = sorted(seen, key=self.of.answer.snapshot.id)
        return self.of.seen.items(rows[:first])

    @cached_property
    def _demand(self) -> Demand:
        return self.of.answer.demand(self.event)

    @property
    def agencies(self) -> Sequence[Node]:
        """Who consumes them."""
        id_of = self.of.answer.snapshot.id
        return self.of.seen.items(sorted(self._demand.agencies, key=id_of))

    @property
    def agency_count(self) -> int:
        """How many agencies."""
        return len(self._demand.agencies)

    @property
    def program_count(self) -> int:
        """How many programs."""
        return len(self._demand.programs)

    @property
    def annual_charge(self) -> list[Money]:
        """What they are charged a year."""
        sums = sorted(self._demand.annual_charge.items())
        return [Money(amount=Amount(str(amount)), currency=name) for name, amount in sums]

    @property
    def needed(self) -> Sequence[Node]:
        """What they need."""
        return self.of.seen.items(self.of.answer.readiness(self.event).needed)

    @property
    def ready(self) -> Sequence[Node]:
        """Who delivers all of it."""
        return self.of.seen.items(self.of.answer.readiness(self.event).suppliers)


@dataclass(frozen=True, slots=True)
class ClashAnswer:
    """A clash."""

    clash: Clash
    of: RoadmapAnswer

    @property
    def type(self) -> str:
        """What sort of clash it is."""
        return self.clash.type.value

    @property
    def said(self) -> str:
        """In a sentence."""
        return self.clash.said(self.of.seen.name)

    @property
    def first(self) -> str:
        """From when."""
        return self.clash.first.isoformat()

    @property
    def last(self) -> str:
        """To when."""
        return self.clash.last.isoformat()

    @property
    def items(self) -> Sequence[Node]:
        """What is in each other's way."""
        return self.of.seen.items(self.clash.rows)

    @property
    def events(self) -> list[EventAnswer]:
        """What hits the agency."""
        seen = [event for event in self.clash.events if self.of.seen.sees(event.row)]
        return [EventAnswer(event, self.of) for event in seen]


@dataclass(frozen=True, slots=True)
class IncrementAnswer:
    """Two years of the roadmap."""

    increment: Increment
    of: RoadmapAnswer

    @property
    def first(self) -> str:
        """Its first day."""
        return self.increment.before.on.isoformat()

    @property
    def last(self) -> str:
        """Its last day."""
        return self.increment.after.on.isoformat()

    @property
    def before(self) -> Standing:
        """As-is."""
        return self.increment.before

    @property
    def after(self) -> Standing:
        """To-be."""
        return self.increment.after


@dataclass(frozen=True, slots=True)
class OpeningAnswer:
    """When to open the market for a contract."""

    opening: Opening
    seen: Seen

    @property
    def contract(self) -> Node:
        """The contract."""
        return self.seen.items([self.opening.contract])[0]

    @property
    def open_by(self) -> str:
        """The latest safe start."""
        return self.opening.open_by.isoformat()

    @property
    def award_by(self) -> str | None:
        """When the transition must begin."""
        return iso(self.opening.award_by)

    @property
    def procurement(self) -> Node | None:
        """What is planned."""
        return self.seen.item(self.opening.procurement)

    @property
    def successor(self) -> Node | None:
        """What succeeds it."""
        return self.seen.item(self.opening.successor)

    @property
    def opens_on(self) -> str | None:
        """When it opens."""
        return iso(self.opening.opens_on)

    @property
    def awards_on(self) -> str | None:
        """When it is awarded."""
        return iso(self.opening.awards_on)

    @property
    def problems(self) -> list[str]:
        """What is too late."""
        return list(self.opening.problems)


def declare_event(registry: Registry) -> None:
    """The types ``RoadmapEvent``, ``RoadmapClash`` and ``Standing``."""
    types = [type_.value for type_ in EventType]
    registry.enum("RoadmapEventType", types, "What sort of change an event is.")
    said_needed = (
        "The capabilities that its services need; none on record: nobody is known to be ready."
    )
    event = [
        PlainField("on", "Date", registry, "Its day."),
        PlainField("type", "RoadmapEventType", registry, "What sort of change it is."),
        PlainField("item", "Item", registry, "What it is about."),
        PlainField("contract", "Contract | None", registry, "The contract of a trigger."),
        PlainField("service_count", "int", registry, "How many services it concerns."),
        _services(registry),
        PlainField("agencies", "list[Agency]", registry, "Demand: the agencies that consume them."),
        PlainField("agency_count", "int", registry, "Demand: how many agencies."),
        PlainField("program_count", "int", registry, "Demand: how many programs."),
        PlainField("annual_charge", "list[Money]", registry, "Demand: their charges a year."),
        PlainField("needed", "list[Capability]", registry, said_needed),
        PlainField(
            "ready", "list[Supplier]", registry, "Readiness: whose offerings deliver all of that."
        ),
    ]
    registry.object("RoadmapEvent", event, "A change on a date.")
    clash_types = [type_.value for type_ in ClashType]
    registry.enum("RoadmapClashType", clash_types, "How changes get in each other's way.")
    clash = [
        PlainField("type", "RoadmapClashType", registry, "What sort of clash it is."),
        PlainField("said", "str", registry, "The clash in a sentence."),
        PlainField("first", "Date", registry, "From when."),
        PlainField("last", "Date", registry, "To when."),
        PlainField("items", "list[Item]", registry, "The procurements; forum, contract; agency."),
        PlainField("events", "list[RoadmapEvent]", registry, "What hits the agency."),
    ]
    registry.object("RoadmapClash", clash, "Changes in each other's way.")
    standing = [
        PlainField("services_live", "int", registry, "Services that are live."),
        PlainField(
            "services_uncovered", "int", registry, "Those that no contract in force covers."
        ),
        PlainField("contracts_in_force", "int", registry, "Contracts in force."),
    ]
    registry.object("Standing", standing, "How things stand on a day, if nobody acts.")


def _services(registry: Registry) -> ComputedField:
    def services(source: EventAnswer, context: Context, first: int) -> Sequence[Node]:
        return source.services(context.page(first))

    first = argument("first", "int", registry, "How many.", PAGE)
    said = "The services that it concerns, by id."
    return ComputedField("services", "list[Service]", services, registry, said, [first])


def declare_opening(registry: Registry) -> None:
    """The type ``RebidOpening``."""
    opening = [
        PlainField("contract", "Contract", registry, "The contract that ends."),
        PlainField("open_by", "Date", registry, "Open the market by: its latest safe start."),
        PlainField("award_by", "Date | None", registry, "Award by: its transition begins."),
        PlainField("procurement", "Procurement | None", registry, "What is planned for it."),
        PlainField("successor", "Contract | None", registry, "The contract that succeeds it."),
        PlainField("opens_on", "Date | None", registry, "When that opens."),
        PlainField("awards_on", "Date | None", registry, "When that is awarded."),
        PlainField("problems", "list[str]", registry, "What of it is too late, or missing."),
    ]
    registry.object("RebidOpening", opening, "By when to open the market for a contract.")
