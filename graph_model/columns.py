"""A whole graph as columns: how a store hands everything over without an object an item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, Union

from graph_model.facts import Fact, Item, Relation
from graph_model.model import Model
from graph_model.values import Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Integers: TypeAlias = Union[Sequence[int], "NDArray[np.int64]"]
"""Rows and handles: any sequence, or an int64 array as the stores hand over."""


@dataclass(slots=True)
class Column:
    """A field's present values: ``values[i]`` is row ``rows[i]``'s; rows rise."""

    rows: Integers
    values: Sequence[Value]


@dataclass(slots=True)
class ItemTable:
    """The items of one kind: ``ids`` and ``handles`` have one entry a row.

    A handle is the store's own integer for an item, unique over all kinds during one read; relation
    tables name their ends by it.
    """

    kind: str
    ids: Sequence[str]
    handles: Integers
    columns: dict[str, Column] = field(default_factory=dict)


@dataclass(slots=True)
class RelationTable:
    """The relations of one type: ``starts`` and ``ends`` hold one handle a row."""

    type: str
    starts: Integers
    ends: Integers
    columns: dict[str, Column] = field(default_factory=dict)
    """The present fields; the discriminator (group, role) is a column like the others."""


@dataclass(slots=True)
class Tables:
    """Everything a store holds, as of ``revision`` or later; the journal since replays safely."""

    revision: int
    items: list[ItemTable]
    relations: list[RelationTable]

    def facts(self, model: Model) -> Iterator[Fact]:
        """Every item, then every relation, as facts: for small graphs, exports and differences."""
        ids: dict[int, str] = {}
        for table in self.items:
            ids.update(zip(_plain(table.handles), table.ids, strict=True))
            for id_, fields in zip(table.ids, _rows(table.columns, len(table.ids)), strict=True):
                yield Item(table.kind, id_, fields)
        for relations in self.relations:
            yield from _relations(relations, ids, model)


def _relations(table: RelationTable, ids: dict[int, str], model: Model) -> Iterator[Relation]:
    discriminator = model.relation_by_name[table.type].discriminator
    rows = _rows(table.columns, len(table.starts))
    for start, end, fields in zip(_plain(table.starts), _plain(table.ends), rows, strict=True):
        marked = str(fields.pop(discriminator, "")) if discriminator else ""
        yield Relation(table.type, ids[start], ids[end], marked, fields)


def _rows(columns: dict[str, Column], count: int) -> list[dict[str, Value]]:
    rows: list[dict[str, Value]] = [{} for _ in range(count)]
    for name, column in columns.items():
        for row, value in zip(_plain(column.rows), column.values, strict=True):
            rows[row][name] = value
    return rows


def _plain(numbers: Integers) -> Sequence[int]:
    """The numbers as Python has them: an array makes an object of each that it is asked for."""
    return numbers if isinstance(numbers, Sequence) else numbers.tolist()
