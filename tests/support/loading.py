"""Reading a text as a file, the way the loader tests do it."""

from __future__ import annotations

from pathlib import Path

from graph_model.facts import Fact
from graph_model.model import standard_model
from loaders.files import Readings, read_files
from loaders.known_sources import source_named

MODEL = standard_model()


def read_bytes(content: bytes, folder: Path, format_: str | None = None) -> Readings:
    """What a file of that content says, its format recognised or named."""
    path = folder / "given"
    path.write_bytes(content)
    return read_files([path], MODEL, source_named(format_) if format_ else None)


def read_text(text: str, folder: Path, format_: str | None = None) -> Readings:
    """What a file of that text says."""
    return read_bytes(text.encode("utf-8"), folder, format_)


def facts(readings: Readings) -> list[Fact]:
    """The facts alone, in order."""
    return [placed.fact for placed in readings.facts]


def places(readings: Readings) -> list[str]:
    """The places of facts without the file's own path."""
    return [placed.where.partition("given, ")[2] for placed in readings.facts]


def told(readings: Readings) -> list[str]:
    """Every reason for a reject, without the file's own path."""
    problems = (problem for _, reject in readings.rejects for problem in reject.problems)
    return [str(problem).partition("given, ")[2] for problem in problems]
