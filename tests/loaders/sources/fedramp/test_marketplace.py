"""The FedRAMP file: counted independently with plain json and sets, and each sort of dirt told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from graph_model.errors import UnreadableFile
from graph_model.facts import Item
from loaders.files import Readings, read_files
from samples.fedramp import sample
from tests.support.loading import MODEL, read_text
from tests.support.marketplace_file import (
    REAL_COUNTS,
    REAL_DAYS,
    REAL_REPEATED,
    Dirt,
    Document,
    MarketplaceFile,
)
from tests.support.repository import ROOT

SAMPLE = ROOT / "samples" / "fedramp.json"
PLANTED = Path(__file__).with_name("marketplace.json")
"""All that the source has, descriptions and people included, invented, with every sort of dirt."""


class TestSample(MarketplaceFile):
    path = SAMPLE
    counts = REAL_COUNTS
    dirt = Dirt(days=REAL_DAYS, repeated=REAL_REPEATED, cycles=[2, 6])

    def test_a_contract_as_it_is_known(self) -> None:
        akamai = "fedramp:authorisation:F1206061353:jab-authorization:2013-08-23"
        (contract,) = [item for item in self.items("Contract") if item.id == akamai]
        assert contract.fields == {
            "name": "Authorisation of Content Delivery Services by JAB Authorization",
            "form": "authorisation",
            "start": "2013-08-23",
            "verified_on": "2022-06-30",
        }

    def test_a_cycle_is_told_where_it_is_closed(self) -> None:
        (first, _) = [line for line in self.told() if "depend on each other" in line]
        assert first.startswith("data.Providers[109].Underlying_CSP_Package_ID[3] (F1605027893)")
        assert "data.Providers[18].Underlying_CSP_Package_ID[2] (F1609267945)" in first


class TestPlanted(MarketplaceFile):
    path = PLANTED
    counts: ClassVar = {"Supplier": 4, "Agency": 8, "Contract": 13, "PART_OF": 2, "CONSUMES": 12}
    dirt = Dirt(
        days=[
            "data.Providers[9].Original_Expiration_Date (F1000000009)",
            "data.Providers[9].Leveraged_ATO_Letters[0].Letter_Date (F1000000009)",
        ],
        days_not_carried=[
            "data.Providers[9].Announcement_Date",
            "data.Assessors[0].Accreditation_Date",
        ],
        repeated=[
            "data.Providers[0].Leveraged_ATO_Letters[2] (F1000000001)",
            "data.Providers[7].Package_ID (F1000000001)",
            "data.Providers[7] (F1000000001)",
            "data.Providers[7].Leveraged_ATO_Letters[0] (F1000000001)",
            "data.Providers[7].Leveraged_ATO_Letters[1] (F1000000001)",
            "data.Providers[7].Leveraged_ATO_Letters[2] (F1000000001)",
        ],
        cycles=[3, 1],
        spaces=9,
        others=[
            "data.Providers[1].Cloud_Service_Provider_Name (F1000000002)",
            "data.Providers[1].Underlying_CSP_Package_ID[1] (F1000000002)",
            "data.Providers[1].Leveraged_ATO_Letters[0] (F1000000002)",
        ],
    )


def test_the_facts_alone_say_the_same(tmp_path: Path) -> None:
    alone = tmp_path / "alone.json"
    alone.write_text(sample(PLANTED), encoding="utf-8")
    read, whole = read_files([alone], MODEL), read_files([PLANTED], MODEL)
    assert [placed.fact for placed in read.facts] == [placed.fact for placed in whole.facts]
    for personal in ("at length", "Pat Example", "pat@example.org", "Sam Example", "logos"):
        assert personal in PLANTED.read_text(encoding="utf-8")
        assert personal not in alone.read_text(encoding="utf-8")


def items(readings: Readings, kind: str) -> dict[str, Item]:
    facts = (placed.fact for placed in readings.facts)
    return {fact.id: fact for fact in facts if isinstance(fact, Item) and fact.kind == kind}


A: Document = {
    "Package_ID": "A1",
    "Cloud_Service_Provider_Name": "Acme, Inc.",
    "Cloud_Service_Provider_Package": "Acme Cloud",
    "Impact_Level": "High",
    "Service_Model": ["IaaS, PaaS"],
    "Original_Authorization_Date": "2020-02-29T05:00:00.000Z",
    "Authorizing_Agency": "Department of Tests",
    "Underlying_CSP_Package_ID": ["B2"],
    "Leveraged_ATO_Letters": [
        {"Letter_Date": "2021-01-02T05:00:00.000Z", "Authorizing_Agency": "Bureau of Tests"}
    ],
}
B: Document = A | {
    "Package_ID": "B2",
    "Cloud_Service_Provider_Package": "Base",
    "Underlying_CSP_Package_ID": [],
}
CLEAN = {"Service": 2, "Supplier": 1, "Agency": 2, "Contract": 4, "DEPENDS_ON": 1}

Change = Callable[[Document, Document, list[Any]], None]


def setting(entry: str, value: object) -> Change:
    return lambda a, b, rows: a.__setitem__(entry, value)


def letter(**entries: object) -> Change:
    return lambda a, b, rows: a["Leveraged_ATO_Letters"][0].update(entries)


def row(other: object) -> Change:
    return lambda a, b, rows: rows.append(other)


DIRT: dict[str, tuple[Change, str, str, dict[str, int]]] = {
    # what, where it is told, what is told, and which counts differ from those of a clean file
    "stray spaces": (setting("Package_ID", " A1\r\n"), "data.Providers[0].Package_ID",
        "outer spaces", {}),
    "stray spaces in a reference": (setting("Underlying_CSP_Package_ID", ["B2 "]),
        "data.Providers[0].Underlying_CSP_Package_ID[0]", "outer spaces", {}),
    "inner spaces": (setting("Cloud_Service_Provider_Name", "Acme,\u00a0 Inc."),
        "data.Providers[1].Cloud_Service_Provider_Name (B2)", "", {}),
    "another spelling": (setting("Cloud_Service_Provider_Name", "ACME Inc"),
        "data.Providers[1].Cloud_Service_Provider_Name (B2)",
        "expected 'ACME Inc' as at data.Providers[0].Cloud_Service_Provider_Name (A1)", {}),
    "an id again, the same": (row(A), "data.Providers[2].Package_ID (A1)",
        "it once; it is at data.Providers[0].Package_ID (A1)", {}),
    "a reference again": (setting("Underlying_CSP_Package_ID", ["B2", "B2"]),
        "data.Providers[0].Underlying_CSP_Package_ID[1] (A1)", "found 'B2' again", {}),
    "references as text": (setting("Underlying_CSP_Package_ID", "B2; B2"),
        "data.Providers[0].Underlying_CSP_Package_ID[1] (A1)", "found 'B2' again", {}),
    "references as a number": (setting("Underlying_CSP_Package_ID", 2),
        "data.Providers[0].Underlying_CSP_Package_ID (A1)", "a list of package ids",
        {"DEPENDS_ON": 0}),
    "itself": (setting("Underlying_CSP_Package_ID", ["A1"]),
        "data.Providers[0].Underlying_CSP_Package_ID[0] (A1)",
        "found a package that depends on itself: A1", {}),
    "each other": (lambda a, b, rows: b.update(Underlying_CSP_Package_ID=["A1"]),
        "data.Providers[0].Underlying_CSP_Package_ID[0] (A1)", "also at data.Providers[1]",
        {"DEPENDS_ON": 2}),
    "no such day": (setting("Original_Authorization_Date", "2019-02-29T05:00:00.000Z"),
        "data.Providers[0].Original_Authorization_Date (A1)", "a date that exists", {}),
    "no such day, in another form": (letter(Letter_Expiration_Date="2/29/2023"),
        "data.Providers[0].Leveraged_ATO_Letters[0].Letter_Expiration_Date (A1)",
        "a date that exists", {}),
    "no day at all": (letter(Letter_Date="soon"),
        "data.Providers[0].Leveraged_ATO_Letters[0].Letter_Date (A1)", "found 'soon'", {}),
    "no such day, not carried": (setting("Announcement_Date", "2019-02-29T05:00:00.000Z"),
        "data.Providers[0].Announcement_Date", "not carried", {}),
    "ends before it starts": (letter(Letter_Expiration_Date="2020-01-01T05:00:00.000Z"),
        "data.Providers[0].Leveraged_ATO_Letters[0] (A1)", "before its start on 2021-01-02", {}),
    "a sub-agency of two": (letter(Authorizing_Agency="X", Authorizing_Subagency="Part"), "", "",
        {"Agency": 4}),
    "no id": (setting("Package_ID", " "), "data.Providers[0].Package_ID", "expected text",
        {"Service": 1, "Contract": 2, "DEPENDS_ON": 0}),
    "no supplier": (setting("Cloud_Service_Provider_Name", None),
        "data.Providers[0].Cloud_Service_Provider_Name (A1)", "expected text", {}),
    "no name": (setting("Cloud_Service_Provider_Package", ""), "data.Providers[0].Package_ID (A1)",
        "found nothing, expected a text", {"Service": 1}),
    "no agency": (letter(Authorizing_Agency=None),
        "data.Providers[0].Leveraged_ATO_Letters[0].Authorizing_Agency (A1)", "expected text",
        {"Contract": 3}),
    "a row that is none": (row("A1"), "data.Providers[2]", "found 'A1', expected an object", {}),
    "a letter that is none": (setting("Leveraged_ATO_Letters", ["x"]),
        "data.Providers[0].Leveraged_ATO_Letters[0] (A1)", "found 'x', expected an object",
        {"Contract": 3}),
}  # fmt: skip


@pytest.mark.parametrize("case", DIRT)
def test_each_sort_of_dirt_is_told_and_nothing_else_is_lost(case: str, tmp_path: Path) -> None:
    change, place, message, differing = DIRT[case]
    readings = read_text(json.dumps(dirty(change)), tmp_path, "fedramp")
    counts = Counter(
        fact.kind if isinstance(fact, Item) else fact.type
        for fact in (placed.fact for placed in readings.facts)
    )
    assert {name: counts[name] for name in CLEAN} == CLEAN | differing
    (reading,) = readings.files
    told = [*reading.warnings, *(p for reject in reading.rejects for p in reject.problems)]
    if not message:
        assert told == []
        return
    lines = [str(problem).partition("given, ")[2] for problem in told]
    assert any(line.startswith(place) and message in line for line in lines), lines


def dirty(change: Change) -> Document:
    a, b = json.loads(json.dumps(A)), json.loads(json.dumps(B))
    rows = [a, b]
    change(a, b, rows)
    return {"meta": {}, "data": {"Providers": rows}}


def test_a_repeated_id_that_says_something_else_goes_on_to_be_refused(tmp_path: Path) -> None:
    other = A | {"Cloud_Service_Provider_Package": "Other"}
    readings = read_text(json.dumps(dirty(row(other))), tmp_path, "fedramp")
    services = [p for p in readings.facts if isinstance(p.fact, Item) and p.fact.kind == "Service"]
    assert [(p.fact.id, p.where.partition("given, ")[2]) for p in services] == [  # type: ignore[union-attr]
        ("fedramp:package:A1", "data.Providers[0].Package_ID (A1)"),
        ("fedramp:package:B2", "data.Providers[1].Package_ID (B2)"),
        ("fedramp:package:A1", "data.Providers[2].Package_ID (A1)"),
    ]


def test_an_entry_twice_in_a_row_is_told(tmp_path: Path) -> None:
    text = json.dumps(dirty(letter())).replace(
        '"Impact_Level"', '"Impact_Level": 1, "Impact_Level"'
    )
    text = text.replace('"Letter_Date"', '"Letter_Date": "soon", "Letter_Date"')
    (reading,) = read_text(text, tmp_path, "fedramp").files
    assert [warning.where.partition("given, ")[2] for warning in reading.warnings] == [
        "data.Providers[0].Impact_Level (A1)",
        "data.Providers[0].Leveraged_ATO_Letters[0].Letter_Date (A1)",
        "data.Providers[1].Impact_Level (B2)",
        "data.Providers[1].Leveraged_ATO_Letters[0].Letter_Date (B2)",
    ]


def test_a_day_that_does_not_exist_is_left_out_and_can_be_mended(tmp_path: Path) -> None:
    bad = dirty(letter(Letter_Expiration_Date="2/29/2023"))
    (reading,) = read_text(json.dumps(bad), tmp_path, "fedramp").files
    id_ = "fedramp:authorisation:A1:bureau-of-tests:2021-01-02"
    (contract,) = [p.fact for p in reading.facts if getattr(p.fact, "id", "") == id_]
    assert "end" not in contract.fields
    record = next(iter(reading.rejects)).record("fedramp")
    assert (record["id"], record["end"], record["source"]) == (id_, "2/29/2023", "fedramp")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"data": {"Providers": {}}}, "found something else, expected a list of providers"),
        ({"data": []}, "found nothing, expected a list of providers"),
        ([], "expected a list of providers"),
    ],
)
def test_a_file_of_another_shape_is_refused(content: object, message: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read_text(json.dumps(content), tmp_path, "fedramp")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2013-08-23T04:00:00.000Z", "2013-08-23"),
        ("2013-12-23T05:00:00.000Z", "2013-12-23"),
        ("2020-02-29", "2020-02-29"),
        ("2/29/2020", "2020-02-29"),
        ("12/1/2020 ", "2020-12-01"),
    ],
)
def test_days_are_read_in_the_forms_that_the_file_has(
    written: str, expected: str, tmp_path: Path
) -> None:
    document = dirty(letter(Letter_Date=written))
    readings = read_text(json.dumps(document), tmp_path, "fedramp")
    assert f"fedramp:authorisation:A1:bureau-of-tests:{expected}" in items(readings, "Contract")
