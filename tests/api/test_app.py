"""The application: health, following other writers, and every route against its own description."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from threading import Semaphore
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from structlog.testing import capture_logs

from api.app import create_app
from application.graph import Graph
from application.settings import Settings
from graph_model.changes import ChangeSet, Put
from graph_model.errors import StoreUnavailable
from graph_model.facts import Item
from graph_model.model import standard_model
from queries.snapshot.keeper import Keeper
from stores.sqlite import SqliteStore
from tests.support.graphql_door import SETTINGS, GraphQLDoor, opened_door, standard_schema
from tests.support.http_client import client_of

HEADERS = {"host": "localhost"}
TAKEN = ("path_parameters", "headers", "cookies", "query", "body", "media_type")
"""What a request is made of."""
AGENCY = Put(Item("Agency", "a:1", {"name": "One"}))


SOON = replace(SETTINGS, poll_seconds=0.1)


@pytest.fixture
def door() -> Iterator[GraphQLDoor]:
    store = SqliteStore(None, standard_model())
    yield GraphQLDoor(Graph(SOON, store, standard_model()), standard_schema())
    store.close()


@pytest.fixture
def client(door: GraphQLDoor) -> Iterator[TestClient]:
    with client_of(create_app(door.graph, standard_schema())) as client:
        yield client


def wait_for(client: TestClient, expected: object, path: str = "revision") -> None:
    """Until /readyz says what is expected, a minute at most."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if client.get("/readyz").json()[path] == expected:
            return
        time.sleep(0.02)
    assert client.get("/readyz").json()[path] == expected


def test_it_is_healthy_and_gets_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    wait_for(client, "ready", "status")
    assert client.get("/readyz").json() == {"status": "ready", "revision": 0, "code": None}


def test_it_is_not_ready_before_the_snapshot_is_built(door: GraphQLDoor) -> None:
    app = create_app(door.graph, standard_schema())
    response = client_of(app).get("/readyz")  # not started: nothing was built
    assert response.status_code == 503
    assert response.json()["status"] == "building"


def test_it_is_not_ready_while_the_first_questions_would_wait(
    client: TestClient, door: GraphQLDoor
) -> None:
    wait_for(client, "ready", "status")
    with door.graph.warming():
        response = client.get("/readyz")
        assert (response.status_code, response.json()["status"]) == (503, "building")
        answer = client.post("/graphql", json={"query": "{ revision }"}).json()
        assert answer == {"data": {"revision": 0}}
    assert client.get("/readyz").json()["status"] == "ready"


def test_it_is_not_ready_while_the_store_does_not_answer(
    client: TestClient, door: GraphQLDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: SqliteStore, retry: bool = True) -> int:
        raise StoreUnavailable("gone")

    wait_for(client, "ready", "status")
    monkeypatch.setattr(SqliteStore, "revision", fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "status": "store unavailable",
        "revision": None,
        "code": "STORE_UNAVAILABLE",
    }
    monkeypatch.undo()
    wait_for(client, "ready", "status")


def test_what_another_process_writes_is_answered_soon(
    client: TestClient, door: GraphQLDoor
) -> None:
    wait_for(client, 0)
    door.graph.store.apply(ChangeSet("theirs", (AGENCY,)), "other", "other")
    wait_for(client, 1)
    answer = client.post("/graphql", json={"query": '{ item(id: "a:1") { name } }'})
    assert answer.json() == {"data": {"item": {"name": "One"}}}


def test_following_goes_on_whatever_happened(
    client: TestClient, door: GraphQLDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nobody foresaw must not leave others' writes unseen from then on."""
    wait_for(client, 0)
    failed = Semaphore(0)

    def fail(self: Keeper) -> None:
        failed.release()
        raise ZeroDivisionError

    monkeypatch.setattr(Keeper, "refresh", fail)  # the loop holds the graph's own already
    assert all(failed.acquire(timeout=60) for _ in range(2)), "it is tried again"
    monkeypatch.undo()
    door.graph.store.apply(ChangeSet("theirs", (AGENCY,)), "other", "other")
    wait_for(client, 1)


def test_what_nobody_foresaw_is_masked(door: GraphQLDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Graph, "ready", property(lambda self: 1 / 0))
    app = create_app(door.graph, standard_schema())
    with capture_logs() as logs:
        response = client_of(app, raises=False).get("/readyz")
    assert [log["where"] for log in logs] == ["/readyz"]
    assert response.status_code == 500
    assert response.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "division" not in response.text


def test_nothing_but_loopback_is_bound_without_being_told() -> None:
    assert Settings().host == "127.0.0.1"
    assert SETTINGS.port == 8000


def side_by_side(operations: Iterable[Any]) -> list[list[Any]]:
    """Those that take the same, being one thing in several forms: an answer, its reports."""
    found = defaultdict[str, list[Any]](list)
    for one in operations:
        name, _, _ = one.path.rpartition("/")[2].partition(".")
        takes = [one.definition.raw.get(part) for part in ("parameters", "requestBody")]
        found[json.dumps([one.method, name, takes])].append(one)
    return list(found.values())


def hold_as_described(forms: Sequence[Any], examples: int) -> None:
    """Make so many requests of each of what takes the same, drawn for the first of them."""
    turn = cycle(forms)

    @settings(max_examples=examples * len(forms), phases=[Phase.explicit, Phase.generate])
    @given(case=forms[0].as_strategy())
    def holds(case: Any) -> None:
        one = next(turn).Case(**{part: getattr(case, part) for part in TAKEN})
        # OpenAPI cannot say which text is a GraphQL document: some valid text is refused.
        one.call_and_validate(headers=HEADERS, excluded_checks=[positive_data_acceptance])

    holds()


def test_every_route_is_as_described() -> None:
    """Requests of every form that the OpenAPI description admits, and some that it does not."""
    with opened_door() as door, client_of(app := create_app(door.graph, door.schema)):
        described = schemathesis.openapi.from_asgi("/openapi.json", app, headers=HEADERS)
        results: list[Any] = list(described.get_all_operations())
        assert len(results) >= 4
        for forms in side_by_side(result.ok() for result in results):
            # those of the questions are many, and made from declarations by the same few lines
            hold_as_described(forms, 5 if forms[0].path.startswith("/questions/") else 25)
