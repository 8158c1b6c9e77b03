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

from api.graphql.affected import declare_affected
from api.graphql.bulk import BulkExecutor
from api.graphql.change_set import apply_field
from api.graphql.check import check_field
from api.graphql.concentration import concentration_field
from api.graphql.confidence import declare_confidence
from api.graphql.coverage_gap import coverage_gaps_field
from api.graphql.criticality import criticality_field
from api.graphql.cut_sets import cut_sets_field
from api.graphql.edit import declare_edit
from api.graphql.error import INVALID_DOCUMENT
from api.graphql.expiration import expirations_field
from api.graphql.family import contract_family_field
from api.graphql.field import ComputedField
from api.graphql.health import health_field
from api.graphql.history import diff_field
from api.graphql.impact import impact_field
from api.graphql.inputs import Inputs
from api.graphql.item import Item
from api.graphql.journal import journal_field
from api.graphql.kind import declare_items, declare_kind, root_field
from api.graphql.kind_input import declare_inputs
from api.graphql.limit import limit_rule
from api.graphql.lookup import lookup_fields
from api.graphql.path import path_field
from api.graphql.registry import Registry
from api.graphql.relation_item import declare_relation
from api.graphql.roadmap import roadmap_field
from api.graphql.scalar import SCALARS
from api.graphql.scenario import scenario_field
from api.graphql.search import search_field
from api.graphql.service_level import service_level_field
from api.graphql.single_points_of_failure import single_points_of_failure_field
from api.graphql.sourcing_sweep import sourcing_sweep_field
from api.graphql.structure import structure_field
from api.graphql.substitution import substitution_field
from api.graphql.trigger import contract_triggers_field
from api.graphql.witness import declare_witness
from application.settings import Settings
from graph_model.model import Model

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
    registry, inputs, rule = Registry(), Inputs.of(model), limit_rule(settings)
    registry.add("Item", Item)
    declare_inputs(model, registry)
    for kind in model.kinds:
        declare_kind(kind, model, registry, inputs)
    declare_items(registry)
    query = registry.object("Query", _roots(model, registry, inputs), "What can be asked.")
    mutation = registry.object("Mutation", [apply_field(registry)], "What can be changed.")
    types: list[Any] = [registry.names[kind.name] for kind in model.kinds]
    return _Schema(
        query,
        mutation,
        types=types,
        config=StrawberryConfig(scalar_map=SCALARS),
        execution_context_class=BulkExecutor,
        extensions=[
            lambda: MaxTokensLimiter(max_token_count=settings.max_tokens),
            lambda: AddValidationRules([rule]),
            # The few documents that are asked again and again are read and checked once.
            lambda: ParserCache(REMEMBERED),
            lambda: ValidationCache(REMEMBERED),
            _OneOperation,
        ],
    )


def _roots(model: Model, registry: Registry, inputs: Inputs) -> list[ComputedField]:
    """The questions, the look-ups, and the connection of every kind."""
    declare_edit(registry)
    declare_relation(registry)
    declare_confidence(registry)
    declare_witness(registry)
    declare_affected(registry)
    questions = (
        *(impact_field, substitution_field, search_field, path_field, journal_field),
        *(scenario_field, diff_field),
        *(criticality_field, single_points_of_failure_field, cut_sets_field),
        *(structure_field, check_field),
        *(expirations_field, coverage_gaps_field, contract_family_field),
        *(contract_triggers_field, roadmap_field),
        *(service_level_field, sourcing_sweep_field, health_field),
    )
    return [
        *(question(registry) for question in questions),
        concentration_field(registry, model),
        *lookup_fields(registry),
        *(root_field(kind, registry, inputs) for kind in model.kinds),
    ]


def schema_text(schema: strawberry.Schema) -> str:
    """The schema in its definition language, with nothing that introspection would not tell."""
    return print_schema(schema._schema)
