"""The corridor in GraphQL: what lies between the starts and an item, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

from api.graphql.batch import Node
from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.impact_answer import ImpactAnswer
from api.graphql.registry import Registry
from api.graphql.relation_item import Relation
from api.graphql.witness import HIDDEN, seen_relations
from queries.impact.corridor import corridor


@dataclass(frozen=True, slots=True)
class CorridorNode:
    """An item in a drawing; ``key`` tells it from the others of the drawing only."""

    key: str
    kind: str
    level: str
    item: Node | None


@dataclass(frozen=True, slots=True)
class CorridorEdge:
    """A relation in a drawing."""

    start: str
    end: str
    type: str
    relation: Relation | None


@dataclass(frozen=True, slots=True)
class Corridor:
    """A drawing."""

    nodes: list[CorridorNode]
    edges: list[CorridorEdge]


def corridor_field(registry: Registry) -> ComputedField:
    """The field ``corridor`` of an impact, and its types."""
    node = [
        PlainField("key", "str", registry, "What edges know it by; of no meaning elsewhere."),
        PlainField("kind", "str", registry, "Its kind."),
        PlainField("level", "str", registry, "How badly it is affected."),
        PlainField("item", "Item | None", registry, f"The item; {HIDDEN}."),
    ]
    registry.object("CorridorNode", node, "An item between the starts and another.")
    edge = [
        PlainField("start", "str", registry, "The key of where it starts.", "from"),
        PlainField("end", "str", registry, "The key of where it ends.", "to"),
        PlainField("type", "str", registry, "Its type."),
        PlainField("relation", "Relation | None", registry, f"The relation; {HIDDEN}."),
    ]
    registry.object("CorridorEdge", edge, "A relation between the starts and an item.")
    fields = [
        PlainField("nodes", "list[CorridorNode]", registry, "Every item on some way."),
        PlainField("edges", "list[CorridorEdge]", registry, "Every relation on some way."),
    ]
    registry.object("Corridor", fields, "All that lies on some way of the effect to an item.")
    said = "Everything on some way of the effect to an item; nothing where none reaches it."
    arguments = [argument("to", "ID", registry, "The item's id or alias.")]
    return ComputedField("corridor", "Corridor", resolve, registry, said, arguments)


def resolve(source: ImpactAnswer, context: Context, to: str) -> Corridor:
    """The drawing.

    Raises:
        NotFound: there is no such item, or the viewer may not see it.
    """
    impact, snapshot = source.impact, source.impact.snapshot
    found = corridor(impact, source.row(to))
    rows, numbers = found.rows.tolist(), found.relations.tolist()
    key_of = {row: f"n{at}" for at, row in enumerate(rows)}
    nodes = [
        CorridorNode(key_of[row], snapshot.kind(row), impact.level(row), item)
        for row, item in zip(rows, source.items(rows), strict=True)
    ]
    ends = zip(
        snapshot.starts(found.relations).tolist(),
        snapshot.ends(found.relations).tolist(),
        numbers,
        seen_relations(source, numbers),
        strict=True,
    )
    edges = [
        CorridorEdge(key_of[start], key_of[end], snapshot.key_at(number).type, relation)
        for start, end, number, relation in ends
    ]
    return Corridor(nodes, edges)
