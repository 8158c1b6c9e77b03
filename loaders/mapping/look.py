"""How a sheet looks to somebody who opens it: where its headers are, and what is no row of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

from loaders.intake.sheet import Cell, Sheet, is_blank, text_of
from loaders.intake.slug import slug
from loaders.mapping.office_tables import EMPTY, OFFICE_TABLES, TOTALS
from loaders.mapping.table import columns_of

_LOOKED_AT = 40
_SAMPLES = 3
_KNOWN = frozenset(name for table in OFFICE_TABLES for c in table.columns for name in c.names)


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """A column: its place, and its filled cells as text, in the order of the rows."""

    name: str
    at: int
    texts: tuple[str, ...]
    rows: int

    @property
    def fill(self) -> float:
        """The share of rows that say something here."""
        return len(self.texts) / self.rows if self.rows else 0.0

    @property
    def distinct(self) -> tuple[str, ...]:
        """Its different texts, in the order of their first row."""
        return tuple(dict.fromkeys(self.texts))

    @property
    def samples(self) -> str:
        """Three of its different texts, each quoted and shortened."""
        return ", ".join(repr(text[:40]) for text in self.distinct[:_SAMPLES])


@dataclass(frozen=True, slots=True)
class SheetLook:
    """A sheet taken apart: ``skip`` are patterns of totals, ``section`` tells of section rows.

    ``repeat`` are columns whose blank cells seem to repeat the one above; ``empty`` the words found
    that mean that nothing is known.
    """

    sheet: Sheet
    header: tuple[int, ...]
    columns: tuple[ColumnLook, ...]
    body: tuple[Sequence[Cell], ...]
    skip: tuple[str, ...]
    section: bool
    repeat: tuple[str, ...]
    empty: tuple[str, ...]

    def column(self, name: str) -> ColumnLook:
        """The column of that name."""
        return next(one for one in self.columns if one.name == name)


def look_at(sheet: Sheet) -> SheetLook:
    """Take a sheet apart."""
    header = _header(sheet)
    names = columns_of(sheet, header)
    below = islice(sheet.rows, header[-1], None)
    rows = [row for row in below if not all(map(is_blank, row))]
    totals = sorted({word for row in rows if (word := _total(row))})
    rows = [row for row in rows if not _total(row)]
    sections = [row for row in rows if len(names) > 2 and _filled(row) == 1 and _first(row) == 0]
    is_section = len(sections) > 1 and len(sections) * 2 < len(rows)
    if is_section:
        rows = [row for row in rows if not any(row is one for one in sections)]
    columns = [_column(name, at, rows) for at, name in enumerate(names)]
    columns = [one for one in columns if one.texts or not one.name.startswith("column ")]
    skip = tuple(f"{word}*" for word in totals)
    found = {text.casefold() for one in columns for text in one.texts} & set(EMPTY)
    empty = tuple(word for word in EMPTY if word in found)
    return SheetLook(
        *(sheet, header, tuple(columns), tuple(rows), skip, is_section),
        *(_repeating(columns, rows), empty),
    )


def _header(sheet: Sheet) -> tuple[int, ...]:
    """The row of headers: that with most known names, else the first as wide as those below."""
    top = sheet.top[:_LOOKED_AT]
    usual = median([_filled(row) for row in sheet.top if _filled(row)] or [1])

    def score(number: int) -> tuple[int, bool, int]:
        texts = [text_of(cell) for cell in top[number] if not is_blank(cell)]
        known = len({slug(text) for text in texts} & _KNOWN) if len(texts) > 1 else 0
        names = all(isinstance(cell, str) for cell in top[number] if not is_blank(cell))
        return known, names and len(texts) >= usual * 0.8, -number

    best = max(range(len(top)), key=score)
    return (best, best + 1) if _is_grouped(top, best) else (best + 1,)


def _is_grouped(top: Sequence[Sequence[Cell]], at: int) -> bool:
    """Whether headers that repeat are told apart by what stands over them."""
    texts = [text_of(cell) for cell in top[at] if not is_blank(cell)]
    above = {text_of(cell) for cell in top[at - 1] if not is_blank(cell)} if at else set()
    return len(set(texts)) < len(texts) and len(above) > 1


def _filled(row: Sequence[Cell]) -> int:
    return sum(not is_blank(cell) for cell in row)


def _first(row: Sequence[Cell]) -> int:
    return next(at for at, cell in enumerate(row) if not is_blank(cell))


def _total(row: Sequence[Cell]) -> str | None:
    """The word by which a row says that it adds up those above."""
    first = text_of(next(cell for cell in row if not is_blank(cell))).casefold().rstrip(":")
    words = (word for word in sorted(TOTALS, key=len, reverse=True) if first.startswith(word))
    return next((word for word in words if not first[len(word) :][:1].isalnum()), None)


def _column(name: str, at: int, rows: Sequence[Sequence[Cell]]) -> ColumnLook:
    cells = (row[at] for row in rows if at < len(row))
    return ColumnLook(name, at, tuple(text_of(c) for c in cells if not is_blank(c)), len(rows))


def _repeating(columns: Sequence[ColumnLook], rows: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """The leading columns that are filled where something new begins, and blank below it."""
    found = []
    for column in columns[:3]:
        starts = bool(rows) and column.at < len(rows[0]) and not is_blank(rows[0][column.at])
        new = len(column.distinct) == len(column.texts)
        if not (starts and new and len(column.texts) > 1 and column.fill < 0.8):
            break
        found.append(column.name)
    return tuple(found)
