"""The matrix in a sheet, of services by agencies or the reverse: its cells are marks or charges."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import takewhile

from loaders.intake.sheet import text_of
from loaders.mapping.forms import currency_in
from loaders.mapping.look import ColumnLook, SheetLook
from loaders.mapping.office_tables import TOTALS
from loaders.mapping.table import is_no_mark

ACROSS = {"Service": "Agency", "Agency": "Service"}
"""What the columns of a matrix are, whose rows are these."""
_FEWEST = 3
_MARK = re.compile(
    r"(?i)x|✓|✔|•|●|yes|no|y|n|ja|nein|oui|non|true|false|-|–|—|[-(]?[$€£]?\s?[-0-9][0-9,.]*\)?"
)
_FIGURE = re.compile(r"[0-9.,]+")
_TOTALS = re.compile(rf"(?i)(.*\W)?({'|'.join(map(re.escape, TOTALS))})(\W.*)?")
_YEARLY = re.compile(r"(?i)\b(annual|annually|yearly|per year|a year|fy ?\d+|fiscal year)\b")
_LEAST = 0.9
"""So large a share of the cells that say something are amounts where the cells hold charges."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The columns (``names``) that are items themselves, which stand behind another.

    ``whole`` is whether no other column stands behind that; ``charges`` are the cells' amounts,
    where they hold no marks, and ``yearly`` whether the sheet says that they are a year's.
    """

    after: str
    names: tuple[str, ...]
    whole: bool
    charges: tuple[str, ...]
    yearly: bool

    @property
    def currency(self) -> str | None:
        """The currency that its charges name."""
        return currency_in(self.charges)


def matrix_in(look: SheetLook, known: Collection[str]) -> Matrix | None:
    """The matrix of a sheet, if it is one: three columns in a row, none known, of marks or amounts.

    A column that adds up the others is none of them. Where others stand behind them, bare numbers
    are no sign of a matrix: those may be counts of anything.
    """
    columns = [one for one in look.columns if not _TOTALS.fullmatch(one.name)]
    marks = [one.name not in known and all(map(_MARK.fullmatch, one.texts)) for one in columns]
    for at in range(1, len(columns)):
        run = _without_counts(columns[at : at + len([*takewhile(bool, marks[at:])])])
        ends = at + len(run) == len(columns)
        if len(run) >= _FEWEST and (ends or not _are_numbers(run)):
            return _matrix(look, columns[at - 1], run)
    return None


def _without_counts(run: list[ColumnLook]) -> list[ColumnLook]:
    """A run of columns without those behind marks that count something, as users."""
    is_count = [bool(one.texts) and all(map(_FIGURE.fullmatch, one.texts)) for one in run]
    has_figures = any(
        re.search(r"\d", text)
        for one, count in zip(run, is_count, strict=True)
        for text in one.texts
        if not count
    )
    if has_figures or all(count or not one.texts for one, count in zip(run, is_count, strict=True)):
        return run
    return [one for one, _ in takewhile(lambda pair: not pair[1], zip(run, is_count, strict=True))]


def _matrix(look: SheetLook, after: ColumnLook, run: list[ColumnLook]) -> Matrix:
    names = tuple(one.name for one in run)
    behind = [one.name for one in look.columns if one.at > after.at]
    said = [text for one in run for text in one.texts if not is_no_mark(text)]
    amounts = [text for text in said if re.search(r"\d", text)]
    charges = tuple(amounts) if len(amounts) >= _LEAST * len(said) else ()
    above = " ".join(text_of(cell) for row in look.above for cell in row)
    titles = f"{look.sheet.file} {look.sheet.name} {above}".replace("_", " ")
    return Matrix(after.name, names, behind == [*names], charges, bool(_YEARLY.search(titles)))


def _are_numbers(run: list[ColumnLook]) -> bool:
    return all(_FIGURE.fullmatch(text) for one in run for text in one.texts)
