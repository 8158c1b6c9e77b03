"""Rows that others wrote to the file: which facts they are, and what of them can stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

import orjson

from graph_model.changes import Image
from graph_model.errors import Problem
from graph_model.facts import Fact, Item, Ref, Relation, RelationKey, same_fact
from graph_model.model import Model
from graph_model.state import aliases_of
from stores.settlement import FoundFacts, Settlement, names_of
from stores.sqlite.rows import StoredRow, found_item, found_relation, row_fact

_ITEMS = "SELECT handle, kind, id, fields FROM items"
_RELATIONS = 'SELECT type, start, "end", mark, fields FROM relations'
_REMOVE_DANGLING = """
    DELETE FROM relations WHERE start NOT IN (SELECT handle FROM items)
    OR "end" NOT IN (SELECT handle FROM items)
"""
_PUT_ITEM = """
    INSERT INTO items (kind, id, fields) VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, fields = excluded.fields
"""
_HANDLE = "(SELECT handle FROM items WHERE id = ?)"
_REMOVE_RELATION = f"""
    DELETE FROM relations WHERE type = ? AND start = {_HANDLE} AND "end" = {_HANDLE} AND mark = ?
"""  # noqa: S608 - constants
_PUT_RELATION = f"""
    INSERT INTO relations (type, start, "end", mark, fields) VALUES (?, {_HANDLE}, {_HANDLE}, ?, ?)
    ON CONFLICT DO UPDATE SET fields = excluded.fields
"""  # noqa: S608 - constants
_PUT_ALIAS = f"INSERT INTO aliases (alias, handle) VALUES (?, {_HANDLE})"  # noqa: S608 - constants


class FileDifference:
    """How a file differs from what is expected, in whatever state others left its rows."""

    def __init__(
        self, connection: sqlite3.Connection, expected: Mapping[Ref, Fact], model: Model
    ) -> None:
        """Read all rows; a transaction is open."""
        self._expected, self._model = expected, model
        self.problems: list[Problem] = []
        self._rows: dict[Ref, StoredRow] = {}
        self._ids: dict[int, str] = {}
        self._strays = False
        self._read_items(connection.execute(_ITEMS))
        self._read_relations(connection.execute(_RELATIONS))
        every = {**expected, **self._rows}
        self._apart = [ref for ref in every if not self._holds(ref, expected.get(ref))]
        self._settled: dict[Ref, Fact | None] = {}

    @property
    def none(self) -> bool:
        """Whether all is as expected."""
        return not self._apart and not self._strays

    def images(self) -> list[Image]:
        """The differences that can stand; the others are among the problems from then on."""
        expected = {ref: self._expected.get(ref) for ref in self._apart}
        around = _Around(self._expected, frozenset(self._apart))
        report = self.problems.append
        self._settled = Settlement(expected, self._found(), around, self._model, report).settled
        pairs = ((self._expected.get(ref), self._settled[ref]) for ref in self._apart)
        return [Image(was, now) for was, now in pairs if not same_fact(was, now)]

    def put_back(self, connection: sqlite3.Connection) -> None:
        """Make the rows hold what was settled; the transaction is one that writes."""
        wrong = [ref for ref in self._apart if not self._holds(ref, self._settled[ref])]
        keys = [ref for ref in wrong if isinstance(ref, RelationKey)]
        connection.executemany(_REMOVE_RELATION, map(_row, keys))
        items = [ref for ref in wrong if not isinstance(ref, RelationKey)]
        gone = [(ref,) for ref in items if self._settled[ref] is None]
        connection.executemany("DELETE FROM items WHERE id = ?", gone)
        facts = [fact for ref in wrong if (fact := self._settled[ref])]
        rows = ((i.kind, i.id, _json(i)) for i in facts if isinstance(i, Item))
        connection.execute(_REMOVE_DANGLING)
        connection.executemany(_PUT_ITEM, rows)
        relations = [fact for fact in facts if isinstance(fact, Relation)]
        connection.executemany(
            _PUT_RELATION, ((*_row(r.key), _json(r) if r.fields else None) for r in relations)
        )
        self._put_aliases(connection)

    def _holds(self, ref: Ref, fact: Fact | None) -> bool:
        """Whether the rows have the fact just so; None: no row at all."""
        if ref not in self._rows or fact is None:
            return ref not in self._rows and fact is None
        return same_fact(row_fact(ref, self._rows[ref]), fact)

    def _put_aliases(self, connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM aliases")
        rows = ((alias, i.id) for i in self._items() for alias in aliases_of(i))
        connection.executemany(_PUT_ALIAS, rows)

    def _read_items(self, rows: Iterable[tuple[int, str, str, object]]) -> None:
        for handle, kind, id_, fields in rows:
            self._ids[handle] = id_
            self._rows[id_] = StoredRow(kind, fields)

    def _read_relations(self, rows: Iterable[tuple[str, int, int, str, object]]) -> None:
        for type_, start, end, discriminator, fields in rows:
            if start not in self._ids or end not in self._ids:
                self._strays = True  # its item was removed, and it with it
                continue
            key = RelationKey(type_, self._ids[start], self._ids[end], discriminator)
            self._rows[key] = StoredRow(type_, "{}" if fields is None else fields)

    def _found(self) -> FoundFacts:
        items, relations, report = {}, {}, self.problems.append
        for ref in self._apart:
            row, was = self._rows.get(ref), self._expected.get(ref)
            if row is None:
                continue
            if isinstance(ref, RelationKey):
                if (fields := found_relation(ref, row, was, self._model, report)) is not None:
                    relations[ref] = fields
            elif item := found_item(ref, row, was, self._model, report):
                items[ref] = item
        return FoundFacts(items, relations)

    def _items(self) -> Iterator[Item]:
        """Every item as it was settled."""
        for ref in {**self._expected, **self._settled}:
            fact = self._settled[ref] if ref in self._settled else self._expected.get(ref)
            if isinstance(fact, Item):
                yield fact


class _Around:
    """The facts that are as expected, beside those that are settled."""

    def __init__(self, expected: Mapping[Ref, Fact], settling: frozenset[Ref]) -> None:
        others = (fact for ref, fact in expected.items() if ref not in settling)
        self._items = {fact.id: fact for fact in others if isinstance(fact, Item)}
        self._owners = {name: i.id for i in self._items.values() for name in names_of(i)}

    def item(self, id_: str) -> Item | None:
        return self._items.get(id_)

    def owner(self, name: str) -> str | None:
        return self._owners.get(name)


def _row(key: RelationKey) -> tuple[str, str, str, str]:
    return key.type, key.start, key.end, key.discriminator


def _json(fact: Fact) -> str:
    return orjson.dumps(fact.fields).decode()
