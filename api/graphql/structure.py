"""The structure question in GraphQL: components, rings, and where the graph would fall apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.graphql.answer import answer_fields, items_field
from api.graphql.batch import Node
from api.graphql.context import PAGE, Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.question import question_field
from api.graphql.ranking import RankedPage
from api.graphql.registry import Registry
from api.graphql.relation import connection_type
from queries.failure.criticality import of_kinds
from queries.graph.structure import Structure, structure
from queries.snapshot.rows import Flags, Ints, as_ints

POINT = "ArticulationPoint"


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer, as the fields that every answer has read it, and which rows may be seen."""

    answer: Structure
    visible: Flags

    def seen(self, rows: Ints) -> Ints:
        """Those of the rows that the viewer may see."""
        return as_ints(rows[self.visible[rows]])


@dataclass(frozen=True, slots=True)
class ItemSet:
    """Items that belong together: how many, and those of them that the viewer may see."""

    answer: Structure
    size: int
    rows: Ints


@dataclass(frozen=True, slots=True)
class ItemSets:
    """The first of several sets, and how many there are."""

    total_count: int
    nodes: list[ItemSet]


@dataclass(frozen=True, slots=True)
class ArticulationPoint:
    """An item without which its component falls apart."""

    item: Node
    parts: int


def structure_field(registry: Registry) -> ComputedField:
    """The root field ``structure``, and its types."""
    _declare(registry)
    arguments = [
        argument("relations", "list[str] | None", registry, "Over these types; absent: over all."),
    ]
    said = (
        "How does the graph hang together as a graph? Classical measures, which know nothing of "
        "redundancy and contracts: for whose loss is felt, ask impact and criticality."
    )
    return question_field("structure", "Structure", resolve, registry, said, arguments)


def resolve(source: object, context: Context, relations: list[str] | None = None) -> Answered:
    """The answer; each measure is worked out when it is asked for."""
    found = structure(context.snapshot, context.day(), relations)
    return Answered(found, context.scope.visible(context.snapshot))


def _declare(registry: Registry) -> None:
    sets = [
        PlainField("size", "int", registry, "How many items it has, hidden ones included."),
        items_field(
            "items",
            "The items.",
            registry,
            lambda s, kinds: of_kinds(s.answer.snapshot, s.rows, kinds),
        ),
    ]
    registry.object("ItemSet", sets, "Items that belong together.")
    many = [
        PlainField("total_count", "int", registry, "How many sets there are."),
        PlainField("nodes", "list[ItemSet]", registry, "The first of them, the largest first."),
    ]
    registry.object("ItemSets", many, "Sets of items, the largest first, then by their first id.")
    _declare_points(registry)
    fields = [
        *answer_fields(registry),
        _number("items", "How many items there are.", registry),
        _number("relations", "How many relations hold.", registry),
        _sets("components", "What hangs together, whichever way relations point.", registry),
        _sets("cycles", "Items of which each leads to each other, two or more.", registry),
        _sets("biconnected", "Three items or more that no one item's removal parts.", registry),
        _points(registry),
    ]
    registry.object("Structure", fields, "How the graph hangs together as a graph.")


def _declare_points(registry: Registry) -> None:
    said = "Into how many parts its component falls without it."
    point = [
        PlainField("item", "Item", registry, "The item."),
        PlainField("parts", "int", registry, said),
    ]
    registry.object(POINT, point, "An item without which its component falls apart.")
    edge = [
        PlainField("cursor", "str", registry, "The place of the edge in its connection."),
        PlainField("node", POINT, registry, "What stands there."),
    ]
    registry.object(f"{POINT}Edge", edge, f"A place of an {POINT} in the ranking.")
    connection_type(f"{POINT}Connection", f"{POINT}Edge", POINT, registry)


def _number(name: str, said: str, registry: Registry) -> ComputedField:
    def number(source: Answered, context: Context) -> int:
        counted: int = getattr(source.answer, name)
        return counted

    return ComputedField(name, "int", number, registry, said)


_SETS: dict[str, Callable[[Structure], list[Ints]]] = {
    "components": lambda answer: answer.components,
    "cycles": lambda answer: answer.cycles,
    "biconnected": lambda answer: answer.biconnected,
}


def _sets(name: str, said: str, registry: Registry) -> ComputedField:
    def first_of(source: Answered, context: Context, first: int | None = PAGE) -> ItemSets:
        found = _SETS[name](source.answer)
        shown = found[: context.page(first)]
        sets = [ItemSet(source.answer, len(rows), source.seen(rows)) for rows in shown]
        return ItemSets(len(found), sets)

    arguments = [argument("first", "int | None", registry, "How many.", PAGE)]
    return ComputedField(name, "ItemSets", first_of, registry, said, arguments)


def _points(registry: Registry) -> ComputedField:
    def points(source: Answered, context: Context, **given: Any) -> RankedPage[ArticulationPoint]:
        answer = source.answer
        rows = source.seen(answer.articulation_points)
        parts = [answer.parts_without(row) for row in rows.tolist()]
        return RankedPage(
            context,
            answer,
            rows,
            {"parts": parts},
            given,
            lambda at, item: ArticulationPoint(item, parts[at]),
        )

    arguments = [
        argument("first", "int | None", registry, "How many.", PAGE),
        argument("after", "str | None", registry, "Begin after this cursor."),
    ]
    said = "Items without which their component falls apart, most parts first, then by id."
    return ComputedField(
        "articulationPoints", f"{POINT}Connection", points, registry, said, arguments
    )
