"""The system of record: the Store protocol on Neo4j."""

from __future__ import annotations

from collections.abc import Iterator

from neo4j import ManagedTransaction

from graph_model.change_file import digest
from graph_model.changes import MOST_CHANGES, ChangeSet, Revision
from graph_model.columns import Tables
from graph_model.model import Model
from graph_model.plan import plan
from graph_model.state import mentions
from stores.journal import check_admissible, check_base, check_repeated, recorded_now
from stores.neo4j import journal
from stores.neo4j.connection import Connection
from stores.neo4j.constraints import constraint_statements
from stores.neo4j.present import look_up
from stores.neo4j.read import read_tables
from stores.neo4j.write import write


class Neo4jStore:
    """A store in one Neo4j database, safe from several threads and several processes.

    ``uri`` is the Bolt address; ``retry_time`` bounds, in seconds, how long a transaction is
    retried on errors that pass. What the model requires of the database is made on first use.

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
        retry_time: float = 30.0,
    ) -> None:
        self._model, self._most_changes = model, most_changes
        self._connection = Connection(uri, user, password, retry_time)
        try:
            self._connection.prepare(constraint_statements(model))
        except BaseException:
            self._connection.close()
            raise

    def __repr__(self) -> str:
        return f"Neo4jStore({self._connection.uri!r})"

    def apply(self, change_set: ChangeSet, author: str, source: str) -> Revision:
        """Apply a ChangeSet atomically and journal it: see :class:`stores.protocol.Store`."""
        check_admissible(change_set, self._most_changes)
        content = digest(change_set, self._model)
        revision, _ = self._connection.write(self._apply, change_set, content, author, source)
        return revision

    def _apply(
        self, tx: ManagedTransaction, change_set: ChangeSet, content: str, author: str, source: str
    ) -> Revision:
        present = journal.lock_head(tx)
        first = journal.first_use(tx, change_set.id, self._model)
        if first is not None:
            return check_repeated(first, content)
        check_base(change_set, present)
        known = look_up(tx, mentions(change_set.changes), self._model)
        images = plan(change_set.changes, known.state, self._model)
        write(tx, images, known, self._model)
        number, at = present + 1, recorded_now()
        revision = Revision(number, change_set.id, at, author, source, content, images)
        journal.append(tx, revision, self._model)
        return revision

    def revision(self) -> int:
        """The number of the newest revision; 0 in a new store."""
        return self._connection.read(journal.present_revision)

    def read(self) -> Tables:
        """Everything, in columns, as of the revision they name or later."""
        return read_tables(self._connection, self._model)

    def journal(self, since: int = 0, until: int | None = None) -> Iterator[Revision]:
        """The revisions after ``since`` up to and with ``until``, oldest first, a few at a time."""
        newest = self.revision() if until is None else until
        while since < newest:
            entries = self._connection.read(journal.entries, since, newest)
            if not entries:
                return
            for entry in entries:
                revision = journal.unpack(entry, self._model)
                since = revision.number
                yield revision

    def change_sets(self, prefix: str = "") -> Iterator[tuple[int, str]]:
        """Number and ChangeSet id of the revisions whose id begins so, oldest first."""
        yield from self._connection.read(journal.ids, prefix)

    def close(self) -> None:
        """Close the driver."""
        self._connection.close()
