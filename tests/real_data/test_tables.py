"""Tables that offices published, loaded by the mapping that is proposed: whole, and twice."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from application.loading import load
from loaders.mapped_files import sheets_in
from loaders.mapping.look import look_at
from loaders.mapping.proposal import propose
from stores.sqlite import SqliteStore
from tests.support.loading import MODEL
from tests.support.real_data import REAL_DATA

CONTRACTS = REAL_DATA / "state-contracts" / "contracts.csv"
EDGES = REAL_DATA / "govuk" / "edges.csv"
DATASETS = REAL_DATA / "dc-datasets" / "dataset_inventory_2018_03_11.csv"
AGENCIES = REAL_DATA / "dc-datasets" / "agency_participants_archived.csv"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def bare(name: str) -> str:
    """A name's letters and digits alone, as one person would compare two of them."""
    return " ".join(re.findall(r"[a-z0-9]+", name.casefold()))


def contracts() -> dict[str, int]:
    found = rows(CONTRACTS)
    suppliers = {bare(row["Vendor"]) for row in found}
    counted = {"Agency": 1, "Contract": len(found), "Supplier": len(suppliers)}
    return counted | {"HELD_BY": len(found), "WITH": len(found)}


def edges() -> dict[str, int]:
    found = rows(EDGES)
    services = {row["service"] for row in found} | {row["depends_on"] for row in found}
    links = {(row["service"], row["depends_on"]) for row in found}
    return {"Service": len(services), "DEPENDS_ON": len(links)}


def datasets() -> dict[str, int]:
    found = rows(DATASETS)
    owners = {bare(row["DATA_OWNER"]) for row in found if row["DATA_OWNER"].strip()}
    counted = {"Agency": len(rows(AGENCIES)), "ConfigurationItem": len(found)}
    return counted | {"Stakeholder": len(owners), "OWNS": len(found)}


@pytest.mark.parametrize(
    ("files", "counted"),
    [([CONTRACTS], contracts), ([EDGES], edges), ([DATASETS, AGENCIES], datasets)],
    ids=["contracts", "edges", "datasets"],
)
def test_all_of_it_is_loaded_as_proposed_and_the_second_time_nothing_changes(
    tmp_path: Path, files: list[Path], counted: Callable[[], dict[str, int]]
) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(propose([look_at(one) for one in sheets_in(files)], MODEL, "office"))
    store = SqliteStore(tmp_path / "store.sqlite", MODEL)
    first, second = (load(files, store, MODEL, mapping=mapping) for _ in range(2))
    assert not first.rejects
    put = {name: tally.put for name, tally in first.tallies.items() if name != "Source"}
    assert put == counted()
    assert (second.revisions, second.total.put) == ([], 0)
    store.close()


def test_the_dates_and_amounts_of_the_contracts_are_those_of_the_file(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(propose([look_at(one) for one in sheets_in([CONTRACTS])], MODEL, "office"))
    store = SqliteStore(tmp_path / "store.sqlite", MODEL)
    load([CONTRACTS], store, MODEL, mapping=mapping)
    held = {fact.id: fact.fields for fact in store.read().facts(MODEL) if hasattr(fact, "id")}
    for row in rows(CONTRACTS):
        month, day, year = row["End Date"].split("/")
        fields = held[f"contract:{row['Doc Number']}"]
        assert fields.get("end") == f"{year}-{month}-{day}"
        assert float(str(fields["value"]).split()[0]) == float(re.sub(r"[$,]", "", row["Amount"]))
    store.close()
