"""How a sheet looks to somebody who opens it: where its headers are, and what is no row of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

from loaders.intake.sheet import Cell, Row, Sheet, is_blank, text_of
from loaders.intake.slug import slug
from loaders.mapping.office_tables import (
    EMPTY,
    OFFICE_TABLES,
    OTHER_TYPES,
    RECORD_COLUMNS,
    RECORD_TYPES,
    TOTALS,
)
from loaders.mapping.table import columns_of, unnamed

_LOOKED_AT = 40
_SAMPLES = 3
_FEWEST_ROWS = 2
_OF_ZONES = (";", "$origin", "$ttl", "$include")
"""With them begin the lines of a zone's file that are no records."""
_FIGURE = re.compile(r"(?!(19|20)\d\d$)[-+(]?[$€£]?\s?\d[\d.,:/ ]*\s?[$€£%)]?")
"""A number, amount or day; no year, which may head a column."""
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
    that mean that nothing is known. It ends with row ``last``, where another table or a note stands
    below it; ``named`` are its columns where no row heads them, ``headings`` its section rows.
    """

    sheet: Sheet
    header: tuple[int, ...]
    columns: tuple[ColumnLook, ...]
    body: tuple[Sequence[Cell], ...]
    skip: tuple[str, ...]
    section: bool
    repeat: tuple[str, ...]
    empty: tuple[str, ...]
    last: int | None = None
    named: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    @property
    def above(self) -> tuple[Row, ...]:
        """The rows above its headers: titles, as a rule."""
        return self.sheet.top[: max(0, min(self.header, default=1) - 1)]

    @property
    def names(self) -> frozenset[str]:
        """What its columns are called."""
        return frozenset(one.name for one in self.columns)

    def column(self, name: str) -> ColumnLook:
        """The column of that name."""
        return next(one for one in self.columns if one.name == name)


def looks_at(sheets: Iterable[Sheet]) -> list[SheetLook]:
    """Take sheets apart; one with several tables below each other is several."""
    return [
        look
        for sheet in sheets
        for header, last in tables_in(sheet)
        if (look := look_at(sheet, header, last)).body or header == header_in(sheet)
    ]


def look_at(
    sheet: Sheet, header: tuple[int, ...] | None = None, last: int | None = None
) -> SheetLook:
    """Take a table of a sheet apart: its first, or that below a row of headers, to a last row."""
    header = header_in(sheet) if header is None else header
    below = islice(sheet.rows, max(header, default=0), last)
    heads = [text_of(cell) for cell in sheet.top[header[-1] - 1]] if header else []
    rows = [row for row in below if not all(map(is_blank, row)) and not _heads(row, heads)]
    named = () if header else _named(rows)
    names = list(named) or columns_of(sheet, header)
    totals = sorted({word for row in rows if (word := _total(row))})
    rows = [row for row in rows if not _total(row)]
    skip = [f"{word}*" for word in totals]
    if len(rows) > _FEWEST_ROWS and _is_sum(rows[-1], len(names)):
        summed = rows.pop()
        skip.append(text_of(summed[_first(summed)]).casefold())
    sections = [row for row in rows if len(names) > 2 and _filled(row) == 1 and _first(row) == 0]
    is_section = len(sections) > 1 and len(sections) * 2 < len(rows) and not named
    headings = tuple(text_of(row[0]) for row in sections) if is_section else ()
    if is_section:
        rows = [row for row in rows if not any(row is one for one in sections)]
    columns = [_column(name, at, rows) for at, name in enumerate(names)]
    columns = [one for one in columns if one.texts or not one.name.startswith("column ")]
    found = {text.casefold() for one in columns for text in one.texts} & set(EMPTY)
    empty = tuple(word for word in EMPTY if word in found)
    return SheetLook(
        *(sheet, header, tuple(columns), tuple(rows), tuple(skip), is_section),
        *(_repeating(columns, rows, named), empty, last, named, headings),
    )


def _heads(row: Row, heads: list[str]) -> bool:
    """Whether a row is the headers again, as where pages were put together."""
    return bool(heads) and text_of(row[0]) == heads[0] and [text_of(cell) for cell in row] == heads


def tables_in(sheet: Sheet) -> list[tuple[tuple[int, ...], int | None]]:
    """The rows of headers of each table of a sheet, and its last row where not all is of it."""
    header = header_in(sheet)
    found: list[tuple[tuple[int, ...], int | None]] = []
    notes = parted = False
    end = start = max(header, default=0)
    for at, row in enumerate(islice(sheet.rows, start, None), start + 1):
        filled = _filled(row)
        if parted and filled > 1 and _is_header(row):
            found.append((header, end))
            header, end, notes, parted = (at,), at, False, False
        elif filled and (filled > 1 or not parted):
            end, notes = at, False
            parted = _total(row) is not None
        else:  # a blank row, or one cell alone below one, or below a total
            notes, parted = notes or filled > 0, True
    return [*found, (header, end if notes else None)]


def _is_header(row: Row) -> bool:
    """Whether a row heads another table: names alone, of which most are known."""
    texts = [text_of(cell) for cell in row if not is_blank(cell)]
    known = sum(slug(text) in _KNOWN for text in texts)
    return all(isinstance(c, str) for c in row if not is_blank(c)) and known * 2 > len(texts)


def header_in(sheet: Sheet) -> tuple[int, ...]:
    """The row of headers: that with most known names, else the first as wide as those below.

    None at all where that is a row like the others.
    """
    top = sheet.top[:_LOOKED_AT]
    usual = median([_filled(row) for row in sheet.top if _filled(row)] or [1])

    def score(number: int) -> tuple[int, bool, int]:
        texts = [text_of(cell) for cell in top[number] if not is_blank(cell)]
        known = len({slug(text) for text in texts} & _KNOWN) if len(texts) > 1 else 0
        names = all(isinstance(cell, str) for cell in top[number] if not is_blank(cell))
        return known, names and len(texts) >= usual * 0.8, -number

    best = max(range(len(top)), key=score)
    if score(best)[0] == 0 and _is_like(top[best], sheet.top[best + 1 :]):
        return ()
    return (best, best + 1) if _is_grouped(top, best) else (best + 1,)


def _is_like(row: Row, below: Sequence[Row]) -> bool:
    """Whether a row is one like those below: it has figures where these do, or what they repeat."""
    columns = [[text_of(one[at]) for one in below if at < len(one)] for at in range(len(row))]
    pairs = [
        (text, column) for text, column in zip(map(text_of, row), columns, strict=True) if text
    ]
    figures = any(
        _FIGURE.fullmatch(text) and all(map(_FIGURE.fullmatch, filter(None, column)))
        for text, column in pairs
    )
    again = sum(text in column for text, column in pairs)
    return len(below) > 1 and len(pairs) > 1 and (figures or again * 2 >= len(pairs))


def _named(rows: Sequence[Row]) -> tuple[str, ...]:
    """What columns without headers are called: as those of a zone, or by their places."""
    width = max(map(len, rows), default=0)
    kinds = Counter(text_of(row[3]).casefold() for row in rows if len(row) > 3)
    known = sum(count for kind, count in kinds.items() if kind in RECORD_TYPES | OTHER_TYPES)
    if width == len(RECORD_COLUMNS) and RECORD_TYPES & kinds.keys() and known > 0.9 * kinds.total():
        return RECORD_COLUMNS
    return tuple(unnamed(at) for at in range(width))


def _is_sum(row: Row, columns: int) -> bool:
    """Whether a last row has figures alone, in a few of its columns: it adds up those above."""
    texts = [text_of(cell) for cell in row if not is_blank(cell)]
    return len(texts) * 2 < columns and all(map(_FIGURE.fullmatch, texts))


def _is_grouped(top: Sequence[Sequence[Cell]], at: int) -> bool:
    """Whether headers are told apart by what stands over several, or over blank ones of them."""
    texts = [text_of(cell) for cell in top[at] if not is_blank(cell)]
    above = {text_of(cell) for cell in top[at - 1] if not is_blank(cell)} if at else set()
    if len(above) < 2:
        return False
    over = [
        (text_of(group), text_of(cell)) for group, cell in zip(top[at - 1], top[at], strict=False)
    ]
    blank = any(group and not text and not group.isdecimal() for group, text in over)
    groups = [group for group, text in over if group and group != text]
    return blank or len(set(texts)) < len(texts) or len(set(groups)) < len(groups)


def _filled(row: Sequence[Cell]) -> int:
    return sum(not is_blank(cell) for cell in row)


def _first(row: Sequence[Cell]) -> int:
    return next(at for at, cell in enumerate(row) if not is_blank(cell))


def _total(row: Sequence[Cell]) -> str | None:
    """The word by which a row says that it adds up those above."""
    first = text_of(next(cell for cell in row if not is_blank(cell))).casefold().rstrip(":")
    if first.startswith(_OF_ZONES):
        return next(word for word in _OF_ZONES if first.startswith(word))
    words = (word for word in sorted(TOTALS, key=len, reverse=True) if first.startswith(word))
    return next((word for word in words if not first[len(word) :][:1].isalnum()), None)


def _column(name: str, at: int, rows: Sequence[Sequence[Cell]]) -> ColumnLook:
    cells = (row[at] for row in rows if at < len(row))
    return ColumnLook(name, at, tuple(text_of(c) for c in cells if not is_blank(c)), len(rows))


def _repeating(
    columns: Sequence[ColumnLook], rows: Sequence[Sequence[Cell]], named: tuple[str, ...]
) -> tuple[str, ...]:
    """The leading columns that are filled where something new begins, and blank below it."""
    found: list[str] = []
    if named == RECORD_COLUMNS:
        return RECORD_COLUMNS[:1] if columns[0].fill < 1 else ()
    for column in columns[:3]:
        starts = bool(rows) and column.at < len(rows[0]) and not is_blank(rows[0][column.at])
        new = len(column.distinct) == len(column.texts)
        if not (starts and new and len(column.texts) > 1 and column.fill < 0.8):
            break
        found.append(column.name)
    return tuple(found)
