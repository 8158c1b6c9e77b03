"""A sheet as spreadsheets have it: rows of cells, each row with its place in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, cast

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""What a cell holds: a workbook's has a type, a text file's is text."""


Row = Sequence[Cell]
TOP = 200
"""So many rows show how a sheet is made: where its headers are, how wide it is."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet (``name``; "" where a file is one table), none of them left out.

    ``numbered`` are its rows, each after the number by which people find it in ``file``; they are
    read anew each time they are gone through, so that a large file is never held whole. ``unit`` is
    what people call a row. ``told`` is what had to be found out about the file to read it, in
    words; ``separator`` is what stands between a text file's cells; ``mended`` whether it holds
    rows that a load kept back; ``hidden`` are the sheets beside it that nobody sees.
    """

    file: str
    name: str
    numbered: Iterable[tuple[int, Row]]
    unit: str = "row"
    told: str = ""
    separator: str = ","
    mended: bool = False
    hidden: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """How messages name it: the file, and the sheet where it has several."""
        return f"{self.file}, sheet {self.name}" if self.name else self.file

    @property
    def rows(self) -> Iterator[Row]:
        """Its rows, in order."""
        return (row for _, row in self.numbered)

    @property
    def top(self) -> tuple[Row, ...]:
        """Its first rows."""
        return tuple(islice(self.rows, TOP))

    def place(self, number: int) -> str:
        """A row's place as messages name it."""
        return f"{self.title}, {self.unit} {number}"


@dataclass(frozen=True, slots=True)
class CountedRows:
    """Rows with their numbers, from 1, gone through as often as is asked for."""

    rows: Callable[[], Iterable[Row]]

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        """Every row."""
        return enumerate(self.rows(), 1)


_SAID = {None: "", True: "true", False: "false"}


def text_of(cell: Cell) -> str:
    """A cell as a person reads it: a whole number without a point, a day without a midnight."""
    if isinstance(cell, str):  # most are
        return " ".join(cell.split())
    if cell is None or isinstance(cell, bool):
        return _SAID[cell]
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Whether there is nothing in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def packed_cell(cell: Cell) -> object:
    """A cell as a plain value: what JSON has no form for after its type."""
    if isinstance(cell, timedelta):
        return {"timedelta": [cell.days, cell.seconds, cell.microseconds]}
    if isinstance(cell, date | time):
        return {type(cell).__name__: cell.isoformat()}
    return cell


def unpacked_cell(plain: Any) -> Cell:
    """The cell again."""
    if not isinstance(plain, dict):
        return cast("Cell", plain)
    ((name, said),) = plain.items()
    return timedelta(*said) if name == "timedelta" else _MOMENTS[name](said)


_MOMENTS: Mapping[str, Callable[[str], Cell]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}
