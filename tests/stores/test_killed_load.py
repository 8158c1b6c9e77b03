"""A load killed at any moment and run again ends in the same graph as an undisturbed one."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest

from graph_model.changes import ChangeSet
from graph_model.claims import Assertions
from graph_model.difference import difference
from graph_model.model import standard_model
from graph_model.said_rows import LoadTerms, Placed
from stores.loads import incomplete_loads
from stores.protocol import Store
from stores.sqlite import SqliteStore
from tests.support.forking import Forking, forking
from tests.support.load_again import facts_to_load
from tests.support.store_graphs import StoredGraph, graph_in, replayed, state_in
from tests.support.store_place import Place

KILLS = 6


@pytest.fixture(scope="module")
def undisturbed() -> StoredGraph:
    """The graph that one difference, applied at once, leads to."""
    store, model = SqliteStore(None, standard_model()), standard_model()
    try:
        placed = [Placed(fact, "") for fact in facts_to_load()]
        found = difference(placed, Assertions(state_in(store)), model, LoadTerms("test"))
        store.apply(ChangeSet("at once", tuple(found.changes)), "ann", "test")
        return graph_in(store)
    finally:
        store.close()


@pytest.fixture(scope="module")
def load() -> Iterator[Forking]:
    """What loads, each time in a process of its own."""
    with forking("tests.support.load_again") as load:
        yield load


def _kill_after(load: Forking, lines: int, seconds: float) -> None:
    """Kill the process some time after it said so many lines, or at its end."""
    while lines and load.line():
        lines -= 1
    time.sleep(seconds)
    load.kill()


@pytest.mark.parametrize("seed", [1])
def test_killed_load_is_completed_by_loading_again(
    place: Place, load: Forking, undisturbed: StoredGraph, seed: int
) -> None:
    chance, store = random.Random(seed), place.open()
    for _ in range(KILLS):
        load.begin(place, "test")
        _kill_after(load, chance.randint(1, 3), chance.uniform(0, 0.001))
        _check_whole_parts(store)
    load.begin(place, "test")
    assert load.wait() == 0
    assert graph_in(store) == undisturbed
    assert incomplete_loads(store) == ()
    _check_whole_parts(store)


def _check_whole_parts(store: Store) -> None:
    """Whatever was killed, the journal accounts for the graph, and says what is incomplete.

    What was killed may have asked for a commit that comes only now: both are read anew then.
    """
    while True:
        revision = store.revision()
        told, held = replayed(store.journal()), graph_in(store)
        if store.revision() == revision:
            break
    assert told == held
    ids = [id_ for _, id_ in store.change_sets()]
    assert [number for number, _ in store.change_sets()] == list(range(1, len(ids) + 1))
    if ids:
        part, _, parts = ids[-1].rpartition(":")[2].partition("/")
        assert bool(incomplete_loads(store)) == (part != parts)


def test_load_of_what_is_there_makes_no_revision(place: Place, load: Forking) -> None:
    store = place.open()
    for _ in range(2):
        load.begin(place, "test")
        assert load.wait() == 0
        newest = store.revision()
    assert newest == sum(1 for _ in store.journal()) == 17
