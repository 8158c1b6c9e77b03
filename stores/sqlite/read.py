"""The whole graph as columns, in one sweep of each table."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from graph_model.columns import Column, Integers, ItemTable, RelationTable, Tables
from graph_model.declare import Kind, RelationType
from graph_model.model import Model
from graph_model.values import Shape, Value
from stores.journal import NONE_YET, Newest

_BATCH = 1_000
"""Rows at a time: few enough for the processor's cache, and to keep the garbage collector idle."""
_NEWEST = "SELECT number, recorded_at FROM journal ORDER BY number DESC LIMIT 1"
_ITEMS = "SELECT kind, handle, id, fields FROM items"
_ANY = "SELECT 1 FROM relations WHERE type = ? LIMIT 1"
_RELATIONS = 'SELECT start, "end", mark, fields FROM relations WHERE type = ?'
_JOINED = f"""{_RELATIONS} AND start IN (SELECT handle FROM items)
    AND "end" IN (SELECT handle FROM items)"""  # noqa: S608 - constants


def present_revision(connection: sqlite3.Connection) -> int:
    """The newest revision's number; 0 if there is none."""
    return newest_revision(connection).number


def newest_revision(connection: sqlite3.Connection) -> Newest:
    """The newest revision's number, and when it was recorded."""
    return Newest(*(connection.execute(_NEWEST).fetchone() or NONE_YET))


def read_tables(connection: sqlite3.Connection, model: Model) -> Tables:
    """Everything, as of one revision: a transaction is open."""
    revision = present_revision(connection)
    items = _read_items(connection, model)
    held = np.sort(np.concatenate([_int64(array("q")), *(table.handles for table in items)]))
    relations = [
        _read_relations(connection, type_, held)
        for type_ in model.relations
        if connection.execute(_ANY, (type_.name,)).fetchone()
    ]
    return Tables(revision, items, [table for table in relations if len(table.starts)])


class _Columns:
    """Columns under construction, a batch of rows at a time."""

    def __init__(self, of: Kind | RelationType) -> None:
        self._rows: dict[str, array[int]] = {}
        self._values: dict[str, list[Value]] = {}
        self._repeating = _repeating(of)
        self._shared: dict[str, dict[Value, Value]] = {}

    def add(self, rows: Sequence[int], facts: Sequence[dict[str, Value]]) -> None:
        """Add the fields of a batch of facts at rows that rise from batch to batch."""
        for name in set[str]().union(*facts):
            values = [fields.get(name) for fields in facts]
            self.add_values(name, rows, values)

    def add_values(self, name: str, rows: Sequence[int], values: Sequence[Value | None]) -> None:
        """Add values, None where absent; equal ones of a field with few values are kept once."""
        present = [value for value in values if value is not None]
        if not present:
            return
        if len(present) < len(values):
            rows = [row for row, value in zip(rows, values, strict=True) if value is not None]
        if name in self._repeating and type(present[0]) is str:
            share = self._shared.setdefault(name, {}).setdefault
            present = [share(value, value) for value in present]
        if name not in self._rows:
            self._rows[name], self._values[name] = array("q"), []
        self._rows[name].extend(rows)
        self._values[name] += present

    def finished(self) -> dict[str, Column]:
        """The columns."""
        return {name: Column(_int64(self._rows[name]), self._values[name]) for name in self._rows}


@lru_cache(maxsize=1_024)
def _repeating(of: Kind | RelationType) -> frozenset[str]:
    """The fields that have few values, each in many facts."""
    fields = (field for field in of.fields if not field.shape.many)
    return frozenset(f.name for f in fields if f.shape is not Shape.TEXT or f.name == "source")


class _Items:
    """The table of one kind under construction."""

    def __init__(self, of: Kind) -> None:
        self.ids: list[str] = []
        self.handles = array("q")
        self.columns = _Columns(of)

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add a batch of (kind, handle, id, fields)."""
        first = len(self.ids)
        _, handles, ids, fields = zip(*rows, strict=True)
        self.ids += ids
        self.handles.extend(handles)
        self.columns.add(range(first, len(self.ids)), _parsed(fields))


def _read_items(connection: sqlite3.Connection, model: Model) -> list[ItemTable]:
    tables: dict[str, _Items] = {}
    for rows in _batches(connection.execute(_ITEMS)):
        by_kind: dict[str, list[tuple[Any, ...]]] = {}
        for row in rows:
            by_kind.setdefault(row[0], []).append(row)
        for kind, of_kind in by_kind.items():
            if kind not in tables:
                tables[kind] = _Items(model.kind_by_name[kind])
            tables[kind].add(of_kind)
    return [
        ItemTable(kind.name, table.ids, _int64(table.handles), table.columns.finished())
        for kind in model.kinds
        if (table := tables.get(kind.name))
    ]


def _read_relations(
    connection: sqlite3.Connection, type_: RelationType, held: NDArray[np.int64]
) -> RelationTable:
    """The relations of a type, without those whose item others removed from the file alone."""
    table = _relations_of(connection.execute(_RELATIONS, (type_.name,)), type_)
    if all(_are_among(held, ends) for ends in (table.starts, table.ends)):
        return table
    return _relations_of(connection.execute(_JOINED, (type_.name,)), type_)


def _are_among(held: NDArray[np.int64], handles: Integers) -> bool:
    """Whether all are among some that rise: as ``np.isin``, which a few are not worth."""
    wanted = np.asarray(handles)
    at = held.searchsorted(wanted)
    return bool((at < len(held)).all() and (held[at] == wanted).all())


def _relations_of(cursor: sqlite3.Cursor, type_: RelationType) -> RelationTable:
    starts, ends, columns = array("q"), array("q"), _Columns(type_)
    for batch in _batches(cursor):
        rows = range(len(starts), len(starts) + len(batch))
        start, end, discriminators, fields = zip(*batch, strict=True)
        starts.extend(start)
        ends.extend(end)
        if type_.discriminator:
            columns.add_values(
                type_.discriminator,
                rows,
                [discriminator or None for discriminator in discriminators],
            )
        having = [row for row, text in zip(rows, fields, strict=True) if text is not None]
        columns.add(having, _parsed(text for text in fields if text is not None))
    return RelationTable(type_.name, _int64(starts), _int64(ends), columns.finished())


def _parsed(texts: Iterable[str]) -> list[dict[str, Value]]:
    """What many JSON texts say, read as one."""
    parsed: list[dict[str, Value]] = orjson.loads(f"[{','.join(texts)}]")
    return parsed


def _batches(cursor: sqlite3.Cursor) -> Iterator[list[Any]]:
    while rows := cursor.fetchmany(_BATCH):
        yield rows


def _int64(values: array[int]) -> NDArray[np.int64]:
    """The array's own memory, as numpy sees it."""
    return np.frombuffer(values, dtype=np.int64)
