"""The propagation engine for 64 questions at a time, one bit each: for sweeps that meet everywhere.

Where many starts reach the same large part of a graph, a pass for each would walk it once a start;
here one walk carries all their bits. Import this module inside functions only, as
:mod:`queries.engine.kernels` and for the same reason.
"""

from __future__ import annotations

import numpy as np

from queries.engine.edges import CODE, DATED, THROUGH_LAPSED
from queries.engine.kernels import Array, compiled
from queries.engine.propagation import MIDDLE, TOP

ONE, NONE, ALL = np.uint64(1), np.uint64(0), np.uint64(2**64 - 1)


@compiled
def _broken(counters: Array, group: int, adding: Array, spare: int) -> Array:
    """Count one more failed member for some bits; the bits whose count is above ``spare``.

    ``counters`` (planes, groups) hold the counts of each group, a binary digit of all 64 a plane.
    """
    carry = adding
    for plane in range(len(counters)):
        held = counters[plane, group]
        counters[plane, group] = held ^ carry
        carry &= held
    above, equal = NONE, ALL
    for plane in range(len(counters) - 1, -1, -1):
        digit = counters[plane, group]
        if (spare >> plane) & 1:
            equal &= digit
        else:
            above |= equal & digit
            equal &= ~digit
    return above


@compiled
def effect_order(graph: Array, items: int) -> Array:
    """The items, each before what its effects cross to wherever no circle forbids it; (items,).

    The reverse of the order in which a depth-first walk leaves them. ``graph`` is what
    :func:`queries.engine.kernels.settle` takes, in a tuple.
    """
    slot, offsets, target = graph[0], graph[1], graph[2]
    own_offsets, own_target, dependent = graph[5], graph[6], graph[14]
    patched = len(own_offsets) > 1
    order, stack = np.empty(items, np.int32), np.empty(items, np.int32)
    upto, seen = np.zeros(items, np.int64), np.zeros(items, np.bool_)
    left = items
    for start in range(items):
        if seen[start]:
            continue
        seen[start] = True
        stack[0], depth = start, 1
        while depth:
            item = stack[depth - 1]
            row = slot[item] if patched else -1
            own = row >= 0
            first = own_offsets[row] if own else offsets[item]
            last = own_offsets[row + 1] if own else offsets[item + 1]
            deeper = False
            while first + upto[item] < last:
                edge = first + upto[item]
                upto[item] += 1
                end = own_target[edge] if own else target[edge]
                if end < 0:
                    end = dependent[-end - 1]
                if not seen[end]:
                    seen[end] = True
                    stack[depth] = end
                    depth += 1
                    deeper = True
                    break
            if not deeper:
                depth -= 1
                left -= 1
                order[left] = item
    return order


@compiled
def spread_bits(starts: Array, lapsed: Array, graph: Array, order: Array, work: Array) -> None:
    """What each of at most 64 starts reaches, itself at the top level, as bit ``n`` of start ``n``.

    ``graph`` is what :func:`queries.engine.kernels.settle` takes, in a tuple, ``lapsed`` (items,)
    the contracts not in force, and ``order`` what :func:`effect_order` gives. ``work`` is (reached,
    done, counters, broken), all zero, of shapes (4, items), (items,), (planes, groups) and
    (groups,), uint64. Afterwards ``reached[level]`` has the bits of each item that got that level,
    perhaps beside a higher one.

    No rule raises a level: from the top down, a bit leaves an item once, at its highest level. A
    round goes through the items in order; only circles ask for more than one a level.
    """
    slot, offsets, target, code, period = graph[:5]
    own_offsets, own_target, own_code, own_period = graph[5:9]
    table, holds, fails, breaks, softens, dependent, spare = graph[9:]
    reached, done, counters, broken = work
    patched = len(own_offsets) > 1
    for n in range(len(starts)):
        reached[TOP, starts[n]] |= ONE << np.uint64(n)
    for level in range(TOP, 0, -1):
        rising = True
        while rising:
            rising = False
            for at in range(len(order)):
                item = order[at]
                fresh = reached[level, item] & ~done[item]
                if not fresh:
                    continue
                rising = True
                done[item] |= fresh
                closed = lapsed[item]
                row = slot[item] if patched else -1
                own = row >= 0
                first = own_offsets[row] if own else offsets[item]
                last = own_offsets[row + 1] if own else offsets[item + 1]
                for edge in range(first, last):
                    flags = own_code[edge] if own else code[edge]
                    if closed and not flags & THROUGH_LAPSED:
                        continue
                    if flags & DATED and not holds[own_period[edge] if own else period[edge]]:
                        continue
                    end = own_target[edge] if own else target[edge]
                    if end >= 0:
                        reached[table[flags & CODE, level], end] |= fresh
                    elif level >= MIDDLE:
                        group = -end - 1
                        end = dependent[group]
                        reached[softens, end] |= fresh
                        if level >= fails:
                            counted = fresh & ~broken[group]
                            above = _broken(counters, group, counted, spare[group])
                            broken[group] |= above
                            reached[breaks, end] |= above
