"""What many starts reach together, kept in steps, so that a few more or less cost little.

The starts of a question on top of what is open are those of all open tickets but the ones asked
about. So the tickets are taken in steps (:func:`_steps`): halves of ever smaller ranges of rows,
those first that are far from what was asked about. The next question leaves out a ticket nearby, or
has one more at the end, and takes most steps as they were. Adding starts never lowers a level, so
that a step goes on where the one before it ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from queries.engine.adjacency import SnapshotAdjacency
from queries.engine.passes import COMPILE_AT, Grown, compiles, grown, nothing_yet, reach
from queries.engine.propagation import Reached
from queries.engine.start import Owned, Starts
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Bytes, Ints

BITS = 31
"""Rows are below two to the power of it: ranges are halves of that, whatever rows there are."""
NEWEST = (1 << BITS) - 1
"""Beside it lie the rows of what came last."""


class Rung(NamedTuple):
    """What all starts up to here reach; ``rows``, at the levels ``begin``, were added last."""

    rows: Ints
    begin: Bytes
    grown: Grown


class Ladder:
    """The steps of the last question over one graph; several threads may go up at once."""

    def __init__(self) -> None:
        """None taken yet."""
        self._rungs: tuple[Rung, ...] = ()

    def reached(self, graph: SnapshotAdjacency, steps: Sequence[tuple[Ints, Bytes]]) -> Bytes:
        """The levels that all steps' starts reach together, shape (nodes,)."""
        held, rungs, now = self._rungs, list[Rung](), nothing_yet(graph)
        for number, (rows, begin) in enumerate(steps):
            known = held[number] if number < len(held) else None
            if known is None or not _is_of(known, rows, begin):
                known, held = Rung(rows, begin, grown(graph, rows, begin, now)), ()
            rungs.append(known)
            now = known.grown
        self._rungs = tuple(rungs)
        return now.levels


def reach_of_owned(
    graph: SnapshotAdjacency,
    owned: Owned,
    own: Starts,
    apart: int,
    compile_at: int = COMPILE_AT,
) -> Reached:
    """What starts reach that others own, and some of one's own: as one pass from all of them.

    ``apart`` is the row beside which those of the owners lie that may come and go.
    """
    steady = graph.steady or graph
    rows = np.concatenate([owned.rows, own.rows])
    if not compiles(graph, compile_at) or rows.max(initial=0) >= steady.snapshot.size:
        return reach(graph, rows, np.concatenate([owned.levels, own.levels]), compile_at)
    memo, on = steady.kept_by
    ladder = memo.get(MemoKey.LADDER, on, Ladder, Ladder)
    parts = [(owned.rows[part], owned.levels[part]) for part in _steps(owned.owner, apart)]
    last = [(own.rows, own.levels)] if len(own.rows) else []
    found = ladder.reached(steady, [*parts, *last])
    return Reached.of(found).with_more(
        steady.snapshot.size, graph.snapshot.size - steady.snapshot.size
    )


def _steps(owner: Ints, apart: int) -> Iterator[slice]:
    """Which of some owners' starts, by rising rows, are added when: those near ``apart`` last."""
    first, last, low = 0, len(owner), 0
    for bit in range(BITS - 1, -1, -1):
        middle = low + (1 << bit)
        at = first + int(np.searchsorted(owner[first:last], np.int64(middle)))
        if apart < middle:
            part, last = slice(at, last), at
        else:
            part, first, low = slice(first, at), at, middle
        if part.start < part.stop:
            yield part
    if first < last:
        yield slice(first, last)


def _is_of(rung: Rung, rows: Ints, begin: Bytes) -> bool:
    return np.array_equal(rung.rows, rows) and np.array_equal(rung.begin, begin)
