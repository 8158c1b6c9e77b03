"""Which kinds removed items had: an id never changes kind, nor after its item was removed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

import orjson

from stores.journal import removed_in

TABLE = "CREATE TABLE removed (id TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID"
_PUT = "INSERT OR REPLACE INTO removed (id, kind) VALUES (?, ?)"
_KINDS = "SELECT id, kind FROM removed WHERE id IN (SELECT value FROM json_each(?))"


def put_removed(connection: sqlite3.Connection, kinds: Mapping[str, str]) -> None:
    """Keep the kinds of removed items, by id; a transaction is open that writes."""
    connection.executemany(_PUT, kinds.items())


def removed_kinds(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    """The kinds of removed items of some ids."""
    return dict(connection.execute(_KINDS, (orjson.dumps(list(ids)).decode(),)).fetchall())


def fill_removed(connection: sqlite3.Connection) -> None:
    """Keep those of a store of the older form, as its whole journal tells."""
    for (blob,) in connection.execute("SELECT images FROM journal ORDER BY number").fetchall():
        put_removed(connection, removed_in(blob))
