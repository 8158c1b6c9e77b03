"""A picture as a sheet of a workbook: a column a lane, a cell a mark, with its level in words."""

from __future__ import annotations

from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from api.picture.shape import Ink, inks
from queries.answers.telling import Shown
from queries.questions.words import worded

WIDTH, HEIGHT = 24, 46
"""How wide a column is, in characters, and how high a row, in points."""


def draw(sheet: Worksheet, picture: Shown) -> None:
    """Fill a sheet with a picture: its lines are not drawn, what is not drawn is said below."""
    ink = inks(picture)
    marks = [*picture.told("marks"), *picture.told("bundles")]
    deepest = 1
    for column, lane in enumerate(picture.told("lanes"), 1):
        head = _cell(sheet, 1, column)
        head.value, head.font = worded(lane.told("lane")).capitalize(), Font(bold=True)
        here = [mark for mark in marks if mark.told("lane") is lane.told("lane")]
        for row, mark in enumerate(sorted(here, key=lambda one: one.told("y")), 2):
            _mark(_cell(sheet, row, column), mark, ink[mark.told("level")])
            deepest = max(deepest, row)
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH
    for row in range(2, deepest + 1):
        sheet.row_dimensions[row].height = HEIGHT
    _text(_cell(sheet, deepest + 2, 1), picture.told("said"))
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _cell(sheet: Worksheet, row: int, column: int) -> ExcelCell:
    place = sheet.cell(row, column)
    assert isinstance(place, ExcelCell)  # none is merged
    return place


def _mark(place: ExcelCell, mark: Shown, ink: Ink) -> None:
    said = mark.told("said")
    _text(place, f"{mark.told('label')}\n{said}" if said else mark.told("label"))
    side: Any = Side(style="medium" if ink.shape == "octagon" else "thin", color=_hex(ink.line))
    place.fill = PatternFill("solid", fgColor=_hex(ink.ground))
    place.border = Border(left=side, right=side, top=side, bottom=side)
    place.alignment = Alignment(vertical="top", wrap_text=True)


def _text(place: ExcelCell, text: str) -> None:
    """Text as text, never a formula."""
    place.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
    place.data_type = "s"
    if text.startswith(("=", "+", "-", "@", "\t", "\r")):
        place.quotePrefix = True


def _hex(colour: str) -> str:
    return colour.removeprefix("#").upper()
