"""The rows of a table, whatever held it: named columns, and each row with its line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loaders.intake.raw_row import RawRow


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table to be read; ``source`` is the name its facts get where its kind has none.

    A row has an entry for each column that it fills; its ``line`` is the one in the file, or the
    number of whatever else people know its rows by (``unit``).
    """

    name: str
    source: str
    columns: tuple[str, ...]
    rows: Iterable[RawRow]
    unit: str = "line"

    def where(self, row: RawRow, column: str = "") -> str:
        """A row's place, or that of a cell, as messages name it."""
        place = f"{self.name}, {self.unit} {row.line}"
        return f"{place}, {column}" if column else place
