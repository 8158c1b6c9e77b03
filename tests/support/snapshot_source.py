"""A store that holds fixed tables: for doors whose subject is not how facts are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from graph_model.changes import UNTOLD, ChangeSet, Revision, Via
from graph_model.columns import Tables
from graph_model.record_kind import RecordFound, RecordKind, RecordWrite
from stores.ledger import PAGE, Matching
from stores.out_of_band import Expected, Reconciliation

T = TypeVar("T")


class SnapshotSource:
    """Tables to read and nothing in the journal; it takes no changes."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def apply(
        self,
        change_set: ChangeSet,
        author: str,
        source: str,
        records: Sequence[RecordWrite] = (),
        via: Via = UNTOLD,
    ) -> Revision:
        raise NotImplementedError("this source is for reading")

    def revision(self, retry: bool = True) -> int:
        return self.tables.revision

    def read(self) -> Tables:
        return self.tables

    def journal(
        self, since: int = 0, until: int | None = None, of: Collection[str] = ()
    ) -> Iterator[Revision]:
        return iter(())

    def change_sets(self, prefix: str = "") -> Iterator[tuple[int, str]]:
        return iter(())

    def removed_kinds(self, ids: Iterable[str]) -> dict[str, str]:
        return {}

    def write_records(self, writes: Sequence[RecordWrite]) -> None:
        raise NotImplementedError("this source is for reading")

    def exchange_records(
        self, expected: Sequence[RecordFound], writes: Sequence[RecordWrite]
    ) -> bool:
        raise NotImplementedError("this source is for reading")

    def record(self, kind: RecordKind[T], *key: str) -> T | None:
        return None

    def records(
        self,
        kind: RecordKind[T],
        matching: Matching | None = None,
        after: T | None = None,
        most: int = PAGE,
    ) -> list[T]:
        return []

    def records_number(self, kind: RecordKind[Any]) -> int:
        return 0

    def forget_ended(self) -> int:
        return 0

    def erase(self, id_: str, records: Sequence[RecordWrite]) -> int:
        raise NotImplementedError("this source is for reading")

    def disturbed(self) -> bool:
        return False

    def reconcile(self, expected: Expected, dry_run: bool = False) -> Reconciliation:
        raise NotImplementedError("this source is for reading")

    def close(self) -> None:
        """Nothing is held."""
