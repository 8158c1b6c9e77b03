"""A load killed at any moment and run again ends in the same graph as an undisturbed one."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph_model.changes import ChangeSet
from graph_model.claims import Assertions
from graph_model.difference import difference
from graph_model.model import standard_model
from graph_model.said_rows import LoadTerms, Placed
from stores.loads import incomplete_loads
from stores.protocol import Store
from stores.sqlite import SqliteStore
from tests.support.load_again import facts_to_load
from tests.support.store_graphs import StoredGraph, graph_in, replayed, state_in
from tests.support.store_place import Place

KILLS = 6
ROOT = Path(__file__).parents[2]


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


def _start(place: Place) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.load_again", "test"],
        cwd=ROOT,
        env=place.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )


def _kill_after(process: subprocess.Popen[str], lines: int, seconds: float) -> None:
    """Kill the process some time after it said so many lines."""
    assert process.stdout is not None
    for _ in range(lines):
        process.stdout.readline()
    time.sleep(seconds)
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("seed", [1])
def test_killed_load_is_completed_by_loading_again(
    place: Place, undisturbed: StoredGraph, seed: int
) -> None:
    chance, store = random.Random(seed), place.open()
    for _ in range(KILLS):
        _kill_after(_start(place), chance.randint(1, 3), chance.uniform(0, 0.03))
        _check_whole_parts(store)
    with _start(place) as last:
        assert last.wait() == 0
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


def test_load_of_what_is_there_makes_no_revision(place: Place) -> None:
    store = place.open()
    for _ in range(2):
        with _start(place) as process:
            assert process.wait() == 0
        newest = store.revision()
    assert newest == sum(1 for _ in store.journal()) == 17
