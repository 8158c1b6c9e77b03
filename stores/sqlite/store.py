"""The embedded store: the Store protocol on one SQLite file."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from graph_model.change_file import digest
from graph_model.changes import MOST_CHANGES, UNTOLD, ChangeSet, Revision, Via, lay
from graph_model.columns import Tables
from graph_model.errors import StoreUnavailable
from graph_model.facts import Fact, Item, Ref, ref_of
from graph_model.model import Model
from graph_model.plan import plan
from graph_model.record_kind import RecordWrite
from graph_model.state import mentions
from graph_model.tabulate import tables_of
from stores.gc_pause import gc_pause
from stores.journal import (
    check_admissible,
    check_base,
    check_kinds,
    check_repeated,
    new_ids,
    packed,
    recorded_now,
    removed_items,
    unpacked,
)
from stores.out_of_band import MOST_PROBLEMS, SOURCE, Expected, Reconciliation, journaled, parts
from stores.sqlite import ledger
from stores.sqlite.connections import Connections
from stores.sqlite.erasure import erase
from stores.sqlite.ledger_store import SqliteLedger
from stores.sqlite.lookup import look_up
from stores.sqlite.out_of_band import FileDifference
from stores.sqlite.read import newest_revision, present_revision, read_tables
from stores.sqlite.removed import put_removed, removed_kinds
from stores.sqlite.schema import compared, is_edited, own_writing
from stores.sqlite.write import write

_COLUMNS = (
    *("number", "change_set", "recorded_at", "author", "source", "digest"),
    *("door", "token", "reason", "images"),
)
_ENTRY = f"SELECT {', '.join(_COLUMNS)} FROM journal"  # noqa: S608 - constants
_APPEND = f"""
    INSERT INTO journal ({", ".join(_COLUMNS)}) VALUES ({", ".join("?" for _ in _COLUMNS)})
"""  # noqa: S608 - constants
_NEXT = f"{_ENTRY} WHERE number > ? AND number <= ? ORDER BY number LIMIT 1"
_IDS = """
    SELECT number, change_set FROM journal INDEXED BY journal_by_change_set
    WHERE change_set >= ?1 AND substr(change_set, 1, length(?1)) = ?1 ORDER BY number
"""


_JOURNAL = Expected(0, tuple)
"""What is expected of a store whose whole journal is to be replayed."""


class _DryRun(Exception):
    """What a dry run found; raised to undo the transaction."""

    def __init__(self, found: Reconciliation) -> None:
        self.found = found


class SqliteStore(SqliteLedger):
    """A store in one SQLite file, safe from several threads and several processes.

    ``path`` None is a temporary file, removed by :meth:`close`. ``busy_timeout`` is how many
    seconds an apply waits for other writers.

    Raises:
        StoreUnavailable: the file cannot be opened, or is not a store of this version.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None,
        model: Model,
        most_changes: int = MOST_CHANGES,
        busy_timeout: float = 60.0,
    ) -> None:
        self._model, self._most_changes = model, most_changes
        self._folder = tempfile.TemporaryDirectory(prefix="ramify-") if path is None else None
        self.path = Path(self._folder.name, "store.sqlite") if self._folder else Path(path or "")
        super().__init__(Connections(str(self.path), busy_timeout))

    def __repr__(self) -> str:
        return f"SqliteStore({str(self.path)!r})"

    def apply(
        self,
        change_set: ChangeSet,
        author: str,
        source: str,
        records: Sequence[RecordWrite] = (),
        via: Via = UNTOLD,
    ) -> Revision:
        """Apply a ChangeSet atomically and journal it: see :class:`stores.protocol.Store`.

        What others wrote to the file since it was last compared is journaled first.
        """
        check_admissible(change_set, self._most_changes)
        content = digest(change_set, self._model)
        with gc_pause(), self._connections.transaction("BEGIN IMMEDIATE") as connection:
            row = connection.execute(f"{_ENTRY} WHERE change_set = ?", (change_set.id,)).fetchone()
            if row is not None:
                return check_repeated(self._revision(row), content)
            if is_edited(connection):
                self._account(connection, _JOURNAL)
            newest = newest_revision(connection)
            check_base(change_set, newest.number)
            known = look_up(connection, mentions(change_set.changes), self._model)
            images = plan(change_set.changes, known.state, self._model)
            check_kinds(change_set, images, removed_kinds(connection, new_ids(images)))
            with own_writing(connection):
                write(connection, images, known.handles)
            entry = (newest.number + 1, change_set.id, recorded_now(newest), author, source)
            revision = Revision(*entry, content, images, via, change_set.reason)
            self._append(connection, revision, packed(images, self._model))
            ledger.write_records(connection, records)
            return revision

    def revision(self, retry: bool = True) -> int:
        """The number of the newest revision; 0 in a new store. A file is asked once anyhow."""
        with self._connections.use() as connection:
            return present_revision(connection)

    def read(self) -> Tables:
        """Everything, in columns, as of exactly the revision they name.

        Where others wrote to the file it is what the journal leads to, until that is compared.
        """
        try:
            with self._connections.transaction("BEGIN") as connection:
                if is_edited(connection):
                    facts, number = (
                        self._expected(connection, _JOURNAL),
                        present_revision(connection),
                    )
                    return tables_of(facts.values(), self._model, number)
                return read_tables(connection, self._model)
        except (KeyError, TypeError, ValueError) as error:
            raise StoreUnavailable(
                f"SQLite store {self.path}: rows that Ramify would not write ({error!r}); "
                "`ramify reconcile` puts them back, with --dry-run it only lists them"
            ) from error

    def journal(
        self, since: int = 0, until: int | None = None, of: Collection[str] = ()
    ) -> Iterator[Revision]:
        """The revisions after ``since`` up to and with ``until``, oldest first, one at a time."""
        newest = self.revision() if until is None else until
        while since < newest:
            with self._connections.use() as connection:
                row = connection.execute(_NEXT, (since, newest)).fetchone()
            if row is None:
                return
            revision = self._revision(row, of)
            since = revision.number
            if revision.images or not of:
                yield revision

    def change_sets(self, prefix: str = "") -> Iterator[tuple[int, str]]:
        """Number and ChangeSet id of the revisions whose id begins so, oldest first."""
        with self._connections.use() as connection:
            rows: list[tuple[int, str]] = connection.execute(_IDS, (prefix,)).fetchall()
        yield from rows

    def removed_kinds(self, ids: Iterable[str]) -> dict[str, str]:
        """The kinds of items that were removed, by id, of those ids that name one."""
        with self._connections.use() as connection:
            return removed_kinds(connection, ids)

    def erase(self, id_: str, records: Sequence[RecordWrite]) -> int:
        """Take an item's fields out of the journal: see :class:`stores.protocol.Store`.

        The file is written anew, so that nothing of them is left in pages that are free.
        """
        with self._connections.transaction("BEGIN IMMEDIATE") as connection:
            count = erase(connection, id_)
            ledger.write_records(connection, records)
        with self._connections.use() as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return count

    def disturbed(self) -> bool:
        """Whether somebody else wrote to the facts since :meth:`reconcile` last compared them."""
        with self._connections.use() as connection:
            return is_edited(connection)

    def reconcile(self, expected: Expected, dry_run: bool = False) -> Reconciliation:
        """Compare the file with what is expected: see :class:`stores.protocol.Store`.

        What is invalid is told, and put back as the journal has it. Writers wait only where
        something differs.
        """
        with self._connections.transaction("BEGIN") as connection:
            found = FileDifference(connection, self._expected(connection, expected), self._model)
            if found.none and not is_edited(connection):
                return Reconciliation()
        try:
            with self._connections.transaction("BEGIN IMMEDIATE") as connection:
                told = self._account(connection, expected)
                if dry_run:
                    raise _DryRun(told)
                return told
        except _DryRun as undone:
            return undone.found

    def _account(self, connection: sqlite3.Connection, expected: Expected) -> Reconciliation:
        """Journal what differs, a part at a time, and put back what cannot stand."""
        difference = FileDifference(connection, self._expected(connection, expected), self._model)
        images = {image.ref: image for image in difference.images()}
        with own_writing(connection):
            difference.put_back(connection)
        compared(connection)
        apart = {ref: image.before for ref, image in images.items()}
        there = {image.after.id for image in images.values() if isinstance(image.after, Item)}
        revisions = []
        for part in parts(apart, there, self._most_changes):
            newest, some = newest_revision(connection), tuple(images[ref] for ref in part)
            found = journaled(newest, f"{SOURCE}:{uuid4()}", some, self._model)
            self._append(connection, *found)
            revisions.append(found.revision)
        return Reconciliation(tuple(revisions), tuple(difference.problems[:MOST_PROBLEMS]))

    def _expected(self, connection: sqlite3.Connection, expected: Expected) -> dict[Ref, Fact]:
        """What is expected of the present revision: a transaction is open."""
        facts = {ref_of(fact): fact for fact in expected.facts()}
        rows = connection.execute(
            f"{_ENTRY} WHERE number > ? ORDER BY number", (expected.revision,)
        )
        for row in rows:
            lay(self._revision(row).images, facts)
        return facts

    def close(self) -> None:
        """Close the file; remove it if it was temporary."""
        self._connections.close()
        if self._folder:
            self._folder.cleanup()

    def _append(self, connection: sqlite3.Connection, revision: Revision, images: bytes) -> None:
        r = revision
        head = (r.number, r.change_set, r.recorded_at, r.author, r.source, r.digest)
        connection.execute(_APPEND, (*head, r.via.door, r.via.token, r.reason, images))
        put_removed(connection, removed_items(revision.images))

    def _revision(self, row: tuple[Any, ...], of: Collection[str] = ()) -> Revision:
        number, id_, recorded_at, author, source, content, door, token, reason, blob = row
        head = (number, id_, recorded_at, author, source, content)
        return Revision(*head, unpacked(blob, self._model, of), Via(door, token), reason)
