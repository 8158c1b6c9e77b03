"""GraphQL for who stands at another door: the schema, its text, and one document's answer."""

from __future__ import annotations

from typing import Any

import strawberry

from api.graphql.execute import execute
from api.graphql.schema import build_schema, schema_text
from application.graph import Graph, read_model
from application.settings import Settings
from stores.gc_pause import gc_pause


def schema_of(graph: Graph) -> strawberry.Schema:
    """The schema of a graph's model."""
    return build_schema(graph.model, graph.settings)


def text_of(settings: Settings) -> str:
    """The schema of an installation in its definition language."""
    with gc_pause():
        return schema_text(build_schema(read_model(settings), settings))


def asked(schema: strawberry.Schema, graph: Graph, query: str) -> dict[str, Any]:
    """The response to a document."""
    return execute(schema, graph, query)
