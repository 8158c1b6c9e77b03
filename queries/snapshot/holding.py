"""Relations that hold on a day, by their ends: all of a type, or those of some items."""

from __future__ import annotations

from graph_model.lens import Direction
from queries.snapshot.rows import Flags, Ints
from queries.snapshot.snapshot import Snapshot


def pairs_on(
    snapshot: Snapshot, type_: str, day: int, visible: Flags | None = None
) -> tuple[Ints, Ints]:
    """The start and end rows of a type's relations that hold on a day, both ends ``visible``."""
    numbers = snapshot.holding(snapshot.all_relations(type_), day)
    start, end = snapshot.starts(numbers), snapshot.ends(numbers)
    if visible is None:
        return start, end
    seen = visible[start] & visible[end]
    return start[seen], end[seen]


def met_on(snapshot: Snapshot, rows: Ints, type_: str, way: Direction, day: int) -> Ints:
    """The other ends of some rows' relations of a type that hold on a day; shape (relations,)."""
    _, numbers = snapshot.relations_of(rows, type_, way)
    numbers = snapshot.holding(numbers, day)
    return snapshot.ends(numbers) if way is Direction.FORWARD else snapshot.starts(numbers)
