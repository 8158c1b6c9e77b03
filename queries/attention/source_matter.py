"""Sources that were not heard of in time, and rows of theirs that loads kept back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np

from graph_model.periods import parse_period
from graph_model.words import counted, day_in_words
from queries.answers.freshness import age_of
from queries.answers.kept_back import RowsKeptBack, speaking_of
from queries.answers.recording import KeptRows
from queries.answers.view import View
from queries.attention.matter import Matter
from queries.attention.matter_kind import MatterKind
from queries.snapshot.rows import as_ints

if TYPE_CHECKING:
    from queries.attention.attention import Attention


@dataclass(frozen=True)
class StaleMatter(Matter):
    """A source that may not be as old as it is: ``last`` is when it was heard of (None: never)."""

    last: date | None = None
    worse: str = ""
    allowed: str = ""

    def _what(self, view: View) -> str:
        return f"a source is {self.worse}" if self.last else "a source was never heard of"

    def _takes(self, view: View) -> str:
        may = f"it may grow {parse_period(self.allowed).words} old"
        if self.last is None:
            return f"when it was last loaded or verified is not recorded; {may}: load it"
        ago = counted((self.of.as_of - self.last).days, "day", "days")
        return f"last heard of on {day_in_words(self.last)}, {ago} ago; {may}: load it"


@dataclass(frozen=True)
class RejectedMatter(Matter):
    """Rows of a file that a load kept back."""

    source: str = ""
    file: str = ""
    loaded: str = ""
    rows: int = 0
    about: tuple[int, ...] = ()

    def _what(self, view: View) -> str:
        return f"{counted(self.rows, 'row was', 'rows were')} kept back"

    def _takes(self, view: View) -> str:
        """Which file to mend, and what it speaks of."""
        named = self.file if self.row >= 0 else f"{self.file} ({self.source})"
        of = f", which speaks of {view.names(self.about)}" if self.about else ""
        return f"mend {named}{of}, and load it again"

    @property
    def apart(self) -> str:
        """The file."""
        return f"{self.source} {self.file}"


def stale_matters(of: Attention) -> Iterator[StaleMatter]:
    """The sources that were last heard of longer ago than they may be."""
    for row in of.about.kept(of.snapshot.rows_of_kind("Source")).tolist():
        age = age_of(of.view, row) if of.minds(row) else None
        if age is not None and age.freshness.stale:
            worse, allowed = age.freshness.value, age.allowed
            yield StaleMatter(of, MatterKind.STALE, row, None, None, age.last, worse, allowed)


def rejected_matters(of: Attention) -> Iterator[RejectedMatter]:
    """The rows that loads kept back: all of a file, or those that speak of what it is about.

    Rows of reference data count where they speak of what is ours. Of a viewer who sees a part
    nobody can say what else rows speak of: those count that speak of what may be seen.
    """
    whole = not of.narrowed and not of.view.viewer.scoped
    mine = of.view.shown(as_ints(np.flatnonzero(of.about.rows)))
    for one in of.view.recording.kept_back:
        row = of.view.find(one.source)
        found = speaking_of([one], of.view, iter([(of.view, mine)]))
        about, many = _counted(one, found, (whole and of.minds(row)) or of.named(row))
        if many:
            yield RejectedMatter(
                of,
                MatterKind.REJECTED,
                -1 if row is None else row,
                None,
                None,
                *_named(of, one),
                one.recorded_at,
                many,
                about,
            )


def _counted(
    one: KeptRows, found: Sequence[RowsKeptBack], whole: bool
) -> tuple[tuple[int, ...], int]:
    """What rows speak of, and how many they are."""
    about = tuple(row for told in found for row in told.items)
    return about, len(one.rows) + one.untold if whole else sum(told.rows for told in found)


def _named(of: Attention, one: KeptRows) -> tuple[str, str]:
    """The source and the file, as far as the viewer may see whose they are."""
    hidden = of.snapshot.find(one.source) is not None and of.view.find(one.source) is None
    if hidden:
        return "a source you may not see", "its file"
    return one.source, PurePath(one.file).name
