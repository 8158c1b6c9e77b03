"""Writers of one process take turns in the order in which they came."""

from __future__ import annotations

import time
from threading import Thread

import pytest

from graph_model.changes import ChangeSet
from graph_model.errors import StoreUnavailable
from stores.sqlite import SqliteStore
from stores.sqlite.turns import Turns
from tests.support.graphs import MODEL
from tests.support.store_graphs import ci, put


def test_turns_come_in_the_order_of_asking() -> None:
    turns, order = Turns(), list[int]()
    assert turns.take(0)

    def write(number: int) -> None:
        assert turns.take(10)
        order.append(number)
        turns.end()

    threads = []
    for number in range(20):
        threads.append(Thread(target=write, args=(number,)))
        threads[-1].start()
        while len(turns._waiting) <= number:
            time.sleep(0.000_1)
    turns.end()
    for thread in threads:
        thread.join()
    assert order == list(range(20))
    assert turns.take(0)


def test_who_waits_no_more_is_passed_over() -> None:
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.end()
    assert turns.take(0)


def test_one_that_writes_all_the_while_keeps_nobody_out() -> None:
    store, done = SqliteStore(None, MODEL), list[bool]()

    def write() -> None:
        number = 0
        while not done:
            number += 1
            store.apply(ChangeSet(f"s{number}", put(ci(f"n{number}"))), "ann", "test")

    busy = Thread(target=write)
    busy.start()
    waits = []
    for number in range(20):
        began = time.monotonic()
        store.apply(ChangeSet(f"one{number}", put(ci(f"m{number}"))), "bob", "test")
        waits.append(time.monotonic() - began)
    done.append(True)
    busy.join()
    store.close()
    assert max(waits) < 5, waits


def test_a_writer_that_never_ends_is_not_waited_for_beyond_the_time() -> None:
    store = SqliteStore(None, MODEL, busy_timeout=0.05)
    late = ChangeSet("late", put(ci("n")))
    waits = pytest.raises(StoreUnavailable, match="others are writing")
    with store._connections.transaction("BEGIN IMMEDIATE"), waits:
        store.apply(late, "bob", "test")
    store.apply(late, "bob", "test")
    store.close()
