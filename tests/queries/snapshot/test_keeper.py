"""A snapshot kept current: whoever wrote, whatever happened while it was built."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.changes import Change, ChangeSet, Put, Remove, Revision
from graph_model.columns import Tables
from graph_model.errors import InvalidChangeSet, StoreUnavailable
from graph_model.facts import Item
from queries.impact.impact import impact
from queries.snapshot.keeper import Keeper
from queries.snapshot.snapshot import Snapshot
from stores.protocol import Store
from stores.sqlite import SqliteStore
from tests.support.changes import SEED, sequences
from tests.support.edits import AUTHOR, SOURCE, facts_of, fill, lines_of, snapshot_of
from tests.support.graphs import MODEL, graph_of
from tests.support.sketch import sketch
from tests.support.store_place import Place

DAY = date(2027, 1, 1)


def add(store: Store, id_: str) -> Revision:
    """Commit one more consumer of service:m."""
    agency = sketch(f"agency:{id_} -CONSUMES-> service:m")
    facts = [
        fact for fact in agency.facts if not (isinstance(fact, Item) and fact.id == "service:m")
    ]
    return store.apply(ChangeSet(f"add:{id_}", tuple(map(Put, facts))), AUTHOR, SOURCE)


def touched(snapshot: Snapshot) -> list[str]:
    return sorted(snapshot.ids_of(impact(snapshot, ["service:m"], "outage", DAY).rows))


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    found = SqliteStore(None, MODEL)
    fill(found, sketch("service:m -DEPENDS_ON-> ci:a"))
    yield found
    found.close()


def test_changes_of_ones_own_and_of_others_are_seen_at_the_next_question(place: Place) -> None:
    mine, other = place.open(), place.open()
    fill(mine, sketch("service:m -DEPENDS_ON-> ci:a"))
    keeper = Keeper(mine, MODEL)
    add(mine, "mine")
    assert touched(keeper.refresh()) == ["agency:mine", "service:m"]
    add(other, "other")
    assert touched(keeper.refresh()) == ["agency:mine", "agency:other", "service:m"]
    assert facts_of(keeper.snapshot) == facts_of(snapshot_of(other))
    assert keeper.snapshot.revision == 3


def test_a_reader_keeps_its_revision_from_start_to_end(store: SqliteStore) -> None:
    keeper = Keeper(store, MODEL)
    reader = keeper.refresh()
    before = facts_of(reader)
    store.apply(ChangeSet("gone", (Remove("ci:a"),)), AUTHOR, SOURCE)
    add(store, "g")
    assert keeper.refresh().revision == 3
    assert (reader.revision, facts_of(reader), touched(reader)) == (1, before, ["service:m"])


@settings(max_examples=40)
@given(sequences())
def test_several_revisions_are_followed_at_once(series: list[list[Change]]) -> None:
    store = SqliteStore(None, MODEL)
    try:
        fill(store, graph_of(SEED))
        keeper = Keeper(store, MODEL)
        apply_valid(store, series)
        found = keeper.refresh()
        assert facts_of(found) == lines_of(store.read().facts(MODEL))
        assert found.revision == store.revision()
    finally:
        store.close()


def test_nothing_new_is_the_same_snapshot(store: SqliteStore) -> None:
    keeper = Keeper(store, MODEL)
    assert keeper.refresh() is keeper.refresh() is keeper.at(None) is keeper.at(1)


def apply_valid(store: SqliteStore, series: list[list[Change]]) -> None:
    """Apply the valid ones of some ChangeSets."""
    for n, changes in enumerate(series):
        with suppress(InvalidChangeSet):
            store.apply(ChangeSet(f"n:{n}", tuple(changes)), AUTHOR, SOURCE)


class ReadLater:
    """A source whose read sees commits made after it noted the revision, as Neo4j's may."""

    def __init__(self, store: SqliteStore, noted: int) -> None:
        self.store, self.noted = store, noted
        self.journal, self.revision = store.journal, store.revision

    def read(self) -> Tables:
        tables = self.store.read()
        tables.revision = self.noted
        return tables


@settings(max_examples=60)
@given(sequences())
def test_replay_over_a_later_read_does_no_harm(series: list[list[Change]]) -> None:
    store = SqliteStore(None, MODEL)
    try:
        fill(store, graph_of(SEED))
        apply_valid(store, series)
        expected = lines_of(store.read().facts(MODEL))
        for noted in range(store.revision() + 1):
            assert facts_of(Keeper(ReadLater(store, noted), MODEL).snapshot) == expected
    finally:
        store.close()


@settings(max_examples=40)
@given(sequences(), st.integers(1, 6))
def test_compaction_changes_nothing(series: list[list[Change]], size: int) -> None:
    store = SqliteStore(None, MODEL)
    try:
        fill(store, graph_of(SEED))
        keeper = Keeper(store, MODEL, compact_at=size)
        for n, changes in enumerate(series):
            try:
                store.apply(ChangeSet(f"n:{n}", tuple(changes)), AUTHOR, SOURCE)
            except InvalidChangeSet:
                continue
            expected = lines_of(store.read().facts(MODEL))
            assert facts_of(keeper.refresh()) == expected
            keeper.close()
            assert facts_of(keeper.snapshot) == expected
            assert keeper.snapshot.patch.size < size
    finally:
        store.close()


class Held:
    """A source whose second read waits to be let go, or fails."""

    def __init__(self, store: SqliteStore, fails: bool = False) -> None:
        self.store, self.fails, self.reads = store, fails, 0
        self.go, self.reached = Event(), Event()
        self.journal, self.revision = store.journal, store.revision

    def read(self) -> Tables:
        self.reads += 1
        if self.reads > 1:
            self.reached.set()
            assert self.go.wait(60)
            if self.fails:
                raise StoreUnavailable("gone for a moment")
        return self.store.read()


def test_questions_go_on_while_a_base_is_built(store: SqliteStore) -> None:
    source = Held(store)
    keeper = Keeper(source, MODEL, compact_at=2)
    add(store, "a")
    assert touched(keeper.refresh()) == ["agency:a", "service:m"]
    assert source.reached.wait(60)
    add(store, "b")
    during = keeper.refresh()
    assert touched(during) == ["agency:a", "agency:b", "service:m"]
    assert during.patch.size > 2
    source.go.set()
    keeper.close()
    after = keeper.refresh()
    assert (touched(after), after.patch.size, source.reads) == (touched(during), 0, 2)


def test_a_base_that_could_not_be_built_is_tried_again(store: SqliteStore) -> None:
    source = Held(store, fails=True)
    source.go.set()
    keeper = Keeper(source, MODEL, compact_at=2)
    add(store, "a")
    keeper.refresh()
    keeper.close()
    assert touched(keeper.snapshot) == ["agency:a", "service:m"]
    source.fails = False
    keeper.refresh()
    keeper.close()
    assert (touched(keeper.snapshot), keeper.snapshot.patch.size) == (["agency:a", "service:m"], 0)


def test_an_earlier_revision_is_worked_out_once(store: SqliteStore) -> None:
    keeper = Keeper(store, MODEL)
    add(store, "a")
    assert keeper.at(1) is keeper.at(1)
    assert touched(keeper.at(1)) == ["service:m"]
    add(store, "b")
    assert touched(keeper.at(2)) == ["agency:a", "service:m"]
