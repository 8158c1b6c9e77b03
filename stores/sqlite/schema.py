"""The tables of the embedded store, and how a file is known to hold them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from graph_model.errors import StoreUnavailable
from stores.sqlite import ledger, removed

APPLICATION_ID = 0x52414D49
"""``RAMI``: how the file says that it is one of Ramify's (PRAGMA application_id)."""

VERSION = 6
"""The version of these tables (PRAGMA user_version)."""

_GUARDED = ("items", "relations")
_GUARD = (
    # One row: whether Ramify itself writes, and whether anybody else has since the last comparison.
    "CREATE TABLE guard (own INTEGER NOT NULL, edited INTEGER NOT NULL)",
    "INSERT INTO guard VALUES (0, 0)",
    *(
        f"""
        CREATE TRIGGER {table}_{verb.lower()} AFTER {verb} ON {table}
        WHEN (SELECT own FROM guard) = 0 BEGIN UPDATE guard SET edited = 1; END
        """  # noqa: S608 - constants
        for table in _GUARDED
        for verb in ("INSERT", "UPDATE", "DELETE")
    ),
)

_TABLES = (
    """
    CREATE TABLE items (
        handle INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        id TEXT NOT NULL UNIQUE,
        fields TEXT NOT NULL  -- JSON
    )
    """,
    # Clustered by type and start: a type is read in one sweep, already in the order of a CSR.
    """
    CREATE TABLE relations (
        type TEXT NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        mark TEXT NOT NULL,
        fields TEXT,  -- JSON; NULL when there are none
        PRIMARY KEY (type, start, "end", mark)
    ) WITHOUT ROWID
    """,
    'CREATE INDEX relations_by_end ON relations ("end")',
    "CREATE TABLE aliases (alias TEXT PRIMARY KEY, handle INTEGER NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE journal (
        number INTEGER PRIMARY KEY,
        change_set TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        author TEXT NOT NULL,
        source TEXT NOT NULL,
        digest TEXT NOT NULL,
        door TEXT,
        token TEXT,
        reason TEXT,
        images BLOB NOT NULL
    )
    """,
    # By its own name, so that a query for ids alone can insist on it and never touch the blobs.
    "CREATE UNIQUE INDEX journal_by_change_set ON journal (change_set)",
    *_GUARD,
    removed.TABLE,
    *ledger.TABLES,
)
_STEPS = {
    1: _GUARD,
    2: (removed.TABLE,),
    3: (),
    4: ledger.TABLES,
    5: tuple(f"ALTER TABLE journal ADD COLUMN {name} TEXT" for name in ("door", "token", "reason")),
}
"""What brings a file of a version to the next one: 1 noticed nobody else's writing, 2 forgot
removed items, 3 had no ledger, 4 one table of one kind of record, 5 did not say by which door."""


def prepare(connection: sqlite3.Connection, path: str) -> None:
    """See that the file holds the tables, making them in a new one.

    Raises:
        StoreUnavailable: the file is another program's, or of another version.
    """
    if _stamp(connection) == (APPLICATION_ID, VERSION):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        _make(connection, path)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def _make(connection: sqlite3.Connection, path: str) -> None:
    application, version = _stamp(connection)
    if (application, version) == (APPLICATION_ID, VERSION):
        return  # another process made them while this one waited
    if application == APPLICATION_ID and version in _STEPS:
        _run(connection, (s for n in range(version, VERSION) for s in _STEPS[n]))
        if version <= 2:
            removed.fill_removed(connection)
        if version == 4:
            ledger.bring_up(connection)
        return
    if application == APPLICATION_ID:
        raise StoreUnavailable(
            f"{path} is a store of version {version}, this Ramify reads version {VERSION}; "
            "use the Ramify that wrote it, or export it there and load it here"
        )
    if connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        raise StoreUnavailable(f"{path} is another program's SQLite file; name another path")
    _run(connection, _TABLES)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _run(connection: sqlite3.Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _stamp(connection: sqlite3.Connection) -> tuple[int, int]:
    application: int = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return application, version


def is_edited(connection: sqlite3.Connection) -> bool:
    """Whether somebody else wrote to the facts since they were last compared with the journal."""
    edited: int = connection.execute("SELECT edited FROM guard").fetchone()[0]
    return bool(edited)


@contextmanager
def own_writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Say, in the open transaction, that Ramify itself writes, and no more at its end."""
    connection.execute("UPDATE guard SET own = 1")
    yield
    connection.execute("UPDATE guard SET own = 0")


def compared(connection: sqlite3.Connection) -> None:
    """Say, in the open transaction, that the facts are what the journal has."""
    connection.execute("UPDATE guard SET edited = 0")
