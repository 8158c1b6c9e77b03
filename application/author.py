"""Who changes something, by which door and why: what the journal says of a revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph_model.changes import UNTOLD, ChangeSet, Revision, Via
from graph_model.record_kind import RecordWrite
from stores.protocol import Store


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody by name, the door they came by, and why, if they say so apart from a ChangeSet."""

    name: str
    via: Via = UNTOLD
    reason: str | None = None

    def apply(
        self, store: Store, change_set: ChangeSet, source: str, records: Sequence[RecordWrite] = ()
    ) -> Revision:
        """Apply a ChangeSet in their name: see :meth:`stores.protocol.Store.apply`."""
        reason = change_set.reason if self.reason is None else self.reason
        told = replace(change_set, reason=reason)
        return store.apply(told, self.name, source, records, self.via)
