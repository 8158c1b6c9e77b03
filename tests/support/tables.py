"""Files of tables written for a test, and what a mapping makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent

from openpyxl import Workbook

from graph_model.facts import Fact, Item, Relation
from graph_model.model import standard_model
from loaders.files import Readings
from loaders.mapped_files import mapping_in, nobody, read_mapped
from loaders.mapping.called_items import Known

MODEL = standard_model()


def csv_file(folder: Path, text: str, name: str = "t.csv", encoding: str = "utf-8") -> Path:
    """A file of rows, its text's indentation left out."""
    path = folder / name
    path.write_bytes(dedent(text).encode(encoding))
    return path


def workbook(folder: Path, sheets: dict[str, Sequence[Sequence[object]]], *merged: str) -> Path:
    """A workbook of some sheets; ``merged`` are ranges of the first."""
    book = Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    path = folder / "t.xlsx"
    book.save(path)
    return path


def mapped(folder: Path, mapping: str, *files: Path, known: Known = nobody) -> Readings:
    """What a mapping makes of files."""
    path = csv_file(folder, mapping, "mapping.yaml")
    return read_mapped(files, mapping_in(path, MODEL), MODEL, known=known)


def facts(readings: Readings) -> list[Fact]:
    """The facts that were read."""
    return [placed.fact for placed in readings.facts]


def items(readings: Readings) -> dict[str, dict[str, object]]:
    """The fields of the items that were read, by id."""
    return {fact.id: dict(fact.fields) for fact in facts(readings) if isinstance(fact, Item)}


def links(readings: Readings) -> list[tuple[str, str, str]]:
    """The relations that were read: start, type, end."""
    found = (fact for fact in facts(readings) if isinstance(fact, Relation))
    return [(one.start, one.type, one.end) for one in found]


def kept_back(readings: Readings) -> list[str]:
    """Why rows were kept back, each reason after its place."""
    return [str(problem) for _, one in readings.rejects for problem in one.problems]


def warnings(readings: Readings) -> list[str]:
    """What was told."""
    every = [*readings.warnings, *(w for reading in readings.files for w in reading.warnings)]
    return [str(one) for one in every]
