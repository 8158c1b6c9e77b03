"""Several files, or a folder of them, read together: relations may cross from one to another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn
from unicodedata import normalize

from graph_model.errors import Problem, UnreadableFile
from graph_model.model import Model
from graph_model.said_rows import Placed
from graph_model.values import Value
from loaders.intake.own_table import OwnTable, name_of
from loaders.intake.reading import Progress, RowReader, SourceReading
from loaders.intake.recognition import candidates, recognise
from loaders.intake.rejects import REJECTS, Reject
from loaders.intake.sheets import SUFFIXES as TABLE_SUFFIXES
from loaders.intake.sheets import is_table, read_sheets
from loaders.intake.source import OWN, AnySource, reading_of
from loaders.intake.source_file import SourceFile
from loaders.intake.spilled import PlacedFacts
from loaders.known_sources import known_sources
from loaders.mapping.office_workbook import office_mapping, sheet_of_marks
from loaders.mapping.reading import MappedRows, MappedTable
from loaders.mapping.table import own_table, table_of

SUFFIXES = frozenset((".json", ".jsonl", ".ndjson", ".xml", ".yaml", ".yml")) | TABLE_SUFFIXES
"""What a folder's files may be called to be looked into; a file named by itself may be any."""
LONGEST_SOURCE = 200
"""As the field ``source`` of every fact has it."""
MODEL = "model.yaml"
"""An installation's own declarations may lie beside its facts; they are no facts."""
TABLES = "workbook"
"""What reads tables is called so."""

_NAMED = 10
_NO_COLUMNS = ("a table that does not say what its columns are", "a mapping that does")

Told = Callable[[str, int], None]
"""Told the file being read and how many of its rows have been."""


def untold(file: str, rows: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Readings:
    """What all files of one load say together."""

    files: list[SourceReading] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    """The role that each source's declaration gives it, where it is not our own estate."""
    declared: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    """What is to be recorded of each source itself."""

    @property
    def facts(self) -> Iterator[Placed]:
        """Every fact, with its place and its file's source."""
        return (placed for reading in self.files for placed in reading.facts)

    @property
    def fact_count(self) -> int:
        """How many facts there are."""
        return sum(len(reading.facts) for reading in self.files)

    @property
    def row_count(self) -> int:
        """How many rows there are, with those kept back; where nobody counts rows, facts."""
        return sum(
            reading.table_rows or len(reading.facts) + len(reading.rejects)
            for reading in self.files
        )

    @property
    def rejects(self) -> list[tuple[str, Reject]]:
        """Every row kept back, with its file's source."""
        return [(reading.source, reject) for reading in self.files for reject in reading.rejects]

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources' names, in order of first appearance."""
        return tuple(dict.fromkeys(reading.source for reading in self.files))


def read_files(
    paths: Sequence[Path],
    model: Model,
    loader: AnySource | None = None,
    source: str | None = None,
    told: Told = untold,
) -> Readings:
    """Read files, and the known files directly inside folders; each is recognised by itself.

    Facts get ``source``, or else the name their format, folder or file suggests. A file named
    twice is read once.

    Raises:
        UnreadableFile: a file cannot be read, or a folder has none that can.
        InvalidInput: ``loader`` takes no files.
    """
    readings = Readings()
    known: set[Path] = set()
    for path in paths:
        passed = len(readings.warnings)
        files = _expanded(path)
        for file in files:
            if file.path.resolve() not in known:
                known.add(file.path.resolve())
                _read(file, path.is_dir(), readings, model, loader, source, told)
        if len(files) == len(readings.warnings) - passed:
            _nothing_in(path, readings.warnings[passed:])
    return readings


def _nothing_in(folder: Path, passed: Sequence[Problem]) -> NoReturn:
    """Say what is in a folder of which nothing is read."""
    inside = sorted(one.name for one in folder.iterdir())
    named = ", ".join(map(repr, inside[:_NAMED])) + (", …" if len(inside) > _NAMED else "")
    found = f"a folder of {named}" if inside else "an empty folder"
    expected = f"a file, or a folder of files that can be read ({', '.join(sorted(SUFFIXES))})"
    raise UnreadableFile([Problem(str(folder), found, expected), *passed])


def _expanded(path: Path) -> list[SourceFile]:
    if not path.is_dir():
        return [SourceFile(path, as_source(Path(name_of(path.name)).stem))]
    inside = sorted(one for one in path.iterdir() if one.suffix.casefold() in SUFFIXES)
    folder = as_source(path.resolve().name)
    return [SourceFile(one, folder) for one in inside if _is_source(one)]


def as_source(name: str) -> str:
    """The name of a file or folder as a source's: file systems allow what a field does not."""
    shown = "".join(c if c.isprintable() else "-" for c in normalize("NFC", name))
    return shown.strip()[:LONGEST_SOURCE].rstrip() or "file"


def _is_source(path: Path) -> bool:
    other = path.name == MODEL or path.stem.endswith(REJECTS)
    return path.is_file() and not other and not path.name.startswith(".")


def _read(
    file: SourceFile,
    in_folder: bool,
    readings: Readings,
    model: Model,
    loader: AnySource | None,
    source: str | None,
    told: Told,
) -> None:
    found = None
    if loader is None and _is_office_table(file):
        found = _read_workbook(file, model, lambda rows: told(file.name, rows))
        if found is None and not in_folder:
            file.unreadable("", *_NO_COLUMNS, _proposes(file))
    if loader is None and in_folder and found is None and not candidates(file, known_sources()):
        readings.warnings.append(_passed_over(file))
        return
    if found is not None:
        reading, role = found, OWN
    else:
        chosen = loader or recognise(file, known_sources())
        reading = reading_of(chosen, file, model, lambda rows: told(file.name, rows))
        role = chosen.role
    if source is not None:
        reading = _as_of(reading, source)
    readings.files.append(reading)
    readings.names.append(file.name)
    if role != OWN:
        readings.roles[reading.source] = role
    told(file.name, len(reading.facts) + len(reading.rejects))


def _is_office_table(file: SourceFile) -> bool:
    """Whether a file is one of tables that no source knows as its own."""
    return file.path.is_file() and is_table(file) and not candidates(file, known_sources())


def _passed_over(file: SourceFile) -> Problem:
    if is_table(file):
        return Problem(file.name, f"{_NO_COLUMNS[0]}: passed over", _NO_COLUMNS[1], _proposes(file))
    return Problem(file.name, "no known format: passed over", "a file that says what it is")


def _proposes(file: SourceFile) -> str:
    return f"`ramify map {file.path.name}` proposes one, `ramify load --mapping` takes it"


def _read_workbook(file: SourceFile, model: Model, told: Progress) -> SourceReading | None:
    """A workbook that says itself what its columns are; None if it does not."""
    sheets = read_sheets(file)
    mapping = office_mapping(sheets, model)
    if mapping is None:
        return None
    reading = SourceReading(TABLES, file.source)
    rows = RowReader(reading, model, told)
    rules = {rule.sheet: rule for rule in mapping.tables}
    tables = [
        MappedTable(rules[one.name], table_of(one, rules[one.name], file.source), rows)
        for one in sheets
        if one.name in rules
    ]
    MappedRows(mapping, lambda kind: ()).read(tables)
    own = [own_table(one, rules[one.name], (), False) for one in sheets if one.name in rules]
    marks = sheet_of_marks(sheets)
    reading.tables += [*([OwnTable(marks, 0, whole=True)] if marks else []), *own]
    return reading


def _as_of(reading: SourceReading, source: str) -> SourceReading:
    facts = PlacedFacts(Placed(one.fact, one.where, source) for one in reading.facts)
    return replace(reading, source=source, facts=facts)
