"""Images to rows: how a planned ChangeSet is written, grouped so that each table is swept once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

import orjson

from graph_model.changes import Image
from graph_model.facts import Fact, Item, Relation
from graph_model.state import aliases_of

_REMOVE_RELATION = """
    DELETE FROM relations WHERE type = ? AND start = ? AND "end" = ? AND mark = ?
"""
_PUT_RELATION = """
    INSERT INTO relations (type, start, "end", mark, fields) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET fields = excluded.fields
"""

# A handle that only a relation still names is not free: others removed its item from the file, and
# a new item would inherit the relation. Each maximum is the end of an index.
_NEWEST = """
    WITH RECURSIVE types(type) AS (
        SELECT min(type) FROM relations UNION ALL
        SELECT (SELECT min(type) FROM relations WHERE type > types.type) FROM types
        WHERE types.type IS NOT NULL
    )
    SELECT max(
        (SELECT coalesce(max(handle), 0) FROM items),
        (SELECT coalesce(max("end"), 0) FROM relations),
        (SELECT coalesce(max((SELECT max(start) FROM relations r WHERE r.type = types.type)), 0)
            FROM types)
    )
"""


def write(
    connection: sqlite3.Connection, images: Iterable[Image], handles: Mapping[str, int]
) -> None:
    """Make the tables hold every image's after, in the open transaction.

    ``handles`` has every item that is there and that an image, or an end of one, names. What goes
    is removed before anything is put, so that a name can pass from one item to another.
    """
    images = tuple(images)
    gone = [i.before for i in images if i.before is not None and i.after is None]
    held = [i.before for i in images if i.before is not None]
    new = [i.after for i in images if i.after is not None and i.before is None]
    put = [i.after for i in images if i.after is not None]
    numbered = _numbered(connection, new, handles)
    changed = [i.after for i in images if i.after is not None and i.before is not None]
    connection.executemany(_REMOVE_RELATION, (_key(r, numbered) for r in _relations(gone)))
    connection.executemany("DELETE FROM aliases WHERE alias = ?", _aliases(held))
    connection.executemany("DELETE FROM items WHERE id = ?", ((i.id,) for i in _items(gone)))
    connection.executemany(
        "INSERT INTO items (handle, kind, id, fields) VALUES (?, ?, ?, ?)",
        ((numbered[i.id], i.kind, i.id, _json(i)) for i in _items(new)),
    )
    connection.executemany(
        "UPDATE items SET fields = ? WHERE handle = ?",
        ((_json(i), numbered[i.id]) for i in _items(changed)),
    )
    connection.executemany(
        "INSERT INTO aliases (handle, alias) VALUES (?, ?)",
        ((numbered[i.id], alias) for i in _items(put) for alias in aliases_of(i)),
    )
    connection.executemany(
        _PUT_RELATION,
        ((*_key(r, numbered), _json(r) if r.fields else None) for r in _relations(put)),
    )


def _numbered(
    connection: sqlite3.Connection, new: Iterable[Fact], handles: Mapping[str, int]
) -> dict[str, int]:
    """The known handles, and the next free ones for the new items."""
    (newest,) = connection.execute(_NEWEST).fetchone()
    return dict(handles) | {i.id: newest + n for n, i in enumerate(_items(new), 1)}


def _items(facts: Iterable[Fact]) -> Iterator[Item]:
    return (fact for fact in facts if isinstance(fact, Item))


def _relations(facts: Iterable[Fact]) -> Iterator[Relation]:
    return (fact for fact in facts if isinstance(fact, Relation))


def _aliases(facts: Iterable[Fact]) -> Iterator[tuple[str]]:
    return ((alias,) for item in _items(facts) for alias in aliases_of(item))


def _key(relation: Relation, handles: Mapping[str, int]) -> tuple[str, int, int, str]:
    return relation.type, handles[relation.start], handles[relation.end], relation.discriminator


def _json(fact: Fact) -> str:
    return orjson.dumps(fact.fields).decode()
