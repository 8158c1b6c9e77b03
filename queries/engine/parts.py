"""Items of which nothing remains once all who provide or cover a part are gone (DESIGN section 4).

Along PROVIDES → and COVERS → a part is capped, unless two or more relations of that type into the
item count and the item at the start of every one of them has the top level.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph_model.lens import Direction
from queries.engine.transfers import Transfers
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Flags, Ints, among, as_ints, distinct
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Parts:
    """One gate for each item and type of relation: it breaks once the last of them has failed.

    ``item``, ``type`` (codes) and ``count`` of the relations by gate, shapes (gates,); ``gate`` and
    ``number`` by relation, shapes (relations,).
    """

    item: Ints
    type: Ints
    count: Ints
    gate: Ints
    number: Ints


def parts(snapshot: Snapshot, rules: Transfers, day: int, closed: Flags) -> Parts:
    """The gates of a day; ``closed`` (size,) are the contracts not in force that are no start."""
    types = np.flatnonzero(rules.gate.any(axis=(1, 2)))
    capped = _capped(snapshot)
    if not len(capped):  # as in most graphs
        return Parts(*[as_ints([])] * 5)
    capped = capped[np.isin(snapshot.types(capped), types)]
    found = [_of_type(snapshot, code, capped, day, closed) for code in types.tolist()]
    gates = np.cumsum([0, *(len(one.item) for one in found)])
    return Parts(
        _all(one.item for one in found),
        _all(one.type for one in found),
        _all(one.count for one in found),
        _all(one.gate + first for one, first in zip(found, gates, strict=False)),
        _all(one.number for one in found),
    )


def _all(columns: Iterable[Ints]) -> Ints:
    return as_ints(np.concatenate([as_ints([]), *columns]))


def _capped(snapshot: Snapshot) -> Ints:
    """The relations that say that they are a part."""
    base = snapshot.base
    held = base.memo.get(
        MemoKey.PARTS, None, np.ndarray, lambda: as_ints(np.flatnonzero(base.relations.part))
    )
    fresh = as_ints(np.flatnonzero(snapshot.tail.part)) + np.int32(len(base.relations.type))
    numbers = np.concatenate([held, fresh])
    return as_ints(numbers[~among(numbers, as_ints(sorted(snapshot.patch.gone)))])


def _of_type(snapshot: Snapshot, code: int, capped: Ints, day: int, closed: Flags) -> Parts:
    """The gates of one type: of the items that a part of it leads to."""
    items = distinct(snapshot.ends(capped[snapshot.types(capped) == code]))
    name = snapshot.model.relations[code].name
    owner, numbers = snapshot.relations_of(as_ints(items), name, Direction.BACKWARD)
    counts = np.isin(numbers, snapshot.holding(numbers, day)) & ~closed[snapshot.starts(numbers)]
    owner, numbers = owner[counts], numbers[counts]
    size = np.bincount(owner, minlength=len(items))
    several = size > 1
    place = np.cumsum(several) - 1
    kept = several[owner]
    return Parts(
        as_ints(items[several]),
        np.full(int(several.sum()), code, np.int32),
        as_ints(size[several]),
        as_ints(place[owner[kept]]),
        as_ints(numbers[kept]),
    )
