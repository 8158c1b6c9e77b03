"""Rows kept back as their own table has them: the reasons before them, all else where it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from loaders.intake.rejects import REJECTED, REJECTS
from loaders.intake.sheet import Cell, Row, Sheet, is_blank, text_of

_NAMED = re.compile(rf"(.+?)(\.\d+)?{re.escape(REJECTS)}\.\w+", re.DOTALL)
_ACTS = re.compile(r"'?[=@\t\r]|'?[-+](?![\d.,\s$€£]+$)")
"""Text by which a spreadsheet program would act when it opens a text file."""
_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table that was read, so that some of its rows can be written as they stood.

    ``header`` is which row its headers end in. Of columns at ``dropped`` places only the header is
    kept; ``repeated`` ones are filled with the cell above; with ``sections`` rows of one cell are
    headings. One that is ``whole`` is written whole: what others are joined to.
    """

    sheet: Sheet
    header: int
    dropped: frozenset[int] = frozenset()
    repeated: tuple[int, ...] = ()
    sections: bool = False
    whole: bool = False

    @property
    def start(self) -> str:
        """How the places of its rows begin."""
        return f"{self.sheet.title}, {self.sheet.unit}"

    def rows(self, reasons: Mapping[str, str]) -> Iterator[list[Cell]]:
        """The rows whose places have reasons, as they stand in the file, below its headers."""
        if not (self.header or self.whole):
            yield [REJECTED]
        for at, row in enumerate(islice(self.sheet.rows, self.header), 1):
            yield [REJECTED if at == self.header else None, *row]
        section: Row | None = None
        above: dict[int, Cell] = {}
        for number, row in islice(self.sheet.numbered, self.header, None):
            if self.sections and len({text_of(c) for c in row if not is_blank(c)}) == 1:
                section = row
                continue
            cells = self._filled(row, above)
            reason = reasons.get(self.sheet.place(number))
            if reason is None and not self.whole:
                continue
            if section is not None:
                yield [None, *section]
                section = None
            yield [reason or None, *cells]

    def _filled(self, row: Row, above: dict[int, Cell]) -> list[Cell]:
        """A row with what it leaves out because the one above has it, without what is not kept."""
        cells = [None if at in self.dropped else cell for at, cell in enumerate(row)]
        for at in self.repeated:
            if at < len(cells):
                cells[at] = above[at] = above.get(at) if is_blank(cells[at]) else cells[at]
        return cells


def name_of(name: str) -> str:
    """What the file was called whose rows a file of rows kept back has; else its own name."""
    found = _NAMED.fullmatch(name)
    return found[1] if found else name


def unmarked(sheet: Sheet) -> Sheet:
    """A sheet without the column of reasons, as its file had it; another one as it is."""
    if not any(row and text_of(row[0]) == REJECTED for row in sheet.top[:_LOOKED_AT]):
        return sheet
    return replace(sheet, numbered=_Unmarked(sheet.numbered), mended=True)


@dataclass(frozen=True, slots=True)
class _Unmarked:
    """Rows without their first cell."""

    numbered: Iterable[tuple[int, Row]]

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        for number, row in self.numbered:
            yield number, [_acting(cell) for cell in row[1:]]


def inert(cell: Cell) -> Cell:
    """A text by which no spreadsheet program acts: an apostrophe stands before it."""
    return f"'{cell}" if isinstance(cell, str) and _ACTS.match(cell) else cell


def _acting(cell: Cell) -> Cell:
    """The text again that was made inert."""
    made = isinstance(cell, str) and cell.startswith("'") and _ACTS.match(cell[1:])
    return cell[1:] if made and isinstance(cell, str) else cell
