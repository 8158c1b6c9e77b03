"""Connections to one SQLite file, each used by one thread at a time and kept for the next."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from graph_model.errors import StoreUnavailable
from stores.sqlite.schema import prepare
from stores.sqlite.turns import Turns

_CACHE_KIB = 65_536
_POLL = 0.01
WRITING = "BEGIN IMMEDIATE"
"""How a transaction begins that writes."""
_PRIMARY = 0xFF
"""The bits of a result code that say what is wrong; the others say how (sqlite.org/rescode)."""


class Connections:
    """A pool without a bound: as many connections as threads work at once."""

    def __init__(self, path: str, busy_timeout: float) -> None:
        """Open the file; ``busy_timeout`` is how many seconds to wait for another writer."""
        self._path, self._busy_timeout = path, busy_timeout
        self._lock, self._turns = threading.Lock(), Turns()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        with self.use() as connection:
            prepare(connection, path)

    @contextmanager
    def use(self) -> Iterator[sqlite3.Connection]:
        """A connection outside any transaction.

        Raises:
            StoreUnavailable: SQLite's own errors, as this one.
        """
        connection = self._take()
        try:
            yield connection
        except sqlite3.Error as error:
            raise StoreUnavailable(f"SQLite store {self._path}: {_advice(error)}") from error
        finally:
            self._give_back(connection)

    @contextmanager
    def transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction, committed at the end, undone on any error."""
        with self._turn(begin), self.use() as connection:
            connection.execute(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _turn(self, begin: str) -> Iterator[None]:
        """One's turn to write, where one begins to."""
        if begin != WRITING:
            yield
            return
        if not self._turns.take(self._busy_timeout):
            raise StoreUnavailable(f"SQLite store {self._path}: others are writing; try again")
        try:
            yield
        finally:
            self._turns.end()

    def close(self) -> None:
        """Close the idle connections; those in use are closed when they are given back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise StoreUnavailable(f"SQLite store {self._path}: it was closed")
            if self._idle:
                return self._idle.pop()
        return self._open()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self._path,
                timeout=self._busy_timeout,
                isolation_level=None,
                check_same_thread=False,
            )
        except sqlite3.Error as error:
            raise StoreUnavailable(f"SQLite store {self._path}: {_advice(error)}") from error
        try:
            self._set_up(connection)
        except sqlite3.Error as error:
            connection.close()
            raise StoreUnavailable(f"SQLite store {self._path}: {_advice(error)}") from error
        return connection

    def _set_up(self, connection: sqlite3.Connection) -> None:
        """Turn on the write-ahead log: readers and the writer do not wait for each other.

        The first switch of a new file does not heed the busy timeout, so it is tried again here.
        """
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("PRAGMA temp_store = MEMORY")
        deadline = time.monotonic() + self._busy_timeout
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(_POLL)


def _advice(error: sqlite3.Error) -> str:
    """What SQLite said, and what to do about it where that is known."""
    advice = {
        sqlite3.SQLITE_BUSY: "another process is writing; try again",
        sqlite3.SQLITE_CANTOPEN: "see that its folder exists and may be written to",
        sqlite3.SQLITE_READONLY: "see that the file and its folder may be written to",
        sqlite3.SQLITE_NOTADB: "it is not a SQLite file; name another path",
        sqlite3.SQLITE_FULL: "the disk is full; free some of it",
        sqlite3.SQLITE_IOERR: "see that its disk is sound and has room",
        sqlite3.SQLITE_CORRUPT: "the file is damaged; restore it from a copy",
    }.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY, "")
    return f"{error}; {advice}" if advice else str(error)
