"""The FedRAMP file: counted independently with plain json and sets, and each sort of dirt told."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graph_model.errors import UnreadableFile
from graph_model.facts import Item, Relation
from loaders.files import Readings, read_files
from samples.fedramp import sample
from tests.support.loading import MODEL, read_text
from tests.support.repository import ROOT
from tests.support.shared_data import shared

Document = dict[str, Any]
SAMPLE = ROOT / "samples" / "fedramp.json"
JAB = "JAB Authorization"


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@pytest.fixture(scope="module", params=["the source", "the sample"])
def path(request: pytest.FixtureRequest) -> Path:
    return SAMPLE if request.param == "the sample" else shared("fedramp-2022/marketplace.json")


@pytest.fixture(scope="module")
def document(path: Path) -> Document:
    read: Document = json.loads(path.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def providers(document: Document) -> list[Document]:
    rows: list[Document] = document["data"]["Providers"]
    return rows


@pytest.fixture(scope="module")
def readings(path: Path) -> Readings:
    return read_files([path], MODEL)


def items(readings: Readings, kind: str) -> dict[str, Item]:
    facts = (placed.fact for placed in readings.facts)
    return {fact.id: fact for fact in facts if isinstance(fact, Item) and fact.kind == kind}


def ends(readings: Readings, type_: str) -> set[tuple[str, str]]:
    facts = (placed.fact for placed in readings.facts)
    return {(f.start, f.end) for f in facts if isinstance(f, Relation) and f.type == type_}


def holders(row: Document) -> str:
    return slug(row.get("Authorizing_Subagency") or row["Authorizing_Agency"])


def authorisations(providers: list[Document]) -> set[tuple[str, str, str]]:
    """Package, holder and first day of every authorisation, by a reading of its own."""
    found = set()
    for row in providers:
        if "Original_Authorization_Date" in row:
            day = row["Original_Authorization_Date"][:10]
            found.add((row["Package_ID"], holders(row), day))
        for letter in row.get("Leveraged_ATO_Letters", []):
            signed = letter.get("Letter_Date") or letter.get("Authorizing_Letter_Last_Sign_Date")
            day = (signed or letter.get("Letter_Expiration_Date"))[:10]
            found.add((row["Package_ID"], holders(letter), day))
    return found


def test_it_is_recognised_and_names_its_source(readings: Readings) -> None:
    assert [(reading.loader, reading.source) for reading in readings.files] == [
        ("fedramp", "fedramp")
    ]


def test_suppliers_and_services_are_those_of_the_rows(
    readings: Readings, providers: list[Document]
) -> None:
    suppliers = {f"fedramp:csp:{slug(row['Cloud_Service_Provider_Name'])}" for row in providers}
    packages = {f"fedramp:package:{row['Package_ID'].strip()}" for row in providers}
    assert items(readings, "Supplier").keys() == suppliers
    assert items(readings, "Service").keys() == packages
    assert (len(suppliers), len(packages)) == (301, 374)
    assert ends(readings, "PROVIDES") == {
        (
            f"fedramp:csp:{slug(row['Cloud_Service_Provider_Name'])}",
            f"fedramp:package:{row['Package_ID']}",
        )
        for row in providers
    }


def test_what_runs_on_what_agrees_with_networkx(
    readings: Readings, providers: list[Document]
) -> None:
    expected = nx.DiGraph(
        (f"fedramp:package:{row['Package_ID']}", f"fedramp:package:{end}")
        for row in providers
        for end in row.get("Underlying_CSP_Package_ID", [])
    )
    read = nx.DiGraph(ends(readings, "DEPENDS_ON"))
    assert nx.utils.graphs_equal(read, expected)
    assert (read.number_of_nodes(), read.number_of_edges()) == (235, 616)
    for node in read:
        assert nx.ancestors(read, node) == nx.ancestors(expected, node)


def test_agencies_and_their_parts_are_those_named(
    readings: Readings, providers: list[Document]
) -> None:
    rows = [*providers, *(one for p in providers for one in p.get("Leveraged_ATO_Letters", []))]
    names = {
        row[entry]
        for row in rows
        for entry in ("Authorizing_Agency", "Authorizing_Subagency", "Sponsoring_Agency")
        if entry in row
    }
    parts = {
        (slug(row["Authorizing_Subagency"]), slug(row["Authorizing_Agency"]))
        for row in rows
        if "Authorizing_Subagency" in row
    }
    assert {item.name for item in items(readings, "Agency").values()} == names
    assert ends(readings, "PART_OF") == {
        (f"fedramp:agency:{part}", f"fedramp:agency:{whole}") for part, whole in parts
    }
    assert (len(names), len(parts)) == (205, 122)


def test_every_authorisation_is_a_contract_with_its_parties(
    readings: Readings, providers: list[Document]
) -> None:
    expected = authorisations(providers)
    csp = {row["Package_ID"]: slug(row["Cloud_Service_Provider_Name"]) for row in providers}
    id_ = {one: "fedramp:authorisation:" + ":".join(one) for one in expected}
    contracts = items(readings, "Contract")
    assert contracts.keys() == set(id_.values())
    assert len(expected) == 1_637
    assert {contract.fields["form"] for contract in contracts.values()} == {"authorisation"}
    for type_, end in {
        "HELD_BY": {(id_[one], f"fedramp:agency:{one[1]}") for one in expected},
        "COVERS": {(id_[one], f"fedramp:package:{one[0]}") for one in expected},
        "WITH": {(id_[one], f"fedramp:csp:{csp[one[0]]}") for one in expected},
    }.items():
        assert ends(readings, type_) == end


def test_whoever_authorises_consumes_but_the_board_does_not(
    readings: Readings, providers: list[Document]
) -> None:
    expected = {
        (f"fedramp:agency:{holder}", f"fedramp:package:{package}")
        for package, holder, _ in authorisations(providers)
        if holder != slug(JAB)
    }
    assert ends(readings, "CONSUMES") == expected
    assert len(expected) == 1_543


def test_dates_levels_and_groups_are_carried(readings: Readings, providers: list[Document]) -> None:
    contracts, services = items(readings, "Contract"), items(readings, "Service")
    ending = Counter()  # type: ignore[var-annotated]
    for row in providers:
        days = [(row, "Original_Expiration_Date", "Original_Authorization_Date")]
        days += [
            (letter, "Letter_Expiration_Date", "")
            for letter in row.get("Leveraged_ATO_Letters", [])
        ]
        ending.update(one[end][:10] for one, end, _ in days if end in one)
        service = services[f"fedramp:package:{row['Package_ID']}"]
        assert service.fields["certifications"] == [f"FedRAMP {row['Impact_Level']}"]
        iaas, saas = (kind in str(row["Service_Model"]) for kind in ("IaaS", "SaaS"))
        expected = "infrastructure" if iaas else "application" if saas else None
        assert service.fields.get("group") == expected
    ends_read = Counter(c.fields["end"] for c in contracts.values() if "end" in c.fields)
    # Less the day that does not exist, and three repeated letters that have an end.
    assert sum(ending.values()) - sum(ends_read.values()) == 1 + 3
    assert set(ending) - set(ends_read) == {"2/29/2023"}
    akamai = contracts["fedramp:authorisation:F1206061353:jab-authorization:2013-08-23"]
    assert akamai.fields == {
        "name": "Authorisation of Content Delivery Services by JAB Authorization",
        "form": "authorisation",
        "start": "2013-08-23",
        "verified_on": "2022-06-30",
    }


def test_nothing_carries_a_description_or_a_person(readings: Readings) -> None:
    facts = [placed.fact for placed in readings.facts]
    assert not [fact for fact in facts if "description" in fact.fields]
    assert not [fact for fact in facts if "@" in str(fact.fields.get("name", "")) + str(fact)]


def test_the_file_s_own_dirt_is_told_with_its_place(path: Path, readings: Readings) -> None:
    (reading,) = readings.files
    (reject,) = reading.rejects
    letter = "data.Providers[178].Leveraged_ATO_Letters[36]"
    assert reject.where == f"{path}, {letter}.Letter_Expiration_Date (MSO365MT)"
    assert str(reject.problems[0]).endswith("found '2/29/2023', expected a date that exists")
    warnings = [str(warning).removeprefix(f"{path}, ") for warning in reading.warnings]
    repeated = [line.partition(":")[0] for line in warnings if "the same: read once" in line]
    assert repeated == [
        "data.Providers[4].Leveraged_ATO_Letters[8] (F1209041518)",
        "data.Providers[15].Leveraged_ATO_Letters[41] (F1603047866)",
        "data.Providers[22].Leveraged_ATO_Letters[49] (AGENCYAMAZONEW)",
        "data.Providers[97].Leveraged_ATO_Letters[11] (F1603087869)",
    ]
    cycles = [line for line in warnings if "depend on each other" in line]
    assert [re.findall(r"found (\d) packages", line) for line in cycles] == [["2"], ["6"]]
    assert cycles[0].startswith("data.Providers[109].Underlying_CSP_Package_ID[3] (F1605027893)")
    assert "data.Providers[18].Underlying_CSP_Package_ID[2] (F1609267945)" in cycles[0]
    spaces = [line for line in warnings if "found outer spaces" in line]
    assert len(spaces) == (0 if path == SAMPLE else 44)
    assert len(warnings) == 4 + 2 + len(spaces)


def test_the_stray_spaces_told_are_all_there_are(readings: Readings, document: Document) -> None:
    found = []

    def walk(value: object, place: str) -> None:
        if isinstance(value, str) and value != value.strip():
            found.append(place)
        pairs: list[tuple[str, object]] = []
        if isinstance(value, dict):
            pairs = [(f"{place}.{key}".lstrip("."), one) for key, one in value.items()]
        elif isinstance(value, list):
            pairs = [(f"{place}[{n}]", one) for n, one in enumerate(value)]
        for inner, one in pairs:
            walk(one, inner)

    walk(document, "")
    warnings = [w for w in readings.files[0].warnings if w.found == "outer spaces"]
    assert [warning.where.rpartition(", ")[2] for warning in warnings] == found


def test_the_sample_is_what_the_source_makes_of_it() -> None:
    source = shared("fedramp-2022/marketplace.json")
    assert sample(source) == SAMPLE.read_text(encoding="utf-8")
    assert SAMPLE.stat().st_size < 1_000_000
    whole, facts_alone = read_files([source], MODEL), read_files([SAMPLE], MODEL)
    assert [p.fact for p in facts_alone.facts] == [p.fact for p in whole.facts]


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
        "data.Providers[0].Underlying_CSP_Package_ID[0] (A1)", "depend on each other: A1", {}),
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
    record = reading.rejects[0].record("fedramp")
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
