"""What other tools wrote and what cannot be a fact is left out of what is read.

Nothing is left out, and nothing copied, where nobody but Ramify has written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from graph_model.columns import Column, ItemTable, RelationTable
from graph_model.declare import Kind
from graph_model.errors import Problem
from graph_model.model import Model
from graph_model.records import Report, relation_problems
from stores.neo4j.property_codec import is_id

Int64 = NDArray[np.int64]
Mask = NDArray[np.bool_]


def sound_items(
    tables: Sequence[ItemTable], model: Model, report: Report, known: Int64
) -> list[ItemTable]:
    """The tables without items that have a bad id, lack what is required, or are of two kinds.

    Nor is anything an item whose id is another's alias: nobody could say which of them is meant.
    Of which handles that is ``known`` already need not be found here.
    """
    if not tables:
        return []
    everywhere = np.concatenate([np.asarray(table.handles) for table in tables])
    handles, counts = np.unique(everywhere, return_counts=True)
    twice = handles[counts > 1]
    sound = [
        _only(table, _sound(table, _faults(table, model.kind_by_name[table.kind], twice), report))
        for table in tables
        if len(table.ids)
    ]
    taken = _taken(sound) | _ids(sound, known)
    return [_only(table, _sound(table, _named_alike(table, taken), report)) for table in sound]


def _taken(tables: Sequence[ItemTable]) -> set[str]:
    """The ids that another item has for an alias; hardly ever any."""
    aliases = {alias for _, alias in _aliases(tables)}
    taken = aliases.intersection(id_ for table in tables for id_ in table.ids)
    return {alias for id_, alias in _aliases(tables) if alias != id_} & taken if taken else taken


def _ids(tables: Sequence[ItemTable], handles: Int64) -> set[str]:
    """The ids of the items of some handles; hardly ever any."""
    if not len(handles):
        return set()
    rows = ((table, np.flatnonzero(np.isin(table.handles, handles)).tolist()) for table in tables)
    return {table.ids[row] for table, found in rows for row in found}


def _aliases(tables: Sequence[ItemTable]) -> Iterator[tuple[str, str]]:
    """Every item's id with each of its aliases."""
    for table in tables:
        if column := table.columns.get("aliases"):
            for row, aliases in zip(np.asarray(column.rows).tolist(), column.values, strict=True):
                for alias in cast("list[str]", aliases):
                    yield table.ids[row], alias


def _named_alike(table: ItemTable, taken: set[str]) -> Iterator[tuple[Mask, str, str]]:
    """Which rows have an id that is taken."""
    if not taken.isdisjoint(table.ids):
        bad = np.array([id_ in taken for id_ in table.ids], dtype=bool)
        yield bad, "this id, another's alias", "a name of its own"


def _sound(table: ItemTable, faults: Iterable[tuple[Mask, str, str]], report: Report) -> Mask:
    """Which rows are items."""
    sound = np.ones(len(table.ids), dtype=bool)
    for bad, found, expected in faults:
        sound &= ~bad
        for row in np.flatnonzero(bad).tolist():
            report(Problem(f"{table.kind} {table.ids[row]!r}", found, expected))
    return sound


def _faults(table: ItemTable, kind: Kind, twice: Int64) -> Iterator[tuple[Mask, str, str]]:
    """Everything that makes an item invalid as a whole: in which rows, found, expected."""
    good = np.array([is_id(id_) for id_ in table.ids], dtype=bool)
    yield ~good, "this id", "1 to 512 characters in NFC, no control characters or outer spaces"
    yield np.isin(np.asarray(table.handles), twice), "labels of two kinds", "one"
    for field in kind.fields:
        if field.required:
            yield ~_present(table, field.name), f"no {field.name}", "one"
    for name, value, forbidden in kind.forbids:
        has_it = np.zeros(len(good), dtype=bool)
        if column := table.columns.get(name):
            rows = zip(column.rows, column.values, strict=True)
            has_it[[row for row, held in rows if held == value]] = True
        for other in forbidden:
            bad = has_it & _present(table, other)
            yield bad, f"a value of {other}", f"none where {name} is {value}"


def _present(table: ItemTable, name: str) -> Mask:
    present = np.zeros(len(table.ids), dtype=bool)
    if name in table.columns:
        present[np.asarray(table.columns[name].rows)] = True
    return present


def _only(table: ItemTable, kept: Mask) -> ItemTable:
    if kept.all():
        return table
    ids = [id_ for id_, is_kept in zip(table.ids, kept.tolist(), strict=True) if is_kept]
    handles = np.asarray(table.handles)[kept]
    return ItemTable(table.kind, ids, handles, _columns_only(table.columns, kept))


def _columns_only(columns: dict[str, Column], kept: Mask) -> dict[str, Column]:
    """The columns of the kept rows, in their new numbers."""
    numbers = np.cumsum(kept) - 1
    made = {}
    for name, column in columns.items():
        rows = np.asarray(column.rows)
        stays = kept[rows]
        values = [v for v, s in zip(column.values, stays.tolist(), strict=True) if s]
        if values:
            made[name] = Column(numbers[rows[stays]], values)
    return made


def sound_relations(
    tables: Sequence[RelationTable], items: Sequence[ItemTable], model: Model, report: Report
) -> list[RelationTable]:
    """The tables without relations whose ends are no items or may not be joined, or that repeat.

    Nor with any that end before they begin.
    """
    ends = _Ends(items, model)
    made = []
    for table in tables:
        starts, stops = ends.rows(table.starts), ends.rows(table.ends)
        joined = ends.joined(table.type, starts, stops)
        discriminator = model.relation_by_name[table.type].discriminator
        repeated = _repeated(starts * (len(ends.handles) + 1) + stops, table.columns, discriminator)
        backward = _backward(table)
        for bad, found, expected in (
            (~joined, "ends it does not join", "one relation between ends that it joins"),
            (repeated, "the same relation again", "one relation between ends that it joins"),
            (backward, "an until before its since", "a day on or after it"),
        ):
            for row in np.flatnonzero(bad).tolist():
                where = f"{table.type} from node {table.starts[row]} to node {table.ends[row]}"
                report(Problem(where, found, expected))
        made.append(_relations_only(table, joined & ~repeated & ~backward))
    return [table for table in made if len(table.starts)]


class _Ends:
    """Every item's handle and kind, to look up the ends of relations."""

    def __init__(self, items: Sequence[ItemTable], model: Model) -> None:
        self._model = model
        none: list[Any] = [np.empty(0, dtype=np.int64)]
        handles = np.concatenate([np.asarray(table.handles) for table in items] or none)
        code = {kind.name: n for n, kind in enumerate(model.kinds)}
        kinds = [np.full(len(table.ids), code[table.kind], dtype=np.int64) for table in items]
        order = np.argsort(handles)
        self._code, self.handles = code, handles[order]
        # One kind more than there are: that of what is no item.
        self._kinds = np.append(np.concatenate(kinds or none)[order], len(code))

    def rows(self, handles: Any) -> Int64:
        """The row of each handle; one past the last where it is no item's."""
        wanted = np.asarray(handles)
        rows = np.searchsorted(self.handles, wanted)
        known = rows < len(self.handles)
        known[known] = self.handles[rows[known]] == wanted[known]
        return np.where(known, rows, len(self.handles))

    def joined(self, type_: str, starts: Int64, ends: Int64) -> Mask:
        """Which relations join kinds that their type joins."""
        allowed = np.zeros((len(self._code) + 1,) * 2, dtype=bool)
        for start, end in self._model.relation_by_name[type_].joins:
            allowed[self._code[start], self._code[end]] = True
        joined: Mask = allowed[self._kinds[starts], self._kinds[ends]]
        return joined


def _repeated(pairs: Int64, columns: dict[str, Column], discriminator: str | None) -> Mask:
    """Which rows have the ends and discriminator of an earlier one."""
    repeated = np.zeros(len(pairs), dtype=bool)
    order = np.argsort(pairs, kind="stable")
    same = np.flatnonzero(pairs[order][1:] == pairs[order][:-1])
    if not len(same):
        return repeated
    rows = np.unique(np.concatenate([order[same], order[same + 1]])).tolist()
    discriminators: dict[int, Any] = {}
    if discriminator in columns:
        discriminators = dict(
            zip(map(int, columns[discriminator].rows), columns[discriminator].values, strict=True)
        )
    seen: set[tuple[int, Any]] = set()
    for row in rows:
        key = (int(pairs[row]), discriminators.get(row, ""))
        repeated[row] = key in seen
        seen.add(key)
    return repeated


def _backward(table: RelationTable) -> Mask:
    """Which rows end before they begin."""
    backward = np.zeros(len(table.starts), dtype=bool)
    if {"since", "until"} <= table.columns.keys():
        since, until = table.columns["since"], table.columns["until"]
        begun = dict(zip(np.asarray(since.rows).tolist(), since.values, strict=True))
        for row, value in zip(np.asarray(until.rows).tolist(), until.values, strict=True):
            fields = {"since": begun.get(row), "until": value}
            backward[row] = bool(relation_problems(fields, ""))
    return backward


def _relations_only(table: RelationTable, kept: Mask) -> RelationTable:
    if kept.all():
        return table
    starts, ends = np.asarray(table.starts)[kept], np.asarray(table.ends)[kept]
    return RelationTable(table.type, starts, ends, _columns_only(table.columns, kept))
