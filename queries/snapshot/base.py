"""The immutable part of a snapshot: a whole graph as columns, built in bulk from tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph_model.columns import Column, RelationTable, Tables
from graph_model.model import Model
from graph_model.values import Value
from queries.snapshot.days import NEVER_BEGAN, NO_END, Days, day_numbers, end_numbers
from queries.snapshot.memo import Memo
from queries.snapshot.order import BaseOrder
from queries.snapshot.rows import Bytes, Ints, Rows, grouped

DEPENDS_ON = "DEPENDS_ON"


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """A sparse column: the value of row ``rows[i]`` is ``values[i]``; rows rise."""

    rows: Ints
    values: NDArray[np.object_]

    def value(self, row: int) -> Value | None:
        """The row's value, or None."""
        if row < len(self.rows) and self.rows[row] == row:  # rows rise: none is without, up to it
            return self.values[row]  # type: ignore[no-any-return]
        return self.found(np.int32(row))

    def found(self, row: np.int32) -> Value | None:
        """The same of a row as numpy has it, for who asks many columns for one.

        A Python int would have numpy copy the whole column as 64-bit integers first.
        """
        at = int(self.rows.searchsorted(row))
        if at < len(self.rows) and self.rows[at] == row:
            return self.values[at]  # type: ignore[no-any-return]
        return None

    def take(self, rows: Ints) -> NDArray[np.object_]:
        """The rows' values, None where absent, shape (len(rows),)."""
        taken = np.full(len(rows), None, object)
        if len(self.rows):
            at = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
            present = self.rows[at] == rows
            taken[present] = self.values[at[present]]
        return taken


@dataclass(frozen=True, slots=True)
class Periods:
    """The distinct (since, until) pairs of relations; period 0 is "always". Shapes: (periods,)."""

    since: Days
    until: Days

    def hold(self, day: int) -> NDArray[np.bool_]:
        """Which periods hold on a day: since ≤ day < until."""
        return (self.since <= day) & (day < self.until)


@dataclass(frozen=True, slots=True)
class Relations:
    """All relations, one row each, in order of type. Shapes: (relations,).

    ``type`` indexes the model's relations; ``start`` and ``end`` are item rows;
    ``discriminator`` indexes ``discriminators`` ("" is 0); ``part`` is whether ``extent`` is
    "part"; ``group`` is the redundancy group of a DEPENDS_ON or -1.
    """

    type: Bytes
    start: Ints
    end: Ints
    period: Ints
    discriminator: Ints
    part: NDArray[np.bool_]
    need: Ints
    group: Ints


@dataclass(frozen=True, slots=True)
class Groups:
    """The redundancy groups: the dependent's row, and the member relations by group."""

    dependent: Ints
    members: Rows


@dataclass(frozen=True)
class Base:
    """A whole graph at one revision; nothing in it changes after it is built."""

    revision: int
    kinds: Bytes
    ids: list[str]
    index: Mapping[str, int]
    fields: Mapping[str, FieldColumn]
    relations: Relations
    relation_fields: Mapping[str, FieldColumn]
    discriminators: Sequence[str]
    periods: Periods
    groups: Groups
    outgoing: Rows
    incoming: Rows
    memo: Memo = field(default_factory=Memo, compare=False, repr=False)
    days: Memo = field(default_factory=Memo, compare=False, repr=False)
    """What was worked out for one day each, so that many days do not drive out the rest."""

    @cached_property
    def order(self) -> BaseOrder:
        """The rows by kind and id; worked out when an answer is first told."""
        return BaseOrder(self.kinds, self.ids)

    @cached_property
    def fields_of_kind(self) -> Mapping[int, Mapping[str, FieldColumn]]:
        """The fields that items of a kind have, by the kind's code: of all, most are not theirs."""
        return _by_code(self.fields, self.kinds)

    @cached_property
    def fields_of_type(self) -> Mapping[int, Mapping[str, FieldColumn]]:
        """The fields that relations of a type have, by the type's code."""
        return _by_code(self.relation_fields, self.relations.type)

    @cached_property
    def discriminator_codes(self) -> Mapping[str, int]:
        """The codes in ``Relations.discriminator`` by discriminator."""
        return {discriminator: n for n, discriminator in enumerate(self.discriminators)}

    @cached_property
    def aliases(self) -> Mapping[str, int]:
        """The rows by alias."""
        column = self.fields.get("aliases")
        if column is None:
            return {}
        pairs = zip(column.rows.tolist(), column.values, strict=True)
        return {alias: row for row, aliases in pairs for alias in aliases}


def _by_code(
    columns: Mapping[str, FieldColumn], codes: Bytes
) -> Mapping[int, Mapping[str, FieldColumn]]:
    """The columns with a value in some row of a code, by code."""
    found: dict[int, dict[str, FieldColumn]] = {}
    for name, column in columns.items():
        for code in np.bincount(codes[column.rows]).nonzero()[0].tolist():
            found.setdefault(code, {})[name] = column
    return found


def build(tables: Tables, model: Model) -> Base:
    """The base of everything a store handed over. Time and memory are linear in the graph."""
    ids: list[str] = []
    for items in tables.items:
        ids.extend(items.ids)
    kinds = _kinds(tables, model)
    rows = _RowsByHandle(tables)
    discriminators: dict[str, int] = {"": 0}
    order = {relation.name: n for n, relation in enumerate(model.relations)}
    found = sorted((t for t in tables.relations if len(t.starts)), key=lambda t: order[t.type])
    pieces = [_relations(table, order[table.type], rows, model, discriminators) for table in found]
    relations, periods = _joined(pieces)
    relations, groups = _with_groups(relations, order[DEPENDS_ON])
    return Base(
        revision=tables.revision,
        kinds=kinds,
        ids=ids,
        index=dict(zip(ids, range(len(ids)), strict=True)),
        fields=_columns([(table.columns, len(table.ids)) for table in tables.items]),
        relations=relations,
        relation_fields=_columns([(_unmarked(table, model), len(table.starts)) for table in found]),
        discriminators=list(discriminators),
        periods=periods,
        groups=groups,
        outgoing=grouped(relations.start, len(ids)),
        incoming=grouped(relations.end, len(ids)),
    )


def _kinds(tables: Tables, model: Model) -> Bytes:
    order = {kind.name: n for n, kind in enumerate(model.kinds)}
    codes = [np.full(len(t.ids), order[t.kind], np.uint8) for t in tables.items]
    return np.concatenate(codes) if codes else np.empty(0, np.uint8)


class _RowsByHandle:
    """Item rows by the store's handles: a table where handles are dense, a search where not."""

    def __init__(self, tables: Tables) -> None:
        parts = [np.asarray(t.handles, np.int64) for t in tables.items]
        self.handles = np.concatenate(parts) if parts else np.empty(0, np.int64)
        most = int(self.handles.max(initial=-1))
        self.dense = most < 8 * len(self.handles) + 1_000_000
        if self.dense:
            self.table = np.full(most + 1, -1, np.int32)
            self.table[self.handles] = np.arange(len(self.handles), dtype=np.int32)
        else:
            self.order = np.argsort(self.handles).astype(np.int32)

    def of(self, handles: ArrayLike) -> Ints:
        """The rows of many handles."""
        wanted = np.asarray(handles, np.int64)
        if self.dense:
            return self.table[wanted]
        return self.order[np.searchsorted(self.handles, wanted, sorter=self.order)]


@dataclass(slots=True)
class _Piece:
    """One type's relations, dates not yet paired into periods."""

    relations: Relations
    since: Days
    until: Days


def _relations(
    table: RelationTable,
    type_: int,
    rows: _RowsByHandle,
    model: Model,
    discriminators: dict[str, int],
) -> _Piece:
    count = len(table.starts)
    declared = model.relation_by_name[table.type]
    columns, zeros = table.columns, np.zeros(count, np.int32)
    part = np.zeros(count, np.bool_)
    if "extent" in columns:
        extent = columns["extent"]
        part[np.asarray(extent.rows, np.int64)] = [value == "part" for value in extent.values]
    relations = Relations(
        np.full(count, type_, np.uint8),
        rows.of(table.starts),
        rows.of(table.ends),
        zeros,
        _spread(
            columns.get(declared.discriminator or ""),
            count,
            0,
            lambda v: _marked(v, discriminators),
        ),
        part,
        _spread(columns.get("need"), count, 1, lambda v: np.clip(_int64(v), 1, 2**31 - 1)),
        zeros - 1,
    )
    since = _spread(columns.get("since"), count, int(NEVER_BEGAN), day_numbers)
    until = _spread(columns.get("until"), count, int(NO_END), end_numbers)
    return _Piece(relations, since, until)


def _int64(values: Sequence[Value]) -> NDArray[np.int64]:
    return np.asarray(values, np.int64)


def _marked(values: Sequence[Value], discriminators: dict[str, int]) -> list[int]:
    return [discriminators.setdefault(str(value), len(discriminators)) for value in values]


def _spread(column: Column | None, count: int, absent: int, read: object) -> Ints:
    spread = np.full(count, absent, np.int32)
    if column is not None and len(column.rows):
        spread[np.asarray(column.rows, np.int64)] = read(column.values)  # type: ignore[operator]
    return spread


def _joined(pieces: list[_Piece]) -> tuple[Relations, Periods]:
    names = ("type", "start", "end", "period", "discriminator", "part", "need", "group")
    if not pieces:
        none = np.empty(0, np.int32)
        empty = Relations(none.astype(np.uint8), none, none, none, none, none == 1, none, none)
        return empty, paired(none, none)[0]
    periods, numbers = paired(
        np.concatenate([p.since for p in pieces]), np.concatenate([p.until for p in pieces])
    )
    joined = [np.concatenate([getattr(p.relations, name) for p in pieces]) for name in names]
    joined[3] = numbers
    return Relations(*joined), periods


def paired(since: Days, until: Days) -> tuple[Periods, Ints]:
    """The distinct pairs, "always" first, and the number of each relation's pair."""
    numbers = np.zeros(len(since), np.int32)
    dated = np.flatnonzero((since != NEVER_BEGAN) | (until != NO_END))
    pairs = np.stack([since[dated], until[dated]], axis=1).astype(np.int64)
    packed = pairs[:, 0] * 2**32 + (pairs[:, 1] + 2**31)
    _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
    numbers[dated] = inverse.reshape(-1).astype(np.int32) + 1
    always = np.array([[NEVER_BEGAN, NO_END]], np.int64)
    table = np.concatenate([always, pairs[first]]).astype(np.int32)
    return Periods(table[:, 0].copy(), table[:, 1].copy()), numbers


def _with_groups(relations: Relations, depends_on: int) -> tuple[Relations, Groups]:
    """Number the groups: the DEPENDS_ON of one dependent with the same, non-empty group."""
    at = np.flatnonzero((relations.type == depends_on) & (relations.discriminator > 0)).astype(
        np.int32
    )
    packed = relations.start[at].astype(np.int64) * 2**32 + relations.discriminator[at]
    _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
    number = inverse.reshape(-1).astype(np.int32)
    relations.group[at] = number
    members = grouped(number, len(first))
    by_group = Rows(members.offsets, at[members.entries])
    return relations, Groups(relations.start[at[first]], by_group)


def _unmarked(table: RelationTable, model: Model) -> dict[str, Column]:
    discriminator = model.relation_by_name[table.type].discriminator
    return {name: column for name, column in table.columns.items() if name != discriminator}


def _columns(tables: Sequence[tuple[Mapping[str, Column], int]]) -> dict[str, FieldColumn]:
    rows: dict[str, list[Ints]] = {}
    values: dict[str, list[NDArray[np.object_]]] = {}
    first = 0
    for columns, count in tables:
        for name, column in columns.items():
            rows.setdefault(name, []).append(np.asarray(column.rows, np.int32) + np.int32(first))
            values.setdefault(name, []).append(_shared(column.values))
        first += count
    return {n: FieldColumn(np.concatenate(rows[n]), np.concatenate(values[n])) for n in rows}


def _shared(values: Sequence[Value]) -> NDArray[np.object_]:
    """The values as objects, equal texts held once."""
    held: dict[str, str] = {}
    found = (held.setdefault(v, v) if isinstance(v, str) else v for v in values)
    return np.fromiter(found, object, len(values))
