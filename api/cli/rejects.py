"""Where rows kept back are written: beside the store, or as asked, and never over mended ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from application.load_report import LoadReport
from graph_model.errors import InvalidInput, Problem, why_unread
from loaders.intake.rejects import SUFFIX, write_rejects


class RejectsFile:
    """Writes a load's rejects; ``path`` is where, None while there are none."""

    def __init__(self, asked: Path | None, beside: Path, loaded: Path) -> None:
        """Write to the path asked for, or into a folder under the name of what is loaded."""
        self._asked, self._beside, self._name = asked, beside, loaded.resolve().name
        self.path: Path | None = None

    def keep(self, report: LoadReport) -> None:
        """Write the report's rejects, before anything is applied; nothing where there are none.

        Raises:
            InvalidInput: there is no place to write them.
        """
        if not report.rejects:
            return
        text = b"".join(write_rejects(report.rejects))
        self._write(self._asked or self.path or _free(self._beside, self._name, text), text)

    def _write(self, path: Path, text: bytes) -> None:
        try:
            path.write_bytes(text)
        except OSError as error:
            advice = "name another place with --rejects"
            found = why_unread(error)
            raise InvalidInput(
                [Problem(str(path), found, "a place for bad rows", advice)]
            ) from error
        self.path = path


def _free(folder: Path, name: str, text: bytes) -> Path:
    """The first of the names that no file has, or that has this very text: mended rows stay."""
    return next(p for p in _paths(folder, name) if not p.exists() or _has(p, text))


def _paths(folder: Path, name: str) -> Iterator[Path]:
    yield folder / f"{name}{SUFFIX}"
    for number in count(2):
        yield folder / f"{name}.{number}{SUFFIX}"


def _has(path: Path, text: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(text) and path.read_bytes() == text
