"""What a newer snapshot of the same base has otherwise than an older one: rows and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class SnapshotDifference:
    """Rows whose item is another or was removed; numbers of relations that are gone or fresh."""

    changed: Ints
    removed: Ints
    gone: Ints
    fresh: Ints


def extends(older: Snapshot, newer: Snapshot) -> bool:
    """Whether the newer one is the older with more laid on top, so that rows mean the same.

    It is not where an item of the older differs from the base and is as in the base in the newer:
    what is laid on top says nothing of it.
    """
    old, new = older.patch, newer.patch
    return (
        newer.base is older.base
        and new.ids[: len(old.ids)] == old.ids
        and new.relations[: len(old.relations)] == old.relations
        and new.gone >= old.gone
        and new.items.keys() >= old.items.keys()
    )


def difference(older: Snapshot, newer: Snapshot) -> SnapshotDifference:
    """What differs, where the newer extends the older; in time linear in their patches."""
    old, new = older.patch, newer.patch
    first = len(older.base.relations.type)
    begin, end = first + len(old.relations), first + len(new.relations)
    rows = list(_changed(older, newer))
    return SnapshotDifference(
        as_ints([row for row in rows if new.items[row] is not None]),
        as_ints([row for row in rows if new.items[row] is None]),
        as_ints(sorted(new.gone - old.gone)),
        as_ints([number for number in range(begin, end) if number not in new.gone]),
    )


def _changed(older: Snapshot, newer: Snapshot) -> Iterator[int]:
    missing = object()
    held = older.patch.items
    return (row for row, item in newer.patch.items.items() if held.get(row, missing) is not item)
