"""The impact question in GraphQL: what changes touch, how badly, why, and what is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.graphql.affected import affected_field
from api.graphql.comparison import comparison_fields
from api.graphql.confidence import confidence_field
from api.graphql.context import PAGE, Context
from api.graphql.corridor import corridor_field
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.impact_answer import ImpactAnswer
from api.graphql.order import BY_ID, Ordering
from api.graphql.page import Page, page_of_rows
from api.graphql.paths import paths_field
from api.graphql.question import question_field
from api.graphql.redundancy import redundancy_ends_field
from api.graphql.registry import Registry
from api.graphql.why_not import why_not_field
from queries.impact.impact import AgencyCounts, Impact, impact
from queries.snapshot.rows import Ints, as_ints
from queries.what_if.comparison import compared

BY_IDS = Ordering((BY_ID,))


def impact_field(registry: Registry) -> ComputedField:
    """The root field ``impact``, and its types."""
    _declare(registry)
    arguments = [
        argument(
            "of", "list[ID]", registry, "What changes or fails; a ticket for what it affects."
        ),
        argument(
            "lens", "str", registry, "What impact means: outage, sourcing, or your own.", "outage"
        ),
    ]
    said = "If these change, what does it touch, how badly, and why?"
    return question_field("impact", "Impact", resolve, registry, said, arguments)


def resolve(source: None, context: Context, of: list[str], lens: str) -> ImpactAnswer:
    """The finished answer; what is asked of it is worked out as it is read.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
    """
    if context.crawls:
        found_there = context.graph.crawled_impact(of, lens, context.day())
        context.scope.require(found_there.snapshot, of)
        return ImpactAnswer.of(context, found_there)
    if context.before is None:
        context.scope.require(context.snapshot, of)
        return ImpactAnswer(context, impact(context.snapshot, of, lens, context.day()))
    sides = context.before, context.snapshot
    found = compared(sides, of, lens, context.day(), context.scope)
    return ImpactAnswer(context, found.after, found)


def _declare(registry: Registry) -> None:
    count = [
        PlainField("kind", "str", registry, "The kind's name."),
        PlainField("level", "str", registry, "The level's name."),
        PlainField("count", "int", registry, "How many."),
    ]
    registry.object("ImpactCount", count, "How many items of a kind are affected at a level.")
    agencies = [
        PlainField("customer", "int", registry, "As consumer of a service."),
        PlainField("promised", "int", registry, "As the one a promise is made to."),
        PlainField("holder", "int", registry, "As holder of a contract."),
    ]
    registry.object("ImpactAgencies", agencies, "How many agencies are touched, by how they are.")
    registry.object(
        "ImpactUnknowns",
        [
            _rows("withoutContract", "Service", "Services that no contract covers.", registry),
            _rows("withoutSla", "Service", "Services that no SLA governs.", registry),
            _rows("withoutOla", "Service", "Services that no OLA governs.", registry),
            _rows("withoutConsumer", "Service", "Services that nobody consumes.", registry),
            _rows("stale", "Item", "Facts last verified more than 180 days before.", registry),
        ],
        "What could not be known about what was reached.",
    )
    registry.object("Impact", _impact(registry), "What a change touches.")


def _impact(registry: Registry) -> list[PlainField]:
    def as_of(source: ImpactAnswer, context: Context) -> str:
        return source.impact.as_of.isoformat()

    def complete(source: ImpactAnswer, context: Context) -> bool:
        return source.impact.complete and _cut_short(source, context) is None

    def reason(source: ImpactAnswer, context: Context) -> str | None:
        return source.impact.reason or _cut_short(source, context)

    def counts(source: ImpactAnswer, context: Context) -> list[ImpactCount]:
        return [ImpactCount(*found) for found in source.impact.counts()]

    def hidden(source: ImpactAnswer, context: Context) -> list[ImpactCount]:
        return [ImpactCount(*found) for found in source.masked.hidden()]

    def revision(source: ImpactAnswer, context: Context) -> int:
        return source.impact.revision

    def agencies(source: ImpactAnswer, context: Context) -> AgencyCounts:
        return source.impact.agencies

    def lens(source: ImpactAnswer, context: Context) -> str:
        return source.impact.lens.name

    def unknowns(source: ImpactAnswer, context: Context) -> ImpactAnswer:
        return source

    said_revision = "The revision of the facts it is about."
    said_hidden = "How many of those you may not see, by kind and level."
    said_complete = "Whether nothing was left out."
    said_reason = "Why it is not complete, if it is not."
    return [
        ComputedField("revision", "int", revision, registry, said_revision),
        ComputedField("asOf", "Date", as_of, registry, "The day it is asked for."),
        ComputedField("lens", "str", lens, registry, "The lens it is seen through."),
        ComputedField("complete", "bool", complete, registry, said_complete),
        ComputedField("reason", "str | None", reason, registry, said_reason),
        ComputedField(
            "counts", "list[ImpactCount]", counts, registry, "How many, by kind and level."
        ),
        ComputedField("hidden", "list[ImpactCount]", hidden, registry, said_hidden),
        ComputedField(
            "agencies", "ImpactAgencies", agencies, registry, "How many agencies are touched."
        ),
        affected_field("affected", "All that is affected, starts included.", registry),
        _rows("notInForce", "Contract", "Contracts not in force that it reached.", registry),
        ComputedField("unknowns", "ImpactUnknowns", unknowns, registry, "What could not be known."),
        confidence_field(registry),
        paths_field(registry),
        corridor_field(registry),
        why_not_field(registry),
        redundancy_ends_field(registry),
        *comparison_fields(registry),
    ]


def _cut_short(source: ImpactAnswer, context: Context) -> str | None:
    return context.graph.cut_short(source.impact.revision)


@dataclass(frozen=True, slots=True)
class ImpactCount:
    """How many items of a kind are affected at a level."""

    kind: str
    level: str
    count: int


_ROWS: Mapping[str, Callable[[Impact], Ints]] = {
    "notInForce": lambda impact: impact.not_in_force,
    "withoutContract": lambda impact: impact.unknowns.without_contract,
    "withoutSla": lambda impact: impact.unknowns.without_sla,
    "withoutOla": lambda impact: impact.unknowns.without_ola,
    "withoutConsumer": lambda impact: impact.unknowns.without_consumer,
    "stale": lambda impact: impact.unknowns.stale,
}


def _rows(name: str, type_: str, description: str, registry: Registry) -> ComputedField:
    """A connection over rows that an impact found, by id."""
    arguments = [
        argument("first", "int | None", registry, "How many.", PAGE),
        argument("after", "str | None", registry, "Begin after this cursor."),
    ]

    def resolve(source: ImpactAnswer, context: Context, **given: Any) -> Page:
        rows = source.visible(_ROWS[name](source.impact))
        ids = source.impact.snapshot.ids_of(rows)
        rows = rows[as_ints(sorted(range(len(ids)), key=ids.__getitem__))]
        return page_of_rows(source.context, rows, BY_IDS, given)

    return ComputedField(name, f"{type_}Connection", resolve, registry, description, arguments)
