"""What a report is, whatever it is about and however it is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


class Share(float):
    """A share between 0 and 1, shown as a percentage."""

    __slots__ = ()


Cell = str | int | Share | date | None
"""One value of a table; None: nothing is recorded."""


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence that stands by itself, and its facts as cells, one for each head."""

    sentence: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A table with a title; ``empty`` is what is said where it has no rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str = "Nothing recorded."
    note: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which facts a report is about: of which store, at which revision, for which day."""

    store: str
    revision: int
    as_of: date
    complete: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report; ``act_by`` is the first day to act by, None where nothing is dated.

    ``unknown`` has a sentence for each thing that could not be known.
    """

    title: str
    verdict: str
    act_by: date | None
    sections: tuple[Section, ...]
    unknown: tuple[str, ...]
    provenance: Provenance
