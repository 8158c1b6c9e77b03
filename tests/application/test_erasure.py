"""A person is erased from both stores, nothing else is, and nobody takes it for an edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from application.author import Author
from application.erasure import erase
from application.graph import Graph
from application.out_of_band import Reconciler, replayed
from application.revert import reversal
from application.settings import Settings
from graph_model.changes import Change, ChangeSet, Remove, SetFields
from graph_model.errors import InvalidInput, LaterChanges, NotFound
from graph_model.facts import Item, Relation, RelationKey
from graph_model.ledger.erasure import KIND
from graph_model.model import standard_model
from queries.answers.viewer import everything
from stores.protocol import Store
from stores.sqlite import SqliteStore
from tests.support.store_graphs import graph_in, put
from tests.support.store_graphs import replayed as facts_of
from tests.support.store_place import Place

DPO = Author("the officer", reason="asked to be forgotten")
JANE = Item("Stakeholder", "who:1", {"name": "Jane Q. Hushwell", "aliases": ["hr:hushwell"]})
OTHER = Item("Stakeholder", "who:2", {"name": "Somebody Else"})
AGENCY = Item("Agency", "agency:a", {"name": "A"})
SPEAKS = Relation("REPRESENTS", "who:1", "agency:a")


@pytest.fixture
def graph(place: Place) -> Graph:
    graph = Graph(Settings(), place.open(), standard_model())
    steps: list[tuple[Change, ...]] = [
        put(JANE, OTHER, AGENCY, SPEAKS),
        (SetFields("who:1", {"wants": "hushwell wants"}), SetFields("who:2", {"wants": "peace"})),
        (Remove(RelationKey("REPRESENTS", "who:1", "agency:a")),),
    ]
    for n, changes in enumerate(steps):
        graph.apply(ChangeSet(f"step {n}", changes), Author("ann"), "test")
    return graph


def held(store: Store) -> str:
    """All that the store says of anything, in the graph and its journal."""
    return repr([graph_in(store), list(store.journal())])


def test_nothing_of_a_person_is_left_but_the_id(graph: Graph) -> None:
    assert "ushwell" in held(graph.store)
    made = erase(graph, "hr:hushwell", DPO)
    found = held(graph.store)
    assert "ushwell" not in found
    assert "peace" in found
    assert (made.number, made.author, made.reason) == (5, "the officer", "asked to be forgotten")
    (record,) = graph.store.records(KIND)
    assert (record.id, record.erased_by) == ("who:1", "the officer")


def test_the_journal_leads_to_the_present_and_back_to_what_was(graph: Graph) -> None:
    erase(graph, "who:1", DPO)
    entries = list(graph.store.journal())
    assert facts_of(entries) == graph_in(graph.store)
    assert facts_of(entries, reversed(entries)) == {}
    then = graph.at(2)
    assert then.item("who:1") == Item("Stakeholder", "who:1", {"name": "erased"})
    assert then.item("who:2") == Item("Stakeholder", "who:2", {**OTHER.fields, "wants": "peace"})
    assert then.relation(SPEAKS.key) == SPEAKS


def test_nobody_takes_it_for_an_edit_and_others_follow(graph: Graph, place: Place) -> None:
    other = Graph(Settings(), place.open(), standard_model())
    assert other.snapshot().item("who:1") is not None
    assert other.at(1).item("who:1") == JANE
    reconciler = Reconciler(other)
    assert reconciler.look() is None
    erase(graph, "who:1", DPO)
    assert not graph.store.disturbed()
    assert reconciler.look() is None
    other.refresh()
    assert other.snapshot().item("who:1") is None
    assert other.at(1).item("who:1") == Item("Stakeholder", "who:1", {"name": "erased"})
    found = graph.store.reconcile(replayed(graph.store), dry_run=True)
    assert (found.revisions, found.problems) == ((), ())


def test_it_is_refused_while_something_depends_on_it(graph: Graph) -> None:
    graph.apply(ChangeSet("again", put(SPEAKS)), Author("ann"), "test")
    with pytest.raises(InvalidInput, match="who:1 -REPRESENTS-> agency:a"):
        erase(graph, "who:1", DPO)
    assert "ushwell" in held(graph.store)
    assert graph.store.revision() == 4


def test_who_was_removed_before_is_erased_too_and_twice_is_safe(graph: Graph) -> None:
    graph.apply(ChangeSet("gone", (Remove("who:1"),)), Author("ann"), "test")
    erase(graph, "who:1", DPO)
    assert "ushwell" not in held(graph.store)
    erase(graph, "who:1", DPO)
    assert [record.id for record in graph.store.records(KIND)] == ["who:1"]


@pytest.mark.parametrize(
    ("name", "error", "told"),
    [
        ("agency:a", InvalidInput, "found Agency, expected Stakeholder"),
        ("who:9", NotFound, "nothing is recorded under 'who:9'"),
    ],
)
def test_only_persons_are_erased(
    graph: Graph, name: str, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        erase(graph, name, DPO)


def test_who_was_erased_is_not_brought_back(graph: Graph) -> None:
    erase(graph, "who:1", DPO)
    with pytest.raises(LaterChanges, match="a person who was erased"):
        reversal(graph, 4, everything())


def test_nothing_is_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store = SqliteStore(path, standard_model())
    graph = Graph(Settings(), store, standard_model())
    graph.apply(ChangeSet("start", put(JANE)), Author("ann"), "test")
    erase(graph, "who:1", DPO)
    left = [p.name for p in tmp_path.iterdir() if b"ushwell" in p.read_bytes()]
    assert left == []
    store.close()
