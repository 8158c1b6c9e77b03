"""The ledger: what is kept beside the graph and is no fact of it, in the same store.

A record is of a declared kind (:mod:`graph_model.ledger`). It is no fact: it makes no revision, is
read by nobody who reads the graph, and is not exported with it. Whoever watches for edits past the
journal takes no record for one. What a fact causes is written in the transaction of its ChangeSet
(:meth:`stores.protocol.Store.apply`), so that neither is ever there without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from graph_model.errors import StoreUnavailable
from graph_model.record_kind import RecordFound, RecordKind, RecordWrite

T = TypeVar("T")

PAGE = 1_000
"""So many records are read together, where nobody says."""


class Matching(NamedTuple):
    """Records of which an indexed field has a value."""

    field: str
    value: str


class Ledger(Protocol):
    """The records of a store; every method is safe to call from several threads."""

    def write_records(self, writes: Sequence[RecordWrite]) -> None:
        """Keep and remove records, all of them or none; of several with one key, the last counts.

        It waits for no ChangeSet, unless that writes records of the same kinds.

        Raises:
            StoreUnavailable: the store does not answer; write them again, that is safe.
        """

    def exchange_records(
        self, expected: Sequence[RecordFound], writes: Sequence[RecordWrite]
    ) -> bool:
        """Write records if those read before are still the same; whether they are as written.

        Comparing and writing are one step: of several who write on what they read, one does. True
        also where all is as written already, so that an exchange whose answer was lost is safe to
        repeat; who must know that it was he puts something of his own into what he writes.

        Raises:
            StoreUnavailable: the store does not answer; exchange them again, that is safe.
        """

    def record(self, kind: RecordKind[T], *key: str) -> T | None:
        """The record whose key fields have these values."""

    def records(
        self,
        kind: RecordKind[T],
        matching: Matching | None = None,
        after: T | None = None,
        most: int = PAGE,
    ) -> list[T]:
        """The first records of a kind, in the order of their keys, behind the one named.

        As it was read: the next page begins there, whether or not it is still kept. Where they are
        fewer than ``most``, there are no more.
        """

    def records_number(self, kind: RecordKind[Any]) -> int:
        """A number that is another one after every change of a kind's records; cheap.

        That one of them has come to its end is no change.
        """

    def forget_ended(self) -> int:
        """Remove the records that have come to their end; return how many. Nobody reads them."""


def all_records(
    ledger: Ledger, kind: RecordKind[T], matching: Matching | None = None, most: int = PAGE
) -> Iterator[T]:
    """All records of a kind, in the order of their keys, read ``most`` at a time."""
    after: T | None = None
    while page := ledger.records(kind, matching, after, most):
        yield from page
        if len(page) < most:
            return
        after = page[-1]


def last_of_each(writes: Iterable[RecordWrite]) -> list[RecordWrite]:
    """The last write of each key."""
    return list({(write.kind, write.key): write for write in writes}.values())


def to_exchange(
    held: Callable[[str, str], str | None],
    expected: Sequence[RecordFound],
    writes: Sequence[RecordWrite],
) -> bool | None:
    """Whether an exchange goes through: True: write; False: not; None: it is written already.

    ``held`` gives the body of a kind and key, as a transaction sees it that keeps others from
    writing.
    """
    if all(_is_still(found, held(found.kind.name, found.key)) for found in expected):
        return True
    done = all(held(write.kind, write.key) == write.body for write in last_of_each(writes))
    return None if done else False


def _is_still(found: RecordFound, body: str | None) -> bool:
    return found.record == (None if body is None else read_record(found.kind, body))


def read_record(kind: RecordKind[T], body: str) -> T:
    """The record of a body that a store holds.

    Raises:
        StoreUnavailable: it is damaged.
    """
    try:
        return kind.read(body)
    except ValueError as error:
        told = f"a record of the ledger ({kind.name}) is damaged; restore the store from a copy"
        raise StoreUnavailable(told) from error
