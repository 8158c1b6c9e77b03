"""Rows that others wrote to the file: which facts they are, and what of them can stand."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import orjson

from graph_model.changes import Image
from graph_model.errors import Problem
from graph_model.facts import Fact, Item, Ref, Relation, RelationKey, same_fact
from graph_model.model import Model
from graph_model.records import read_fact, record_of
from graph_model.state import aliases_of
from graph_model.values import Value
from stores.out_of_band import names_of, problem_of

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
        self._rows: dict[Ref, Fact | None] = {}  # None: a row that cannot be read
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
        self._settle_items()
        self._settle_relations()
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
        return same_fact(self._rows[ref], fact)

    def _put_aliases(self, connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM aliases")
        rows = ((alias, i.id) for i in self._items() for alias in aliases_of(i))
        connection.executemany(_PUT_ALIAS, rows)

    def _read_items(self, rows: Iterable[tuple[int, str, str, str]]) -> None:
        for handle, kind, id_, fields in rows:
            self._ids[handle] = id_
            known = kind in self._model.kind_by_name
            read = _fields(fields)
            self._rows[id_] = Item(kind, id_, read) if known and read is not None else None

    def _read_relations(self, rows: Iterable[tuple[str, int, int, str, str | None]]) -> None:
        for type_, start, end, discriminator, fields in rows:
            if start not in self._ids or end not in self._ids:
                self._strays = True  # its item was removed, and it with it
                continue
            key = RelationKey(type_, self._ids[start], self._ids[end], discriminator)
            known = type_ in self._model.relation_by_name
            read = {} if fields is None else _fields(fields)
            self._rows[key] = Relation(*key, read) if known and read is not None else None

    def _items(self) -> Iterator[Item]:
        """Every item as far as it is settled."""
        for ref in {**self._expected, **self._rows}:
            fact = self._now(ref)
            if isinstance(fact, Item):
                yield fact

    def _now(self, ref: Ref) -> Fact | None:
        return self._settled[ref] if ref in self._settled else self._expected.get(ref)

    def _item(self, id_: str) -> Item | None:
        fact = self._now(id_)
        return fact if isinstance(fact, Item) else None

    def _settle_items(self) -> None:
        """Items whose names collide are as they were, until no more do."""
        refs = [ref for ref in self._apart if not isinstance(ref, RelationKey)]
        self._settled |= {ref: self._read(ref) for ref in refs}
        while True:
            claims = Counter(name for item in self._items() for name in names_of(item))
            undone = [ref for ref in refs if not self._stands(ref, claims)]
            if not undone:
                return
            self._settled |= {ref: self._expected.get(ref) for ref in undone}

    def _settle_relations(self) -> None:
        none: Counter[str] = Counter()
        for ref in self._apart:
            if isinstance(ref, RelationKey):
                self._settled[ref] = self._read(ref)
                if not self._stands(ref, none):
                    self._settled[ref] = self._expected.get(ref)

    def _stands(self, ref: Ref, claims: Counter[str]) -> bool:
        """Whether a fact can be as it now is; why not is told."""
        was, now = self._expected.get(ref), self._settled[ref]
        if now is None or now is was:
            return True
        problem = problem_of(was, now, self._item, claims, self._model)
        self.problems += [problem] if problem else []
        return problem is None

    def _read(self, ref: Ref) -> Fact | None:
        """The fact as its row has it, validated; as it was where that is invalid, which is told."""
        if ref not in self._rows:
            return None
        fact = self._rows[ref]
        if fact is None:
            expected = "a kind or relation of the model, and its fields as a JSON object"
            self.problems.append(Problem(f"the row of {ref}", "what cannot be read", expected))
            return self._expected.get(ref)
        read = read_fact(record_of(fact, self._model), self._model, "row", self.problems.append)
        return self._expected.get(ref) if read is None else read


def _row(key: RelationKey) -> tuple[str, str, str, str]:
    return key.type, key.start, key.end, key.discriminator


def _fields(text: object) -> dict[str, Value] | None:
    """The fields that a column has; None if it has none."""
    try:
        read = orjson.loads(text)  # type: ignore[arg-type]  # whatever others wrote
    except (orjson.JSONDecodeError, TypeError):
        return None
    return read if isinstance(read, dict) else None


def _json(fact: Fact) -> str:
    return orjson.dumps(fact.fields).decode()
