"""A relation's connections: its edges carry its fields, and all of a batch are followed at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from strawberry.types.field import StrawberryField

from api.graphql.context import Context
from api.graphql.field import ComputedField, DeclaredField, PlainField
from api.graphql.kind_input import connection_arguments
from api.graphql.registry import Registry
from api.graphql.shape import output
from queries.answers.batch import Node
from queries.answers.lookup import Lookups
from queries.answers.page import Page
from queries.answers.relation_page import RelationPages
from queries.answers.way import Way


def relation_field(way: Way, registry: Registry, lookups: Lookups) -> ComputedField:
    """The field by which a kind answers a relation from its end."""
    name = registry.once(f"{way.types}Connection", lambda: _connection(way, registry))
    arguments = connection_arguments(way.target, registry, related=True)
    described = f"{way.relation.meaning} ({way.relation.name})"

    def resolve(source: Node, context: Context, **given: Any) -> Page:
        key = (way.relation.name, way.direction, way.kind, repr(given))
        pages = source.batch.made(key, lambda batch: RelationPages(batch, way, given, lookups))
        page: Page = pages.page(source.at)
        return page

    return ComputedField(way.name, name, resolve, registry, described, arguments)


def _connection(way: Way, registry: Registry) -> None:
    type_ = way.relation
    edge = f"{way.types}Edge"
    fields: list[StrawberryField] = [
        PlainField("cursor", "str", registry, "The place of the edge in its connection."),
        PlainField("node", way.target, registry, "What stands at the other end."),
    ]
    owner = type_.name.title().replace("_", "")
    fields += [DeclaredField(f, output(f, owner, registry), registry) for f in type_.fields]
    registry.object(edge, fields, f"A {type_.name} and what stands at its other end.")
    connection_type(f"{way.types}Connection", edge, way.target, registry)


def connection_type(
    name: str, edge: str, node: str, registry: Registry, more: Sequence[PlainField] = ()
) -> None:
    """A connection over edges of a type, with ``more`` fields of its own."""
    fields = [
        PlainField("edges", f"list[{edge}]", registry, "The page's nodes with their cursors."),
        PlainField("nodes", f"list[{node}]", registry, "The page's nodes alone."),
        PlainField("page_info", "PageInfo", registry, "Where the page stands."),
        PlainField("total_count", "int", registry, "How many there are on all pages."),
        *more,
    ]
    registry.object(name, fields, f"A page of {node}.")
