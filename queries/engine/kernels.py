"""The propagation engine compiled: the same answers as its numpy form, for large graphs and sweeps.

numba compiles each function when it is first called and keeps the machine code beside this file.
Import this module inside functions only: loading numba takes longer than a small question does.
A graph is handed over as :mod:`queries.engine.packed` describes it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from graph_model.lens import TOP
from queries.engine.edges import CODE, DATED, THROUGH_LAPSED
from queries.engine.packed import BROKEN, END, GATE, PERIOD, PERIODS, Packed

Array = Any
"""numba compiles for the types that are passed; the docstrings give them."""


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function in machine code, kept on disk where there is a place for it."""
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder can be written to: compile anew in each process
        return njit(nogil=True)(function)


# Numbers that index are unsigned: numba else tests each for being negative. One that is mixed with
# a signed number becomes a float, so that constants beside them are unsigned, too.
U = np.uint64
ONE, SHIFT, LEADS_TO_GATE, IS_DATED = U(1), U(END), U(GATE), U(DATED)
STAYS_OPEN, CODES, PERIOD_SHIFT, PERIOD_MASK = U(THROUGH_LAPSED), U(CODE), U(PERIOD), U(PERIODS)
ONCE_BROKEN = U(BROKEN)
FAILED, TOUCHED = U(0), U(4)
"""The rows of the queues that count failures by gate, and list the gates that have any."""


@compiled
def _spread(closed: Array, graph: Packed, work: Array, counts: Array, was: Array | None) -> None:
    """Bring everything to its final level, from the top level down.

    ``was`` (nodes,) are the levels of an earlier run whose failures by gate stand in the queues: a
    member that failed then is not counted again. None: there was none, and the machine code for
    that has nothing of it.

    No rule raises a level, so an item taken from a level's queue that still has that level has it
    for good, and is expanded once. What stays at the level it comes from, which most does, is
    queued without a branch: which items were there before cannot be predicted.
    """
    offsets, edges, slot, own_offsets, own_edges, by_level, holds, gates = graph
    levels, queues = work
    failed, patched, touched = queues[FAILED], len(own_offsets) > 1, U(0)
    for n in range(TOP, 0, -1):
        level = U(n)
        arrives, queue = by_level[level], queues[level]
        at, count = U(0), counts[level]
        while at < count:
            item = U(queue[at])
            at += ONE
            if levels[item] != level:
                continue
            shut = closed[item]
            if was is not None:
                earlier = by_level[was[item]]
            own = patched and slot[item] >= 0
            if own:
                row = U(slot[item])
                first, last = U(own_offsets[row]), U(own_offsets[row + ONE])
            else:
                first, last = U(offsets[item]), U(offsets[item + ONE])
            for edge in range(first, last):
                crossing = own_edges[edge] if own else edges[edge]
                if shut and not crossing & STAYS_OPEN:
                    continue
                if crossing & IS_DATED and not holds[crossing >> PERIOD_SHIFT & PERIOD_MASK]:
                    continue
                end = crossing >> SHIFT
                code = crossing & CODES
                reached = arrives[code]
                if crossing & LEADS_TO_GATE:
                    gate = end
                    end = U(gates[gate, 0])
                    breaks = arrives[code + ONCE_BROKEN]
                    fails = breaks > 0
                    if was is not None:
                        fails = fails and earlier[code + ONCE_BROKEN] == 0
                    if fails:
                        if failed[gate] == 0:
                            queues[TOUCHED, touched] = gate
                            touched += ONE
                        failed[gate] += 1
                        if failed[gate] > gates[gate, 1]:
                            reached = breaks
                higher = levels[end] < reached
                if reached == level:
                    queue[count] = end
                    count += U(higher)
                    levels[end] = max(levels[end], reached)
                elif higher:
                    levels[end] = reached
                    queues[U(reached), counts[U(reached)]] = end
                    counts[U(reached)] += ONE
        counts[level] = count
    counts[0] = touched


@compiled
def settle(
    starts: Array,
    start_levels: Array,
    closed: Array,
    offsets: Array,
    edges: Array,
    slot: Array,
    own_offsets: Array,
    own_edges: Array,
    arrives: Array,
    holds: Array,
    gates: Array,
    levels: Array,
    queues: Array,
) -> tuple[Array, tuple[int, int, int, int]]:
    """One impact pass: the items reached, each once, by level, and where each level's end.

    Those at level 3 are ``reached[:ends[3]]``, those at level 2 ``reached[ends[3] : ends[2]]``,
    those at level 1 ``reached[ends[2] : ends[1]]``.

    ``closed`` (nodes,) carry nothing, or only to contracts; then come the arrays of a
    :class:`~queries.engine.packed.Packed`. ``levels`` (nodes,) uint8 is zero and left so.
    ``queues`` (5, more than nodes, and no less than gates) int32 is room to work in, of which the
    first row is zero and left so. Each is an argument of its own: to hand over tuples takes as long
    as a small answer.
    """
    counts = np.zeros(4, np.uint64)
    for n in range(len(starts)):
        item, level = U(starts[n]), U(start_levels[n])
        levels[item] = level
        queues[level, counts[level]] = item
        counts[level] += ONE
    graph = Packed(offsets, edges, slot, own_offsets, own_edges, arrives, holds, gates)
    _spread(closed, graph, (levels, queues), counts, None)
    reached = np.empty(counts[1] + counts[2] + counts[3], np.int32)
    found = U(0)
    for n in range(TOP, 0, -1):
        level = U(n)
        for at in range(counts[level]):
            item = U(queues[level, at])
            if levels[item] == level:
                reached[found] = item
                found += ONE
                levels[item] = 0
        counts[level] = found
    for at in range(counts[0]):
        queues[FAILED, U(queues[TOUCHED, at])] = 0
    return reached[:found], (0, int(counts[1]), int(counts[2]), int(counts[3]))


@compiled
def grow(
    starts: Array, start_levels: Array, closed: Array, graph: Packed, was: Array, work: Array
) -> None:
    """What is reached with more starts, some perhaps once more, than reached ``was`` (nodes,).

    ``work`` is (levels, queues): levels (nodes,) begin as ``was`` does, the queues' first row with
    the failures by gate of then; both are what they are now in the end.
    """
    levels, queues = work
    counts = np.zeros(4, np.uint64)
    for n in range(len(starts)):
        item, level = U(starts[n]), U(start_levels[n])
        if levels[item] < level:
            levels[item] = level
            queues[level, counts[level]] = item
            counts[level] += ONE
    _spread(closed, graph, work, counts, was)


@compiled
def count_each(
    starts: Array, otherwise: Array, closed: Array, items: int, graph: Packed, work: Array
) -> Array:
    """How many items each start alone affects at each level, shape (starts, 4); column 0 is 0.

    The start is counted, what is ``closed`` (nodes,) is not, nor are nodes from ``items`` on.
    ``otherwise`` (items, or none) has the node that a start begins at as well, or -1. ``work`` is
    (levels, queues) as :func:`settle` takes them.
    """
    levels, queues = work
    found, counts = np.zeros((len(starts), 4), np.int64), np.zeros(4, np.uint64)
    for n in range(len(starts)):
        start = U(starts[n])
        levels[start] = TOP
        queues[TOP, 0] = start
        counts[TOP] = ONE
        if len(otherwise) and otherwise[start] >= 0:
            levels[otherwise[start]] = TOP
            queues[TOP, 1] = otherwise[start]
            counts[TOP] += ONE
        _spread(closed, graph, work, counts, None)
        for level in range(1, TOP + 1):
            for at in range(counts[level]):
                item = U(queues[U(level), at])
                if levels[item] == level:
                    found[n, level] += item < items and not closed[item]
                    levels[item] = 0
        for at in range(counts[0]):
            queues[FAILED, U(queues[TOUCHED, at])] = 0
        counts[:] = U(0)
    return found


@compiled
def lose_each(first: int, causes: Array, graph: Array, work: Array, found: Array) -> int:
    """What each cause's loss takes, from the ``first`` on, for as long as there is room.

    ``graph`` is a fault graph as (offsets, target, dependent, spare). ``found`` is (nodes, ends):
    ``nodes`` receives the nodes lost, the cause itself left out, in no order within a cause (numba
    takes seconds to compile a sort, and numpy's is quicker), and ``ends[n]`` where those of cause
    ``n`` end. ``work`` is (lost, failed, queue, touched): lost
    (nodes,) and failed (gates,) are zero and left so; queue (nodes,) and touched (gates,) are room
    to work in. Gives the position of the next cause to do.
    """
    lost, failed, queue, touched = work
    nodes, ends = found
    filled = 0
    for n in range(first, len(causes)):
        count, gates = _lose(causes[n], graph, work)
        for at in range(gates):
            failed[touched[at]] = 0
        for at in range(count):
            lost[queue[at]] = False
        if filled + count - 1 > len(nodes):
            return n
        for at in range(1, count):
            nodes[filled + at - 1] = queue[at]
        filled += count - 1
        ends[n] = filled
    return len(causes)


@compiled
def _lose(cause: int, graph: Array, work: Array) -> tuple[int, int]:
    """Lose one node and all that goes with it: how many nodes are queued and gates touched."""
    offsets, target, dependent, spare = graph
    lost, failed, queue, touched = work
    lost[cause] = True
    queue[0] = cause
    count, gates, at = 1, 0, 0
    while at < count:
        node = queue[at]
        at += 1
        for edge in range(offsets[node], offsets[node + 1]):
            end = target[edge]
            if end < 0:
                gate = -end - 1
                if failed[gate] == 0:
                    touched[gates] = gate
                    gates += 1
                failed[gate] += 1
                if failed[gate] <= spare[gate]:
                    continue
                end = dependent[gate]
            if not lost[end]:
                lost[end] = True
                queue[count] = end
                count += 1
    return count, gates
