"""What every loader gives, and how raw rows become facts: a format is then only a translation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from graph_model.difference import Placed
from graph_model.errors import Problem
from graph_model.facts import Fact, Record, Ref
from graph_model.model import Model
from graph_model.records import key_of, read_fact
from loaders.source_file import Head, SourceFile

REJECTED = "_rejected"
"""The entry that says why a row was kept back; it is no field, so a mended row loads as it is."""

DEEPEST_ROW = 32
"""How deep a row's values may nest; no declared field needs more than three."""

Progress = Callable[[int], None]
"""Told how many rows have been read so far."""
ROWS_A_TICK = 1_000


class RawRow(dict[str, object]):
    """An object of a file that remembers its line (0: unknown) and the entries it repeats."""

    __slots__ = ("line", "repeated")

    def __init__(
        self,
        entries: Mapping[str, object],
        line: int = 0,
        repeated: Sequence[tuple[str, object]] = (),
    ) -> None:
        super().__init__(entries)
        self.line, self.repeated = line, tuple(repeated)


@dataclass(frozen=True, slots=True)
class Reject:
    """A row, or a part of one, that could not be kept: where it is, why, and what it said."""

    where: str
    problems: tuple[Problem, ...]
    raw: object

    def record(self, source: str) -> Record:
        """The row as the rejects file has it: mend it, load the file, and it joins its source.

        A row that is no object cannot be mended in place and stands whole under the reasons.
        """
        why: Record = {"place": self.where, "reasons": [str(p) for p in self.problems]}
        if not isinstance(self.raw, Mapping):
            return {REJECTED: why | {"raw": self.raw}}
        row = {name: value for name, value in self.raw.items() if name != REJECTED}
        return row | {"source": row.get("source", source), REJECTED: why}

    def ref(self, model: Model) -> Ref | None:
        """The item or relation that the row speaks of, as far as it can be told."""
        if not isinstance(self.raw, Mapping):
            return None
        type_ = model.find_relation(self.raw.get("type"))
        if type_ is not None and "from" in self.raw and "to" in self.raw:
            return key_of({**self.raw, "type": type_.name}, type_.discriminator)
        id_ = self.raw.get("id")
        return str(id_) if isinstance(id_, str) else None


@dataclass(slots=True)
class SourceReading:
    """What one file says: facts with their places, rows kept back, and things worth telling.

    ``source`` is the name its facts get unless the user gives one.
    """

    loader: str
    source: str
    facts: list[Placed] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


class Loader(Protocol):
    """One format: how it is recognised and read. A module declares its own as ``LOADER``."""

    @property
    def name(self) -> str:
        """How a user names it, as in ``--from NAME``."""

    @property
    def meaning(self) -> str:
        """What it reads, in a few words."""

    def recognises(self, head: Head) -> bool:
        """Whether a file that begins like this is of the format; at most one loader may say so."""

    def read(self, file: SourceFile, model: Model, progress: Progress) -> SourceReading:
        """Everything the file says.

        Raises:
            UnreadableFile: the file as a whole cannot be read.
        """


class RowReader:
    """Collects a reading: every raw row becomes a fact with its place, or a reject."""

    def __init__(self, reading: SourceReading, model: Model, progress: Progress) -> None:
        self.reading, self.model = reading, model
        self._progress, self._count = progress, 0

    def add(self, raw: object, where: str) -> Fact | None:
        """Keep the fact of a raw plain record; what is wrong with it goes to the rejects."""
        self._count += 1
        if self._count % ROWS_A_TICK == 0:
            self._progress(self._count)
        problems: list[Problem] = []
        fact = self._read(raw, where, problems)
        if problems or fact is None:
            self.reject(raw, where, problems)
            return None
        self.reading.facts.append(Placed(fact, where, self.reading.source))
        return fact

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

    def reject(self, raw: object, where: str, problems: Sequence[Problem]) -> None:
        """Keep a row back, with the reasons."""
        kept = "values nested too deep to be kept" if too_deep(raw) else raw
        self.reading.rejects.append(Reject(where, tuple(problems), kept))

    def warn(self, where: str, found: str, expected: str, advice: str = "") -> None:
        """Tell of something that is kept, or harmless, but should be known."""
        self.reading.warnings.append(Problem(where, found, expected, advice))


def _repeated(row: RawRow, where: str) -> list[Problem]:
    return [
        Problem(f"{where}, {name}", f"it again, before as {str(value)[:80]!r}", "it once")
        for name, value in row.repeated
    ]


def too_deep(raw: object) -> bool:
    """Whether values nest deeper than a row may; looks no deeper than that itself."""
    level: Sequence[object] = [raw]
    for _ in range(DEEPEST_ROW):
        inner = [one for value in level for one in _inside(value) if isinstance(one, dict | list)]
        if not inner:
            return False
        level = inner
    return True


def _inside(value: object) -> Sequence[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else ()
