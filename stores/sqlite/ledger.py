"""Records beside the facts, in one table: see :mod:`stores.ledger`."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import orjson

from graph_model.facts import Record

TABLE = """
    CREATE TABLE ledger (
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        body TEXT NOT NULL,  -- JSON
        PRIMARY KEY (kind, key)
    ) WITHOUT ROWID
"""
COUNTER = "ALTER TABLE guard ADD COLUMN records INTEGER NOT NULL DEFAULT 0"
_PUT = "INSERT OR REPLACE INTO ledger (kind, key, body) VALUES (?, ?, ?)"
_REMOVE = "DELETE FROM ledger WHERE kind = ? AND key = ?"


def put_records(
    connection: sqlite3.Connection, kind: str, records: Mapping[str, Record | None]
) -> None:
    """Put records of a kind by key, or remove them (None); a transaction is open that writes."""
    gone = [(kind, key) for key, record in records.items() if record is None]
    held = [(kind, key, orjson.dumps(r).decode()) for key, r in records.items() if r is not None]
    connection.executemany(_REMOVE, gone)
    connection.executemany(_PUT, held)
    connection.execute("UPDATE guard SET records = records + 1")


def records(connection: sqlite3.Connection, kind: str) -> dict[str, Record]:
    """The records of a kind, by key, in its order."""
    rows = connection.execute("SELECT key, body FROM ledger WHERE kind = ? ORDER BY key", (kind,))
    return {key: orjson.loads(body) for key, body in rows}


def records_number(connection: sqlite3.Connection) -> int:
    """A number that is another one after every change of the records."""
    number: int = connection.execute("SELECT records FROM guard").fetchone()[0]
    return number
