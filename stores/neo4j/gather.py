"""Tables put together from the parts that the server collected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_model.columns import Column, ItemTable, RelationTable
from graph_model.errors import Problem
from graph_model.records import Report
from graph_model.values import Value
from stores.neo4j.property_codec import KeptFields

Int64 = NDArray[np.int64]
Part = Mapping[str, Any]


def int64(parts: Iterable[Part], name: str) -> Int64:
    """A column of numbers over all parts."""
    arrays = [np.array(part[name], dtype=np.int64) for part in parts]
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=np.int64)


def rising(numbers: Int64) -> bool:
    """Whether every number is greater than the one before it."""
    return bool((numbers[1:] > numbers[:-1]).all())


class GatheredRows:
    """The rows of a table, to which values are put that the server collected apart."""

    def __init__(
        self, at: Int64, kept: KeptFields, name: Callable[[int], str], report: Report
    ) -> None:
        """``at`` has the id of each row, rising; ``name`` names a row to a reader."""
        self._at, self._kept, self._name, self._report = at, kept, name, report

    def columns(self, found: Mapping[str, Part], names: Iterable[str]) -> dict[str, Column]:
        """The columns of the named properties: where each was ``found``, at which ids."""
        present = ((name, found[name]) for name in names if name in found)
        made = {n: self._column(n, int64([part], "at"), part["found"]) for n, part in present}
        return {name: column for name, column in made.items() if len(column.values)}

    def _column(self, name: str, at: Int64, raw: list[Any]) -> Column:
        """The column of the values that are kept, at rows that rise; the others are reported."""
        values = self._kept.column(name, raw)
        rows, known = self._rows(at)
        if None in values:
            for i in [i for i, value in enumerate(values) if value is None]:
                if known[i]:
                    self._tell(int(rows[i]), name, raw[i])
                known[i] = False
        if not known.all():
            rows, values = rows[known], [values[i] for i in np.flatnonzero(known).tolist()]
        if not rising(rows):
            order = np.argsort(rows, kind="stable")
            rows, values = rows[order], [values[i] for i in order.tolist()]
        return Column(rows.astype(np.int64, copy=False), values)

    def _rows(self, at: Int64) -> tuple[Int64, NDArray[np.bool_]]:
        """The row of each id, and whether it has one."""
        if len(at) == len(self._at) and (at == self._at).all():
            return np.arange(len(at)), np.ones(len(at), dtype=bool)
        rows = np.searchsorted(self._at, at)
        known = rows < len(self._at)
        known[known] = self._at[rows[known]] == at[known]
        return rows, known

    def _tell(self, row: int, name: str, raw: Any) -> None:
        if expected := self._kept.problem(name, raw):
            self._report(Problem(f"{self._name(row)}, {name}", repr(raw)[:80], expected))


def joined_items(parts: Sequence[ItemTable]) -> ItemTable:
    """One table of the parts of a kind."""
    ids = [id_ for part in parts for id_ in part.ids]
    handles = np.concatenate([np.asarray(part.handles) for part in parts])
    sizes = [len(part.ids) for part in parts]
    return ItemTable(parts[0].kind, ids, handles, _joined([p.columns for p in parts], sizes))


def joined_relations(parts: Sequence[RelationTable]) -> RelationTable:
    """One table of the parts of a type."""
    starts = np.concatenate([np.asarray(part.starts) for part in parts])
    ends = np.concatenate([np.asarray(part.ends) for part in parts])
    sizes = [len(part.starts) for part in parts]
    return RelationTable(parts[0].type, starts, ends, _joined([p.columns for p in parts], sizes))


def _joined(parts: Sequence[dict[str, Column]], sizes: Sequence[int]) -> dict[str, Column]:
    """The columns of parts of these sizes, as if they had been read together."""
    rows: dict[str, list[Int64]] = {}
    values: dict[str, list[Value]] = {}
    first = 0
    for columns, size in zip(parts, sizes, strict=True):
        for name, column in columns.items():
            rows.setdefault(name, []).append(np.asarray(column.rows) + first)
            values.setdefault(name, []).extend(column.values)
        first += size
    return {name: Column(np.concatenate(rows[name]), values[name]) for name in rows}
