"""Threads: one question computes after another, long ones beside it; no change holds one up."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from anyio import to_thread
from fastapi.testclient import TestClient
from httpx2 import Response

from api import compute
from api.app import create_app
from api.compute import bound_questions, cores, work_out
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
    time.sleep(0.15)  # in which many more would be let in, one in each compute.LONG


AT_ONCE: dict[str, tuple[float, int]] = {
    # seconds until one takes long, so many compute at once
    "as many as cores, where each takes long": (compute.LONG, cores()),
    "one after another, until one takes long": (600, 1),
}


@pytest.mark.parametrize(("long", "expected"), AT_ONCE.values(), ids=AT_ONCE)
@pytest.mark.parametrize(("owner", "method", "ask"), ASKED.values(), ids=ASKED)
def test_no_more_compute_at_once_than_may(
    owner: type,
    method: str,
    ask: Asked,
    long: float,
    expected: int,
    client: TestClient,
    held: Held,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compute, "LONG", long)
    holding(owner, method, held, monkeypatch)
    with ThreadPoolExecutor(MANY) as pool:
        answers = [pool.submit(ask, client, number) for number in range(MANY)]
        settled(held, expected)
        assert client.get("/healthz").status_code == 200
        held.let_go()
        assert {answer.result().status_code for answer in answers} == {200}
    assert held.most == expected


CORES: dict[str, tuple[int, int, int]] = {
    # cores, how many that take long are asked, so many compute at once
    "one core": (1, 5, 1),
    "fewer asked than cores": (4, 2, 2),
    "as many as cores": (4, 4, 4),
    "more than cores": (4, 45, 4),
}


@pytest.mark.parametrize(("free", "asked", "expected"), CORES.values(), ids=CORES)
def test_long_ones_let_others_in_and_take_their_place_back(
    free: int, asked: int, expected: int, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compute, "cores", lambda: free)

    async def run() -> float:
        bound_questions()
        works = [asyncio.create_task(work_out(held)) for _ in range(asked)]
        await asyncio.to_thread(settled, held, expected)
        held.let_go()
        await asyncio.gather(*works)
        return to_thread.current_default_thread_limiter().total_tokens

    assert asyncio.run(run()) == 1
    assert held.most == expected


def test_a_short_one_is_answered_beside_each_long_one_in_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What has lent its place, and is done, leaves the next long one able to lend its own."""
    monkeypatch.setattr(compute, "cores", lambda: 2)
    first, second = Held(), Held()

    async def run() -> None:
        bound_questions()
        begun = [asyncio.create_task(work_out(one)) for one in (first, second)]
        await asyncio.to_thread(settled, second, 1)
        short = asyncio.create_task(work_out(int))
        await asyncio.sleep(0.1)
        assert not short.done()  # two take long, and there are two cores
        first.let_go()
        assert await asyncio.wait_for(short, 30) == 0
        assert await asyncio.wait_for(work_out(int), 30) == 0
        assert not begun[1].done()
        second.let_go()
        await asyncio.gather(*begun)

    asyncio.run(run())


def test_one_that_fails_takes_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compute, "cores", lambda: 2)

    def fail() -> None:
        time.sleep(5 * compute.LONG)
        raise LookupError

    async def run() -> float:
        bound_questions()
        with pytest.raises(LookupError):
            await work_out(fail)
        return to_thread.current_default_thread_limiter().total_tokens

    assert asyncio.run(run()) == 1


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
