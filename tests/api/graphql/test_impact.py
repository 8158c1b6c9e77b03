"""The worked cases of what impact means, through GraphQL, on both stores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from neo4j import Driver

from graph_model.declare import constant
from graph_model.model import standard_model
from stores.neo4j import Neo4jStore
from tests.support.cases import Case, cases
from tests.support.graphql_door import GraphQLDoor, door_on, facts_in, opened_door
from tests.support.neo4j_server import Neo4jServer, empty

IMPACT = """
query ($of: [ID!]!, $lens: Lens!, $asOf: Date, $after: String) {
  impact(of: $of, lens: $lens, asOf: $asOf) {
    complete
    counts { kind level count }
    affected(first: 7, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { level item { __typename id } witness { level item { id } relation { to { id } } } }
    }
  }
}
"""


def levels(door: GraphQLDoor, case: Case) -> dict[str, str]:
    """Every affected item's level, read page by page."""
    found: dict[str, str] = {}
    after = None
    while True:
        asked = {"of": case["of"], "lens": constant(case["lens"]), "asOf": case["as_of"]}
        impact = door.ask(IMPACT, **asked, after=after)["impact"]
        page = impact["affected"]
        assert impact["complete"]
        for node in page["nodes"]:
            assert node["item"]["id"] not in found
            found[node["item"]["id"]] = node["level"]
            if node["witness"]:
                last = node["witness"][-1]
                assert (last["item"]["id"], last["level"]) == (node["item"]["id"], node["level"])
        if not page["pageInfo"]["hasNextPage"]:
            assert len(found) == page["totalCount"]
            assert sum(one["count"] for one in impact["counts"]) == page["totalCount"]
            return found
        after = page["pageInfo"]["endCursor"]


@contextmanager
def on_neo4j(server: Neo4jServer, driver: Driver) -> Iterator[GraphQLDoor]:
    """The door over the server's one database, emptied."""
    empty(driver)
    store = Neo4jStore(server.uri, standard_model(), server.user, server.password)
    try:
        yield door_on(store)
    finally:
        store.close()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def door(request: pytest.FixtureRequest) -> Iterator[GraphQLDoor]:
    """All cases in one store: no two share an id."""
    given = ("neo4j_server", "neo4j_driver") if request.param == "neo4j" else ()
    servers = [request.getfixturevalue(name) for name in given]
    with on_neo4j(*servers) if servers else opened_door() as door:
        door.put(fact for case in cases() for fact in facts_in(case["graph"]))
        yield door


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.get("why", ""))
def test_a_case(case: Case, door: GraphQLDoor) -> None:
    assert levels(door, case) == case["expected"]
