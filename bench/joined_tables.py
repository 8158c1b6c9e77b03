"""Tables of relations put together: one a type, each relation once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph_model.columns import Column, RelationTable
from graph_model.values import Value

Rows = NDArray[np.int64]


def joined(tables: Sequence[RelationTable]) -> list[RelationTable]:
    """One table a type, each relation once."""
    by_type: dict[str, list[RelationTable]] = {}
    for table in tables:
        by_type.setdefault(table.type, []).append(table)
    return [_distinct(type_, found) for type_, found in by_type.items()]


def _distinct(type_: str, tables: Sequence[RelationTable]) -> RelationTable:
    """The tables of one type as one, without loops and repeated identities."""
    starts, ends = (np.concatenate([np.asarray(getattr(t, n)) for t in tables]) for n in _ENDS)
    first = np.cumsum([0, *(len(table.starts) for table in tables)])[:-1].tolist()
    names = dict.fromkeys(name for table in tables for name in table.columns)
    marks = np.zeros(len(starts), np.int64)
    for at, table in zip(first, tables, strict=True):
        for name in ("group", "role"):
            if name in table.columns:
                column = table.columns[name]
                codes = [_MARKS.index(value) for value in column.values]
                marks[at + np.asarray(column.rows)] = codes
    packed = (starts * 2**30 + ends) * 4 + marks
    _, keep = np.unique(packed, return_index=True)
    keep = np.sort(keep[starts[keep] != ends[keep]])
    row = np.full(len(starts), -1, np.int64)
    row[keep] = np.arange(len(keep))
    pairs = list(zip(first, tables, strict=True))
    columns = {name: _gathered(name, pairs, row) for name in names}
    return RelationTable(type_, starts[keep], ends[keep], columns)


_ENDS = ("starts", "ends")
_MARKS: Sequence[Value] = ("", "pool", "provider", "client")


def _gathered(name: str, tables: Sequence[tuple[int, RelationTable]], row: Rows) -> Column:
    """A column of the joined table: the values whose rows are kept, at the rows they have now."""
    found = [(at, table.columns[name]) for at, table in tables if name in table.columns]
    rows = np.concatenate([row[at + np.asarray(column.rows, np.int64)] for at, column in found])
    values = [value for _, column in found for value in column.values]
    kept = np.flatnonzero(rows >= 0)
    return Column(rows[kept], [values[at] for at in kept.tolist()])
