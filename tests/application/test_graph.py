"""A graph at work: what it says of itself before anybody asks a question."""

from __future__ import annotations

from typing import Literal

import pytest

from application.author import Author
from application.graph import EMPTIED, EMPTY, NOT_YET, Graph
from application.settings import Settings
from graph_model.changes import ChangeSet, Put, Remove
from graph_model.facts import Item
from graph_model.model import standard_model
from queries.snapshot.snapshot import Snapshot
from tests.support.store_place import Place

MODEL = standard_model()
TAX = Put(Item("Agency", "tax", {"name": "Tax"}))


def facts_of(graph: Graph) -> Snapshot:
    """What a question is asked of: nothing, where the store is asked level by level."""
    return graph.nothing if graph.settings.engine == "neo4j" else graph.snapshot()


@pytest.mark.parametrize("engine", ["snapshot", "neo4j"])
def test_an_empty_store_says_so_and_what_to_do(
    place: Place, engine: Literal["snapshot", "neo4j"]
) -> None:
    graph = Graph(Settings(engine=engine), place.open(), MODEL)
    assert graph.emptiness(facts_of(graph)) == EMPTY
    assert "`ramify load FILE…`" in EMPTY
    graph.apply(ChangeSet("one", (TAX,)), Author("ann"), "test")
    assert graph.emptiness(facts_of(graph)) is None


def test_a_store_that_was_emptied_says_that(place: Place) -> None:
    graph = Graph(Settings(), place.open(), MODEL)
    graph.apply(ChangeSet("one", (TAX,)), Author("ann"), "test")
    graph.apply(ChangeSet("two", (Remove("tax"),)), Author("ann"), "test")
    assert graph.emptiness(graph.snapshot()) == EMPTIED
    assert graph.emptiness(graph.at(0)) == NOT_YET
    assert graph.emptiness(graph.at(1)) is None
