"""Files of rows kept back, in the form that the rows had: mended, they load as those did."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import Cell as ExcelCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

from loaders.intake.own_table import OwnTable, inert
from loaders.intake.rejects import REJECTED, REJECTS, SUFFIX, Reject, write_rejects
from loaders.intake.sheet import Cell

_LONGEST = 32_767
"""So many characters has a cell of Excel."""
_DAY = (1980, 1, 1, 0, 0, 0)
_REASONS_WIDE = 60


@dataclass(frozen=True, slots=True)
class RejectedFile:
    """Rows kept back of one file, by its name; its own name ends with ``suffix``.

    ``own`` is whether they have the form that they had: then they are read as that file was.
    """

    file: str
    suffix: str
    content: bytes
    own: bool


def rejected_files(
    rejects: Sequence[tuple[str, Reject]],
    tables: Iterable[OwnTable],
    beside: Iterable[str],
    first: str,
) -> list[RejectedFile]:
    """Rows kept back, each with its source, as one file for each that they stood in.

    Rows at places ``beside`` them are written too: what they say is gathered with what those say.
    Rows that stood in no table are JSON lines, under the name of what was loaded ``first``.
    """
    by_file: dict[str, list[OwnTable]] = {}
    for table in tables:
        by_file.setdefault(table.sheet.file, []).append(table)
    starts = {table.start for found in by_file.values() for table in found}
    reasons = _reasons(rejects, starts)
    bad = set(map(_start, reasons))
    every = dict.fromkeys(beside, "") | reasons
    files = [_own(file, found, bad, every) for file, found in by_file.items()]
    plain = [(source, one) for source, one in rejects if _start(one.where) not in starts]
    made = [file for file in files if file is not None]
    if plain:
        made.append(RejectedFile(first, SUFFIX, b"".join(write_rejects(plain)), own=False))
    return made


def _start(where: str) -> str:
    return where.rpartition(" ")[0]


def _reasons(rejects: Iterable[tuple[str, Reject]], starts: set[str]) -> dict[str, str]:
    """Why the row at each place of a table was kept back, once each."""
    found: dict[str, dict[str, None]] = {}
    for _, reject in rejects:
        if _start(reject.where) in starts:
            told = found.setdefault(reject.where, {})
            told.update(dict.fromkeys(str(problem) for problem in reject.problems))
    return {where: "; ".join(told) for where, told in found.items()}


def _own(
    file: str, tables: Sequence[OwnTable], bad: set[str], reasons: Mapping[str, str]
) -> RejectedFile | None:
    """The rows kept back of one file; None where no table of it is among the ``bad``."""
    if not any(table.start in bad for table in tables):
        return None
    by_sheet: dict[str, OwnTable] = {}
    for table in tables:  # of a sheet with several, all stays where it was
        several = table.start in by_sheet
        by_sheet[table.start] = replace(
            by_sheet.get(table.start, table), whole=several or table.whole
        )
    kept = [table for table in by_sheet.values() if table.whole or table.start in bad]
    if kept[0].sheet.name:
        return RejectedFile(file, f"{REJECTS}.xlsx", _workbook(kept, reasons), own=True)
    return RejectedFile(file, f"{REJECTS}.csv", _text(kept[0], reasons), own=True)


def _text(table: OwnTable, reasons: Mapping[str, str]) -> bytes:
    out = StringIO()
    writer = csv.writer(out, delimiter=table.sheet.separator)
    for row in table.rows(reasons):
        writer.writerow([inert(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def _workbook(tables: Iterable[OwnTable], reasons: Mapping[str, str]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])  # a new one has one
    for table in tables:
        _sheet(book.create_sheet(table.sheet.name), _rows(table, reasons))
    content = BytesIO()
    book.save(content)
    return _undated(content)


def _rows(table: OwnTable, reasons: Mapping[str, str]) -> Iterator[list[Cell]]:
    """A table's rows; one that is whole has no reasons, and so no column of them."""
    marked = not table.whole or any(_start(where) == table.start for where in reasons)
    for row in table.rows(reasons):
        yield row if marked else row[1:]


def _sheet(sheet: Worksheet, rows: Iterable[list[Cell]]) -> None:
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row, 1):
            if value is not None:
                _write(sheet.cell(number, at), value)  # type: ignore[arg-type]
    if any(cell.value == REJECTED for cell in sheet["A"]):
        sheet.column_dimensions["A"].width = _REASONS_WIDE


def _write(place: ExcelCell, value: Cell) -> None:
    """A cell as it was; text is text, never a formula, also not once somebody edits it."""
    if not isinstance(value, str):
        place.value = value
        return
    place.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)[:_LONGEST]
    place.data_type = "s"
    place.quotePrefix = inert(value) != value


def _undated(book: BytesIO) -> bytes:
    """The same workbook without the moment it was made: the same rows are the same file."""
    made = BytesIO()
    with (
        zipfile.ZipFile(book) as packed,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as again,
    ):
        for name in packed.namelist():
            content = _CORE if name == "docProps/core.xml" else packed.read(name)
            again.writestr(zipfile.ZipInfo(name, _DAY), content)
    return made.getvalue()


_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties"/>'
)
