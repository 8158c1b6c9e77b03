"""The GraphQL types of the model's kinds, and the connections that list them."""

from __future__ import annotations

from typing import Any

from strawberry.types.field import StrawberryField

from api.graphql.context import Context
from api.graphql.field import ComputedField, DeclaredField, PlainField, argument
from api.graphql.item import id_field, kind_field
from api.graphql.kind_input import connection_arguments
from api.graphql.question import about_of, facts_arguments
from api.graphql.registry import Registry
from api.graphql.relation import connection_type, relation_field
from api.graphql.shape import output
from graph_model.declare import Kind
from graph_model.model import Model
from queries.answers.batch import Node, attribute, attributes
from queries.answers.derived import fields_of
from queries.answers.lookup import Lookups
from queries.answers.page import Page
from queries.answers.way import ways
from queries.questions.catalog import derived_fields


def declare_kind(kind: Kind, model: Model, registry: Registry, lookups: Lookups) -> None:
    """The kind's type with its fields and relations, and its connection."""
    fields: list[StrawberryField] = [id_field(registry), kind_field(registry)]
    told = fields_of(kind, derived_fields())
    fields += [DeclaredField(f, output(f, kind.name, registry), registry) for f in told]
    if kind.open:
        fields += _open(registry)
    fields += [relation_field(way, registry, lookups) for way in ways(model, kind)]
    registry.object(
        kind.name, fields, kind.meaning, (registry.names["Item"], registry.names["Node"])
    )
    _connection(kind.name, registry)


def declare_items(registry: Registry) -> None:
    """The connection over items of any kind."""
    _connection("Item", registry)


def _connection(type_: str, registry: Registry) -> None:
    edge = [
        PlainField("cursor", "str", registry, "The place of the edge in its connection."),
        PlainField("node", type_, registry, "What stands there."),
    ]
    registry.object(f"{type_}Edge", edge, f"A place of a {type_} in a connection.")
    connection_type(f"{type_}Connection", f"{type_}Edge", type_, registry)


def _open(registry: Registry) -> list[StrawberryField]:
    """The fields that answer what the kind does not declare."""

    def all_of(source: Node, context: Context) -> Any:
        return attributes(source)

    def one_of(source: Node, context: Context, name: str) -> Any:
        return attribute(source, name)

    said = "Its open attributes, by name."
    named = argument("name", "str", registry, "The attribute's name.")
    return [
        ComputedField("attributes", "list[Attribute]", all_of, registry, said),
        ComputedField(
            "attribute", "JSON | None", one_of, registry, "One open attribute's value.", [named]
        ),
    ]


def root_field(kind: Kind, registry: Registry, lookups: Lookups) -> ComputedField:
    """The connection over all items of a kind, named by its plural."""

    def resolve(source: None, context: Context, **given: Any) -> Page:
        view = context.asker.view(about_of(given, context))
        return lookups.page(view, kind.name, given)

    return ComputedField(
        kind.plural,
        f"{kind.name}Connection",
        resolve,
        registry,
        kind.meaning,
        [*connection_arguments(kind.name, registry), *facts_arguments(registry)],
    )
