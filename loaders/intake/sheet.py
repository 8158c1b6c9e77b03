"""A sheet as spreadsheets have it: rows of cells, each row with its place in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""What a cell holds: a workbook's has a type, a text file's is text."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet (``name``; "" where a file is one table), none of them left out.

    ``lines`` are the numbers by which people find the rows in ``file``; ``unit`` is what they call
    them. ``told`` is what had to be found out about the file to read it, in words.
    """

    file: str
    name: str
    rows: Sequence[Sequence[Cell]]
    lines: Sequence[int]
    unit: str = "row"
    told: str = ""

    @property
    def title(self) -> str:
        """How messages name it: the file, and the sheet where it has several."""
        return f"{self.file}, sheet {self.name}" if self.name else self.file


def text_of(cell: Cell) -> str:
    """A cell as a person reads it: a whole number without a point, a day without a midnight."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return " ".join(str(cell).split()) if isinstance(cell, str) else str(cell)


def is_blank(cell: Cell) -> bool:
    """Whether there is nothing in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
