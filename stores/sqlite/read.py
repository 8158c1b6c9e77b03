"""The whole graph as columns, in one sweep of each table."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from graph_model.columns import Column, ItemTable, RelationTable, Tables
from graph_model.declare import Field, RelationType
from graph_model.model import Model
from graph_model.values import Shape, Value

_BATCH = 20_000
_REVISION = "SELECT coalesce(max(number), 0) FROM journal"
_ITEMS = "SELECT kind, handle, id, fields FROM items"
_RELATIONS = 'SELECT start, "end", mark, fields FROM relations WHERE type = ?'


def present_revision(connection: sqlite3.Connection) -> int:
    """The newest revision's number; 0 if there is none."""
    number: int = connection.execute(_REVISION).fetchone()[0]
    return number


def read_tables(connection: sqlite3.Connection, model: Model) -> Tables:
    """Everything, as of one revision: a transaction is open."""
    revision = present_revision(connection)
    items = _read_items(connection, model)
    relations = [_read_relations(connection, type_) for type_ in model.relations]
    return Tables(revision, items, [table for table in relations if len(table.starts)])


class _Columns:
    """Columns under construction."""

    def __init__(self, declared: Iterable[Field]) -> None:
        self._rows: dict[str, array[int]] = {}
        self._values: dict[str, list[Value]] = {}
        repeating = (f.name for f in declared if f.shape is not Shape.TEXT or f.name == "source")
        self._shared: dict[str, dict[Value, Value]] = {name: {} for name in repeating}

    def add(self, row: int, name: str, value: Value) -> None:
        """Add a present value; equal ones of a field with few values are kept once."""
        if name not in self._rows:
            self._rows[name], self._values[name] = array("q"), []
        shared = self._shared.get(name)
        if shared is not None and type(value) is str:
            value = shared.setdefault(value, value)
        self._rows[name].append(row)
        self._values[name].append(value)

    def finished(self) -> dict[str, Column]:
        """The columns; rows rise because they were added in order."""
        return {name: Column(_int64(self._rows[name]), self._values[name]) for name in self._rows}


class _Items:
    """The table of one kind under construction."""

    def __init__(self, declared: Iterable[Field]) -> None:
        self.ids: list[str] = []
        self.handles = array("q")
        self.columns = _Columns(declared)

    def add(self, handle: int, id_: str, fields: dict[str, Value]) -> None:
        row = len(self.ids)
        self.ids.append(id_)
        self.handles.append(handle)
        for name, value in fields.items():
            self.columns.add(row, name, value)


def _read_items(connection: sqlite3.Connection, model: Model) -> list[ItemTable]:
    tables = {kind.name: _Items(kind.fields) for kind in model.kinds}
    for rows in _batches(connection.execute(_ITEMS)):
        parsed = orjson.loads(f"[{','.join(row[3] for row in rows)}]")
        for (kind, handle, id_, _), fields in zip(rows, parsed, strict=True):
            tables[kind].add(handle, id_, fields)
    return [
        ItemTable(kind, table.ids, _int64(table.handles), table.columns.finished())
        for kind, table in tables.items()
        if table.ids
    ]


def _read_relations(connection: sqlite3.Connection, type_: RelationType) -> RelationTable:
    starts, ends, columns = array("q"), array("q"), _Columns(type_.fields)
    for rows in _batches(connection.execute(_RELATIONS, (type_.name,))):
        first = len(starts)
        start, end, marks, fields = zip(*rows, strict=True)
        starts.extend(start)
        ends.extend(end)
        if type_.mark:
            for row, mark in enumerate(marks, first):
                if mark:
                    columns.add(row, type_.mark, mark)
        _add_fields(columns, first, fields)
    return RelationTable(type_.name, _int64(starts), _int64(ends), columns.finished())


def _add_fields(columns: _Columns, first: int, fields: tuple[str | None, ...]) -> None:
    rows = [row for row, text in enumerate(fields, first) if text is not None]
    parsed = orjson.loads(f"[{','.join(text for text in fields if text is not None)}]")
    for row, present in zip(rows, parsed, strict=True):
        for name, value in present.items():
            columns.add(row, name, value)


def _batches(cursor: sqlite3.Cursor) -> Iterator[list[Any]]:
    while rows := cursor.fetchmany(_BATCH):
        yield rows


def _int64(values: array[int]) -> NDArray[np.int64]:
    """The array's own memory, as numpy sees it."""
    return np.frombuffer(values, dtype=np.int64)
