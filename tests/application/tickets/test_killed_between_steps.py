"""Whatever step a process is killed at, or the database away at: nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from graph_model.errors import StoreUnavailable
from stores.neo4j import Neo4jStore
from stores.sqlite import SqliteStore
from tests.support.faulty_store import Killed
from tests.support.graphs import MODEL
from tests.support.mortal_neo4j import mortal_neo4j
from tests.support.neo4j_server import Neo4jServer
from tests.support.store_place import neo4j_place
from tests.support.ticket_story import Strikes, TicketStory

EVERY = 31
"""So many steps apart are the faults of a story that is struck again and again."""


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: hundreds of stores are made, and each commit waits."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        yield Path(folder)


def told(strikes: Strikes, folder: Path, in_place: bool) -> int:
    store = SqliteStore(folder / f"{strikes.at}.sqlite", MODEL)
    try:
        return TicketStory(strikes, store, in_place).told()
    finally:
        store.close()


def away() -> BaseException:
    return StoreUnavailable("the store does not answer")


def test_killed_once_at_each_step(quick: Path) -> None:
    at, steps = 0, 1
    while at < steps:
        strikes = Strikes(at, Killed)
        steps = told(strikes, quick, in_place=False)
        assert strikes.hits == (at < steps)
        at += 1
    assert at > 100, "the story has many steps"


@pytest.mark.parametrize(("fault", "in_place"), [(Killed, True), (away, False), (away, True)])
def test_struck_again_and_again_from_each_step_on(
    fault: Callable[[], BaseException], in_place: bool, quick: Path
) -> None:
    """What mends one fault is struck by the next: each story is struck eight times."""
    for at in range(EVERY):
        strikes = Strikes(at, fault, EVERY, 8)
        told(strikes, quick, in_place)
        assert strikes.hits >= 4


@pytest.mark.parametrize("at", [0, 15])
def test_processes_killed_on_a_neo4j(at: int, empty_neo4j: Neo4jServer) -> None:
    place = neo4j_place(empty_neo4j)
    strikes = Strikes(at, Killed, EVERY, 8)
    TicketStory(strikes, place.open()).told()
    assert strikes.hits >= 4
    place.close()


@pytest.mark.neo4j
def test_a_neo4j_that_is_killed_under_a_process(tmp_path: Path) -> None:
    """Without a word, as what a delivery says is recorded; and started again on what it left."""
    with mortal_neo4j(tmp_path / "neo4j") as neo4j:
        one = neo4j.server
        store = Neo4jStore(one.uri, MODEL, one.user, one.password, timeout=1.5)
        strikes = Strikes(33, neo4j.kill)
        TicketStory(strikes, store, mend=neo4j.mend).told()
        assert neo4j.kills == 1
        store.close()
