"""The ledger of a Neo4j, and the watch that tells its commits from edits past the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from neo4j import ManagedTransaction

from graph_model.record_kind import RecordFound, RecordKind, RecordWrite
from stores.journal import recorded_now
from stores.ledger import PAGE, Matching, read_record, to_exchange
from stores.neo4j import journal, ledger
from stores.neo4j.connection import Connection
from stores.neo4j.watch import UNCERTAIN, Mark, Watch

T = TypeVar("T")
Held = Mapping[ledger.Named, str]
"""The bodies of records, by kind and key."""

_LOOKS = 10
"""How often it is looked for a moment at which nothing is written."""


class _NotExchanged(Exception):
    """Nothing is to be written, or it is already; raised to undo the transaction, which counted."""

    def __init__(self, done: bool) -> None:
        self.done = done


class Neo4jLedger:
    """Records in one Neo4j database: what a store has beside its facts."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._watch = connection, Watch()

    def write_records(self, writes: Sequence[RecordWrite]) -> None:
        """Keep and remove records: see :class:`stores.ledger.Ledger`."""
        if writes:
            self._recorded(ledger.kinds_of(writes), lambda tx, _: ledger.write_records(tx, writes))

    def exchange_records(
        self, expected: Sequence[RecordFound], writes: Sequence[RecordWrite]
    ) -> bool:
        """Write records if others are still the same: see :class:`stores.ledger.Ledger`."""
        read = {(found.kind.name, found.key) for found in expected}
        written = {(write.kind, write.key) for write in writes}

        def exchange(tx: ManagedTransaction, held: Held) -> None:
            found = to_exchange(lambda *name: held.get(name), expected, writes)
            if not found:
                raise _NotExchanged(found is None)
            ledger.write_records(tx, writes)

        # The kinds of both are counted, so that nobody writes between.
        try:
            self._recorded({kind for kind, _ in read | written}, exchange, read | written)
        except _NotExchanged as unwritten:
            return unwritten.done
        return True

    def _recorded(
        self,
        kinds: Iterable[str],
        write: Callable[[ManagedTransaction, Held], T],
        names: Iterable[ledger.Named] = (),
    ) -> T:
        """Write records of some kinds, without the head's lock; ``write`` is told those named."""

        def work(tx: ManagedTransaction) -> tuple[T, Mark]:
            held, before = self._counted(tx, kinds, names)
            return write(tx, held), before

        (found, before), bookmark = self._connection.write(work)
        self._watch.committed(before, Mark(before.present.after(kinds), bookmark))
        return found

    def record(self, kind: RecordKind[T], *key: str) -> T | None:
        """The record whose key fields have these values."""
        at = kind.key_of(*key)
        body = self._connection.read(ledger.record, kind.name, at, recorded_now())
        return None if body is None else read_record(kind, body)

    def records(
        self,
        kind: RecordKind[T],
        matching: Matching | None = None,
        after: T | None = None,
        most: int = PAGE,
    ) -> list[T]:
        """The first records of a kind, in the order of their keys, behind the one named."""
        key, now = "" if after is None else kind.key_in(after), recorded_now()
        bodies = self._connection.read(ledger.records, kind, matching, key, now, most)
        return [read_record(kind, body) for body in bodies]

    def records_number(self, kind: RecordKind[Any]) -> int:
        """A number that is another one after every change of a kind's records."""
        return self._connection.read(ledger.records_number, kind.name)

    def forget_ended(self) -> int:
        """Remove the records that have come to their end; return how many.

        Where none has, nothing is written, and no watch has to look.
        """
        now = recorded_now()
        kinds = self._connection.read(ledger.kinds_ended, now)
        if not kinds:
            return 0
        return self._recorded(kinds, lambda tx, _: ledger.forget_ended(tx, kinds, now))

    def disturbed(self) -> bool:
        """Whether something was committed since the first call that no revision accounts for.

        Takes a few milliseconds. It stays true until :meth:`reconcile` has compared.
        """
        return self._watch.seen(self._mark())

    def _mark(self) -> Mark:
        """What is present and a bookmark that belong together.

        All that the bookmark stands for is read again, and nothing more was written meanwhile: but
        where both are as they were before. If something always is, a later look has to tell.
        """
        present, bookmark = self._connection.read_marked(journal.present)
        if self._watch.knows(Mark(present, bookmark)):
            return Mark(present, bookmark)
        for _ in range(_LOOKS):
            later = self._connection.read_marked(journal.present, bookmark)
            if later[0] == present:
                return Mark(present, bookmark)
            present, bookmark = later
        return UNCERTAIN

    def _counted(
        self, tx: ManagedTransaction, kinds: Iterable[str], names: Iterable[ledger.Named] = ()
    ) -> tuple[Held, Mark]:
        """Count that records of some kinds are written, and return the mark of the present.

        And what is held of the records named. Others may count elsewhere meanwhile; here nobody
        does before this is committed.
        """
        held = ledger.count_writes(tx, kinds, names, recorded_now())
        return held, self._mark()
