"""The search question in GraphQL: items by name, id or alias, tolerant of typing errors."""

from __future__ import annotations

from dataclasses import dataclass

from api.graphql.batch import Batch, Node
from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.question import question_field
from api.graphql.registry import Registry
from queries.graph.search import search
from queries.snapshot.rows import as_ints


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A found item and how well it fits, 0 to 100."""

    item: Node
    score: float


def search_field(registry: Registry) -> ComputedField:
    """The root field ``search``, and its type."""
    fields = [
        PlainField("item", "Item", registry, "What was found."),
        PlainField("score", "float", registry, "How well it fits, 0 to 100."),
    ]
    registry.object("SearchHit", fields, "An item that was found.")
    arguments = [
        argument("text", "str", registry, "Words of a name, an id or an alias."),
        argument("kinds", "list[str] | None", registry, "Of one of these kinds, by name."),
        argument("first", "int", registry, "How many, the best first.", 20),
    ]
    said = "Which items have such a name, id or alias? Names that are alike where none has."
    return question_field("search", "list[SearchHit]", resolve, registry, said, arguments)


def resolve(
    source: None, context: Context, text: str, kinds: list[str] | None = None, first: int = 20
) -> list[SearchHit]:
    """The best hits, best first."""
    hits = search(context.snapshot, text, kinds, context.page(first) or 0)
    nodes = Batch(context, as_ints([hit.row for hit in hits])).nodes
    return [SearchHit(node, hit.score) for node, hit in zip(nodes, hits, strict=True)]
