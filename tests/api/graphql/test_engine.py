"""RAMIFY_ENGINE=neo4j: the worked cases through GraphQL, answered level by level."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.graphql.execute import execute
from application.graph import Graph
from application.settings import Settings
from graph_model.declare import constant
from graph_model.model import standard_model
from stores.neo4j.store import Neo4jStore
from stores.sqlite import SqliteStore
from tests.support.cases import Case, all_graphs, cases
from tests.support.graphql_door import standard_schema
from tests.support.neo4j_server import Neo4jServer, empty

QUERY = """
    query ($of: [ID!]!, $lens: Lens!, $asOf: Date) {
      impact(of: $of, lens: $lens, asOf: $asOf) {
        complete affected(first: 100) { nodes { level item { id } } }
      }
    }
"""
SETTINGS = Settings(engine="neo4j")


@pytest.fixture(scope="module")
def crawling(neo4j_server: Neo4jServer) -> Iterator[Graph]:
    """A door over one Neo4j that holds the graphs of all the cases, whose ids differ."""
    with neo4j_server.driver() as driver:
        empty(driver)
    model = standard_model()
    store = Neo4jStore(neo4j_server.uri, model, neo4j_server.user, neo4j_server.password)
    store.apply(all_graphs(), "test", "cases")
    yield Graph(SETTINGS, store, model)
    store.close()


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["of"][0])
def test_worked_case(crawling: Graph, case: Case) -> None:
    asked = {"of": case["of"], "lens": constant(case["lens"]), "asOf": case["as_of"]}
    answer = execute(standard_schema(), crawling, QUERY, asked)["data"]["impact"]
    levels = {node["item"]["id"]: node["level"] for node in answer["affected"]["nodes"]}
    assert levels == case["expected"]
    assert answer["complete"]


APART = """
    query ($of: [ID!]!, $to: ID!) {
      corridor(of: $of, to: $to, asOf: "2027-01-01") { verdict level nodes { key } }
    }
"""


def test_an_item_that_is_not_touched_can_be_asked_about(crawling: Graph) -> None:
    """It is of another case, so that nothing met on the way leads there."""
    here, there = (case["of"] for case in cases()[:2])
    told = execute(standard_schema(), crawling, APART, {"of": here, "to": there[0]})["data"]
    assert (told["corridor"]["level"], told["corridor"]["nodes"]) == (None, [])
    assert "is not affected: nothing recorded leads there" in told["corridor"]["verdict"]


def test_no_snapshot_of_the_whole_was_built(crawling: Graph) -> None:
    assert not crawling.ready


def test_the_embedded_store_says_that_it_cannot_be_crawled() -> None:
    store = SqliteStore(":memory:", standard_model())
    asked = {"of": ["x"], "lens": "OUTAGE", "asOf": None}
    answer = execute(standard_schema(), Graph(SETTINGS, store, standard_model()), QUERY, asked)
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_QUESTION"
    store.close()
