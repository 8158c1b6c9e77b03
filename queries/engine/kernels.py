"""The propagation engine compiled: the same answers as its numpy form, for large graphs and sweeps.

numba compiles each function when it is first called and keeps the machine code beside this file.
Import this module inside functions only: loading numba takes longer than a small question does.
All arrays are as :mod:`queries.engine.edges` and :mod:`queries.engine.group` describe them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from queries.engine.edges import CODE, DATED, THROUGH_LAPSED
from queries.engine.propagation import MIDDLE, TOP

Array = Any
"""numba compiles for the types that are passed; the docstrings give them."""


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function in machine code, kept on disk where there is a place for it."""
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder can be written to: compile anew in each process
        return njit(nogil=True)(function)


@compiled
def _spread(lapsed: Array, graph: Array, work: Array) -> None:
    """Bring everything to its final level, from the top level down.

    No rule raises a level, so an item taken from a level's queue that still has that level has it
    for good, and is expanded once.
    """
    slot, offsets, target, code, period = graph[:5]
    own_offsets, own_target, own_code, own_period = graph[5:9]
    table, holds, fails, breaks, softens, dependent, spare = graph[9:]
    levels, failed, queues, counts, touched = work
    gates, patched = 0, len(own_offsets) > 1
    for level in range(TOP, 0, -1):
        at, count = 0, counts[level]
        while at < count:
            item = queues[level, at]
            at += 1
            if levels[item] != level:
                continue
            closed = lapsed[item]
            row = slot[item] if patched else -1
            own = row >= 0
            if own:
                first, last = own_offsets[row], own_offsets[row + 1]
            else:
                first, last = offsets[item], offsets[item + 1]
            for edge in range(first, last):
                flags = own_code[edge] if own else code[edge]
                if closed and not flags & THROUGH_LAPSED:
                    continue
                if flags & DATED and not holds[own_period[edge] if own else period[edge]]:
                    continue
                end = own_target[edge] if own else target[edge]
                if end >= 0:
                    reached = table[flags & CODE, level]
                elif level < MIDDLE:
                    continue
                else:
                    group = -end - 1
                    end = dependent[group]
                    reached = softens
                    if level >= fails:
                        if failed[group] == 0:
                            touched[gates] = group
                            gates += 1
                        failed[group] += 1
                        if failed[group] > spare[group]:
                            reached = breaks
                if levels[end] < reached:
                    levels[end] = reached
                    if reached == level:
                        queues[level, count] = end
                        count += 1
                    else:
                        queues[reached, counts[reached]] = end
                        counts[reached] += 1
        counts[level] = count
    counts[0] = gates


@compiled
def settle(
    starts: Array,
    start_levels: Array,
    lapsed: Array,
    slot: Array,
    offsets: Array,
    target: Array,
    code: Array,
    period: Array,
    own_offsets: Array,
    own_target: Array,
    own_code: Array,
    own_period: Array,
    table: Array,
    holds: Array,
    fails: int,
    breaks: int,
    softens: int,
    dependent: Array,
    spare: Array,
    levels: Array,
    failed: Array,
    queues: Array,
    counts: Array,
    touched: Array,
) -> tuple[Array, tuple[int, int, int, int]]:
    """One impact pass: the items reached, each once, by level, and where each level's end.

    Those at level 3 are ``reached[:ends[3]]``, those at level 2 ``reached[ends[3] : ends[2]]``,
    those at level 1 ``reached[ends[2] : ends[1]]``.

    ``lapsed`` (items,) are the contracts not in force that are no start. ``slot`` and the edges are
    as in :class:`queries.engine.lens_edges.LensEdges`, ``holds`` tells which periods hold,
    ``fails`` is the least level that fails, ``breaks`` and ``softens`` what a group gives,
    ``dependent`` and ``spare`` are the groups'. ``levels`` (items,) uint8, ``failed`` (groups,)
    int32 and ``counts`` (4,) int64 are zero and left so; ``queues`` (4, items) and ``touched``
    (groups,) int32 are room to work in. Each is an argument of its own: to hand over tuples takes
    as long as a small answer.
    """
    for n in range(len(starts)):
        item, level = starts[n], start_levels[n]
        levels[item] = level
        queues[level, counts[level]] = item
        counts[level] += 1
    graph = (
        slot, offsets, target, code, period, own_offsets, own_target, own_code, own_period,
        table, holds, fails, breaks, softens, dependent, spare,
    )  # fmt: skip
    _spread(lapsed, graph, (levels, failed, queues, counts, touched))
    reached = np.empty(counts[1] + counts[2] + counts[3], np.int32)
    found = 0
    for level in range(TOP, 0, -1):
        for at in range(counts[level]):
            item = queues[level, at]
            if levels[item] == level:
                reached[found] = item
                found += 1
        counts[level] = found
    for at in range(found):
        levels[reached[at]] = 0
    for at in range(counts[0]):
        failed[touched[at]] = 0
    ends = (0, counts[1], counts[2], counts[3])
    counts[:] = 0
    return reached[:found], ends


@compiled
def count_each(starts: Array, lapsed: Array, graph: Array, work: Array) -> Array:
    """How many items each start alone affects at each level, shape (starts, 4); column 0 is 0.

    The start is counted; contracts not in force are not, unless they are the start. ``lapsed`` is
    written to and left as it was; ``graph`` and ``work`` are what :func:`settle` takes, in tuples.
    """
    levels, failed, queues, counts, touched = work
    found = np.zeros((len(starts), 4), np.int64)
    for n in range(len(starts)):
        start = starts[n]
        closed = lapsed[start]
        lapsed[start] = False
        levels[start] = TOP
        queues[TOP, 0] = start
        counts[TOP] = 1
        _spread(lapsed, graph, work)
        for level in range(1, TOP + 1):
            for at in range(counts[level]):
                item = queues[level, at]
                if levels[item] == level:
                    found[n, level] += not lapsed[item]
                    levels[item] = 0
        for at in range(counts[0]):
            failed[touched[at]] = 0
        counts[:] = 0
        lapsed[start] = closed
    return found


@compiled
def lose_each(first: int, causes: Array, graph: Array, work: Array, found: Array) -> int:
    """What each cause's loss takes, from the ``first`` on, for as long as there is room.

    ``graph`` is a fault graph as (offsets, target, dependent, spare). ``found`` is (nodes, ends):
    ``nodes`` receives the nodes lost, the cause itself left out, rising within a cause, and
    ``ends[n]`` where those of cause ``n`` end. ``work`` is (lost, failed, queue, touched): lost
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
        taken = nodes[filled : filled + count - 1]
        taken[:] = queue[1:count]
        taken.sort()
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
