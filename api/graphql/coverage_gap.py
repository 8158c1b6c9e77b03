"""The coverage gaps question in GraphQL: when does no contract cover an item?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from api.graphql.answer import answer_fields
from api.graphql.batch import Node
from api.graphql.context import Context
from api.graphql.expiration_type import iso
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.lines import Lines, lines, lines_field, lines_type
from api.graphql.question import question_field
from api.graphql.registry import Registry
from api.graphql.seen import Seen
from queries.contract.coverage import Gap
from queries.expiration.coverage_gap import CoverageGaps, ItemGaps, gaps_of
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class CoverageGapsAnswer:
    """The gaps, as their viewer may see them."""

    answer: CoverageGaps
    seen: Seen
    before: CoverageGapsAnswer | None = None


@dataclass(frozen=True, slots=True)
class GapAnswer:
    """A gap of an item."""

    gap: Gap
    after: Node | None
    next: Node | None

    @property
    def first(self) -> str:
        """Its first day."""
        return self.gap.first.isoformat()

    @property
    def last(self) -> str | None:
        """Its last day."""
        return iso(self.gap.last)

    @property
    def days(self) -> int | None:
        """How long it is."""
        return self.gap.days


@dataclass(frozen=True, slots=True)
class ItemGapsAnswer:
    """An item and its gaps."""

    item: Node
    recorded: bool
    gaps: list[GapAnswer]


def coverage_gaps_field(registry: Registry) -> ComputedField:
    """The root field ``coverageGaps``, and its types."""
    _declare(registry)
    said_of = (
        "Services and configuration items; or contracts, suppliers, agencies and programs for what "
        "they cover, provide or consume. Absent: all that any contract ever covers."
    )
    arguments = [
        argument("of", "list[ID] | None", registry, said_of),
        argument("from", "Date | None", registry, "From here on; absent: from asOf."),
        argument("until", "Date", registry, "Up to here."),
    ]
    said = "From when to when does no contract in force cover these? Tacit renewals happen."
    return question_field("coverageGaps", "CoverageGaps", resolve, registry, said, arguments)


def resolve(
    source: None, context: Context, until: str, of: list[str] | None = None, **given: Any
) -> CoverageGapsAnswer:
    """The finished answer.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        InvalidQuestion: an id is of another kind, or the last day is before the first.
    """
    context.scope.require(context.snapshot, of or ())
    day = context.day()
    first = date.fromisoformat(given["from"]) if given.get("from") else day
    days = first, date.fromisoformat(until)

    def on(snapshot: Snapshot, known: list[str] | None) -> CoverageGaps:
        return gaps_of(snapshot, known, days, day, context.settings.calendar)

    seen = Seen(context, context.snapshot)
    if context.before is None:
        return CoverageGapsAnswer(on(context.snapshot, of), seen)
    held = context.before
    known = None if of is None else [id_ for id_ in of if held.find(id_) is not None]
    before = CoverageGapsAnswer(on(held, known), Seen(context, held))
    return CoverageGapsAnswer(on(context.snapshot, of), seen, before)


def _declare(registry: Registry) -> None:
    gap = [
        PlainField("first", "Date", registry, "Its first day, not before the one asked for."),
        PlainField("last", "Date | None", registry, "Its last day; null: without end."),
        PlainField("days", "int | None", registry, "How long it is; null: without end."),
        PlainField("after", "Contract | None", registry, "Which contract ended before it."),
        PlainField("next", "Contract | None", registry, "Which contract covers the item next."),
    ]
    registry.object("CoverageGap", gap, "Days on which no contract in force covers an item.")
    item = [
        PlainField("item", "Item", registry, "The service or configuration item."),
        PlainField("recorded", "bool", registry, "Whether any contract covers it at any time."),
        PlainField("gaps", "list[CoverageGap]", registry, "Its gaps, oldest first."),
    ]
    registry.object("ItemGaps", item, "An item, and when no contract covers it.")
    lines_type("ItemGapsList", "ItemGaps", "Items and their gaps, by id.", registry)
    only = argument("gapsOnly", "bool", registry, "Only items that have a gap.", False)
    said = "The items asked about, by id."
    fields = [
        *answer_fields(registry),
        lines_field("items", "ItemGapsList", said, registry, _items, [only]),
        PlainField("before", "CoverageGaps | None", registry, "The same without the edits."),
    ]
    registry.object("CoverageGaps", fields, "When no contract covers some items.")


def _items(
    source: CoverageGapsAnswer,
    context: Context,
    gapsOnly: bool,  # noqa: N803
    first: int,
    skip: int,
) -> Lines[ItemGapsAnswer]:
    answer, seen = source.answer, source.seen
    found = [item for item in answer.items if item.gaps or not gapsOnly]

    def contract(position: int | None) -> Node | None:
        return seen.item(answer.contract(position))

    def show(item: ItemGaps) -> ItemGapsAnswer:
        gaps = [GapAnswer(gap, contract(gap.after), contract(gap.before)) for gap in item.gaps]
        return ItemGapsAnswer(seen.items([item.row])[0], item.recorded, gaps)

    return lines(found, lambda item: seen.sees(item.row), show, context, (first, skip))
