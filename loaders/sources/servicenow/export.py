"""A table that ServiceNow exported, as JSON, CSV or Excel: recognised by its name or columns.

Ids are its own (``servicenow:<sys_id>``). An export that has none is known by what its rows are
called, and those of one name by what else tells them apart. ``renewable`` says that a contract may
be renewed, whatever its label says: an option. There is no column for notice; those that an office
added (``u_notice_days``, ``u_notice_months``) are read. People and free text are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from loaders.intake.json_stream import JsonStream
from loaders.intake.own_table import OwnTable
from loaders.intake.reading import RowReader
from loaders.intake.sheet import Sheet, is_blank, text_of
from loaders.intake.sheets import is_table, read_sheets
from loaders.intake.source import SourceDeclaration
from loaders.intake.source_file import SourceFile
from loaders.intake.spilled import SpilledList
from loaders.sources.servicenow.cell import FieldValue, cell_of
from loaders.sources.servicenow.records import Records
from loaders.sources.servicenow.row import MOST_HELD, ExportedRow, packed_row, unpacked_row
from loaders.sources.servicenow.tables import (
    COVERED,
    RELATION,
    SHOWN,
    TABLES,
    UNREAD,
    column_name,
    table_called,
)

_JSON = re.compile(r'\s*\{\s*"(result|records)"\s*:\s*\[')
_SEPARATOR = re.compile(r"[,;\t|]")
_SIGNS = ("sys_id", "sys_class_name", "sys_updated_on", "sys_created_on", "sys_mod_count")


def recognises(file: SourceFile) -> bool:
    """Whether it is called like a table, or has the columns that every table has."""
    start = file.head().text
    if _JSON.match(start):
        return any(f'"{sign}"' in start for sign in _SIGNS) or _called(file) is not None
    if not is_table(file):
        return False
    if _called(file) is not None:
        return True
    heads = {name.strip('"\r ') for name in _SEPARATOR.split(start.partition("\n")[0])}
    header = {column_name(name) for name in heads}
    if {"parent", "child", "type"} <= header or heads & set(_SIGNS[:2]):
        return True
    # "Class" alone heads many a table (of names, of assets): with two of ours it is one of these.
    return _SIGNS[1] in header and len(header & set(SHOWN)) > 1


def read(file: SourceFile, rows: RowReader) -> None:
    """Read every row of the table that it is of."""
    sheet = read_sheets(file)[0] if is_table(file) else None
    records = Records(rows, file.name)
    found = SpilledList(packed_row, unpacked_row, most=MOST_HELD)
    for row in _sheet(sheet) if sheet else _json(file):
        records.meet(row)
        found.append(row)
    rows.reading.tables += [OwnTable(sheet, 1)] if sheet else []
    first = next(iter(found), None)
    if first is None:
        return
    table = _called(file) or _by_columns(first)
    if table is None or table in UNREAD:
        why = f"the table {table}: {UNREAD[table]}" if table else "the rows of no known table"
        expected = f"one of {', '.join(TABLES)}"
        file.unreadable("", why, expected, "call the file like its table, as cmdb_ci_server.csv")
    records.all_met()
    for row in found:
        records.read(table, row)
    records.finish()


def _called(file: SourceFile) -> str | None:
    return table_called(file.path.name.partition(".")[0])


def _by_columns(row: ExportedRow) -> str | None:
    """The table that rows are of, told by what they have."""
    names = row.cells.keys()
    if {"parent", "child", "type"} <= names:
        return RELATION
    if {"contract", "ci_item"} <= names:
        return COVERED
    if class_ := table_called(row.cell("sys_class_name").value):
        return class_
    if {"vendor_contract", "ends"} & names:
        return "ast_contract"
    return "cmdb_ci" if "name" in names else None


def _json(file: SourceFile) -> Iterator[ExportedRow]:
    text = JsonStream(file)
    for name in text.members():
        if name not in ("result", "records") or text.ahead() != "[":
            text.value()
            continue
        for number, raw in enumerate(text.elements(), 1):
            given = raw if isinstance(raw, Mapping) else {}
            yield _row(given, f"{name}, {number}")
    text.last(None)


def _sheet(sheet: Sheet) -> Iterator[ExportedRow]:
    numbered = iter(sheet.numbered)
    header = [text_of(cell) for cell in next(numbered)[1]]
    for line, row in numbered:
        if not all(map(is_blank, row)):
            texts = dict(zip(header, map(text_of, row), strict=False))
            yield _row(texts, f"{sheet.unit} {line}")


def _row(raw: Mapping[str, object], where: str) -> ExportedRow:
    """A row; what was followed to another table (``parent.sys_id``) stands for the reference."""
    cells: dict[str, FieldValue] = {}
    for header, value in raw.items():
        name, _, further = column_name(header).partition(".")
        cell = cell_of(value)
        if not further or not cells.get(name, FieldValue()).value or further == "sys_id":
            shown = cells.get(name, cell).shown if further == "sys_id" else cell.shown
            cells[name] = FieldValue(cell.value, shown)
    return ExportedRow(cells, where)


SOURCE = SourceDeclaration(
    name="servicenow",
    meaning="a table that ServiceNow exported: companies, contracts, services, items, relations",
    takes=SourceFile,
    recognises=recognises,
    read=read,
    facts="servicenow",
)
