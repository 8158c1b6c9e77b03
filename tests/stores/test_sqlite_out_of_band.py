"""Edits made directly in a SQLite file are journaled where valid, and put back where not."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from graph_model.changes import ChangeSet, SetFields
from graph_model.errors import InvalidChangeSet, StoreUnavailable
from graph_model.facts import Fact, Item, RelationKey
from stores.out_of_band import Expected, Reconciliation
from stores.protocol import Store
from tests.support.store_graphs import ci, depends, graph, graph_in, laid, put, removed, replayed
from tests.support.store_place import Place, sqlite_place

A, B, C = ci("a", aliases=["cmdb:1"]), ci("b"), ci("c", cores=8)
SUPPLIER = Item("Supplier", "s", {"name": "S"})
LINKS = (depends("a", "b", "g", need=1), depends("b", "c"))
START: tuple[Fact, ...] = (A, B, C, SUPPLIER, *LINKS)
HANDLE = "(SELECT handle FROM items WHERE id = '{}')"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return sqlite_place(tmp_path)


@pytest.fixture
def store(place: Place) -> Store:
    store = place.open()
    store.apply(ChangeSet("start", put(*START)), "ann", "test")
    return store


def _edit(place: Place, *statements: str) -> None:
    path = place.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def _expected(store: Store) -> Expected:
    revisions = list(store.journal())
    facts = list(laid(image for revision in revisions for image in revision.images).values())
    return Expected(len(revisions), lambda: facts)


def _reconciled(store: Store) -> Reconciliation:
    return store.reconcile(_expected(store))


def _but(*others: Fact, without: tuple[Fact, ...] = ()) -> dict[object, bytes]:
    facts = graph(START) | graph(others)
    return {ref: fact for ref, fact in facts.items() if ref not in graph(without)}


def _set(id_: str, fields: str) -> str:
    return f"UPDATE items SET fields = '{fields}' WHERE id = '{id_}'"


def _link(type_: str, start: str, end: str, fields: str = "NULL") -> str:
    ends = f"{HANDLE.format(start)}, {HANDLE.format(end)}"
    return f"INSERT INTO relations VALUES ('{type_}', {ends}, '', {fields})"


def _insert(kind: str, id_: str, fields: str) -> str:
    return f"INSERT INTO items (kind, id, fields) VALUES ('{kind}', '{id_}', '{fields}')"


VALID: list[tuple[str, list[str], dict[object, bytes]]] = [
    ("field", [_set("b", '{"name": "Bee"}')], _but(ci("b", name="Bee"))),
    ("true, not 1", [_set("c", '{"name": "c", "cores": true}')], _but(ci("c", cores=True))),
    (
        "choice in another spelling",
        [_set("b", '{"name": "b", "ci_class": "Virtual Machine"}')],
        _but(ci("b", ci_class="virtual machine")),
    ),
    (
        "item",
        [_insert("Supplier", "t", '{"name": "T"}')],
        _but(Item("Supplier", "t", {"name": "T"})),
    ),
    ("item removed", ["DELETE FROM items WHERE id = 'b'"], _but(without=(B, *LINKS))),
    ("relation", [_link("DEPENDS_ON", "a", "c")], _but(depends("a", "c"))),
    (
        "relation to a new item",
        [_insert("ConfigurationItem", "d", '{"name": "d"}'), _link("DEPENDS_ON", "c", "d")],
        _but(ci("d"), depends("c", "d")),
    ),
    ("relation removed", ["DELETE FROM relations WHERE mark = ''"], _but(without=LINKS[1:])),
    (
        "another id, its relations with it",
        ["UPDATE items SET id = 'z' WHERE id = 'c'"],
        _but(ci("z", name="c", cores=8), depends("b", "z"), without=(C, LINKS[1])),
    ),
    (
        "alias moved",
        [_set("a", '{"name": "a"}'), _set("b", '{"name": "b", "aliases": ["cmdb:1"]}')],
        _but(ci("a"), ci("b", aliases=["cmdb:1"])),
    ),
]


@pytest.mark.parametrize(
    ("statements", "left"), [row[1:] for row in VALID], ids=[row[0] for row in VALID]
)
def test_valid_edit_is_journaled(
    place: Place, store: Store, statements: list[str], left: dict[object, bytes]
) -> None:
    _edit(place, *statements)
    foreseen = store.reconcile(_expected(store), dry_run=True)
    assert store.revision() == 1
    found = _reconciled(store)
    (revision,) = found.revisions
    assert (revision.number, revision.source, found.problems) == (2, "out-of-band", ())
    assert [(r.number, r.images) for r in foreseen.revisions] == [(2, revision.images)]
    assert replayed(store.journal()) == graph_in(store) == left
    assert _reconciled(store) == Reconciliation()


INVALID: list[tuple[str, list[str], str]] = [
    ("not JSON", [_set("b", "{")], "the row of b"),
    ("JSON that is no object", [_set("b", "[1]")], "the row of b"),
    ("no name", [_set("b", "{}")], "b.*, name: found nothing"),
    ("unknown choice", [_set("b", '{"name": "b", "ci_class": "teapot"}')], "one of api"),
    ("unknown kind", [_insert("Thing", "t", "{}")], "the row of t"),
    ("bad id", [_insert("Supplier", " t", '{"name": "T"}')], "outer spaces"),
    ("binary id", ["INSERT INTO items (kind, id, fields) VALUES ('Supplier', x'ff', '{}')"], "id"),
    ("another kind", ["UPDATE items SET kind = 'Service' WHERE id = 'b'"], "keeps its kind"),
    (
        "alias of another",
        [_set("b", '{"name": "b", "aliases": ["cmdb:1"]}')],
        "another's name",
    ),
    ("unknown type", [_link("LIKES", "a", "c")], "a -LIKES-> c"),
    ("ends it does not join", [_link("DEPENDS_ON", "a", "s")], "DEPENDS_ON to join"),
    (
        "relation that ends before it begins",
        [_link("DEPENDS_ON", "a", "c", """'{"since": "2026-01-01", "until": "2025-01-01"}'""")],
        "a day on or after its since",
    ),
    (
        "discriminator where there is none",
        [_link("WITH", "a", "s", "1"), "UPDATE relations SET mark = 'm' WHERE type = 'WITH'"],
        "a -WITH",
    ),
]


@pytest.mark.parametrize(
    ("statements", "told"), [row[1:] for row in INVALID], ids=[row[0] for row in INVALID]
)
def test_invalid_edit_is_told_and_put_back(
    place: Place, store: Store, statements: list[str], told: str
) -> None:
    """The valid edit beside it is journaled; writers go on as before."""
    _edit(place, *statements, _set("s", '{"name": "Sea"}'))
    foreseen = store.reconcile(_expected(store), dry_run=True)
    found = _reconciled(store)
    assert re.search(told, "\n".join(map(str, found.problems)))
    assert foreseen.problems == found.problems
    left = _but(Item("Supplier", "s", {"name": "Sea"}))
    assert replayed(store.journal()) == graph_in(store) == left
    assert _reconciled(store) == Reconciliation()
    store.apply(ChangeSet("free", (SetFields("a", {"aliases": None}),)), "ann", "test")
    store.apply(ChangeSet("taken", (SetFields("b", {"aliases": ["cmdb:1"]}),)), "ann", "test")
    assert replayed(store.journal()) == graph_in(store)


MENDED: list[tuple[str, list[str], dict[object, bytes], str]] = [
    (
        "name taken away beside a valid edit",
        [_set("c", '{"cores": 4}')],
        _but(ci("c", cores=4)),
        "c, name: found nothing",
    ),
    (
        "bad value beside a valid edit",
        [_set("a", '{"name": "Ay", "aliases": ["cmdb:1"], "verified_on": "soon"}')],
        _but(ci("a", name="Ay", aliases=["cmdb:1"])),
        "a, verified_on: found 'soon'",
    ),
    (
        "bad aliases",
        [_set("a", '{"name": "Ay", "aliases": ["x"]}')],
        _but(ci("a", name="Ay", aliases=["cmdb:1"])),
        "scheme:value",
    ),
    (
        "field that there is none of",
        [_set("s", '{"name": "S", "colour": "red"}')],
        _but(),
        "colour: found an unknown field",
    ),
    (
        "bad value of a new relation",
        [_link("DEPENDS_ON", "a", "c", """'{"since": "x", "need": 2}'""")],
        _but(depends("a", "c", need=2)),
        "since: found 'x'",
    ),
    (
        "bad value of a relation",
        ["""UPDATE relations SET fields = '{"need": "two"}' WHERE mark = 'g'"""],
        _but(),
        "need: found 'two'",
    ),
    (
        "alias moved while its owner was spoiled",
        [_set("a", "{}"), _set("b", '{"name": "b", "aliases": ["cmdb:1"]}')],
        _but(ci("a"), ci("b", aliases=["cmdb:1"])),
        "a, name: found nothing",
    ),
    (
        "alias of two, which neither had",
        [
            _set("b", '{"name": "Bee", "aliases": ["x:9"]}'),
            _set("c", '{"name": "c", "aliases": ["x:9"]}'),
        ],
        _but(ci("b", name="Bee"), ci("c")),
        "another's name",
    ),
    (
        "another kind beside a valid edit",
        ["""UPDATE items SET kind = 'Service', fields = '{"name": "Bee"}' WHERE id = 'b'"""],
        _but(ci("b", name="Bee")),
        "keeps its kind",
    ),
]


@pytest.mark.parametrize(
    ("statements", "left", "told"), [row[1:] for row in MENDED], ids=[row[0] for row in MENDED]
)
def test_what_is_invalid_is_as_the_journal_has_it(
    place: Place, store: Store, statements: list[str], left: dict[object, bytes], told: str
) -> None:
    """Field by field; the valid edits stand."""
    _edit(place, *statements)
    found = _reconciled(store)
    assert re.search(told, "\n".join(map(str, found.problems)))
    assert replayed(store.journal()) == graph_in(store) == left
    assert _reconciled(store) == Reconciliation()


EDITS: list[tuple[str, list[str]]] = [
    *((name, edits) for name, edits, _ in VALID),
    *((name, edits) for name, edits, _ in INVALID),
    *((name, edits) for name, edits, *_ in MENDED),
]


@pytest.mark.parametrize("statements", [row[1] for row in EDITS], ids=[row[0] for row in EDITS])
def test_until_it_is_compared_an_edited_file_reads_as_its_journal_says(
    place: Place, store: Store, statements: list[str]
) -> None:
    """Nobody who reads it now has other facts at the revision than those who followed it."""
    assert not store.disturbed()
    _edit(place, *statements)
    assert store.disturbed()
    assert graph_in(store) == replayed(store.journal()) == graph(START)
    assert _reconciled(store) != Reconciliation()
    assert not store.disturbed()
    assert graph_in(store) == replayed(store.journal())


def test_what_ramify_writes_does_not_disturb(place: Place, store: Store) -> None:
    store.apply(ChangeSet("later", (*put(ci("d"), depends("c", "d")), *removed("a"))), "ann", "t")
    with pytest.raises(InvalidChangeSet):
        store.apply(ChangeSet("no", removed("nothing")), "ann", "test")
    assert not store.disturbed()


def test_an_edit_that_comes_to_nothing_is_compared_once(place: Place, store: Store) -> None:
    _edit(place, _set("b", '{"name": "Bee"}'), _set("b", '{"name": "b"}'))
    assert store.disturbed()
    assert _reconciled(store) == Reconciliation()
    assert not store.disturbed()


def test_rows_that_cannot_be_read_are_one_error_with_its_remedy(place: Place, store: Store) -> None:
    """Edits of the time before such were noticed."""
    _edit(place, _set("b", "{"), "UPDATE guard SET edited = 0")
    with pytest.raises(StoreUnavailable, match="ramify reconcile"):
        store.read()
    _reconciled(store)
    assert graph_in(store) == graph(START)


def test_who_writes_journals_first_what_others_wrote(place: Place, store: Store) -> None:
    _edit(place, "DELETE FROM items WHERE id = 'b'", _set("c", "{}"))
    assert store.apply(ChangeSet("later", removed("a")), "ann", "test").number == 3
    left = _but(ci("c"), without=(A, B, *LINKS))
    assert replayed(store.journal()) == graph_in(store) == left
    assert [r.source for r in store.journal()] == ["test", "out-of-band", "test"]
    assert _reconciled(store) == Reconciliation()


@pytest.mark.parametrize("relation", [depends("d", "b"), depends("b", "d")], ids=["start", "end"])
def test_a_new_item_does_not_inherit_relations_of_one_removed_from_the_file(
    place: Place, store: Store, relation: Fact
) -> None:
    """Where nobody noticed: the row of the relation is still there."""
    store.apply(ChangeSet("newest", put(ci("d"), relation)), "ann", "test")
    _edit(place, "DELETE FROM items WHERE id = 'd'", "UPDATE guard SET edited = 0")
    store.apply(ChangeSet("next", put(ci("e"))), "ann", "test")
    assert graph_in(store) == _but(ci("e"))
    _reconciled(store)
    assert replayed(store.journal()) == graph_in(store) == _but(ci("e"))


def test_a_damaged_journal_is_an_error_with_its_remedy(place: Place, store: Store) -> None:
    _edit(place, "UPDATE journal SET images = x'00'")
    with pytest.raises(StoreUnavailable, match="restore the store from a copy"):
        list(store.journal())


def test_revisions_since_the_expected_one_are_accounted_for(place: Place, store: Store) -> None:
    old = _expected(store)
    store.apply(ChangeSet("later", (*put(ci("d")), *removed("a"))), "ann", "test")
    _edit(place, _set("d", '{"name": "Dee"}'))
    (revision,) = store.reconcile(old).revisions
    assert [image.ref for image in revision.images] == ["d"]
    assert replayed(store.journal()) == graph_in(store)


def test_many_edits_are_journaled_in_bounded_revisions(place: Place) -> None:
    store = place.open(most_changes=10)
    _edit(place, *(_insert("Supplier", f"s{n}", '{"name": "n"}') for n in range(25)))
    foreseen = store.reconcile(_expected(store), dry_run=True)
    found = _reconciled(store)
    assert [len(revision.images) for revision in found.revisions] == [10, 10, 5]
    assert [r.number for r in foreseen.revisions] == [r.number for r in found.revisions]
    assert replayed(store.journal()) == graph_in(store)


def test_an_untouched_file_is_only_read(place: Place, store: Store) -> None:
    path = place.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert _reconciled(store) == Reconciliation()
    assert RelationKey("DEPENDS_ON", "b", "c") in graph_in(store)
