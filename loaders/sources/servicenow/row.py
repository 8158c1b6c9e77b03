"""One row of an exported table: its columns by their own names, and where in its file it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loaders.sources.servicenow.cell import FieldValue

MOST_HELD = 2_000
"""So many rows are in memory: an export may have a hundred columns."""


@dataclass(frozen=True, slots=True)
class ExportedRow:
    """One row: what its columns say."""

    cells: Mapping[str, FieldValue]
    where: str

    def cell(self, *columns: str) -> FieldValue:
        """What the first of some columns that says something says."""
        found = (self.cells[name] for name in columns if name in self.cells)
        return next((one for one in found if one.value), FieldValue())


def packed_row(row: ExportedRow) -> object:
    """A row as plain values."""
    cells = {
        name: cell.value if cell.value == cell.shown else [cell.value, cell.shown]
        for name, cell in row.cells.items()
    }
    return cells, row.where


def unpacked_row(plain: Any) -> ExportedRow:
    """The row again."""
    cells, where = plain
    values = {
        name: FieldValue(said, said) if isinstance(said, str) else FieldValue(*said)
        for name, said in cells.items()
    }
    return ExportedRow(values, where)
