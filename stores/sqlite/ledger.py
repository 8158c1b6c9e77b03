"""Records beside the facts, in two tables, and how often each kind was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from graph_model.record_kind import MOST_INDEXED, RecordKind, RecordWrite
from stores.ledger import Matching, last_of_each
from stores.older_records import brought_up

_SLOTS = tuple(f"by{slot}" for slot in range(MOST_INDEXED))
_COLUMNS = ("kind", "key", "body", "ends", *_SLOTS)

TABLES = (
    f"""
    CREATE TABLE records (
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        body TEXT NOT NULL,  -- JSON
        ends TEXT,
        {", ".join(f"{slot} TEXT" for slot in _SLOTS)},
        PRIMARY KEY (kind, key)
    ) WITHOUT ROWID
    """,
    *(
        f"CREATE INDEX records_{slot} ON records (kind, {slot}, key) WHERE {slot} IS NOT NULL"
        for slot in _SLOTS
    ),
    "CREATE INDEX records_ends ON records (ends) WHERE ends IS NOT NULL",
    "CREATE TABLE record_writes (kind TEXT PRIMARY KEY, writes INTEGER NOT NULL) WITHOUT ROWID",
)

_PUT = f"""
    INSERT OR REPLACE INTO records ({", ".join(_COLUMNS)})
    VALUES ({", ".join("?" for _ in _COLUMNS)})
"""  # noqa: S608 - constants
_REMOVE = "DELETE FROM records WHERE kind = ? AND key = ?"
_COUNT = """
    INSERT INTO record_writes VALUES (?, 1) ON CONFLICT DO UPDATE SET writes = writes + 1
"""
_STILL = "(ends IS NULL OR ends > ?)"
_ONE = f"SELECT body FROM records WHERE kind = ? AND key = ? AND {_STILL}"  # noqa: S608 - constant
_PAGE = f"""
    SELECT body FROM records WHERE kind = ? AND key > ? AND {_STILL}{{matching}}
    ORDER BY key LIMIT ?
"""  # noqa: S608 - constant
_ENDED = "SELECT DISTINCT kind FROM records WHERE ends <= ?"
_FORGET = "DELETE FROM records WHERE ends <= ?"


def write_records(connection: sqlite3.Connection, writes: Iterable[RecordWrite]) -> None:
    """Keep and remove records; a transaction is open that writes."""
    last = last_of_each(writes)
    gone = ((write.kind, write.key) for write in last if write.body is None)
    connection.executemany(_REMOVE, gone)
    connection.executemany(_PUT, (_row(write) for write in last if write.body is not None))
    _count(connection, {write.kind for write in last})


def record(connection: sqlite3.Connection, kind: str, key: str, now: str) -> str | None:
    """The body of the record of a key, if it has not come to its end."""
    row = connection.execute(_ONE, (kind, key, now)).fetchone()
    return None if row is None else str(row[0])


def records(
    connection: sqlite3.Connection,
    kind: RecordKind[Any],
    matching: Matching | None,
    after: str,
    now: str,
    most: int,
) -> list[str]:
    """The bodies of the first records of a kind whose keys come after one."""
    where, values = "", []
    if matching is not None:
        where, values = f" AND {_SLOTS[kind.slot(matching.field)]} = ?", [matching.value]
    text = _PAGE.format(matching=where)
    return [row[0] for row in connection.execute(text, (kind.name, after, now, *values, most))]


def records_number(connection: sqlite3.Connection, kind: str) -> int:
    """How often a kind's records were written."""
    found = connection.execute("SELECT writes FROM record_writes WHERE kind = ?", (kind,))
    row = found.fetchone()
    return 0 if row is None else int(row[0])


def kinds_ended(connection: sqlite3.Connection, now: str) -> set[str]:
    """The kinds of which a record has come to its end."""
    return {kind for (kind,) in connection.execute(_ENDED, (now,))}


def forget_ended(connection: sqlite3.Connection, now: str) -> int:
    """Remove the records that have come to their end; a transaction is open that writes."""
    kinds = kinds_ended(connection, now)
    count = connection.execute(_FORGET, (now,)).rowcount
    _count(connection, kinds)
    return count


def bring_up(connection: sqlite3.Connection) -> None:
    """Move the records of the older table to these, and drop it."""
    bodies: Sequence[tuple[str]] = connection.execute("SELECT body FROM ledger").fetchall()
    write_records(connection, (brought_up(body) for (body,) in bodies))
    connection.execute("DROP TABLE ledger")
    connection.execute("ALTER TABLE guard DROP COLUMN records")


def _count(connection: sqlite3.Connection, kinds: Iterable[str]) -> None:
    connection.executemany(_COUNT, ((kind,) for kind in kinds))


def _row(write: RecordWrite) -> tuple[str | None, ...]:
    by = (*write.by, *(None for _ in _SLOTS))[: len(_SLOTS)]
    return write.kind, write.key, write.body, write.ends, *by
