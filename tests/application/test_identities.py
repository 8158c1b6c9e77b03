"""Deciding about items that may be one: heeded by every load, taken back without loss."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from application.author import Author
from application.erasure import erase
from application.graph import Graph
from application.identities import accept, accept_sure, reject, split
from application.loading import load
from application.settings import Settings
from graph_model.changes import ChangeSet, Put
from graph_model.errors import InvalidInput, NotFound
from graph_model.facts import Fact, Item, Ref, ref_of
from graph_model.model import standard_model
from queries.answers.viewer import hiding
from stores.protocol import Store
from tests.support.store_place import Place

MODEL = standard_model()
ANN = Author("ann")
ROWS: tuple[dict[str, Any], ...] = (
    {"kind": "Supplier", "id": "v:1", "name": "CARAHSOFT TECHNOLOGY CORP.", "aliases": ["ein:1"]},
    {"kind": "Supplier", "id": "v:2", "name": "Carahsoft", "description": "A reseller"},
    {"kind": "Supplier", "id": "v:3", "name": "Carasoft"},
    {"kind": "Supplier", "id": "v:4", "name": "Carahsoft Technology"},
    {"kind": "Service", "id": "service:mail", "name": "Mail"},
    {"type": "PROVIDES", "from": "v:2", "to": "service:mail", "extent": "part"},
)


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


@pytest.fixture
def graph(store: Store, tmp_path: Path) -> Iterator[Graph]:
    graph = Graph(Settings(), store, MODEL)
    loaded(graph, tmp_path, *ROWS)
    yield graph
    graph.close()


def loaded(graph: Graph, folder: Path, *rows: dict[str, Any]) -> list[int]:
    path = folder / "register.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    report = load([path], graph.store, MODEL, source="register", replace=True)
    return report.revisions


def facts(graph: Graph) -> dict[Ref, Fact]:
    return {ref_of(fact): fact for fact in graph.store.read().facts(MODEL)}


def suppliers(graph: Graph) -> set[str]:
    return {ref for ref in facts(graph) if isinstance(ref, str) and ref.startswith("v:")}


def test_loading_again_after_a_merge_changes_nothing(graph: Graph, tmp_path: Path) -> None:
    accept(graph, "v:1", "v:2", ANN)
    assert suppliers(graph) == {"v:1", "v:3", "v:4"}
    assert ("PROVIDES", "v:1", "service:mail", "") in facts(graph)
    assert loaded(graph, tmp_path, *ROWS) == []


def test_what_was_merged_is_found_under_its_old_id_and_name(graph: Graph) -> None:
    accept(graph, "v:1", "v:2", ANN)
    snapshot = graph.snapshot()
    assert snapshot.find("v:2") == snapshot.find("name:Carahsoft") == snapshot.find("v:1")


def test_a_merge_taken_back_leaves_all_as_it_was(graph: Graph, tmp_path: Path) -> None:
    before = facts(graph)
    accept(graph, "v:1", "v:2", ANN)
    split(graph, "v:2", ANN)
    assert facts(graph) == before
    assert loaded(graph, tmp_path, *ROWS) == []
    with pytest.raises(InvalidInput, match="an id that was merged into another"):
        split(graph, "v:2", ANN)


def test_merges_are_taken_back_one_by_one(graph: Graph) -> None:
    before = facts(graph)
    accept(graph, "v:2", "v:3", ANN)
    accept(graph, "v:1", "v:2", ANN)
    with pytest.raises(InvalidInput, match="split v:2 first"):
        split(graph, "v:3", ANN)
    split(graph, "v:2", ANN)
    split(graph, "v:3", ANN)
    assert facts(graph) == before


def test_later_merges_are_heeded_through_one_another(graph: Graph, tmp_path: Path) -> None:
    accept(graph, "v:2", "v:3", ANN)
    accept(graph, "v:1", "v:2", ANN)
    assert loaded(graph, tmp_path, *ROWS) == []
    assert suppliers(graph) == {"v:1", "v:4"}


def test_all_that_is_sure_is_merged_and_nothing_else(graph: Graph) -> None:
    assert [(one.made.one, one.made.other) for one in accept_sure(graph, ANN)] == [("v:1", "v:4")]
    assert accept_sure(graph, ANN) == []


def test_what_is_kept_apart_is_not_merged_though_it_is_sure(graph: Graph) -> None:
    made = reject(graph, "v:4", "v:1", ANN).made
    assert (made.one, made.other, made.decision, made.by) == ("v:1", "v:4", "different", "ann")
    assert accept_sure(graph, ANN) == []


def test_a_decision_may_be_changed(graph: Graph) -> None:
    reject(graph, "v:1", "v:2", ANN)
    accept(graph, "v:2", "v:1", ANN)
    (only,) = graph.identity_decisions().all
    assert (only.one, only.other, only.decision) == ("v:2", "v:1", "same")


def test_what_a_load_merged_comes_back_with_the_next_load(graph: Graph, tmp_path: Path) -> None:
    names = ("Hale Data", "HALE DATA, INC.")
    ids = ("supplier:hale-data", "supplier:hale-data-inc")
    rows = [{"kind": "Supplier", "id": i, "name": n} for i, n in zip(ids, names, strict=True)]
    loaded(graph, tmp_path, *ROWS, *rows)
    assert ids[1] not in facts(graph)
    split(graph, ids[1], ANN)
    loaded(graph, tmp_path, *ROWS, *rows)
    assert [facts(graph)[id_].fields["name"] for id_ in ids] == list(names)
    assert loaded(graph, tmp_path, *ROWS, *rows) == []


def test_what_is_hidden_is_answered_as_unknown(graph: Graph) -> None:
    with pytest.raises(NotFound):
        accept(graph, "v:1", "v:2", ANN, hiding(["v:2"]))


def test_the_journal_says_who_merged(graph: Graph) -> None:
    done = accept(graph, "v:1", "v:2", Author("ann", reason="one tax id"))
    assert done.revision is not None
    (entry,) = graph.journal(done.revision - 1)
    assert (entry.author, entry.source, entry.reason) == ("ann", "identities", "one tax id")


def test_what_was_decided_about_somebody_who_is_erased_is_forgotten(graph: Graph) -> None:
    people = [{"kind": "Stakeholder", "id": f"p:{n}", "name": f"Jo {n}"} for n in range(3)]
    changes = tuple(Put(Item("Stakeholder", row["id"], {"name": row["name"]})) for row in people)
    graph.apply(ChangeSet("people", changes), ANN, "test")
    accept(graph, "p:0", "p:1", ANN)
    reject(graph, "p:0", "p:2", ANN)
    erase(graph, "p:0", ANN)
    assert graph.identity_decisions().all == ()


def test_what_its_source_says_no_more_of_a_merged_item_ends(graph: Graph, tmp_path: Path) -> None:
    accept(graph, "v:1", "v:2", ANN)
    loaded(graph, tmp_path, *ROWS[:-1])
    assert ("PROVIDES", "v:1", "service:mail", "") not in facts(graph)
    changed = {**ROWS[1], "description": "Another"}
    loaded(graph, tmp_path, ROWS[0], changed, *ROWS[2:-1])
    assert facts(graph)["v:1"].fields["description"] == "Another"


def test_what_its_source_says_no_more_of_a_split_item_ends(graph: Graph, tmp_path: Path) -> None:
    accept(graph, "v:1", "v:2", ANN)
    split(graph, "v:2", ANN)
    loaded(graph, tmp_path, ROWS[0], *ROWS[2:-1])
    assert suppliers(graph) == {"v:1", "v:3", "v:4"}
