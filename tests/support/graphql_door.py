"""GraphQL as its users meet it, on a real store that can be changed, and without a network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

import strawberry

from api.graphql.execute import execute
from api.graphql.schema import build_schema
from application.author import Author
from application.graph import Graph
from application.settings import Settings
from graph_model.changes import ChangeSet, Put, Remove
from graph_model.facts import Fact, Ref
from graph_model.model import Model, standard_model
from stores.protocol import Store
from stores.sqlite import SqliteStore
from tests.support.facts import kept

SETTINGS = Settings(store="sqlite://")
_IDS = count()


@cache
def standard_schema() -> strawberry.Schema:
    """The standard model's schema, made once."""
    return build_schema(standard_model(), SETTINGS)


@dataclass(frozen=True)
class GraphQLDoor:
    """A schema over a graph."""

    graph: Graph
    schema: strawberry.Schema

    def answer(self, query: str, **variables: object) -> dict[str, Any]:
        """The whole response."""
        return execute(self.schema, self.graph, query, variables)

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """The data of a response without errors."""
        answer = self.answer(query, **variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def refused(self, query: str, **variables: object) -> dict[str, Any]:
        """The one error of a response."""
        (error,) = self.answer(query, **variables)["errors"]
        refused: dict[str, Any] = error
        return refused

    def put(self, facts: Iterable[Fact]) -> None:
        """Apply the facts as one ChangeSet."""
        changes = tuple(Put(fact) for fact in facts)
        self.graph.apply(ChangeSet(f"put:{next(_IDS)}", changes), Author("test"), "test")

    def remove(self, refs: Iterable[Ref]) -> None:
        """Remove what the refs name."""
        changes = tuple(Remove(ref) for ref in refs)
        self.graph.apply(ChangeSet(f"remove:{next(_IDS)}", changes), Author("test"), "test")


def door_on(store: Store, settings: Settings = SETTINGS, model: Model | None = None) -> GraphQLDoor:
    """The door over a store; a schema of its own where settings or model are not the standard."""
    standard = settings is SETTINGS and model is None
    model = model or standard_model()
    schema = standard_schema() if standard else build_schema(model, settings)
    return GraphQLDoor(Graph(settings, store, model), schema)


@contextmanager
def opened_door(
    facts: Iterable[Fact] = (), settings: Settings = SETTINGS, model: Model | None = None
) -> Iterator[GraphQLDoor]:
    """The door over a new embedded store that holds the facts."""
    store = SqliteStore(None, model or standard_model())
    try:
        door = door_on(store, settings, model)
        door.put(facts)
        yield door
    finally:
        store.close()


def facts_of(records: Iterable[Mapping[str, object]], model: Model | None = None) -> list[Fact]:
    """The facts of raw records; an item without a name is named by its id."""
    model = model or standard_model()
    named = (raw if "from" in raw else {"name": raw["id"], **raw} for raw in records)
    return [kept(dict(raw), model) for raw in named]


def facts_in(graph: Mapping[str, Any]) -> list[Fact]:
    """The facts of a plain graph."""
    return facts_of([*graph["items"], *graph["relations"]])
