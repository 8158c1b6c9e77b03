"""Fields of many relations at once, and items named for people: what bulk readers share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph_model.words import MOST_NAMED, listed
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot


def relation_values(snapshot: Snapshot, numbers: Ints, field: str) -> NDArray[np.object_]:
    """A field of many relations, not the discriminator; None where absent, shape (numbers,)."""
    first = len(snapshot.base.relations.type)
    column = snapshot.base.relation_fields.get(field)
    taken = column.take(numbers) if column else np.full(len(numbers), None, object)
    for at in np.flatnonzero(numbers >= first).tolist():
        taken[at] = snapshot.relation_value(int(numbers[at]), field)
    return taken


def marks_of(snapshot: Snapshot, numbers: Ints) -> list[str]:
    """The discriminator (a DEPENDS_ON's group, a BINDS's role) of each relation, or ""."""
    return [
        snapshot.discriminators[discriminator]
        for discriminator in snapshot.picked(numbers).discriminator.tolist()
    ]


def label(snapshot: Snapshot, row: int) -> str:
    """An item as a sentence names it: its name and its id, or the id alone where both are one."""
    name, id_ = snapshot.name(row), snapshot.id(row)
    return id_ if name == id_ else f"{name} ({id_})"


def labels(snapshot: Snapshot, rows: Sequence[int] | Ints) -> str:
    """Items as a sentence lists them: "A (a), B (b) and 3 more"."""
    many = as_ints(rows).tolist()
    return listed([label(snapshot, row) for row in many[:MOST_NAMED]], len(many))
