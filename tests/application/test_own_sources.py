"""The Sources that a load makes: as declared, of a person's or their own making, or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from application.graph import Graph
from application.load_report import LoadReport
from application.loading import load
from application.settings import Settings
from application.withdrawal import withdraw
from graph_model.changes import ChangeSet, Put, Remove, SetFields
from graph_model.facts import Item
from graph_model.model import standard_model
from graph_model.values import Value
from stores.protocol import Store
from tests.support.store_place import Place

MODEL = standard_model()
MAIL = {"kind": "Service", "id": "mail", "name": "Mail"}
FAX = {"kind": "Service", "id": "fax", "name": "Fax"}
FRESH: Mapping[str, Value] = {"rank": 1, "warn_after": "P8D"}


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


def loaded(
    store: Store, folder: Path, declared: Mapping[str, Value] | None, *rows: object, **how: Any
) -> LoadReport:
    path = folder / "cmdb.jsonl"
    path.write_text("\n".join(map(json.dumps, rows or (MAIL,))))
    return load([path], store, MODEL, source="cmdb", declared=declared, **how)


def recorded(store: Store) -> Mapping[str, Value] | None:
    """The Source, without who says it."""
    items = (fact for fact in store.read().facts(MODEL) if isinstance(fact, Item))
    found = [one for one in items if one.kind == "Source"]
    return {n: v for n, v in found[0].fields.items() if n != "source"} if found else None


def test_a_source_of_which_nothing_is_declared_has_none(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path, None)
    assert recorded(store) is None


def test_what_is_declared_is_recorded_and_again_changes_nothing(
    store: Store, tmp_path: Path
) -> None:
    report = loaded(store, tmp_path, FRESH)
    assert recorded(store) == {"name": "cmdb", **FRESH}
    assert (report.facts, report.total.put) == (2, 2)
    for declared in (FRESH, None):
        assert not loaded(store, tmp_path, declared, replace=True).revisions
    loaded(store, tmp_path, {"rank": 2})
    assert recorded(store) == {"name": "cmdb", **FRESH, "rank": 2}


def test_what_a_person_says_of_it_stands(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path, FRESH)
    store.apply(ChangeSet("e", (SetFields("cmdb", {"rank": 7, "name": "The CMDB"}),)), "ann", "e")
    loaded(store, tmp_path, FRESH, replace=True)
    assert recorded(store) == {"name": "The CMDB", **FRESH, "rank": 7}
    store.apply(ChangeSet("gone", (Remove("cmdb"),)), "ann", "e")
    loaded(store, tmp_path, FRESH, FAX)
    assert recorded(store) is None


def test_a_source_that_somebody_recorded_gets_what_is_declared_and_keeps_its_name(
    store: Store, tmp_path: Path
) -> None:
    store.apply(ChangeSet("e", (Put(Item("Source", "cmdb", {"name": "The CMDB"})),)), "ann", "e")
    loaded(store, tmp_path, FRESH)
    assert recorded(store) == {"name": "The CMDB", **FRESH}


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "Service", "id": "cmdb", "name": "The CMDB itself"},
        {"kind": "Service", "id": "other", "name": "O", "aliases": ["old:1", "a:cmdb"]},
    ],
    ids=["its id", "not its alias"],
)
def test_a_name_that_is_another_item_s_stays_that(
    store: Store, tmp_path: Path, other: dict[str, object]
) -> None:
    loaded(store, tmp_path, None, other)
    report = loaded(store, tmp_path, FRESH, other, MAIL)
    assert not report.rejects
    assert (recorded(store) is None) is (other["id"] == "cmdb")


def test_a_file_s_own_row_of_its_source_is_let_be(store: Store, tmp_path: Path) -> None:
    own = {"kind": "Source", "id": "cmdb", "name": "C", "rank": 4}
    report = loaded(store, tmp_path, FRESH, MAIL, own)
    assert not report.rejects
    assert recorded(store) == {"name": "C", "rank": 4}


def test_it_is_no_row_that_was_read(store: Store, tmp_path: Path) -> None:
    bad = {"kind": "Service", "id": "", "name": "x"}
    report = loaded(store, tmp_path, FRESH, bad)
    assert (report.facts, report.applied, recorded(store)) == (0, False, None)


def test_it_goes_with_its_source(place: Place, tmp_path: Path) -> None:
    graph = Graph(Settings(), place.open(), MODEL)
    loaded(graph.store, tmp_path, FRESH)
    graph.refresh()
    withdraw(graph, "cmdb", withdraw(graph, "cmdb").difference)
    assert not [*graph.store.read().facts(MODEL)]
    graph.close()
