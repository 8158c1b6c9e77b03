"""Tables that offices published, loaded by the mapping that is proposed: whole, and twice."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.root import app
from application.loading import load
from loaders.mapped_files import sheets_in
from loaders.mapping.look import looks_at
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


LEGAL = frozenset(
    ("inc", "incorporated", "llc", "corp", "corporation", "ltd", "co", "company", "lp")
)


def firm(name: str) -> str:
    """A firm's name without the legal form at its end: spellings apart in that are one firm."""
    words = bare(name).split()
    while len(words) > 1 and words[-1] in LEGAL:
        words.pop()
    return " ".join(words)


def contracts() -> dict[str, int]:
    found = rows(CONTRACTS)
    suppliers = {firm(row["Vendor"]) for row in found}
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
    mapping.write_text(propose(looks_at(sheets_in(files)), MODEL, "office"))
    store = SqliteStore(tmp_path / "store.sqlite", MODEL)
    first, second = (load(files, store, MODEL, mapping=mapping) for _ in range(2))
    assert not first.rejects
    put = {name: tally.put for name, tally in first.tallies.items() if name != "Source"}
    assert put == counted()
    assert (second.revisions, second.total.put) == ([], 0)
    store.close()


def test_the_dates_and_amounts_of_the_contracts_are_those_of_the_file(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(propose(looks_at(sheets_in([CONTRACTS])), MODEL, "office"))
    store = SqliteStore(tmp_path / "store.sqlite", MODEL)
    load([CONTRACTS], store, MODEL, mapping=mapping)
    held = {fact.id: fact.fields for fact in store.read().facts(MODEL) if hasattr(fact, "id")}
    for row in rows(CONTRACTS):
        month, day, year = row["End Date"].split("/")
        fields = held[f"contract:{row['Doc Number']}"]
        assert fields.get("end") == f"{year}-{month}-{day}"
        assert float(str(fields["value"]).split()[0]) == float(re.sub(r"[$,]", "", row["Amount"]))
    store.close()


def loaded(folder: Path, *files: Path) -> str:
    """The store that the files were loaded into as proposed, as the command names it."""
    mapping = folder / "mapping.yaml"
    mapping.write_text(propose(looks_at(sheets_in(files)), MODEL, "office"))
    store = SqliteStore(folder / "store.sqlite", MODEL)
    load(files, store, MODEL, mapping=mapping)
    store.close()
    return f"sqlite:///{folder / 'store.sqlite'}"


def asked(store: str, *question: str) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["--store", store, *question, "--format", "json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_what_ends_in_half_a_year_is_what_the_list_says(tmp_path: Path) -> None:
    answer = asked(loaded(tmp_path, CONTRACTS), "expirations", "--as-of", "2023-10-01")
    ends = {row["Doc Number"]: row["End Date"].split("/") for row in rows(CONTRACTS)}
    days = {number: date(int(y), int(m), int(d)) for number, (m, d, y) in ends.items()}
    soon = {n for n, day in days.items() if date(2023, 10, 1) <= day <= date(2024, 3, 29)}
    told = {node["contract"]["id"] for node in answer["contracts"]["nodes"]}
    assert answer["until"] == "2024-03-29"
    assert told == {f"contract:{number}" for number in soon}
    assert len(soon) > 5


def test_what_a_service_s_loss_takes_is_all_that_stands_on_it(tmp_path: Path) -> None:
    answer = asked(loaded(tmp_path, EDGES), "impact", "service:memcached")
    above, waiting = set[str](), ["memcached"]
    while waiting:
        lost = waiting.pop()
        new = {row["service"] for row in rows(EDGES) if row["depends_on"] == lost} - above
        above |= new
        waiting += new
    told = {node["item"]["name"] for node in answer["affected"]["nodes"]}
    assert told == above | {"memcached"}
    assert len(above) > 10


def test_who_is_told_of_a_dataset_is_its_owner(tmp_path: Path) -> None:
    answer = asked(loaded(tmp_path, DATASETS, AGENCIES), "impact", "dataset:4571")
    (owner,) = {row["DATA_OWNER"] for row in rows(DATASETS) if row["RECORD_ID"] == "4571"}
    told = [node["item"] for node in answer["affected"]["nodes"]]
    assert [item["name"] for item in told if item["kind"] == "Stakeholder"] == [owner]
