"""What each of many starts alone reaches: the same pass for every one, told as pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graph_model.lens import LOW, TOP
from queries.engine.adjacency import SnapshotAdjacency
from queries.engine.copies import levels_of_each
from queries.engine.passes import COMPILE_AT, settled
from queries.engine.propagation import Reached
from queries.snapshot.rows import Bytes, Flags, Ints, as_ints

ROOM = 2**22
"""The pairs after which a batch is full."""


@dataclass(frozen=True, slots=True)
class Swept:
    """Pairs of a start and an item that it reaches, itself among them, by start.

    ``start`` are positions among the starts asked about, ``row`` items, ``level`` the codes of
    their levels; shapes (pairs,).
    """

    start: Ints
    row: Ints
    level: Bytes

    def where(self, flags: Flags) -> Swept:
        """The pairs that are flagged."""
        return Swept(self.start[flags], self.row[flags], self.level[flags])


def sweep(
    adjacency: SnapshotAdjacency, starts: Ints, compile_at: int = COMPILE_AT
) -> Iterator[Swept]:
    """What each start alone, at the top level, reaches, batch by batch; a start is in one batch.

    None of the starts is a contract that is not in force, or out of service: a question's own
    starts only may be. Time is linear in what is reached, for a large graph.
    """
    if adjacency.snapshot.relation_rows >= compile_at:
        return _one_by_one(adjacency, starts)
    return _side_by_side(adjacency, starts)


def _side_by_side(adjacency: SnapshotAdjacency, starts: Ints) -> Iterator[Swept]:
    for which, levels in levels_of_each(adjacency, starts):
        start, row = np.nonzero(levels)
        yield Swept(as_ints(start + which.start), as_ints(row), levels[start, row])


def _one_by_one(adjacency: SnapshotAdjacency, starts: Ints) -> Iterator[Swept]:
    top = np.full(1, TOP, np.uint8)
    first, found, pairs = 0, list[Reached](), 0
    for position in range(len(starts)):
        one = settled(adjacency, starts[position : position + 1], top)
        found.append(one.below(adjacency.snapshot.size))
        pairs += len(found[-1].rows)
        if pairs >= ROOM or position == len(starts) - 1:
            yield _joined(first, found)
            first, found, pairs = position + 1, [], 0


def _joined(first: int, found: list[Reached]) -> Swept:
    positions = np.arange(first, first + len(found), dtype=np.int32)
    start = np.repeat(positions, [len(one.rows) for one in found])
    codes = np.tile(np.arange(TOP, LOW - 1, -1, dtype=np.uint8), len(found))
    each = [len(one.at(code)) for one in found for code in range(TOP, LOW - 1, -1)]
    return Swept(start, np.concatenate([one.rows for one in found]), np.repeat(codes, each))
