"""A relation that stands in an answer by itself: its type, its two ends and its common fields."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from api.graphql.batch import Batch, Node, RelationBatch
from api.graphql.context import Context
from api.graphql.field import DeclaredField, PlainField
from api.graphql.registry import Registry
from api.graphql.shape import output
from graph_model.declare import RELATION_FIELDS, Field
from queries.snapshot.rows import as_ints


def declare_relation(registry: Registry) -> None:
    """The type ``Relation``."""
    fields = [
        PlainField("type", "str", registry, "Its type, such as DEPENDS_ON."),
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


class Relation:
    """One relation of several that are answered together."""

    __slots__ = ("_at", "_relations", "discriminator", "end", "start", "type")

    def __init__(self, relations: RelationBatch, at: int, start: Node, end: Node) -> None:
        """Stand for one position of the batch."""
        self._relations, self._at = relations, at
        key = relations.snapshot.key_at(int(relations.numbers[at]))
        self.type, self.discriminator = key.type, key.discriminator or None
        self.start, self.end = start, end

    def value(self, field: Field) -> object:
        """One of the fields that every relation may have."""
        value: object = self._relations.column(field)[self._at]
        return value


def relations(context: Context, numbers: Sequence[int]) -> list[Relation]:
    """The relations of some numbers, in their order, with their ends."""
    wanted = as_ints(numbers)
    snapshot = context.snapshot
    ends = np.concatenate([snapshot.starts(wanted), snapshot.ends(wanted)])
    rows, where = np.unique(ends, return_inverse=True)
    nodes = Batch(context, as_ints(rows)).nodes
    batch, many = RelationBatch(snapshot, wanted, None), len(wanted)
    return [
        Relation(batch, at, nodes[int(where[at])], nodes[int(where[many + at])])
        for at in range(many)
    ]
