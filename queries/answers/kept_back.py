"""Rows that loads kept back: told by every answer that touches what they speak of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated

from graph_model.changes import start_and_end
from graph_model.facts import Ref
from graph_model.words import counted
from queries.answers.recording import KeptRows
from queries.answers.telling import Shown
from queries.answers.touched import Touched, touched
from queries.answers.types import ItemRow, Moment, Said
from queries.answers.view import View


@dataclass(frozen=True, slots=True)
class RowsKeptBack:
    """Rows of one file that a load kept back: mended and loaded, they may change the answer."""

    source: Annotated[str | None, Said("The source that says them; null: you may not see it.")]
    file: Annotated[str | None, Said("The file that they stand in; null: you may not see it.")]
    recorded_at: Annotated[Moment, Said("When it was loaded.")]
    rows: Annotated[int, Said("How many rows speak of the items.")]
    items: Annotated[list[ItemRow], Said("What they speak of, of what this answer touches.")]
    untold: Annotated[int, Said("How many rows more may speak of what it touches, or not.")]

    def in_words(self, view: View) -> str:
        """Read as "cmdb (hosts.json): 2 rows kept back speak of A (a) and B (b)"."""
        said = []
        if self.rows:
            speak = "speaks" if self.rows == 1 else "speak"
            said.append(f"{_kept_back(self.rows)} {speak} of {view.labels(self.items)}")
        if self.untold:
            said.append(f"{_kept_back(self.untold)} may speak of it")
        named = f"{self.source} ({self.file})" if self.source else "a source you may not see"
        them = "it" if self.rows + self.untold == 1 else "them"
        return f"{named}: {' and '.join(said)}; mend and load {them}"


def _kept_back(rows: int) -> str:
    return f"{counted(rows, 'row', 'rows')} kept back"


def rows_kept_back(answer: Shown, without: str) -> list[RowsKeptBack]:
    """What was kept back of what an answer touches; ``without`` is the fact that tells it.

    Nothing of the answer is read where no load kept back anything.
    """
    kept = answer.view.recording.kept_back
    return speaking_of(kept, answer.view, touched(answer, without)) if kept else []


def speaking_of(kept: Iterable[KeptRows], view: View, rows: Touched) -> list[RowsKeptBack]:
    """What was kept back of some rows, those that may not be seen left out."""
    records = list(kept)
    ids = _met({name for one in records for ref in one.rows for name in start_and_end(ref)}, rows)
    return [told for one in records if (told := _told(one, view, ids)).rows or one.untold]


def sources_of(kept: Iterable[KeptRows], names: Collection[str]) -> list[str]:
    """The sources, each with its file, that have rows kept back which speak of some names."""
    return [
        f"{one.source} ({PurePath(one.file).name})"
        for one in kept
        if any(name in names for ref in one.rows for name in start_and_end(ref))
    ]


def _met(names: Collection[str], rows: Touched) -> set[str]:
    """The ids of those of the rows that some names name and that may be seen."""
    named, met = dict[int, set[int]](), set[str]()
    for view, touched_rows in rows:
        snapshot = view.snapshot
        known = named.get(id(snapshot))
        if known is None:
            known = named[id(snapshot)] = {row for n in names if (row := view.find(n)) is not None}
        met |= {snapshot.id(row) for row in known.intersection(touched_rows.tolist())}
    return met


def _told(one: KeptRows, view: View, ids: Collection[str]) -> RowsKeptBack:
    speaking = [found for ref in one.rows if (found := list(_items(ref, view, ids)))]
    items = list(dict.fromkeys(row for found in speaking for row in found))
    seen = view.snapshot.find(one.source) is None or view.find(one.source) is not None
    source, file = (one.source, PurePath(one.file).name) if seen else (None, None)
    return RowsKeptBack(source, file, one.recorded_at, len(speaking), items, one.untold)


def _items(ref: Ref, view: View, ids: Collection[str]) -> Iterator[int]:
    """The rows of what a row kept back speaks of, of some ids."""
    for name in start_and_end(ref):
        row = view.find(name)
        if row is not None and view.snapshot.id(row) in ids:
            yield row
