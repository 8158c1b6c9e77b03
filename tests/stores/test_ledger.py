"""The ledger beside the graph: records by kind and key, which are no facts and disturb nobody."""

from __future__ import annotations

import pytest

from graph_model.changes import ChangeSet
from stores.protocol import Store
from tests.support.store_graphs import ci, graph, graph_in, put
from tests.support.store_place import Place


@pytest.fixture
def store(place: Place) -> Store:
    store = place.open()
    store.apply(ChangeSet("start", put(ci("a"))), "ann", "test")
    assert not store.disturbed()
    return store


def test_records_are_put_replaced_and_removed(store: Store, place: Place) -> None:
    store.put_records("load", {"one": {"n": 1, "text": "é\n🙂"}, "two": {}})
    store.put_records("load", {"one": {"n": [2, None, 0.5]}, "three": {"x": {"y": True}}})
    store.put_records("load", {"two": None, "nothing": None})
    held = {"one": {"n": [2, None, 0.5]}, "three": {"x": {"y": True}}}
    assert store.records("load") == place.open().records("load") == held
    assert list(store.records("load")) == ["one", "three"]


def test_kinds_are_apart(store: Store) -> None:
    store.put_records("load", {"k": {"n": 1}})
    store.put_records("loads", {"k": {"n": 2}})
    store.put_records("load", {"k": None})
    assert (store.records("load"), store.records("loads")) == ({}, {"k": {"n": 2}})


def test_a_record_is_no_fact_and_makes_no_revision(store: Store) -> None:
    store.put_records("load", {"k": {"id": "b", "name": "B"}})
    assert store.revision() == 1
    assert [revision.number for revision in store.journal()] == [1]
    assert graph_in(store) == graph([ci("a")])


def test_the_number_tells_that_records_changed(store: Store, place: Place) -> None:
    numbers = [store.records_number()]
    for records in ({"k": {"n": 1}}, {"k": {"n": 1}}, {"k": None}):
        store.put_records("load", records)  # type: ignore[arg-type]
        numbers.append(place.open().records_number())
    store.apply(ChangeSet("later", put(ci("b"))), "ann", "test")
    assert len(set(numbers)) == 4
    assert store.records_number() == numbers[-1]


def test_no_record_looks_like_an_edit_past_the_journal(store: Store, place: Place) -> None:
    other = place.open()
    assert not other.disturbed()
    store.put_records("load", {"k": {"n": 1}})
    assert not store.disturbed()
    assert not other.disturbed()
    other.put_records("load", {"k": {"n": 2}})
    store.apply(ChangeSet("later", put(ci("b"))), "ann", "test")
    assert not store.disturbed()
    assert not other.disturbed()
