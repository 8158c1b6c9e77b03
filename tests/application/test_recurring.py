"""What a server does at its time beside answering."""

from __future__ import annotations

import time

from api.app import create_app
from application.graph import Graph
from application.recurring import EVERY, FORGET, handlers, recur
from application.scheduler import Scheduler
from graph_model.ledger.upload import KIND, Upload
from graph_model.model import standard_model
from stores.sqlite import SqliteStore
from tests.support.fake_clock import FakeClock
from tests.support.graphql_door import SETTINGS, standard_schema
from tests.support.http_client import client_of

NEXT = "2026-12-01T03:00:00.000000Z"
ENDED = KIND.kept(Upload("u", "file.csv", 1, "", "ann", "", "2001-01-01T00:00:00Z"))


def forgotten(store: SqliteStore) -> bool:
    """Whether no record is left that has ended: one that forgets now finds none."""
    return store.forget_ended() == 0


def test_what_has_ended_is_forgotten_every_hour_by_one_of_the_servers() -> None:
    store, clock = SqliteStore(None, standard_model()), FakeClock()
    graph = Graph(SETTINGS, store, standard_model())
    servers = [Scheduler(store, clock, handlers(graph)) for _ in range(2)]
    begun = []
    for seconds in (0, EVERY / 2, EVERY / 2):
        clock.advance(seconds)
        for server in servers:
            recur(server)
        store.write_records([ENDED])
        begun.append([server.run_due() for server in servers])
    assert begun == [[1, 0], [0, 0], [1, 0]]
    assert forgotten(store)
    graph.close()
    store.close()


def test_a_server_does_what_is_due_by_its_clock() -> None:
    store, clock = SqliteStore(None, standard_model()), FakeClock()
    graph = Graph(SETTINGS, store, standard_model())
    with client_of(create_app(graph, standard_schema(), clock)):
        until = time.monotonic() + 60
        while time.monotonic() < until and not _next_due(graph, clock):
            time.sleep(0.02)
    assert _next_due(graph, clock)
    graph.close()
    store.close()


def _next_due(graph: Graph, clock: FakeClock) -> bool:
    """Whether it was done, and is due again in an hour."""
    jobs = [job for job in Scheduler(graph.store, clock, {}).jobs() if job.kind == FORGET]
    return [(job.attempts, job.claim) for job in jobs] == [(0, None)] and jobs[0].due_at == NEXT
