"""The probes on a real Neo4j that stops answering: nobody who watches the server is held up."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.http import probes
from application.graph import Graph
from application.settings import Settings
from graph_model.model import standard_model
from stores.neo4j import Neo4jStore
from tests.support.graphql_door import standard_schema
from tests.support.http_client import client_of
from tests.support.lossy_bolt import LossyBolt, lossy_bolt
from tests.support.neo4j_server import Neo4jServer

PATIENCE, TIMEOUT = 0.3, 1.0
"""The timeout is longer than the probe's patience: what it waits for is its own."""
WRITE = {
    "query": 'mutation { applyChangeSet(input: {id: "one", changes: '
    '[{put: {kind: "Agency", id: "a:1", name: "One"}}]}) { revision } }'
}


@pytest.fixture
def way(empty_neo4j: Neo4jServer) -> Iterator[LossyBolt]:
    with lossy_bolt(empty_neo4j.uri) as way:
        yield way


@pytest.fixture
def client(
    way: LossyBolt, empty_neo4j: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    monkeypatch.setattr(probes, "PATIENCE", PATIENCE)
    model, server = standard_model(), empty_neo4j
    store = Neo4jStore(way.url, model, server.user, server.password, timeout=TIMEOUT)
    graph = Graph(Settings(store=way.url, store_timeout=TIMEOUT), store, model)
    with client_of(create_app(graph, standard_schema())) as client:
        yield client
        way.resume()
    store.close()


def timed(client: TestClient) -> tuple[int, str, float]:
    """How /readyz answers, and after how many seconds."""
    began = time.monotonic()
    response = client.get("/readyz")
    return response.status_code, response.json()["status"], time.monotonic() - began


def wait_until_ready(client: TestClient) -> None:
    until = time.monotonic() + 60
    while (found := timed(client))[1] != "ready":
        assert time.monotonic() < until, found
        time.sleep(0.05)


def test_a_stopped_store_is_told_soon_and_again(client: TestClient, way: LossyBolt) -> None:
    wait_until_ready(client)
    way.stall()
    for _ in range(3):
        status, said, took = timed(client)
        assert (status, said) == (503, "store unavailable")
        assert took < PATIENCE + 1
    assert client.get("/healthz").status_code == 200
    assert client.post("/graphql", json={"query": "{ revision }"}).json() == {
        "data": {"revision": 0}
    }
    way.resume()
    wait_until_ready(client)


def test_a_write_to_a_stopped_store_is_told_and_may_be_repeated(
    client: TestClient, way: LossyBolt
) -> None:
    wait_until_ready(client)
    way.stall()
    began = time.monotonic()
    (error,) = client.post("/graphql", json=WRITE).json()["errors"]
    assert error["extensions"]["code"] == "STORE_UNAVAILABLE"
    assert "RAMIFY_STORE_TIMEOUT" in error["message"]
    assert time.monotonic() - began < TIMEOUT + 2
    way.resume()
    wait_until_ready(client)
    assert client.post("/graphql", json=WRITE).json() == {
        "data": {"applyChangeSet": {"revision": 1}}
    }
