"""A report as an Excel workbook: a sheet a section, dates and numbers as what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from api.report.report import Cell, Report, Section, Share

FIRST_YEAR = 1900
"""Excel counts days from here; an earlier one is text."""
LONGEST = 32_767
"""The characters that a cell of Excel can hold."""
_TITLE_LENGTH, _NARROW, _WIDE, _SENTENCE = 31, 11, 40, 90
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")


def workbook(report: Report) -> bytes:
    """The workbook's bytes; text that looks like a formula stays text."""
    book = Workbook()
    summary = book.active
    assert isinstance(summary, Worksheet)
    summary.title = "Summary"
    _fill(summary, ("What", "Answer"), _summary(report))
    for section in report.sections:
        _section(book, section)
    unknown = book.create_sheet("What we could not know")
    _fill(unknown, ("In words",), [(sentence,) for sentence in report.unknown])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _summary(report: Report) -> list[tuple[Cell, ...]]:
    found = report.provenance
    return [
        ("Report", report.title),
        ("Verdict", report.verdict),
        ("Act by", report.act_by or "no day to act by follows from what is recorded"),
        ("As of", found.as_of),
        ("Revision", found.revision),
        ("From", found.store),
        ("Complete", "yes" if found.complete else f"no: {found.reason}"),
    ]


def _section(book: Workbook, section: Section) -> None:
    sheet = book.create_sheet(_title(section.title, book.sheetnames))
    said = [(section.note,)] if section.note else []
    rows = [(row.sentence, *row.cells) for row in section.rows] or [(section.empty,)]
    _fill(sheet, ("In words", *section.heads), [*rows, *said])
    if section.rows:
        last = f"{get_column_letter(len(section.heads) + 1)}{len(section.rows) + 1}"
        sheet.auto_filter.ref = f"A1:{last}"


def _title(title: str, taken: Sequence[str]) -> str:
    """A sheet's name as Excel allows it: short, without its marks, and not there yet."""
    plain = _NOT_IN_TITLES.sub(" ", title)[:_TITLE_LENGTH].strip()
    known, found, count = {name.casefold() for name in taken}, plain, 2
    while found.casefold() in known:
        mark = f" {count}"
        found, count = plain[: _TITLE_LENGTH - len(mark)] + mark, count + 1
    return found


def _fill(sheet: Worksheet, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    lines = [heads, *rows]
    for at, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            cell = sheet.cell(at, column)
            assert isinstance(cell, ExcelCell)  # none is merged
            _write(cell, value)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="F3F5F8")
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    for column in range(1, len(heads) + 1):
        longest = max(
            (_width(line[column - 1]) for line in lines if len(line) >= column), default=0
        )
        most = _SENTENCE if heads[column - 1] in ("In words", "Answer") else _WIDE
        width = min(max(longest + 2, _NARROW), most)
        sheet.column_dimensions[get_column_letter(column)].width = width


def _width(value: Cell) -> int:
    return 0 if value is None else len(str(value))


def _write(cell: ExcelCell, value: Cell) -> None:
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    match value:
        case str():
            _write_text(cell, value)
        case date() if value.year < FIRST_YEAR:
            _write_text(cell, value.isoformat())
        case date():
            cell.value, cell.number_format = value, "yyyy-mm-dd"
        case Share():
            cell.value, cell.number_format = float(value), "0%"
        case _:
            cell.value = value


def _write_text(cell: ExcelCell, text: str) -> None:
    """Text as text: never a formula, also not once somebody edits the cell (quotePrefix)."""
    plain = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
    cell.value = plain[:LONGEST]
    cell.data_type = "s"
    if plain.startswith(("=", "+", "-", "@", "\t", "\r")):
        cell.quotePrefix = True
