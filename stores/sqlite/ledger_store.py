"""The ledger of a SQLite file: records beside the facts, in the same file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar

from graph_model.record_kind import RecordFound, RecordKind, RecordWrite
from stores.journal import recorded_now
from stores.ledger import PAGE, Matching, read_record, to_exchange
from stores.sqlite import ledger
from stores.sqlite.connections import Connections

T = TypeVar("T")


class SqliteLedger:
    """Records in one SQLite file: what a store has beside its facts."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def write_records(self, writes: Sequence[RecordWrite]) -> None:
        """Keep and remove records: see :class:`stores.ledger.Ledger`. Writers take turns."""
        with self._connections.transaction("BEGIN IMMEDIATE") as connection:
            ledger.write_records(connection, writes)

    def exchange_records(
        self, expected: Sequence[RecordFound], writes: Sequence[RecordWrite]
    ) -> bool:
        """Write records if others are still the same: see :class:`stores.ledger.Ledger`."""
        now = recorded_now()
        with self._connections.transaction("BEGIN IMMEDIATE") as connection:
            held = partial(ledger.record, connection, now=now)
            found = to_exchange(held, expected, writes)
            if found:
                ledger.write_records(connection, writes)
            return found is not False

    def record(self, kind: RecordKind[T], *key: str) -> T | None:
        """The record whose key fields have these values."""
        with self._connections.use() as connection:
            body = ledger.record(connection, kind.name, kind.key_of(*key), recorded_now())
        return None if body is None else read_record(kind, body)

    def records(
        self,
        kind: RecordKind[T],
        matching: Matching | None = None,
        after: T | None = None,
        most: int = PAGE,
    ) -> list[T]:
        """The first records of a kind, in the order of their keys, behind the one named."""
        key = "" if after is None else kind.key_in(after)
        with self._connections.use() as connection:
            bodies = ledger.records(connection, kind, matching, key, recorded_now(), most)
        return [read_record(kind, body) for body in bodies]

    def records_number(self, kind: RecordKind[Any]) -> int:
        """A number that is another one after every change of a kind's records."""
        with self._connections.use() as connection:
            return ledger.records_number(connection, kind.name)

    def forget_ended(self) -> int:
        """Remove the records that have come to their end; return how many."""
        now = recorded_now()
        with self._connections.use() as connection:
            if not ledger.kinds_ended(connection, now):
                return 0  # no writer waits
        with self._connections.transaction("BEGIN IMMEDIATE") as connection:
            return ledger.forget_ended(connection, now)
