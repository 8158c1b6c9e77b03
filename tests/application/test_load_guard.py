"""What a load may not do unasked: end much of its source, or take an empty export for the truth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from application.load_guard import LoadGuard
from application.load_report import LoadReport
from application.loading import load
from graph_model.model import standard_model
from loaders.mapped_files import sheets_in
from loaders.mapping.look import looks_at
from loaders.mapping.proposal import propose
from stores.protocol import Store
from tests.support.store_place import sqlite_place
from tests.support.tables import csv_file

MODEL = standard_model()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return sqlite_place(tmp_path).open()


def loaded(
    store: Store,
    folder: Path,
    count: int,
    approved: str | None = None,
    replace: bool = True,
    dry_run: bool = False,
) -> LoadReport:
    """So many services of the source cmdb, in place of those before."""
    rows = [{"kind": "Service", "id": f"s{n}", "name": f"S{n}"} for n in range(count)]
    path = folder / "cmdb.json"
    path.write_text(json.dumps({"items": rows}))
    guard = LoadGuard(0.1, approved)
    return load(
        *([path], store, MODEL), source="cmdb", guard=guard, replace=replace, dry_run=dry_run
    )


@pytest.mark.parametrize(
    ("left", "refused"),
    [
        (20, ""),
        (18, ""),
        (17, "it would end 3 of the 20 items of cmdb, more than 10%"),
        (1, "it would end 19 of the 20 items of cmdb, more than 10%"),
        (0, "no row was read: cmdb would have said nothing"),
    ],
)
def test_what_ends_more_than_a_tenth_or_reads_nothing_is_refused(
    store: Store, tmp_path: Path, left: int, refused: str
) -> None:
    loaded(store, tmp_path, 20)
    revision = store.revision()
    report = loaded(store, tmp_path, left)
    assert report.refused == refused
    assert report.applied == (not refused)
    assert (store.revision() == revision) == (bool(refused) or left == 20)


def test_that_very_difference_is_approved_and_no_other(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path, 20)
    asked = loaded(store, tmp_path, 10, dry_run=True)
    assert asked.refused
    assert loaded(store, tmp_path, 9, asked.difference).refused
    report = loaded(store, tmp_path, 10, asked.difference)
    assert (report.refused, report.total.removed) == ("", 10)
    assert loaded(store, tmp_path, 0, asked.difference).refused  # the next one is another


@pytest.mark.parametrize(
    ("bad", "refused"),
    [
        ([f"B{n},Nimbus,06/30/2027,$5,shifted" for n in range(10)], ""),
        ([f"B{n},Nimbus,06/30/2027,$5,shifted" for n in range(11)], "11 of 100 rows of table"),
        # Several things are wrong, and the contract stands with its supplier.
        ([f"B{n},Nimbus,02/30/2027,x" for n in range(60)], ""),
    ],
    ids=["ten", "eleven", "days and sums that cannot be read"],
)
def test_rows_of_which_nothing_is_kept_are_counted_and_not_what_others_lose(
    store: Store, tmp_path: Path, bad: list[str], refused: str
) -> None:
    good = [f"{n},Nimbus,06/30/2027,$5" for n in range(100 - len(bad))]
    rows = "\n".join([*bad, *good]) + "\n"
    path = csv_file(tmp_path, "Number,Vendor,End Date,Amount\n" + rows, "table.csv")
    text = propose(looks_at(sheets_in([path])), MODEL, "table")
    mapping = csv_file(tmp_path, text, "table.yaml")
    report = load([path], store, MODEL, mapping=mapping, guard=LoadGuard())
    assert refused in report.refused
    assert report.applied == (not refused)


def test_what_other_sources_say_counts_for_nothing(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path, 4)
    path = tmp_path / "many.json"
    many = [{"kind": "Agency", "id": f"a{n}", "name": "A"} for n in range(100)]
    path.write_text(json.dumps({"items": many}))
    load([path], store, MODEL, source="other")
    assert loaded(store, tmp_path, 3).refused


def test_a_load_that_adds_ends_nothing(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path, 20)
    report = loaded(store, tmp_path, 1, replace=False)
    assert (report.refused, report.applied) == ("", True)
