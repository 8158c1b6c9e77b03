"""Long files of each form whose rows were once all in memory: exports, joined tables, bills."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import orjson

from graph_model.model import standard_model
from loaders.files import Readings, read_files
from loaders.mapped_files import mapping_in, read_mapped

_NOTICES = "notices.csv"
_MAPPING = """
tables:
  - name: contracts
    file: contracts.csv
    joins: [{table: notices, on: {Number: Contract}}]
    items:
      contract:
        kind: Contract
        id: "contract:{Number}"
        name: "{Title}"
        end: {from: End, date: YYYY-MM-DD}
        notice: {from: notices.Days, unit: days}
  - name: notices
    file: notices.csv
"""
_CLASS = "cmdb_ci_linux_server"
_COLUMNS: tuple[tuple[str, Callable[[int], str]], ...] = (
    ("sys_id", lambda n: f"{n:032x}"),
    ("name", lambda n: f"srv-{n}"),
    ("sys_class_name", lambda n: _CLASS),
    ("serial_number", lambda n: f"SN{n}"),
    ("install_status", lambda n: "1"),
    ("location", lambda n: f"DC {n % 9}"),
    ("ip_address", lambda n: f"10.{n // 65_536}.{n // 256 % 256}.{n % 256}"),
    ("os", lambda n: "Linux Red Hat"),
    ("short_description", lambda n: f"Runs a part of what department {n % 60} does"),
    ("sys_updated_on", lambda n: "2026-11-02 08:15:00"),
)


def export_in_json(path: Path, rows: int) -> None:
    """A table as the interface gives it, each field as kept and as shown."""
    with path.open("wb") as file:
        file.write(b'{"result":[')
        for n in range(rows):
            values = ((name, said(n)) for name, said in _COLUMNS)
            row = {name: {"display_value": v, "value": v} for name, v in values}
            file.write((b"," if n else b"") + orjson.dumps(row))
        file.write(b"]}")


def export_in_csv(path: Path, rows: int) -> None:
    """The same table as text, without ids: rows are known by what they are called."""
    columns = [one for one in _COLUMNS if one[0] != "sys_id"]
    lines = (",".join(said(n) for _, said in columns) for n in range(rows))
    _lines(path, ",".join(name for name, _ in columns), lines)


def joined(path: Path, rows: int) -> None:
    """Contracts, and beside them as long a table with their notice periods."""
    contracts = (f"C-{n},Contract {n},2028-0{n % 9 + 1}-01" for n in range(rows))
    _lines(path, "Number,Title,End", contracts)
    notices = (f"C-{n},{30 + n % 60}" for n in reversed(range(rows)))
    _lines(path.with_name(_NOTICES), "Contract,Days", notices)


def bill_in_json(path: Path, rows: int) -> None:
    """Components and what each stands on, half as many as rows, with the hashes of each."""
    with path.open("wb") as file:
        file.write(b'{"bomFormat":"CycloneDX","specVersion":"1.5","components":[')
        file.write(b",".join(orjson.dumps(_component(n)) for n in range(rows // 2)))
        file.write(b'],"dependencies":[')
        needs = ({"ref": f"c{n}", "dependsOn": [f"c{n // 2}"]} for n in range(1, rows // 2))
        file.write(b",".join(map(orjson.dumps, needs)) + b"]}")


def _component(n: int) -> dict[str, object]:
    hashes = [{"alg": "SHA-256", "content": f"{n:064x}"}, {"alg": "SHA-1", "content": f"{n:040x}"}]
    known = {"type": "library", "bom-ref": f"c{n}", "name": f"lib{n}", "version": f"1.{n % 50}"}
    return known | {"purl": f"pkg:deb/debian/lib{n}@1.{n % 50}", "hashes": hashes}


def bill_in_xml(path: Path, rows: int) -> None:
    """The same bill in XML."""
    parts = (
        f'<component type="library" bom-ref="c{n}"><name>lib{n}</name><version>1.{n % 50}</version>'
        f'<hashes><hash alg="SHA-256">{n:064x}</hash></hashes></component>'
        for n in range(rows // 2)
    )
    needs = (
        f'<dependency ref="c{n}"><dependency ref="c{n // 2}"/></dependency>'
        for n in range(1, rows // 2)
    )
    with path.open("w", encoding="utf-8") as file:
        file.write('<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components>\n')
        file.writelines(f"{one}\n" for one in parts)
        file.write("</components><dependencies>\n")
        file.writelines(f"{one}\n" for one in needs)
        file.write("</dependencies></bom>\n")


def _lines(path: Path, head: str, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{head}\n")
        file.writelines(f"{line}\n" for line in lines)


LONG_FILES: Mapping[str, tuple[str, Callable[[Path, int], None]]] = {
    "cmdb_ci_server.json": ("ServiceNow's items, JSON", export_in_json),
    "cmdb_ci_server.csv": ("ServiceNow's items without ids, CSV", export_in_csv),
    "contracts.csv": ("contracts, joined to as many notice periods", joined),
    "bill.json": ("a bill of materials, JSON: a part, or what one stands on", bill_in_json),
    "bill.xml": ("a bill of materials, XML: a part, or what one stands on", bill_in_xml),
}
"""What a file of each name holds, and what makes it."""


def read_long(path: Path) -> Readings:
    """A file as ``load`` reads it."""
    model = standard_model()
    if path.name != "contracts.csv":
        return read_files([path], model)
    mapping = path.with_name("contracts.yaml")
    mapping.write_text(_MAPPING)
    files = [path, path.with_name(_NOTICES)]
    return read_mapped(files, mapping_in(mapping, model), model)
