"""Threads: as many questions compute at once as there are cores; changes keep none waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from api.compute import cores
from application.graph import Graph
from stores.sqlite import SqliteStore
from tests.support.graphql_door import GraphQLDoor, opened_door
from tests.support.http_client import client_of

MANY = 45
WRITE = "mutation ($i: ApplyChangeSetInput!) { applyChangeSet(input: $i) { revision } }"
Asked = Callable[[TestClient, int], Response]


class Held:
    """A step of some work at which all who come wait until they are let go on."""

    def __init__(self) -> None:
        self._free, self._lock = threading.Event(), threading.Lock()
        self.within = self.most = 0

    def __call__(self) -> None:
        """Wait here."""
        with self._lock:
            self.within += 1
            self.most = max(self.most, self.within)
        self._free.wait(timeout=60)
        with self._lock:
            self.within -= 1

    def let_go(self) -> None:
        """Let all go on, from now on."""
        self._free.set()


@pytest.fixture
def door() -> Iterator[GraphQLDoor]:
    with opened_door() as door:
        yield door


@pytest.fixture
def client(door: GraphQLDoor) -> Iterator[TestClient]:
    with client_of(create_app(door.graph, door.schema)) as client:
        until = time.monotonic() + 60
        while client.get("/readyz").json()["status"] != "ready" and time.monotonic() < until:
            time.sleep(0.02)
        yield client


@pytest.fixture
def held() -> Iterator[Held]:
    held = Held()
    yield held
    held.let_go()


def write(client: TestClient, number: int) -> Response:
    put = {"put": {"kind": "Agency", "id": f"a:{number}", "name": "One"}}
    given = {"i": {"id": f"w:{number}", "changes": [put]}}
    return client.post("/graphql", json={"query": WRITE, "variables": given})


ASKED: dict[str, tuple[type, str, Asked]] = {
    # what is asked, and a method of the graph that works it out
    "GraphQL": (
        Graph,
        "snapshot",
        lambda client, _: client.post("/graphql", json={"query": "{ revision }"}),
    ),
    "a report": (Graph, "today", lambda client, _: client.get("/reports/health.html")),
    "a calendar": (Graph, "today", lambda client, _: client.get("/calendar/contracts.ics")),
}


def holding(owner: type, method: str, held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a method wait before it does what it does."""
    original = getattr(owner, method)

    def waiting(*args: object, **kwargs: object) -> object:
        held()
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, method, waiting)


def settled(held: Held, expected: int) -> None:
    """Until so many wait, and no more come."""
    until = time.monotonic() + 30
    while held.within < expected and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.3)


@pytest.mark.parametrize(("owner", "method", "ask"), ASKED.values(), ids=ASKED)
def test_no_more_compute_at_once_than_there_are_cores(
    owner: type,
    method: str,
    ask: Asked,
    client: TestClient,
    held: Held,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    holding(owner, method, held, monkeypatch)
    with ThreadPoolExecutor(MANY) as pool:
        answers = [pool.submit(ask, client, number) for number in range(MANY)]
        settled(held, cores())
        assert client.get("/healthz").status_code == 200
        held.let_go()
        assert {answer.result().status_code for answer in answers} == {200}
    assert held.most == cores()


def test_writes_that_wait_keep_no_question_waiting(
    client: TestClient, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding(SqliteStore, "apply", held, monkeypatch)
    with ThreadPoolExecutor(MANY) as pool:
        writes: list[Future[Response]] = [pool.submit(write, client, n) for n in range(MANY)]
        settled(held, 1)
        for _ in range(20):
            answer = client.post("/graphql", json={"query": "{ revision }"})
            assert "data" in answer.json()
            assert client.get("/readyz").status_code == 200
        assert not any(one.done() for one in writes)
        held.let_go()
        revisions = {one.result().json()["data"]["applyChangeSet"]["revision"] for one in writes}
    assert len(revisions) == MANY
    assert held.most == 1
