"""The path question in GraphQL: how two items hang together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.graphql.batch import Batch, Node
from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.question import question_field
from api.graphql.registry import Registry
from api.graphql.relation_item import Relation, relations
from queries.graph.path import path
from queries.snapshot.rows import as_ints


@dataclass(frozen=True, slots=True)
class Path:
    """A walk as it is answered."""

    items: Sequence[Node]
    relations: list[Relation]


def path_field(registry: Registry) -> ComputedField:
    """The root field ``path``, and its type."""
    fields = [
        PlainField("items", "list[Item]", registry, "The items on the way, both ends included."),
        PlainField("relations", "list[Relation]", registry, "The relations between them."),
    ]
    registry.object("Path", fields, "A shortest way between two items.")
    arguments = [
        argument("from", "ID", registry, "One end."),
        argument("to", "ID", registry, "The other end."),
    ]
    said = "How do two items hang together? Null where no way that is recorded joins them."
    return question_field("path", "Path | None", resolve, registry, said, arguments)


def resolve(source: None, context: Context, **given: str | None) -> Path | None:
    """A shortest walk, or None where there is none."""
    start, end = given["from"], given["to"]
    assert start is not None
    assert end is not None
    found = path(context.snapshot, start, end, context.day())
    if not found.rows:
        return None
    nodes = Batch(context, as_ints(found.rows)).nodes
    return Path(nodes, relations(context, found.relations))
