"""A snapshot told as facts, a chunk of columns at a time: to compare it with what a store holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from graph_model.facts import Fact, Item, Relation
from graph_model.values import Value
from queries.snapshot.base import FieldColumn
from queries.snapshot.snapshot import Snapshot

CHUNK = 10_000
"""How many rows are told at a time: what is held beside the columns stays small."""


def facts_of(snapshot: Snapshot) -> Iterator[Fact]:
    """Every item that stands, then every relation that does."""
    yield from _items(snapshot)
    yield from _relations(snapshot)


def _items(snapshot: Snapshot) -> Iterator[Item]:
    base, changed = snapshot.base, snapshot.patch.items
    names = [kind.name for kind in snapshot.model.kinds]
    for first in range(0, len(base.ids), CHUNK):
        last = min(first + CHUNK, len(base.ids))
        kinds = base.kinds[first:last].tolist()
        rows = enumerate(zip(kinds, _fields(base.fields, first, last), strict=True), first)
        for row, (kind, fields) in rows:
            if row not in changed:
                yield Item(names[kind], base.ids[row], fields)
    yield from (item for item in changed.values() if item is not None)


def _relations(snapshot: Snapshot) -> Iterator[Relation]:
    base, gone = snapshot.base, snapshot.patch.gone
    names = [relation.name for relation in snapshot.model.relations]
    held, ids = base.relations, base.ids
    for first in range(0, len(held.type), CHUNK):
        last = min(first + CHUNK, len(held.type))
        columns = (held.type, held.start, held.end, held.discriminator)
        keys = zip(*(column[first:last].tolist() for column in columns), strict=True)
        fields = _fields(base.relation_fields, first, last)
        rows = enumerate(zip(keys, fields, strict=True), first)
        for number, ((type_, start, end, discriminator), own) in rows:
            if number not in gone:
                yield Relation(
                    names[type_], ids[start], ids[end], base.discriminators[discriminator], own
                )
    fresh = enumerate(snapshot.patch.relations, len(held.type))
    yield from (relation for number, relation in fresh if number not in gone)


def _fields(columns: Mapping[str, FieldColumn], first: int, last: int) -> list[dict[str, Value]]:
    """The fields of the rows from ``first`` to before ``last``."""
    rows: list[dict[str, Value]] = [{} for _ in range(last - first)]
    for name, column in columns.items():
        low, high = np.searchsorted(column.rows, [first, last])
        for row, value in zip(column.rows[low:high].tolist(), column.values[low:high], strict=True):
            rows[row - first][name] = value
    return rows
