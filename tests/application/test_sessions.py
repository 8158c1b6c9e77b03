"""Sessions in a store, of which several processes hold the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from application.graph import Graph
from application.sessions import Sessions
from application.settings import Settings
from graph_model.ledger.session import KIND
from graph_model.ledger.session_use import KIND as USE
from tests.support.fake_clock import FakeClock
from tests.support.graphs import MODEL
from tests.support.store_place import Place

MINUTE = 60


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime.now(UTC))


@pytest.fixture
def graph(place: Place) -> Iterator[Graph]:
    store = place.open()
    settings = Settings(store="sqlite://", poll_seconds=0.000_001, session_idle_minutes=30)
    yield Graph(settings, store, MODEL)
    store.close()


def test_one_that_is_used_goes_on(graph: Graph, clock: FakeClock) -> None:
    sessions = Sessions(graph, clock)
    value = sessions.begin("key")
    for _ in range(10):
        clock.advance(30 * MINUTE)
        assert sessions.token_of(value) == "key"
    clock.advance(30 * MINUTE + 1)
    assert sessions.token_of(value) is None
    assert graph.store.records(KIND) == []


def test_what_one_process_saw_of_it_another_knows(graph: Graph, clock: FakeClock) -> None:
    here, there = Sessions(graph, clock), Sessions(graph, clock)
    value = here.begin("key")
    assert here.token_of(value) == "key"
    clock.advance(25 * MINUTE)
    assert there.token_of(value) == "key"
    clock.advance(25 * MINUTE)
    assert here.token_of(value) == "key"
    there.end(value)
    assert here.token_of(value) is None
    assert there.token_of(value) is None
    assert graph.store.records(USE) == []


def test_that_it_is_used_is_written_down_once_a_minute(graph: Graph, clock: FakeClock) -> None:
    sessions = Sessions(graph, clock)
    value = sessions.begin("key")
    sessions.token_of(value)
    number = graph.store.records_number(USE)
    clock.advance(59)
    sessions.token_of(value)
    assert graph.store.records_number(USE) == number
    clock.advance(1)
    sessions.token_of(value)
    assert graph.store.records_number(USE) != number


def test_one_that_is_remembered_needs_no_store(graph: Graph, clock: FakeClock) -> None:
    patient = Graph(Settings(store="sqlite://", poll_seconds=60), graph.store, MODEL)
    sessions = Sessions(patient, clock)
    value = sessions.begin("key")
    assert sessions.remembered(value) is None
    sessions.token_of(value)
    assert sessions.remembered(value) == "key"
    clock.advance(MINUTE)
    assert sessions.remembered(value) is None  # that it is used has to be written down
    assert sessions.remembered("another") is None
