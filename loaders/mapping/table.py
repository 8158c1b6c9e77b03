"""A sheet to the rows of its table: headers found, blanks filled, sections, totals and matrices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import islice

from graph_model.errors import Problem, UnreadableFile
from loaders.intake.certain import NO
from loaders.intake.own_table import OwnTable
from loaders.intake.raw_row import RawRow
from loaders.intake.sheet import Cell, Sheet, is_blank, text_of
from loaders.intake.source_table import SourceTable
from loaders.mapping.mapping import Across, TableRule

_SAFE = str.maketrans("{}|", "()/")
"""In templates, these are no part of a column's name."""
_LOOKED_AT = 40
"""So far down is a row of headers looked for."""
BEYOND = "cells beyond the last column"
"""What a row of a text file repeats, in a way, whose cells are shifted by a separator in a name."""
_NO_MARK = NO | {"", "-", "–", "—", "none", "n/a", "na"}
"""What the cells of a matrix say where there is nothing."""
_NOTHING = re.compile(r"[$€£]?\s?(-|0+([.,]0*)?)\s?([$€£%]|[a-z]{3})?")


def table_of(sheet: Sheet, rule: TableRule, source: str) -> SourceTable:
    """The table of a sheet: every row with the columns that it fills.

    Raises:
        UnreadableFile: it has no row with the columns that the mapping names.
    """
    header = header_of(sheet, rule)
    columns = list(rule.named) or columns_of(sheet, header)
    missing = sorted(rule.columns() - set(columns))
    if missing:
        place = sheet.place(_number(sheet, header[-1])) if header else ""
        named = ", ".join(repr(name) for name in columns[:20])
        expected = f"the columns {', '.join(repr(name) for name in missing)}, as the mapping has"
        advice = "mend the mapping; `ramify map` proposes one"
        raise UnreadableFile([Problem(place or sheet.title, f"columns {named}", expected, advice)])
    rows = TableRows(sheet, rule, columns, max(header, default=0))
    return SourceTable(sheet.title, source, tuple(columns), rows, sheet.unit)


def own_table(sheet: Sheet, rule: TableRule, columns: Sequence[str], whole: bool) -> OwnTable:
    """The table of a sheet as its file has it."""
    header = header_of(sheet, rule)
    places = {name: at for at, name in enumerate(columns)}
    dropped = frozenset(places[name] for name in rule.never if name in places)
    repeated = tuple(places[name] for name in rule.repeat if name in places)
    return OwnTable(
        sheet, max(header, default=0), dropped, repeated, rule.section is not None, whole
    )


class TableRows:
    """The rows of a table, made each time they are gone through: a sheet is in memory once."""

    def __init__(self, sheet: Sheet, rule: TableRule, columns: list[str], last_header: int) -> None:
        """Rows of a sheet below its headers, as a rule has them."""
        self._given = sheet, rule, columns, last_header

    def __iter__(self) -> Iterator[RawRow]:
        """Every row."""
        _, rule, columns, _ = self._given
        rows = _rows(*self._given)
        return _unrolled(rows, rule.across, columns) if rule.across else rows


def header_of(sheet: Sheet, rule: TableRule) -> tuple[int, ...]:
    """The rows of a table's headers; none where the mapping names its columns."""
    return () if rule.named else rule.header or found_header(sheet, rule.columns())


def found_header(sheet: Sheet, wanted: set[str]) -> tuple[int, ...]:
    """The number, from 1, of the row that has the most of the wanted columns, and has some."""
    best, most = 1, 0
    for number, row in enumerate(sheet.top[:_LOOKED_AT], 1):
        named = len({text_of(cell) for cell in row} & wanted)
        if named > most:
            best, most = number, named
    return (best,)


def _number(sheet: Sheet, at: int) -> int:
    """The number by which people know the row that is so many down."""
    return next((number for number, _ in islice(sheet.numbered, at - 1, None)), at)


def unnamed(at: int) -> str:
    """What a column without a name is called."""
    return f"column {at + 1}"


def columns_of(sheet: Sheet, header: Sequence[int]) -> list[str]:
    """The columns' names: of headers in several rows, the different ones with a slash between.

    One that comes again gets its number, one without a name is called by its place.
    """
    top = sheet.top
    rows = [top[n - 1] for n in header if n <= len(top)]
    width = max((len(row) for row in rows), default=0)
    names: list[str] = []
    seen: Counter[str] = Counter()
    for at in range(width):
        parts = dict.fromkeys(text_of(row[at]) for row in rows if at < len(row))
        name = " / ".join(part for part in parts if part).translate(_SAFE)
        name = name or unnamed(at)
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _rows(sheet: Sheet, rule: TableRule, columns: list[str], last_header: int) -> Iterator[RawRow]:
    top = sheet.top
    head = top[last_header - 1] if 0 < last_header <= len(top) else ()
    header = [text_of(cell) for cell in head]
    only = {name: {word.casefold() for word in words} for name, words in rule.only.items()}
    strays = sheet.unit == "line" and not rule.across
    above: dict[str, Cell] = {}
    section: Cell = None
    for line, row in islice(sheet.numbered, last_header, rule.last):
        filled = [cell for cell in row if not is_blank(cell)]
        if not filled or _is_skipped(row, filled, rule, header):
            continue
        if rule.section and len({text_of(cell) for cell in filled}) == 1 and len(columns) > 1:
            section = filled[0]
            continue
        cells = dict(zip(columns, row, strict=False))
        for name in rule.repeat:
            cell = cells.get(name)
            cells[name] = above[name] = above.get(name) if is_blank(cell) else cell
        if rule.section:
            cells[rule.section] = section
        if any(text_of(cells.get(name)).casefold() not in words for name, words in only.items()):
            continue
        kept = {name: cell for name, cell in cells.items() if not is_blank(cell)}
        stray = strays and any(not is_blank(cell) for cell in row[len(columns) :])
        said = [(BEYOND, len(row))] if stray else []
        yield RawRow({n: cell for n, cell in kept.items() if n not in rule.never}, line, said)


def _is_skipped(
    row: Sequence[Cell], filled: Sequence[Cell], rule: TableRule, header: list[str]
) -> bool:
    """Whether a row is a total, or the headers again."""
    first = text_of(filled[0]).casefold()
    texts = [text_of(cell) for cell in row]
    return texts == header or any(fnmatchcase(first, one.casefold()) for one in rule.skip)


def turned(across: Across, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that are values themselves."""
    after = columns.index(across.after) + 1 if across.after else len(columns)
    return across.columns or tuple(columns[after:])


def _unrolled(rows: Iterator[RawRow], across: Across, columns: list[str]) -> Iterator[RawRow]:
    """A row for every filled cell below the columns that are values; one without any as it is."""
    values = turned(across, columns)
    for row in rows:
        own = {name: cell for name, cell in row.items() if name not in values}
        marked = [name for name in values if not is_no_mark(row.get(name))]
        for name in marked:
            yield RawRow(own | {across.name: name, across.value: row[name]}, row.line)
        if not marked:
            yield RawRow(own, row.line)


def is_no_mark(cell: object) -> bool:
    """Whether the cell of a matrix says that there is nothing, or an amount of nothing."""
    text = text_of(cell).casefold()  # type: ignore[arg-type]
    return text in _NO_MARK or _NOTHING.fullmatch(text) is not None
