"""The part of the present graph that some changes mention, looked up in bulk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import orjson

from graph_model.facts import Fields, Item, Relation, RelationKey
from graph_model.model import Model
from graph_model.state import MemoryState, Mentions

_ITEMS = "SELECT handle, kind, id, fields FROM items"
_BY_ID = f"{_ITEMS} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
_BY_HANDLE = f"{_ITEMS} WHERE handle IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
_BY_ALIAS = f"""{_ITEMS} WHERE handle IN
    (SELECT handle FROM aliases WHERE alias IN (SELECT value FROM json_each(?)))"""  # noqa: S608
_BY_KEY = 'SELECT fields FROM relations WHERE type = ? AND start = ? AND "end" = ? AND mark = ?'
_RELATIONS = 'SELECT type, start, "end", mark, fields FROM relations'
_STARTING = f"""{_RELATIONS} WHERE type IN (SELECT value FROM json_each(?1))
    AND start IN (SELECT value FROM json_each(?2))"""  # noqa: S608 - constants
_ENDING = f'{_RELATIONS} WHERE "end" IN (SELECT value FROM json_each(?))'  # noqa: S608 - constants


@dataclass(slots=True)
class PresentRows:
    """What was looked up: facts to plan with, and the handles of their items to write with."""

    state: MemoryState = field(default_factory=MemoryState)
    handles: dict[str, int] = field(default_factory=dict)


def look_up(connection: sqlite3.Connection, mentioned: Mentions, model: Model) -> PresentRows:
    """Look up what is mentioned; a transaction is open, so that it stays true until written."""
    present = PresentRows()
    _hold(present, connection.execute(_BY_ID, (_json(mentioned.ids),)))
    _hold(present, connection.execute(_BY_ALIAS, (_json(mentioned.aliases),)))
    for relation in _keyed(connection, mentioned.keys, present.handles):
        present.state.put(relation)
    _hold_touching(connection, mentioned.removed, present, model)
    return present


def _hold(present: PresentRows, rows: Iterable[tuple[int, str, str, str]]) -> None:
    for handle, kind, id_, fields in rows:
        present.handles[id_] = handle
        present.state.put(Item(kind, id_, orjson.loads(fields)))


def _keyed(
    connection: sqlite3.Connection, keys: Iterable[RelationKey], handles: dict[str, int]
) -> Iterator[Relation]:
    """The relations of these keys; one with an end that is not there is not there either."""
    for key in keys:
        start, end = handles.get(key.start), handles.get(key.end)
        if start is None or end is None:
            continue
        row = connection.execute(_BY_KEY, (key.type, start, end, key.discriminator)).fetchone()
        if row is not None:
            yield Relation(*key, fields_of(row[0]))


def _hold_touching(
    connection: sqlite3.Connection, removed: Iterable[str], present: PresentRows, model: Model
) -> None:
    """Hold the relations of the items to be removed, and the items at their other ends."""
    handles = _json(present.handles[id_] for id_ in removed if id_ in present.handles)
    types = _json(relation.name for relation in model.relations)
    rows = connection.execute(_STARTING, (types, handles)).fetchall()
    rows += connection.execute(_ENDING, (handles,)).fetchall()
    ends = {handle for _, start, end, *_ in rows for handle in (start, end)}
    _hold(present, connection.execute(_BY_HANDLE, (_json(ends),)))
    ids = {handle: id_ for id_, handle in present.handles.items()}
    for type_, start, end, discriminator, fields in rows:
        if start not in ids or end not in ids:
            continue  # somebody removed its item from the file: it is none any more
        present.state.put(Relation(type_, ids[start], ids[end], discriminator, fields_of(fields)))


def fields_of(text: str | None) -> Fields:
    """A relation's fields as their column has them."""
    return {} if text is None else orjson.loads(text)


def _json(values: Iterable[str] | Iterable[int]) -> str:
    return orjson.dumps(list(values)).decode()
