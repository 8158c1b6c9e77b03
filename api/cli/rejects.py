"""Where rows kept back are written: beside the store, or as asked, and never over mended ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from application.load_report import LoadReport
from graph_model.errors import InvalidInput, Problem, why_unread
from loaders.intake.own_table import name_of
from loaders.intake.rejected_files import RejectedFile, rejected_files


class RejectsFiles:
    """Writes a load's rejects; ``plain`` and ``own`` are where: facts, or rows as they stood."""

    def __init__(self, asked: Path | None, beside: Path, loaded: Path) -> None:
        """Write to the path asked for, or into a folder under the names of what is loaded."""
        self._asked, self._beside, self._name = asked, beside, loaded.resolve().name
        self._written: dict[tuple[str, str], Path] = {}
        self.plain: list[Path] = []
        self.own: list[Path] = []

    def keep(self, report: LoadReport) -> None:
        """Write the report's rejects, before anything is applied; nothing where there are none.

        Raises:
            InvalidInput: there is no place to write them.
        """
        # Who names a file of JSON lines gets the facts, whatever they stood in.
        tables = () if self._asked and self._asked.suffix in (".json", ".jsonl") else report.tables
        made = rejected_files(report.rejects, tables, report.beside, self._name)
        for number, one in enumerate(made):
            self._write(self._path(one, number), one)
        self.plain = [self._written[one.file, one.suffix] for one in made if not one.own]
        self.own = [self._written[one.file, one.suffix] for one in made if one.own]

    def _path(self, one: RejectedFile, number: int) -> Path:
        if (before := self._written.get((one.file, one.suffix))) is not None:
            return before
        asked, name = self._asked, name_of(Path(one.file).name)
        if asked and asked.is_dir():
            return _free(asked, name, one)
        if asked and number == 0:
            return asked
        return _free(asked.parent if asked else self._beside, name, one)

    def _write(self, path: Path, one: RejectedFile) -> None:
        try:
            path.write_bytes(one.content)
        except OSError as error:
            advice = "name another place with --rejects"
            found = why_unread(error)
            raise InvalidInput(
                [Problem(str(path), found, "a place for bad rows", advice)]
            ) from error
        self._written[one.file, one.suffix] = path


def _free(folder: Path, name: str, one: RejectedFile) -> Path:
    """The first of the names that no file has, or that has this very text: mended rows stay."""
    paths = _paths(folder, name, one.suffix)
    return next(p for p in paths if not p.exists() or _has(p, one.content))


def _paths(folder: Path, name: str, suffix: str) -> Iterator[Path]:
    yield folder / f"{name}{suffix}"
    for number in count(2):
        yield folder / f"{name}.{number}{suffix}"


def _has(path: Path, text: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(text) and path.read_bytes() == text
