"""A report as an Excel workbook: a sheet a table, days and numbers as what they are."""

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

from api.report.drawn_sheet import draw
from api.report.report import Report, left_out, titled
from queries.answers.types import Leaf, present
from queries.questions.grid import Cell, Grid
from queries.questions.words import NONE

FIRST_YEAR = 1900
"""Excel counts days from here; an earlier one is text."""
LONGEST = 32_767
"""The characters that a cell of Excel can hold."""
MOST_DIGITS = 15
"""The digits of a number that Excel counts with."""
SENTENCES = "IN WORDS"
"""The head over a list of sentences."""
_TITLE_LENGTH, _NARROW, _WIDE = 31, 11, 60
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_SET, _WRAPPED = (Alignment(vertical="top", wrap_text=wrap) for wrap in (False, True))
"""Each the same for every cell: another would be compared with it, field by field."""


def workbook(report: Report) -> bytes:
    """The workbook's bytes; text that looks like a formula stays text."""
    book = Workbook()
    summary = book.active
    assert isinstance(summary, Worksheet)
    summary.title = "Summary"
    _fill(summary, ("What", "Answer"), _summary(report))
    for section in (*report.lead, *report.sections):
        _section(book, section)
    if report.picture is not None:
        draw(book.create_sheet(_title("How it looks", book.sheetnames)), report.picture)
    notes = book.create_sheet(_title("Notes", book.sheetnames))
    _fill(notes, ("Note",), [(Cell(note),) for note in report.notes])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _summary(report: Report) -> list[tuple[Cell, ...]]:
    found = report.provenance
    lines = (
        ("Report", report.title),
        ("Question", report.said),
        *report.asked,
        ("Answer", report.verdict),
        ("As of", found.as_of),
        ("Revision", found.revision),
        *((("Supposed edits", found.edits),) if found.edits else ()),
        ("From", found.store),
        ("Complete", "yes" if found.reason is None else f"no: {found.reason}"),
        *found.sources,
    )
    return [(Cell(what), Cell(value)) for what, value in lines]


def _section(book: Workbook, section: Grid) -> None:
    sheet = book.create_sheet(_title(titled(section), book.sheetnames))
    rows = [*section.cells, *((Cell(line),) for line in left_out(section))]
    heads = section.heads or (SENTENCES,)
    _fill(sheet, heads, rows or [(Cell(section.empty),)])
    if section.cells:
        last = f"{get_column_letter(len(heads))}{len(section.cells) + 1}"
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
    lines = [[Cell(head) for head in heads], *rows]
    for at, line in enumerate(lines, 1):
        for column, cell in enumerate(line, 1):
            place = sheet.cell(at, column)
            assert isinstance(place, ExcelCell)  # none is merged
            _write(place, cell)
    for place in sheet[1]:
        place.font, place.fill = Font(bold=True), PatternFill("solid", fgColor="F3F5F8")
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    for column in range(1, len(heads) + 1):
        texts = (len(line[column - 1].text) for line in lines if len(line) >= column)
        width = min(max(max(texts, default=0) + 2, _NARROW), _WIDE)
        sheet.column_dimensions[get_column_letter(column)].width = width


def _write(place: ExcelCell, cell: Cell) -> None:
    """A value as what it is: days, numbers, shares and money can be counted with."""
    value, type_ = cell.value, present(cell.type)
    place.alignment = _WRAPPED if isinstance(value, str) else _SET
    if type_ is Leaf.MONEY and isinstance(value, str):
        _write_money(place, value)
    elif isinstance(value, date) and value.year >= FIRST_YEAR:
        place.value, place.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, bool | int | float):
        place.value = value
        if type_ is Leaf.SHARE:
            place.number_format = "0.0%"
    elif value is not None and cell.text != NONE:
        _write_text(place, cell.text)


def _write_money(place: ExcelCell, text: str) -> None:
    """An amount in its currency; one of more digits than Excel counts with stays text."""
    amount, _, currency = text.partition(" ")
    if len(amount.strip("-").replace(".", "")) > MOST_DIGITS:
        _write_text(place, text)
    else:
        place.value, place.number_format = float(amount), f'#,##0.00 "{currency}"'


def _write_text(place: ExcelCell, text: str) -> None:
    """Text as text: never a formula, also not once somebody edits the cell (quotePrefix)."""
    plain = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
    place.value = plain[:LONGEST]
    place.data_type = "s"
    if plain.startswith(("=", "+", "-", "@", "\t", "\r")):
        place.quotePrefix = True
