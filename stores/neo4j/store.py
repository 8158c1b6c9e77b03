"""The system of record: the Store protocol on Neo4j."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

from neo4j import ManagedTransaction

from graph_model.change_file import digest
from graph_model.changes import MOST_CHANGES, UNTOLD, ChangeSet, Revision, Via
from graph_model.columns import Tables
from graph_model.errors import Problem, StoreUnavailable
from graph_model.facts import Fact, Item, Ref, RelationKey
from graph_model.model import Model
from graph_model.plan import plan
from graph_model.record_kind import RecordWrite
from graph_model.state import Mentions, mentions
from stores.gc_pause import gc_pause
from stores.journal import (
    check_admissible,
    check_base,
    check_kinds,
    check_repeated,
    new_ids,
    packed,
    recorded_now,
)
from stores.neo4j import journal, ledger, neighbourhood
from stores.neo4j.connection import Connection
from stores.neo4j.constraints import NAMES, constraint_statements, declared_names
from stores.neo4j.ledger_store import Neo4jLedger
from stores.neo4j.lookup import look_up
from stores.neo4j.out_of_band import Accounted, account, strangers, there
from stores.neo4j.property_codec import Kept
from stores.neo4j.read import read_tables
from stores.neo4j.removed import removed_kinds
from stores.neo4j.watch import Mark
from stores.neo4j.write import write
from stores.out_of_band import (
    MOST_PROBLEMS,
    SOURCE,
    Expected,
    Reconciliation,
    at_relabelled,
    differing,
    parts,
)
from stores.protocol import TIMEOUT


class _Repeated(Exception):
    """The ChangeSet was applied before; raised to undo the transaction, which took the lock."""

    def __init__(self, first: Revision) -> None:
        self.first = first


class _Undone(Exception):
    """Nothing is to be written; raised to undo the transaction, which took the lock."""

    def __init__(self, found: Accounted) -> None:
        self.found = found


_COMPARISONS = 3
"""How often a reconciliation compares at most: mending may uncover what was written beside it."""


class Neo4jStore(Neo4jLedger):
    """A store in one Neo4j database, safe from several threads and several processes.

    ``uri`` is the Bolt address; ``timeout`` bounds, in seconds, how long a server that does not
    answer is waited for, and how long errors that pass are retried. What the model requires of the
    database is made on first use.

    Raises:
        StoreUnavailable: it does not answer, or does not accept the user and password.
    """

    def __init__(
        self,
        uri: str,
        model: Model,
        user: str | None = None,
        password: str | None = None,
        most_changes: int = MOST_CHANGES,
        timeout: float = TIMEOUT,
    ) -> None:
        self._model, self._most_changes = model, most_changes
        super().__init__(Connection(uri, user, password, timeout))
        self._kept, self._turn = Kept(model), threading.Lock()
        # What the server need not wait for is worked out while it is at work.
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="ramify-store")
        try:
            if self._connection.prepare(constraint_statements(model), self._begin):
                self._connection.write(journal.bring_up)
        except BaseException:
            self.close()
            raise

    def __repr__(self) -> str:
        return f"Neo4jStore({self._connection.uri!r})"

    def _begin(self, tx: ManagedTransaction) -> bool:
        """Make all names known; whether the store is of an older form."""
        tx.run(NAMES, declared_names(self._model)).consume()
        return journal.is_older_form(tx)

    def apply(
        self,
        change_set: ChangeSet,
        author: str,
        source: str,
        records: Sequence[RecordWrite] = (),
        via: Via = UNTOLD,
    ) -> Revision:
        """Apply a ChangeSet atomically and journal it: see :class:`stores.protocol.Store`."""
        check_admissible(change_set, self._most_changes)
        mentioned = mentions(change_set.changes)
        try:
            content = self._beside.submit(digest, change_set, self._model)
        except RuntimeError as error:
            raise StoreUnavailable(f"Neo4j at {self._connection.uri}: it was closed") from error
        try:
            # One at a time: the others would wait for the head's lock, each with a connection.
            with self._turn, gc_pause():
                (revision, before), bookmark = self._connection.write(
                    self._apply, change_set, mentioned, content, (author, source), via, records
                )
        except _Repeated as repeated:
            return check_repeated(repeated.first, content.result())
        after = before.present.after(ledger.kinds_of(records), revisions=1)
        self._watch.committed(before, Mark(after, bookmark))
        return revision

    def _apply(
        self,
        tx: ManagedTransaction,
        change_set: ChangeSet,
        mentioned: Mentions,
        content: Future[str],
        by: tuple[str, str],
        via: Via,
        records: Sequence[RecordWrite],
    ) -> tuple[Revision, Mark]:
        newest, first = journal.lock_head_for(tx, change_set.id, self._model)
        if first is not None:
            raise _Repeated(first)
        check_base(change_set, newest.number)
        _, before = self._counted(tx, ledger.kinds_of(records))
        known = look_up(tx, mentioned, self._kept)
        images = plan(change_set.changes, known.state, self._model)
        check_kinds(change_set, images, removed_kinds(tx, new_ids(images)))
        blob = self._beside.submit(packed, images, self._model)
        write(tx, images, known, self._model)
        entry = (newest.number + 1, change_set.id, recorded_now(newest), *by, content.result())
        revision = Revision(*entry, images, via, change_set.reason)
        journal.append(tx, revision, blob.result())
        ledger.write_records(tx, records)
        return revision, before

    def revision(self, retry: bool = True) -> int:
        """The number of the newest revision; 0 in a new store."""
        read = self._connection.read if retry else self._connection.read_once
        return read(journal.present_revision)

    def read(self) -> Tables:
        """Everything, in columns, as of the revision they name or later."""
        return read_tables(self._connection, self._kept)

    def journal(
        self, since: int = 0, until: int | None = None, of: Collection[str] = ()
    ) -> Iterator[Revision]:
        """The revisions after ``since`` up to and with ``until``, oldest first, a few at a time."""
        newest = self.revision() if until is None else until
        while since < newest:
            entries = self._connection.read(journal.entries, since, newest)
            if not entries:
                return
            for entry in entries:
                revision = journal.unpack(entry, self._model, of)
                since = revision.number
                if revision.images or not of:
                    yield revision

    def change_sets(self, prefix: str = "") -> Iterator[tuple[int, str]]:
        """Number and ChangeSet id of the revisions whose id begins so, oldest first."""
        yield from self._connection.read(journal.ids, prefix)

    def removed_kinds(self, ids: Iterable[str]) -> dict[str, str]:
        """The kinds of items that were removed, by id, of those ids that name one."""
        return self._connection.read(removed_kinds, list(ids))

    def erase(self, id_: str, records: Sequence[RecordWrite]) -> int:
        """Take an item's fields out of the journal: see :class:`stores.protocol.Store`.

        A commit of records, to whoever watches for edits past the journal. The server's own
        transaction logs keep what was there until it drops them.
        """

        def work(tx: ManagedTransaction, _: object) -> int:
            count = journal.erase(tx, id_)
            ledger.write_records(tx, records)
            return count

        return self._recorded(ledger.kinds_of(records), work)

    def named(self, names: Sequence[str]) -> list[Item]:
        """The items of some ids or aliases, each once."""
        return self._connection.read(neighbourhood.named, names, self._kept) if names else []

    def known(self) -> Iterator[list[Item]]:
        """Every item with its name and aliases alone, a bounded part at a time."""
        after: str | None = ""
        while after is not None:
            after, items = self._connection.read(neighbourhood.known, after, self._kept)
            yield items

    def around(self, ids: Sequence[str]) -> list[Fact]:
        """Every relation at some items and its ends, and the other members of their groups."""
        return self._connection.read(neighbourhood.around, ids, self._kept) if ids else []

    def families(self) -> list[Fact]:
        """Every contract, and how contracts stand under one another."""
        return self._connection.read(neighbourhood.families, self._kept)

    def open_tickets(self) -> list[Fact]:
        """Every ticket that is not closed, with what it affects."""
        return self._connection.read(neighbourhood.open_tickets, self._kept)

    def holders(self, services: Sequence[str]) -> list[Fact]:
        """Who holds what covers some services, and what their consumers are part of."""
        if not services:
            return []
        return self._connection.read(neighbourhood.holders, services, self._kept)

    def reconcile(self, expected: Expected, dry_run: bool = False) -> Reconciliation:
        """Compare the graph with what is expected, and journal the difference as ``out-of-band``.

        The comparison reads everything; nobody waits for it. What is invalid is told, and written
        over with what the journal has. An edit made meanwhile is found by the next
        :meth:`disturbed`; where this raises, all of them are.
        """
        if dry_run:
            return self._reconciled(expected, dry_run)
        with self._watch.comparing(self._mark()):
            return self._reconciled(expected, dry_run)

    def _reconciled(self, expected: Expected, dry_run: bool) -> Reconciliation:
        """Compare; again where the graph was put right, since that may have uncovered more."""
        revisions: list[Revision] = []
        problems: dict[Problem, None] = {}
        for _ in range(_COMPARISONS):
            found = self._compared(expected.after(i for r in revisions for i in r.images), dry_run)
            revisions += [one.revision for one in found if one.revision is not None]
            problems |= dict.fromkeys(problem for one in found for problem in one.problems)
            if dry_run or not any(one.mended for one in found):
                break
        if dry_run:  # each was undone before the next
            revisions = [replace(r, number=r.number + n) for n, r in enumerate(revisions)]
        return Reconciliation(tuple(revisions), tuple(problems)[:MOST_PROBLEMS])

    def _compared(self, expected: Expected, dry_run: bool) -> list[Accounted]:
        """What becomes of everything that differs; first, what is invalid in the graph."""
        problems = self._connection.read(strangers, self._model)
        tables = read_tables(self._connection, self._kept, problems.append, journaled=False)
        apart = differing(expected.facts, lambda: tables.facts(self._model))
        apart = at_relabelled(apart, expected, tables) | apart
        ids = [ref for ref in apart if not isinstance(ref, RelationKey)]
        held = self._connection.read(there, ids) if ids else set()
        return [
            Accounted(None, problems),
            *(
                self._account(expected.revision, part, dry_run)
                for part in parts(apart, held, self._most_changes)
            ),
        ]

    def _account(self, since: int, part: Mapping[Ref, Fact | None], dry_run: bool) -> Accounted:
        """Journal a part of what differs, and tell what of it cannot stand."""

        def work(tx: ManagedTransaction, id_: str) -> tuple[Accounted, Mark]:
            found = account(tx, since, part, id_, self._kept)
            if found.revision is None or dry_run:
                raise _Undone(found)
            return found, self._mark()

        try:
            with self._turn:
                (found, before), bookmark = self._connection.write(work, f"{SOURCE}:{uuid4()}")
        except _Undone as undone:
            return undone.found
        assert found.revision is not None
        self._watch.committed(before, Mark(before.present.after((), revisions=1), bookmark))
        return found

    def close(self) -> None:
        """Close the driver."""
        self._beside.shutdown()
        self._connection.close()
