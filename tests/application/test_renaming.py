"""A thing that a source calls otherwise stays one item, and an id stays one kind, load by load."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from application.load_report import LoadReport
from application.loading import load
from graph_model.model import standard_model
from queries.impact.impact import impact
from queries.snapshot.snapshot import Snapshot
from stores.protocol import Store
from tests.support.store_place import Place

MODEL = standard_model()
Record = dict[str, Any]


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


def host(id_: str, *aliases: str) -> Record:
    return {"kind": "ConfigurationItem", "id": id_, "name": id_, "aliases": list(aliases)}


PORTAL: Record = {"kind": "Service", "id": "service:portal", "name": "Portal"}
NEEDS: Record = {"type": "DEPENDS_ON", "from": "service:portal", "to": "ci:web-old"}


def loaded(store: Store, folder: Path, *records: Record, replace: bool = False) -> LoadReport:
    path = folder / "inventory.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return load([path], store, MODEL, source="inventory", replace=replace)


def touched(store: Store, of: str) -> dict[str, str]:
    found = impact(Snapshot.of(store.read(), MODEL), [of], "outage", date(2026, 11, 1))
    return {found.snapshot.id(row): found.level_at(row) for row in found.rows.tolist()}


@pytest.mark.parametrize(
    ("old", "new"),
    {
        "the old id": (host("ci:web-old"), host("ci:web-new", "ci:web-old")),
        "a serial number": (
            host("ci:web-old", "serial:SN123", "cmdb:7"),
            host("ci:web-new", "serial:SN123"),
        ),
    }.values(),
)
def test_a_renamed_host_keeps_its_dependents(
    store: Store, tmp_path: Path, old: Record, new: Record
) -> None:
    loaded(store, tmp_path, PORTAL, old, NEEDS)
    report = loaded(store, tmp_path, new)
    assert (report.complete, report.total.put) == (True, 0)
    assert "ci:web-old keeps its id, and 'ci:web-new' names it too" in str(report.warnings[0])
    affected = {"ci:web-old": "LOST", "service:portal": "LOST"}
    assert touched(store, "ci:web-new") == touched(store, "ci:web-old") == affected
    snapshot = Snapshot.of(store.read(), MODEL)
    held = snapshot.item("ci:web-old")
    assert held is not None
    assert held.name == "ci:web-new"
    assert all(snapshot.find(alias) is not None for alias in old["aliases"])
    again = loaded(store, tmp_path, PORTAL, new, NEEDS, replace=True)
    assert (again.complete, again.total.put, again.total.removed) == (True, 0, 0)
    assert touched(store, "ci:web-new") == affected


def test_an_id_that_comes_back_as_another_kind_is_kept_back(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path, PORTAL, host("ci:x"))
    loaded(store, tmp_path, PORTAL, replace=True)
    service: Record = {"kind": "Service", "id": "ci:x", "name": "X"}
    report = loaded(store, tmp_path, service, {**PORTAL, "name": "The portal"})
    ((_, reject),) = report.rejects
    assert "an id keeps its kind; give it an id of its own" in str(reject.problems[0])
    assert [image.ref for image in report.images] == ["service:portal"]
    assert loaded(store, tmp_path, host("ci:x")).total.put == 1
