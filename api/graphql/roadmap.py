"""The roadmap question in GraphQL: every dated change, clashes, and when to open the market."""

from __future__ import annotations

from datetime import date
from enum import Enum

from api.graphql.answer import answer_fields
from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.lines import Lines, lines, lines_field, lines_type
from api.graphql.question import question_field
from api.graphql.registry import Registry
from api.graphql.roadmap_type import (
    ClashAnswer,
    EventAnswer,
    IncrementAnswer,
    OpeningAnswer,
    RoadmapAnswer,
    declare_event,
    declare_opening,
)
from api.graphql.seen import Seen
from queries.roadmap.conflict import Clash, clashes
from queries.roadmap.rebid_calendar import Opening, openings
from queries.roadmap.roadmap import Event, Order, Roadmap, roadmap
from queries.snapshot.snapshot import Snapshot


def roadmap_field(registry: Registry) -> ComputedField:
    """The root field ``roadmap``, and its types."""
    _declare(registry)
    arguments = [argument("until", "Date", registry, "Up to here.")]
    said = (
        "What changes between the day asked for and another: contract ends, triggers, "
        "procurements, service lifecycles, from as-is to to-be; and what clashes."
    )
    return question_field("roadmap", "Roadmap", resolve, registry, said, arguments)


def resolve(source: None, context: Context, until: str) -> RoadmapAnswer:
    """The finished answer.

    Raises:
        InvalidQuestion: the last day is before the first.
    """
    day, calendar = context.day(), context.settings.calendar

    def on(snapshot: Snapshot, before: RoadmapAnswer | None = None) -> RoadmapAnswer:
        found = roadmap(snapshot, day, date.fromisoformat(until), calendar)
        return RoadmapAnswer(found, Seen(context, snapshot), before)

    return on(context.snapshot, None if context.before is None else on(context.before))


def _declare(registry: Registry) -> None:
    orders = [order.value for order in Order]
    registry.enum("RoadmapOrder", orders, "What events are sorted by, greatest first; or the date.")
    declare_event(registry)
    declare_opening(registry)
    lines_type("RoadmapEvents", "RoadmapEvent", "Changes, in their order.", registry)
    lines_type("RoadmapClashes", "RoadmapClash", "Clashes, the soonest first.", registry)
    lines_type("RebidOpenings", "RebidOpening", "Contracts, by the day to open.", registry)
    increment = [
        PlainField("first", "Date", registry, "Its first day."),
        PlainField("last", "Date", registry, "Its last day."),
        PlainField("before", "Standing", registry, "How things stand on its first day: as-is."),
        lines_field("events", "RoadmapEvents", "What changes in it.", registry, _within),
        PlainField("after", "Standing", registry, "How things stand on its last day: to-be."),
    ]
    registry.object("RoadmapIncrement", increment, "Two years of the roadmap.")
    registry.object("Roadmap", _fields(registry), "Every dated change between two days.")


def _fields(registry: Registry) -> list[PlainField]:
    by = argument("orderBy", "RoadmapOrder | None", registry, "What they are sorted by.")
    currency = argument(
        "currency", "str | None", registry, "In which charges are compared; absent: the commonest."
    )
    hits = argument(
        "mostHits", "int | None", registry, "How many an agency takes in a quarter; else a setting."
    )
    said_clashes = (
        "Procurements in one window, forums that do not meet in time, agencies hit too often."
    )
    return [
        *answer_fields(registry),
        PlainField("until", "Date", registry, "The last day."),
        lines_field("events", "RoadmapEvents", "Every change.", registry, _events, [by, currency]),
        PlainField("increments", "list[RoadmapIncrement]", registry, "Two years each."),
        lines_field("clashes", "RoadmapClashes", said_clashes, registry, _clashes, [hits]),
        lines_field("openings", "RebidOpenings", "The re-bid calendar.", registry, _openings),
        lines_field("added", "RoadmapEvents", "Changes that the edits make.", registry, _added),
        lines_field("gone", "RoadmapEvents", "Changes that the edits take away.", registry, _gone),
        PlainField("before", "Roadmap | None", registry, "The same without the edits."),
    ]


def _shown(
    source: RoadmapAnswer, found: list[Event], context: Context, window: tuple[int, int]
) -> Lines[EventAnswer]:
    def sees(event: Event) -> bool:
        return source.seen.sees(event.row, *([] if event.contract is None else [event.contract]))

    def show(event: Event) -> EventAnswer:
        return EventAnswer(event, source)

    return lines(found, sees, show, context, window)


def _events(
    source: RoadmapAnswer,
    context: Context,
    first: int,
    skip: int,
    orderBy: Enum | None = None,  # noqa: N803
    currency: str | None = None,
) -> Lines[EventAnswer]:
    by = Order.DATE if orderBy is None else Order(orderBy.value)
    return _shown(source, source.answer.ordered(by, currency), context, (first, skip))


def _added(source: RoadmapAnswer, context: Context, first: int, skip: int) -> Lines[EventAnswer]:
    if source.before is None:
        return Lines([], 0, 0)
    found = _besides(source.answer, source.before.answer)
    return _shown(source, found, context, (first, skip))


def _gone(source: RoadmapAnswer, context: Context, first: int, skip: int) -> Lines[EventAnswer]:
    if source.before is None:
        return Lines([], 0, 0)
    found = _besides(source.before.answer, source.answer)
    return _shown(source.before, found, context, (first, skip))


def _besides(one: Roadmap, other: Roadmap) -> list[Event]:
    """The events of one roadmap that are not on the other, on the same day and about the same."""

    def told(of: Roadmap, event: Event) -> tuple[object, ...]:
        contract = None if event.contract is None else of.snapshot.id(event.contract)
        return event.on, event.type, of.snapshot.id(event.row), contract

    known = {told(other, event) for event in other.events}
    return [event for event in one.events if told(one, event) not in known]


def _within(source: IncrementAnswer, context: Context, first: int, skip: int) -> Lines[EventAnswer]:
    return _shown(source.of, source.increment.events, context, (first, skip))


def _clashes(
    source: RoadmapAnswer,
    context: Context,
    first: int,
    skip: int,
    mostHits: int | None = None,  # noqa: N803
) -> Lines[ClashAnswer]:
    most = context.settings.most_hits if mostHits is None else mostHits

    def sees(clash: Clash) -> bool:
        return source.seen.sees(*clash.rows)

    def show(clash: Clash) -> ClashAnswer:
        return ClashAnswer(clash, source)

    return lines(clashes(source.answer, most), sees, show, context, (first, skip))


def _openings(
    source: RoadmapAnswer, context: Context, first: int, skip: int
) -> Lines[OpeningAnswer]:
    def sees(opening: Opening) -> bool:
        return source.seen.sees(opening.contract)

    def show(opening: Opening) -> OpeningAnswer:
        return OpeningAnswer(opening, source.seen)

    return lines(openings(source.answer), sees, show, context, (first, skip))
