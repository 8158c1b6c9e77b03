"""A workbook (Excel, OpenDocument) to sheets: its size bounded first, merged cells filled."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from loaders.intake.sheet import Cell, CountedRows, Sheet
from loaders.intake.source_file import MIB, SourceFile

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_UNPACKED = 512 * MIB
"""A workbook is a zip file, of a few bytes for as many zeros as its author likes."""
MOST_PARTS = 10_000
_HEAD = struct.Struct("<26xHH")
"""A part's own header, which ends with the lengths of its name and of what else stands there."""
MOST_CELLS = 20_000_000
MOST_MERGED = 100_000
"""So many rows are filled of one merged cell: no list is longer that somebody made by hand."""


def is_workbook(start: bytes) -> bool:
    """Whether a file that begins so is a workbook, or at least packed like one."""
    return start.startswith((ZIP, OLE))


def read_workbook(file: SourceFile) -> list[Sheet]:
    """The visible sheets of a workbook that have a row; a sheet's formulas are their results.

    Raises:
        UnreadableFile: it is no workbook, is protected, or is too large once unpacked.
    """
    content = file.content()
    _check(content, file)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
        ]
        hidden = tuple(
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible is not SheetVisibleEnum.Visible
            and sheet.typ is SheetTypeEnum.WorkSheet
        )
        sheets = [_sheet(book.get_sheet_by_name(name), file, hidden) for name in shown]
    except PasswordError:
        file.unreadable("", "a workbook with a password", "one without", "save it without one")
    except CalamineError:
        file.unreadable("", "what only begins like a workbook", "a workbook", "save it again")
    return [sheet for sheet in sheets if any(True for _ in sheet.rows)]


def _check(content: bytes, file: SourceFile) -> None:
    """Refuse what would unpack to more than a workbook is, before anything is unpacked."""
    if not content.startswith(ZIP):
        return
    try:
        parts = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        file.unreadable("", "a damaged workbook", "a workbook", "save it again")
    size = sum(part.file_size for part in parts)
    if size <= MOST_UNPACKED and len(parts) <= MOST_PARTS:
        size = 0  # what they say of themselves is no more than a hint
        for part in parts:
            size += _unpacked(content, part) if size <= MOST_UNPACKED else 0
    if size > MOST_UNPACKED or len(parts) > MOST_PARTS:
        found = f"a workbook of {size // MIB:,} MiB in {len(parts):,} parts once unpacked"
        expected = f"at most {MOST_UNPACKED // MIB} MiB in {MOST_PARTS:,} parts"
        file.unreadable("", found, expected, "split it, or save its sheets as CSV")


def _unpacked(content: bytes, part: zipfile.ZipInfo) -> int:
    """How large a part becomes, whatever it says of itself; counted until it is too large."""
    if part.compress_type != zipfile.ZIP_DEFLATED:
        return part.compress_size
    head = content[part.header_offset : part.header_offset + _HEAD.size]
    if len(head) < _HEAD.size:
        return 0
    start = part.header_offset + _HEAD.size + sum(_HEAD.unpack(head))
    packed, inflate, size = content[start : start + part.compress_size], zlib.decompressobj(-15), 0
    try:
        while packed and size <= MOST_UNPACKED:
            size += len(inflate.decompress(packed, MIB))
            packed = inflate.unconsumed_tail
    except zlib.error:
        return size  # damaged: whoever reads it says so
    return size


def _sheet(sheet: CalamineSheet, file: SourceFile, hidden: tuple[str, ...]) -> Sheet:
    if sheet.height * sheet.width > MOST_CELLS:
        found = f"{sheet.height:,} rows of {sheet.width:,} cells"
        file.unreadable(f"sheet {sheet.name}", found, f"at most {MOST_CELLS:,} cells", "split it")
    return Sheet(file.name, sheet.name, CountedRows(partial(_rows, sheet)), hidden=hidden)


def _rows(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    """The rows as they are gone through: the workbook's own form of them takes less than ours."""
    before: list[Cell] = [None] * (sheet.start[1] if sheet.start else 0)
    merged = _merged(sheet.merged_cell_ranges or ())
    said: dict[tuple[int, int], Cell] = {}
    for number, cells in enumerate(sheet.iter_rows()):
        row = before + [None if cell == "" else cell for cell in cells]
        for corner, left, right in merged.get(number, ()):
            if corner[0] == number:
                said[corner] = row[left] if left < len(row) else None
            for column in range(left, min(right + 1, len(row))):
                row[column] = said[corner]
        yield row


Corner = tuple[int, int]


def _merged(
    ranges: Iterable[tuple[Corner, Corner]],
) -> dict[int, list[tuple[Corner, int, int]]]:
    """Of each row, which of its cells are one with a corner: that, and their first and last."""
    found: dict[int, list[tuple[Corner, int, int]]] = {}
    for corner, (bottom, right) in ranges:
        for number in range(corner[0], min(bottom, corner[0] + MOST_MERGED) + 1):
            found.setdefault(number, []).append((corner, corner[1], right))
    return found
