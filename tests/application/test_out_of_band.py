"""Edits in plain Cypher are journaled by whoever serves, and questions see them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from neo4j import Driver

from application.author import Author
from application.graph import Graph
from application.out_of_band import Reconciler
from application.settings import Settings
from graph_model.changes import ChangeSet, Put
from graph_model.facts import Item
from graph_model.model import standard_model
from stores.neo4j.store import Neo4jStore
from stores.sqlite import SqliteStore
from tests.support.neo4j_server import Neo4jServer

MAIL = Put(Item("Service", "service:mail", {"name": "Mail"}))


@pytest.fixture
def graph(empty_neo4j: Neo4jServer) -> Iterator[Graph]:
    server, model = empty_neo4j, standard_model()
    store = Neo4jStore(server.uri, model, server.user, server.password)
    store.apply(ChangeSet("start", (MAIL,)), "ann", "test")
    yield Graph(Settings(), store, model)
    store.close()


def edit(driver: Driver, statement: str) -> None:
    with driver.session() as session:
        session.run(statement).consume()


def test_an_edit_is_seen_and_journaled(graph: Graph, neo4j_driver: Driver) -> None:
    reconciler = Reconciler(graph)
    assert graph.refresh().count == 1
    assert reconciler.look() is None
    edit(neo4j_driver, "CREATE (:Item:Agency {id: 'agency:tax', name: 'Tax'})")
    edit(neo4j_driver, "MATCH (s:Item {id: 'service:mail'}) SET s.name = 'E-mail'")
    found = reconciler.look()
    assert found is not None
    assert [(r.source, len(r.images)) for r in found.revisions] == [("out-of-band", 2)]
    snapshot = graph.snapshot()
    assert snapshot.find("agency:tax") is not None
    assert snapshot.name(int(snapshot.rows(["service:mail"])[0])) == "E-mail"
    assert reconciler.look() is None


def test_what_is_invalid_is_told_and_left_out(graph: Graph, neo4j_driver: Driver) -> None:
    reconciler = Reconciler(graph)
    graph.refresh()
    edit(neo4j_driver, "CREATE (:Item:Service {id: 'service:nameless'})")
    found = reconciler.look()
    assert found is not None
    assert found.revisions == ()
    assert any("service:nameless" in str(problem) for problem in found.problems)
    assert graph.snapshot().find("service:nameless") is None


def test_own_changes_are_no_reason_to_compare(graph: Graph) -> None:
    reconciler = Reconciler(graph)
    graph.refresh()
    graph.apply(
        ChangeSet("two", (Put(Item("Agency", "a:1", {"name": "One"})),)), Author("ann"), "test"
    )
    assert reconciler.look() is None


def test_it_compares_anyhow_once_in_a_while() -> None:
    store = SqliteStore(None, standard_model())
    graph = Graph(Settings(), store, standard_model())
    assert Reconciler(graph, every=3_600).look() is None
    assert Reconciler(graph, every=0).look() is not None
    store.close()
