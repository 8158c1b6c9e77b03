"""Tables to facts: each row's items and relations, items of several rows gathered, names found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from typing import Any

from graph_model.errors import Problem
from graph_model.facts import Item, Record
from graph_model.values import Value
from loaders.intake.raw_row import RawRow
from loaders.intake.reading import RowReader, SourceReading
from loaders.intake.sheet import packed_cell, text_of, unpacked_cell
from loaders.intake.source_table import SourceTable
from loaders.intake.spilled import NumberedObjects, SpilledList
from loaders.intake.spilled_table import SeenKeys, SpilledDict
from loaders.mapping.called_items import CalledItems, Known
from loaders.mapping.cells import parts_of
from loaders.mapping.gathering import Gathered
from loaders.mapping.mapping import ItemRule, NameRule, RelationRule, TableRule
from loaders.mapping.mapping import Mapping as TableMapping
from loaders.mapping.row_values import RowValues
from loaders.mapping.spoken import SpokenItems
from loaders.mapping.template import Template

_OPEN = "attributes."
_MOST_JOINED = 5_000
"""So many rows that others are joined to are in memory: they may be wide."""
End = str | tuple[NameRule, str]
"""An id, or a name that is to be found."""


@dataclass(frozen=True, slots=True)
class MappedTable:
    """A table with the rule that it is read by, and the reader that its rows go to."""

    rule: TableRule
    table: SourceTable
    rows: RowReader


@dataclass(slots=True)
class _Linked:
    """A relation whose ends may still have to be found; ``alone`` if its row makes no item."""

    type: str
    start: End
    end: End
    fields: dict[str, Value]
    where: str
    reader: RowReader
    alone: bool


@dataclass(slots=True)
class MappedRows:
    """All that the tables of a load say, until it is given to their readers."""

    mapping: TableMapping
    known: Known
    items: SpokenItems = field(default_factory=SpokenItems)
    links: SpilledList[_Linked] = field(init=False)
    kept_back: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Hold relations until all items are read."""
        codec = _LinkCodec()
        self.links = SpilledList(codec.pack, codec.unpack)

    def read(self, tables: Sequence[MappedTable]) -> None:
        """Read every table, then give all items to their readers, then the relations."""
        named = {one.rule.name: one for one in tables}
        for one in tables:
            joined = [_Joined(named[join.table], join.on) for join in one.rule.joins]
            for row in _once(one):
                one.rows.reading.table_rows += 1
                if row.repeated:
                    _shifted(one, row)
                    continue
                self._row(one, RawRow(_with(row, joined), row.line))
        self._give_items()
        readings = {id(one.rows): one.rows.reading for one in tables}
        self._give_links(CalledItems(partial(_items_in, [*readings.values()]), self.known))

    def _row(self, one: MappedTable, row: RawRow) -> None:
        empty = frozenset(word.casefold() for word in self.mapping.empty)
        values = RowValues(row, one.table.where(row), empty)
        made: dict[str, list[str]] = {}
        for number, rule in enumerate(one.rule.items):
            made[rule.name] = self._items(rule, values, number == 0, one.rows)
        for relation in one.rule.relations:
            self._links(relation, values, made, one.rows)

    def _items(self, rule: ItemRule, values: RowValues, own: bool, rows: RowReader) -> list[str]:
        """The ids of the items that a rule makes of a row."""
        cell = values.cell(rule.each) if rule.each else None
        each: list[str | None] = [*parts_of(cell, rule.split)] if rule.each else [None]
        found = []
        for name in each:
            id_ = values.text(rule.id, name)
            if id_ is not None:
                self._item(rule, id_, values, name, own, rows)
                found.append(id_)
        if own and not found:
            columns = ", ".join(rule.id.columns)
            problem = Problem(f"{values.where}, {columns}", "nothing", "what its id is made of")
            row = {name: text_of(cell) for name, cell in values.row.items()}  # type: ignore[arg-type]
            rows.reject({"kind": rule.kind.name, "row": row}, values.where, [problem])
        return found

    def _item(
        self,
        rule: ItemRule,
        id_: str,
        values: RowValues,
        each: str | None,
        own: bool,
        rows: RowReader,
    ) -> None:
        read = values.fields(rule.fields, rule.kind.field_by_name, each)
        opened = values.fields(rule.attributes, {}, each)
        said = read.values | {_OPEN + name: value for name, value in opened.values.items()}
        if problems := read.problems + opened.problems:
            self.kept_back.add((rule.kind.name, id_))
            record = _record(rule.kind.name, id_, said) | read.bad
            rows.reject(record, values.where, problems, whole=False)
        spoken = self.items.of((rule.kind.name, id_), rows)
        gathers = {name: each_rule.gather for name, each_rule in rule.fields.items()}
        if not own:
            spoken.mentioned = spoken.mentioned or Gathered({}, [values.where])
            spoken.mentioned.add(said, {name: gathers.get(name) or "first" for name in said})
            return
        spoken.reader = spoken.reader if spoken.own else rows
        spoken.own = spoken.own or Gathered({})
        spoken.own.places += (
            [values.where] if any(gathers.values()) or not spoken.own.places else []
        )
        if otherwise := spoken.own.add(said, gathers):
            self.kept_back.add((rule.kind.name, id_))
            told = [_otherwise(spoken.own, name, said[name], values) for name in otherwise]
            record = _record(rule.kind.name, id_, said)
            rows.reject(record, values.where, told, whole=False)

    def _links(
        self, rule: RelationRule, values: RowValues, made: dict[str, list[str]], rows: RowReader
    ) -> None:
        starts, ends = (_ends(end, values, made) for end in (rule.start, rule.end))
        read = values.fields(rule.fields, rule.type.field_by_name)
        if read.problems and starts and ends:
            ends_shown: Record = {"from": _shown(starts[0]), "to": _shown(ends[0])}
            record = {"type": rule.type.name, **ends_shown, **read.values, **read.bad}
            rows.reject(record, values.where, read.problems, whole=False)
        for start in starts:
            for end in ends:
                at = values.where, rows, not made
                link = _Linked(rule.type.name, start, end, read.values, *at)
                self.links.append(link)

    def _give_items(self) -> None:
        for (kind, id_), spoken in self.items.taken():
            if (kind, id_) in self.kept_back and spoken.own and len(spoken.own.places) > 1:
                # Loaded again alone, a row would say the whole of what is gathered.
                spoken.reader.reading.beside.update(spoken.own.places)
            spoken.reader.add(_record(kind, id_, spoken.fields), spoken.where)

    def _give_links(self, names: CalledItems) -> None:
        seen = SeenKeys()
        for link in self.links:
            start, end = (_found(one, names, link) for one in (link.start, link.end))
            if start is None or end is None:
                continue
            apart = (link.fields.get("group"), link.fields.get("role"))
            if seen.is_new("\0".join((link.type, start, end, *map(str, apart)))):
                record: Record = {"type": link.type, "from": start, "to": end, **link.fields}
                link.reader.add(record, link.where)


def _once(one: MappedTable) -> Iterator[RawRow]:
    """The rows of a table; of identical ones whose figures would be added up, the first."""
    rules = [rule for item in one.rule.items for rule in item.fields.values()]
    if all(rule.gather != "sum" for rule in rules):
        yield from one.table.rows
        return
    seen, again, first = SeenKeys(), 0, ""
    for row in one.table.rows:
        if seen.is_new(_digest(row)):
            yield row
        else:
            again, first = again + 1, first or one.table.where(row)
    if again:
        found = f"{again:,} rows that say all that a row above says, the first of them here"
        one.rows.warn(first, found, "each row once", "read once: their figures are not added")


def _digest(row: RawRow) -> str:
    """By what identical rows are known."""
    cells = "\0".join(f"{name}\1{text_of(cell)}" for name, cell in row.items())  # type: ignore[arg-type]
    return blake2b(cells.encode(), digest_size=16).hexdigest()


def _shifted(one: MappedTable, row: RawRow) -> None:
    """Keep a row back that has more cells than its table has columns: which is which?"""
    (_, count), *_ = row.repeated
    where, columns = one.table.where(row), len(one.table.columns)
    kind = one.rule.items[0].kind.name if one.rule.items else ""
    raw: Record = {"kind": kind, "row": {name: text_of(cell) for name, cell in row.items()}}  # type: ignore[arg-type]
    advice = "a cell with the separator in it stands in quotes"
    problem = Problem(where, f"{count} cells", f"{columns}, as there are columns", advice)
    one.rows.reject(raw, where, [problem])


class _LinkCodec:
    """Relations as plain values: rules and readers, of which there are few, by number."""

    def __init__(self) -> None:
        self._rules: NumberedObjects[NameRule] = NumberedObjects()
        self._readers: NumberedObjects[RowReader] = NumberedObjects()

    def pack(self, link: _Linked) -> object:
        ends = (
            end if isinstance(end, str) else (self._rules.number(end[0]), end[1])
            for end in (link.start, link.end)
        )
        reader = self._readers.number(link.reader)
        return link.type, *ends, link.fields, link.where, reader, link.alone

    def unpack(self, raw: list[Any]) -> _Linked:
        type_, start, end, fields, where, reader, alone = raw
        starts, ends = (
            end if isinstance(end, str) else (self._rules[end[0]], str(end[1]))
            for end in (start, end)
        )
        return _Linked(type_, starts, ends, fields, where, self._readers[reader], alone)


def _items_in(readings: Sequence[SourceReading]) -> Iterator[Item]:
    for reading in readings:
        yield from (one.fact for one in reading.facts if isinstance(one.fact, Item))


class _Joined:
    """Another table's rows by the columns that they are joined on; of several the first."""

    def __init__(self, other: MappedTable, on: Mapping[str, str]) -> None:
        self.name, self.own = other.rule.name, tuple(on)
        self.by_key = SpilledDict(_MOST_JOINED)
        for row in other.table.rows:
            said = {name: packed_cell(cell) for name, cell in row.items()}  # type: ignore[arg-type]
            self.by_key.first(_key(row, on.values()), said)

    def columns(self, row: RawRow) -> dict[str, object]:
        """What the row of this table that belongs to a row says, each column after its name."""
        found = self.by_key.get(_key(row, self.own)) or {}
        return {f"{self.name}.{name}": unpacked_cell(cell) for name, cell in found.items()}


def _key(row: RawRow, columns: Iterable[str]) -> str:
    return "\0".join(text_of(row.get(name)).casefold() for name in columns)  # type: ignore[arg-type]


def _with(row: RawRow, joined: Sequence[_Joined]) -> dict[str, object]:
    return dict(row) | {name: cell for one in joined for name, cell in one.columns(row).items()}


def _ends(
    end: str | Template | NameRule, values: RowValues, made: Mapping[str, list[str]]
) -> Sequence[End]:
    if isinstance(end, str):
        return made[end]
    if isinstance(end, Template):
        id_ = values.text(end)
        return [] if id_ is None else [id_]
    return [(end, name) for name in parts_of(values.cell(end.column), end.split)]


def _found(end: End, names: CalledItems, link: _Linked) -> str | None:
    """The id of an end; None where nobody, or several, are called so, which is told."""
    if isinstance(end, str):
        return end
    rule, name = end
    ids = sorted(names.find(rule, name))
    if len(ids) == 1:
        return ids[0]
    found = f"{name!r}, which {' and '.join(ids[:5])} are called" if ids else repr(name)
    by = "name, number, alias or id" if rule.by == "any" else rule.by
    expected = f"the {by} of one {rule.kind.called(1)}, in the files or in the store"
    record: Record = {"type": link.type, "from": _shown(link.start), "to": _shown(link.end)}
    problem = Problem(link.where, found, expected)
    link.reader.reject(record | link.fields, link.where, [problem], link.alone)
    return None


def _shown(end: End) -> str:
    return end if isinstance(end, str) else end[1]


def _otherwise(held: Gathered, name: str, value: Value, values: RowValues) -> Problem:
    return Problem(
        f"{values.where}, {name}",
        repr(value)[:80],
        f"{held.fields[name]!r}, as at {held.places[0]}",
        "say `gather:` for it in the mapping, or make the id of more columns",
    )


def _record(kind: str, id_: str, fields: Mapping[str, Value]) -> Record:
    own = {name: value for name, value in fields.items() if not name.startswith(_OPEN)}
    open_ = {n.removeprefix(_OPEN): v for n, v in fields.items() if n.startswith(_OPEN)}
    return {"kind": kind, "id": id_, **own} | ({"attributes": open_} if open_ else {})
