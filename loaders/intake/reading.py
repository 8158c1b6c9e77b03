"""How raw rows become facts, or rejects: a source is then only a translation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from graph_model.errors import Problem
from graph_model.facts import Fact
from graph_model.model import Model
from graph_model.records import read_fact
from graph_model.said_rows import Placed
from graph_model.values import Shape, read
from loaders.intake.mended import Mended
from loaders.intake.own_table import OwnTable
from loaders.intake.raw_row import DEEPEST_ROW, RawRow, too_deep
from loaders.intake.rejects import REJECTED, HeldRejects, Reject
from loaders.intake.spilled import PlacedFacts

Progress = Callable[[int], None]
"""Told how many rows have been read so far."""
ROWS_A_TICK = 1_000


@dataclass(slots=True)
class SourceReading:
    """What one file, table or feed says: facts with their places, rows kept back, and warnings.

    ``loader`` is the name of the declared source that read it; ``source`` the name its facts get
    unless the user gives one. ``tables`` are those whose rows can be written as they stood, and
    ``beside`` the places of rows that are to be mended along with those kept back. ``said_at`` is
    when it says that it was made, "" where it does not. ``table_rows`` are the rows of a table, of
    which one makes several facts; none of what is a fact a row.
    """

    loader: str
    source: str
    facts: PlacedFacts = field(default_factory=PlacedFacts)
    rejects: HeldRejects = field(default_factory=HeldRejects)
    warnings: list[Problem] = field(default_factory=list)
    tables: list[OwnTable] = field(default_factory=list)
    beside: set[str] = field(default_factory=set)
    said_at: str = ""
    table_rows: int = 0


class RowReader:
    """Collects a reading: every raw row becomes a fact with its place, or a reject."""

    def __init__(self, reading: SourceReading, model: Model, progress: Progress) -> None:
        self.reading, self.model = reading, model
        self._progress, self._count = progress, 0

    def add(self, raw: object, where: str) -> Fact | None:
        """Keep the fact of a raw plain record; what is wrong with it goes to the rejects.

        A field that cannot be read is kept back, not its row: the fact stands without it.
        """
        self._count += 1
        if self._count % ROWS_A_TICK == 0:
            self._progress(self._count)
        problems: list[Problem] = []
        fact = self._read(raw, where, problems)
        if problems or fact is None:
            mended = Mended(raw, where, problems, self.model)
            fact = mended.fact
            if mended.problems:
                self.reject(raw, where, mended.problems, whole=fact is None)
        if fact is None:
            return None
        self.reading.facts.append(Placed(fact, where, self.reading.source))
        return fact

    def made(self, raw: object, where: str) -> None:
        """Take when the feed says that it was made; what is no moment is told, and counts not."""
        try:
            said = read(Shape.MOMENT, raw if isinstance(raw, str | date | None) else str(raw))
            self.reading.said_at = str(said or "")
        except ValueError as error:
            self.warn(where, repr(raw)[:40], str(error), "not taken: it may overwrite newer facts")

    def _read(self, raw: object, where: str, problems: list[Problem]) -> Fact | None:
        if too_deep(raw):
            found, raw = f"values nested deeper than {DEEPEST_ROW}", None
            problems.append(Problem(where, found, "an item or relation with plain fields"))
            return None
        if isinstance(raw, RawRow):
            problems += _repeated(raw, where)
        if isinstance(raw, Mapping):
            raw = {name: value for name, value in raw.items() if name != REJECTED}
        return read_fact(raw, self.model, where, problems.append)

    def reject(
        self, raw: object, where: str, problems: Sequence[Problem], whole: bool = True
    ) -> None:
        """Keep a row back, or a part of it, with the reasons."""
        kept = "values nested too deep to be kept" if too_deep(raw) else raw
        self.reading.rejects.append(Reject(where, tuple(problems), kept, whole))

    def warn(self, where: str, found: str, expected: str, advice: str = "") -> None:
        """Tell of something that is kept, or harmless, but should be known."""
        self.reading.warnings.append(Problem(where, found, expected, advice))


def _repeated(row: RawRow, where: str) -> list[Problem]:
    return [
        Problem(f"{where}, {name}", f"it again, before as {str(value)[:80]!r}", "it once")
        for name, value in row.repeated
    ]
