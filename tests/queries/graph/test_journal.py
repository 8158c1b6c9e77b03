"""The journal told: every entry in pages, whole to who sees all, masked to who sees a part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.changes import Change, ChangeSet, Put, Remove, SetFields, start_and_end
from graph_model.errors import InvalidChangeSet, NotFound
from graph_model.facts import Item, Relation
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, hiding
from queries.graph.journal import journal_since
from stores.sqlite import SqliteStore
from tests.support.asking import asked_of
from tests.support.changes import SEED, sequences
from tests.support.edits import AUTHOR, SOURCE, fill
from tests.support.graphs import MODEL, graph_of
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
SERIES: list[tuple[str, list[Change]]] = [
    ("mail", [Put(Item("Service", "service:m", {"name": "Mail"}))]),
    (
        "secret",
        [
            Put(Item("ConfigurationItem", "ci:x", {"name": "X"})),
            Put(Relation("DEPENDS_ON", "service:m", "ci:x")),
            SetFields("service:m", {"name": "Post"}),
        ],
    ),
    ("secret only", [SetFields("ci:x", {"description": "d"})]),
    ("gone", [Remove("ci:x")]),
]


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    store = SqliteStore(None, MODEL)
    for id_, changes in SERIES:
        store.apply(ChangeSet(id_, tuple(changes)), "me", "here")
    yield store
    store.close()


def told(store: SqliteStore, viewer: Viewer | None = None, **asked: Any) -> dict[str, Any]:
    question = asked_of(store, DAY, viewer, asked.pop("revision", None))
    found = journal_since(question, asked.pop("since", 0), asked.pop("of", None))
    return record(Shown(found, question.view), (), asked)


def entries(found: dict[str, Any], *names: str) -> list[list[Any]]:
    return [[entry[name] for name in names] for entry in found["entries"]["nodes"]]


def images(found: dict[str, Any]) -> list[list[str]]:
    return [[i["of"] for i in e["images"]["nodes"]] for e in found["entries"]["nodes"]]


def test_who_sees_all_is_told_every_entry(store: SqliteStore) -> None:
    found = told(store)
    assert found["verdict"] == "4 revisions after revision 0."
    assert entries(found, "number", "changeSet", "author", "source", "count") == [
        [1, "mail", "me", "here", 1],
        [2, "secret", "me", "here", 3],
        [3, "secret only", "me", "here", 1],
        [4, "gone", "me", "here", 2],
    ]
    assert images(found) == [
        ["service:m"],
        ["ci:x", "service:m", "service:m -DEPENDS_ON-> ci:x"],
        ["ci:x"],
        ["ci:x", "service:m -DEPENDS_ON-> ci:x"],
    ]
    post = found["entries"]["nodes"][1]["images"]["nodes"][1]
    assert post == {
        "of": "service:m",
        "before": {"kind": "Service", "id": "service:m", "name": "Mail"},
        "after": {"kind": "Service", "id": "service:m", "name": "Post"},
        "fields": ["name"],
    }
    assert all(entry["digest"] for entry in found["entries"]["nodes"])


def test_what_is_hidden_is_counted_and_its_entries_say_who_and_when(store: SqliteStore) -> None:
    found = told(store, hiding(["ci:x"]))
    assert images(found) == [["service:m"], ["service:m"], [], []]
    hidden = [entry["images"]["hidden"] for entry in found["entries"]["nodes"]]
    assert hidden == [0, 2, 1, 2]
    names = ("changeSet", "author", "count")
    assert entries(found, *names) == [
        ["mail", "me", 1],
        [None, "me", 1],  # the ChangeSet's id may tell of what is hidden
        [None, "me", 0],
        [None, "me", 0],
    ]
    digests = [entry["digest"] is None for entry in found["entries"]["nodes"]]
    assert digests == [False, True, True, True]
    assert "ci:x" not in str(found)


SINCE = {
    "of all": (0, None, [1, 2, 3, 4]),
    "the later ones": (2, None, [3, 4]),
    "as recorded then": (1, 3, [2, 3]),
    "of the newest": (4, None, []),
    "of one that is not yet": (9, None, []),
}


@pytest.mark.parametrize(("since", "revision", "numbers"), SINCE.values(), ids=SINCE)
def test_since(store: SqliteStore, since: int, revision: int | None, numbers: list[int]) -> None:
    found = told(store, since=since, revision=revision)
    assert [number for (number,) in entries(found, "number")] == numbers
    nothing = f"Nothing is recorded after revision {since}."
    assert (found["verdict"] == nothing) == (not numbers)


def test_of_an_item_is_what_changed_it_or_a_relation_at_it(store: SqliteStore) -> None:
    found = told(store, of=["service:m"])
    assert found["verdict"] == "Post: changed in 3 revisions."
    assert entries(found, "number", "changeSet", "count") == [
        [1, "mail", 1],
        [2, "secret", 2],
        [4, "gone", 1],
    ]
    assert images(found) == [
        ["service:m"],
        ["service:m", "service:m -DEPENDS_ON-> ci:x"],
        ["service:m -DEPENDS_ON-> ci:x"],
    ]
    later = told(store, of=["service:m"], since=2, first=1)
    assert entries(later, "number") == [[4]]
    assert told(store, of=["service:m"], since=4)["verdict"] == (
        "Nothing of Post is recorded after revision 4."
    )


def test_of_an_item_who_sees_a_part_is_not_told_what_else_a_revision_did(
    store: SqliteStore,
) -> None:
    found = told(store, hiding(["ci:x"]), of=["service:m"])
    assert images(found) == [["service:m"], ["service:m"], []]
    assert entries(found, "changeSet", "digest", "author") == [[None, None, "me"]] * 3
    assert "ci:x" not in str(found)
    with pytest.raises(NotFound):
        told(store, hiding(["ci:x"]), of=["ci:x"])


def test_of_an_item_is_also_what_was_journaled_under_its_aliases(store: SqliteStore) -> None:
    merged: list[Change] = [Remove("service:m"), Put(Item("Service", "service:p", {"name": "P"}))]
    store.apply(ChangeSet("merged", tuple(merged)), "me", "here")
    store.apply(ChangeSet("alias", (SetFields("service:p", {"aliases": ["service:m"]}),)), "me", "")
    assert [n for (n,) in entries(told(store, of=["service:p"]), "number")] == [1, 2, 4, 5, 6]


def test_pages_follow_one_another(store: SqliteStore) -> None:
    question = asked_of(store, DAY)
    shown = Shown(journal_since(question, 0), question.view)
    first = shown.told("entries", {"first": 3})
    assert (first.total_count, first.page_info.has_next_page) == (4, True)
    rest = shown.told("entries", {"after": first.page_info.end_cursor})
    assert [line.told("number") for line in rest.nodes] == [4]


def check_each(store: SqliteStore, ids: list[str]) -> None:
    """Of each item, the journal is what the whole of it has of the item."""
    for id_ in ids:
        naive = {
            entry.number: tuple(i for i in entry.images if id_ in start_and_end(i.ref))
            for entry in store.journal()
        }
        found = {entry.number: entry.images for entry in store.journal(of={id_})}
        assert found == {number: of for number, of in naive.items() if of}


@settings(max_examples=40)
@given(sequences(), st.data())
def test_seen_and_hidden_together_are_the_journal(
    series: list[list[Change]], data: st.DataObject
) -> None:
    store = SqliteStore(None, MODEL)
    try:
        fill(store, graph_of(SEED))
        for n, changes in enumerate(series):
            try:
                store.apply(ChangeSet(f"n:{n}", tuple(changes)), AUTHOR, SOURCE)
            except InvalidChangeSet:
                continue
        ids = sorted({id_ for fact in SEED if isinstance(fact, Item) for id_ in (fact.id,)})
        hidden = data.draw(st.sets(st.sampled_from(ids), min_size=1))
        found = told(store, hiding(hidden))
        check_each(store, ids)
        for entry, recorded in zip(found["entries"]["nodes"], store.journal(), strict=True):
            shown = {image["of"] for image in entry["images"]["nodes"]}
            assert len(shown) + entry["images"]["hidden"] == len(recorded.images)
            named = {str(i.ref): set(start_and_end(i.ref)) for i in recorded.images}
            assert not any(named[of] & hidden for of in shown)
            assert shown >= {of for of, among in named.items() if not among & hidden}
    finally:
        store.close()


def test_a_load_is_one_entry_in_pages() -> None:
    """A load of everything is as many images as facts, in pages of a hundred."""
    store = SqliteStore(None, MODEL)
    try:
        fill(store, sketch(*(f"ci:{n:03} -PART_OF-> ci:all" for n in range(120))))
        (entry,) = told(store)["entries"]["nodes"]
        page = entry["images"]
        assert (entry["count"], len(page["nodes"]), page["totalCount"]) == (241, 100, 241)
        (entry,) = told(store, of=["ci:007"])["entries"]["nodes"]
        named = [image["of"] for image in entry["images"]["nodes"]]
        assert named == ["ci:007", "ci:007 -PART_OF-> ci:all"]
    finally:
        store.close()
