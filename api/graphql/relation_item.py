"""A relation that stands in an answer by itself: its type, its two ends and its common fields."""

from __future__ import annotations

from api.graphql.field import DeclaredField, PlainField
from api.graphql.registry import Registry
from api.graphql.shape import output
from graph_model.declare import RELATION_FIELDS


def declare_relation(registry: Registry) -> None:
    """The type ``Relation``."""
    fields = [
        PlainField("type", "RelationType", registry, "Its type, such as DEPENDS_ON."),
        PlainField("start", "Item", registry, "Where it starts.", "from"),
        PlainField("end", "Item", registry, "Where it ends.", "to"),
        PlainField(
            "discriminator",
            "str | None",
            registry,
            "The group or role that is part of its identity.",
        ),
        *(DeclaredField(f, output(f, "Relation", registry), registry) for f in RELATION_FIELDS),
    ]
    registry.object("Relation", fields, "A relation between two items.")
