"""The GraphQL schema of a model: every type of it derived from the declarations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import strawberry
from graphql import GraphQLError, OperationDefinitionNode, print_schema
from strawberry.extensions import (
    AddValidationRules,
    MaxTokensLimiter,
    ParserCache,
    SchemaExtension,
    ValidationCache,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.types.execution import ExecutionContext

from api.graphql.bulk import BulkExecutor
from api.graphql.catalog import catalog_field
from api.graphql.change_set import apply_field
from api.graphql.connection import connection_mutations, connection_queries
from api.graphql.edit import declare_edit
from api.graphql.erasure import erase_field
from api.graphql.error import INVALID_DOCUMENT
from api.graphql.field import ComputedField, PlainField
from api.graphql.identity import identity_fields
from api.graphql.item import declare_interfaces
from api.graphql.kind import declare_items, declare_kind, root_field
from api.graphql.kind_input import declare_inputs
from api.graphql.limit import NumberLimit, limit_rule
from api.graphql.lookup import lookup_fields
from api.graphql.point import declare_point
from api.graphql.question import question_field
from api.graphql.registry import Registry
from api.graphql.relation_item import declare_relation
from api.graphql.revert import revert_field
from api.graphql.scalar import SCALARS
from api.graphql.still_true import still_true_field
from api.graphql.upload import upload_fields
from api.graphql.withdrawal import withdrawal_fields
from application.settings import Settings
from graph_model.model import Model
from queries.answers.lookup import Lookups
from queries.questions.catalog import derived_fields, questions

REMEMBERED = 100
"""How many documents are remembered, each with what is wrong with it."""


class _OneOperation(SchemaExtension):
    """Refuse a document of several operations that does not say which, as GraphQL has it."""

    def on_execute(self) -> Iterator[None]:
        """Look at the document once it is valid."""
        asked = self.execution_context
        definitions = asked.graphql_document.definitions if asked.graphql_document else ()
        operations = [d for d in definitions if isinstance(d, OperationDefinitionNode)]
        if len(operations) > 1 and asked._provided_operation_name is None:
            message = "operationName: found none, expected one of several in the document"
            raise GraphQLError(message, extensions={"code": INVALID_DOCUMENT})
        yield


class _Schema(strawberry.Schema):
    """A schema whose errors are logged where they are answered: see ``error.py``."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log nothing here."""


def build_schema(model: Model, settings: Settings) -> strawberry.Schema:
    """The schema of a model; the settings bound what it answers.

    Raises:
        InvalidModel: two declarations make types or fields of the same name.
    """
    registry, lookups, rule = Registry(), Lookups.of(model, derived_fields()), limit_rule(settings)
    _names(model, registry)
    _values(registry)
    declare_interfaces(registry)
    declare_inputs(model, registry)
    for kind in model.kinds:
        declare_kind(kind, model, registry, lookups)
    declare_items(registry)
    query = registry.object("Query", _roots(model, registry, lookups), "What can be asked.")
    mutation = registry.object("Mutation", _mutations(registry), "What can be changed.")
    types: list[Any] = [registry.names[kind.name] for kind in model.kinds]
    return _Schema(
        query,
        mutation,
        types=types,
        config=StrawberryConfig(scalar_map=SCALARS),
        execution_context_class=BulkExecutor,
        extensions=[
            lambda: MaxTokensLimiter(max_token_count=settings.max_tokens),
            NumberLimit,
            lambda: AddValidationRules([rule]),
            # The few documents that are asked again and again are read and checked once.
            lambda: ParserCache(REMEMBERED),
            lambda: ValidationCache(REMEMBERED),
            _OneOperation,
        ],
    )


def _mutations(registry: Registry) -> list[ComputedField]:
    fields = (apply_field, revert_field, still_true_field, erase_field)
    return [
        *(field(registry) for field in fields),
        *identity_fields(registry),
        *upload_fields(registry),
        *withdrawal_fields(registry),
        *connection_mutations(registry),
    ]


def _names(model: Model, registry: Registry) -> None:
    """The enums of what the model declares: its kinds, relation types, lenses and levels."""
    levels = dict.fromkeys(level for lens in model.lenses for level in lens.levels)
    named = (
        ("Kind", [kind.name for kind in model.kinds], "The kinds of item."),
        ("RelationType", [type_.name for type_ in model.relations], "The types of relation."),
        ("Level", list(levels), "How badly something is affected, of any lens."),
    )
    for name, values, said in named:
        registry.enum(name, values, said, named=str)
    lenses = [lens.name for lens in model.lenses]
    registry.enum("Lens", lenses, "What impact means.")


def _values(registry: Registry) -> None:
    """The objects that values are told as, and where a page stands."""
    money = [
        PlainField("amount", "Amount", registry, "The amount, in decimal text."),
        PlainField("currency", "str", registry, "The ISO 4217 code of the currency."),
    ]
    registry.object("Money", money, "An amount in a currency.")
    reading = [
        PlainField("on", "Date", registry, "The day it was read."),
        PlainField("value", "float", registry, "The figure, in the unit of its metric."),
    ]
    registry.object("Reading", reading, "A figure that was measured on a day.")
    attribute = [
        PlainField("name", "str", registry, "Its name."),
        PlainField("value", "JSON", registry, "Its value."),
    ]
    registry.object("Attribute", attribute, "An attribute that its item's kind does not declare.")
    page = [
        PlainField("has_next_page", "bool", registry, "Whether more comes after it."),
        PlainField("has_previous_page", "bool", registry, "Whether more comes before it."),
        PlainField("start_cursor", "str | None", registry, "The cursor of its first edge."),
        PlainField("end_cursor", "str | None", registry, "The cursor of its last edge."),
    ]
    registry.object("PageInfo", page, "Where a page stands among all that was asked for (Relay).")


def _roots(model: Model, registry: Registry, lookups: Lookups) -> list[ComputedField]:
    """The questions, the look-ups, and the connection of every kind."""
    declare_edit(registry)
    declare_point(registry)
    declare_relation(registry)
    return [
        *(question_field(question, registry) for question in questions()),
        *lookup_fields(registry),
        catalog_field(model, registry),
        *connection_queries(registry),
        *(root_field(kind, registry, lookups) for kind in model.kinds),
    ]


def schema_text(schema: strawberry.Schema) -> str:
    """The schema in its definition language, with nothing that introspection would not tell."""
    return print_schema(schema._schema)
