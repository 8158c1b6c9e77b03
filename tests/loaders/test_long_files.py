"""A file longer than what is held in memory is read as it is where all of it is held."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph_model.model import standard_model
from loaders.files import read_files
from loaders.intake import spilled_table
from loaders.intake.sheet import Cell, packed_cell, unpacked_cell
from loaders.intake.spilled import packed, unpacked
from loaders.mapping import reading as mapped_reading
from loaders.sources.cyclonedx import entries
from loaders.sources.servicenow import export, same_names
from tests.support.tables import items, links, mapped, workbook

MODEL = standard_model()


@pytest.fixture(params=[None, 1, 3], ids=["all held", "one held", "three held"])
def _held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many values of each kind are in memory."""
    if request.param is None:
        return
    monkeypatch.setattr(export, "MOST_HELD", request.param)
    monkeypatch.setattr(same_names, "MOST_HELD", request.param)
    monkeypatch.setattr(entries, "_MOST_HELD", request.param)
    monkeypatch.setattr(mapped_reading, "_MOST_JOINED", request.param)
    for of in (spilled_table.SpilledDict, spilled_table.SeenKeys):
        monkeypatch.setattr(of.__init__, "__defaults__", (request.param,))


def exported() -> Iterator[dict[str, object]]:
    """Items without ids: some of one name, some twice the same, some that copy others."""
    for n in range(12):
        row: dict[str, object] = {"name": f"host {n % 5}", "sys_class_name": "cmdb_ci_server"}
        yield row | {"serial_number": f"SN{n}", "install_status": {"value": "1"}}
    yield {"name": "alone", "sys_class_name": "cmdb_ci_server", "location": "DC"}
    yield {"name": "alone", "sys_class_name": "cmdb_ci_server", "location": "DC"}
    yield {"name": "vm", "sys_id": "a" * 32, "duplicate_of": "b" * 32}
    yield {"name": "vm", "sys_id": "c" * 32, "duplicate_of": "b" * 32}
    yield {"name": "vm", "sys_id": "b" * 32}
    yield {"sys_class_name": "cmdb_ci_server"}


def bill() -> dict[str, Any]:
    parts: list[object] = [
        {"type": "library", "bom-ref": f"c{n}", "name": f"lib {n}", "version": "1",
         "supplier": {"name": f"Vendor {n % 3}"}}
        for n in range(9)
    ]  # fmt: skip
    needs = [{"ref": f"c{n}", "dependsOn": [f"c{n // 2}", f"c{n // 3}"]} for n in range(2, 9)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "vulnerabilities": [{"id": f"CVE-{n}"} for n in range(5)],
        "properties": {"a": [1, 2]},
        "components": [*parts, parts[2], 7],
        "dependencies": [*needs, {"ref": "c1"}, {"ref": "c8", "dependsOn": ["c0"]}],
        "compositions": [{"aggregate": "incomplete", "dependencies": ["c4", "c5"]}],
    }


BILL_XML = """<bom xmlns="http://cyclonedx.org/schema/bom/1.5">
<vulnerabilities><vulnerability/></vulnerabilities>
<components>{parts}</components>
<dependencies>{needs}<dependency ref="c0"/></dependencies>
<components><component type="library" bom-ref="late"><name>late</name></component></components>
</bom>"""
PARTS = "".join(
    f'<component type="library" bom-ref="c{n}"><name>lib {n}</name></component>' for n in range(9)
)
NEEDS = "".join(
    f'<dependency ref="c{n}"><dependency ref="c{n // 2}"/></dependency>' for n in range(1, 9)
)


@pytest.mark.usefixtures("_held")
def test_an_export_of_any_length(tmp_path: Path) -> None:
    path = tmp_path / "cmdb_ci_server.json"
    path.write_text(json.dumps({"result": [*exported()]}))
    found = read_files([path], MODEL)
    assert [*items(found)] == [
        *(f"servicenow:ci:host-{n % 5}:sn{n}" for n in range(12)),
        *("servicenow:ci:alone", f"servicenow:{'b' * 32}"),
    ]
    aliases = [f"servicenow:{letter * 32}" for letter in "ac"]
    assert items(found)[f"servicenow:{'b' * 32}"]["aliases"] == aliases
    warned = [warning.found for warning in found.files[0].warnings]
    assert warned == ["servicenow:ci:alone again", "copies of other rows (2 rows)"]
    assert [reject.where.rpartition(", ")[2] for _, reject in found.rejects] == ["18"]


@pytest.mark.usefixtures("_held")
def test_a_bill_of_any_length(tmp_path: Path) -> None:
    path = tmp_path / "bill.json"
    path.write_text(json.dumps(bill()))
    found = read_files([path], MODEL)
    parts = {id_: one for id_, one in items(found).items() if id_.startswith("cyclonedx")}
    assert [parts[f"cyclonedx:bill:c{n}"]["dependencies"] for n in range(9)] == [
        *("unknown", "none", "listed", "listed", "unknown", "unknown"),
        *("listed", "listed", "listed"),
    ]
    assert (
        len({*links(found)})
        == len(links(found))
        == 9 + len({(n, n // by) for n in range(2, 9) for by in (2, 3)} | {(8, 0)})
    )
    warned = [warning.found for warning in found.files[0].warnings]
    assert warned == [
        "cyclonedx:bill:c2 again",
        "7",
        "3 parts of which nobody says on what they stand (c0, c4, c5)",
    ]


@pytest.mark.usefixtures("_held")
def test_a_bill_in_xml_of_any_length(tmp_path: Path) -> None:
    path = tmp_path / "bill.xml"
    path.write_text(BILL_XML.format(parts=PARTS, needs=NEEDS))
    found = read_files([path], MODEL)
    said = {id_: one["dependencies"] for id_, one in items(found).items()}
    assert said == {f"cyclonedx:bill:c{n}": "listed" if n else "none" for n in range(9)}
    assert links(found) == [
        ("cyclonedx:bill:c" + str(n), "DEPENDS_ON", f"cyclonedx:bill:c{n // 2}")
        for n in range(1, 9)
    ]


MAPPING = """
tables:
  - name: deals
    sheet: Deals
    joins: [{table: ends, on: {No: Deal}}]
    items:
      deal:
        kind: Contract
        id: "c:{No}"
        name: "{No}"
        end: {from: ends.End}
        notice: {from: ends.Days, unit: days}
  - {name: ends, sheet: Ends}
"""


@pytest.mark.usefixtures("_held")
def test_a_joined_table_of_any_length(tmp_path: Path) -> None:
    ends = [[f"D{n}", date(2030, 1, n + 1), n] for n in reversed(range(9))]
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "Deals": [["No"], *([f"D{n}"] for n in range(10))],
        "Ends": [["Deal", "End", "Days"], *ends, ["d3", date(2031, 1, 1), 99]],
    }
    found = items(mapped(tmp_path, MAPPING, workbook(tmp_path, sheets)))
    assert found["c:D3"] == {"name": "D3", "end": "2030-01-04", "notice": "P3D"}
    assert found["c:D9"] == {"name": "D9"}
    assert [one.get("end") for one in found.values()][:2] == ["2030-01-01", "2030-01-02"]


CELLS: list[Cell] = [
    *("text", "", 7, 2**60, 1.5, True, False, None),
    *(
        date(2027, 2, 28),
        datetime.fromisoformat("2027-02-28T13:05:01.000007"),
        time(13, 5),
        timedelta(2, 3, 4),
    ),
]


@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_a_cell_comes_back_as_it_was(cell: Cell) -> None:
    back = unpacked_cell(unpacked(packed(packed_cell(cell))))
    assert (type(back), back) == (type(cell), cell)
