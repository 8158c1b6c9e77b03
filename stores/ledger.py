"""The ledger: what is kept beside the graph and is no fact of it, in the same store.

A record is a JSON object under a kind and a key. It is no fact: it makes no revision, is read by
nobody who reads the graph, and is not exported with it. Whoever watches for edits past the journal
takes no record for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from graph_model.facts import Record


class Ledger(Protocol):
    """The records of a store; every method is safe to call from several threads."""

    def put_records(self, kind: str, records: Mapping[str, Record | None]) -> None:
        """Put records of a kind by key, or remove them (None), all of them or none.

        Raises:
            StoreUnavailable: the store does not answer; put them again, that is safe.
        """

    def records(self, kind: str) -> dict[str, Record]:
        """The records of a kind, by key, in its order."""

    def records_number(self) -> int:
        """A number that is another one after every change of the records; cheap."""
