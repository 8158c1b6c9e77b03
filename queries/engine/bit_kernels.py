"""The propagation engine for 64 questions at a time, one bit each: for sweeps that meet everywhere.

Where many starts reach the same large part of a graph, a pass for each would walk it once a start;
here one walk carries all their bits. Import this module inside functions only, as
:mod:`queries.engine.kernels` and for the same reason.
"""

from __future__ import annotations

import numpy as np

from graph_model.lens import TOP
from queries.engine.kernels import (
    CODES,
    IS_DATED,
    LEADS_TO_GATE,
    ONCE_BROKEN,
    PERIOD_MASK,
    PERIOD_SHIFT,
    SHIFT,
    STAYS_OPEN,
    Array,
    U,
    compiled,
)
from queries.engine.packed import Packed

ONE, NONE, ALL = np.uint64(1), np.uint64(0), np.uint64(2**64 - 1)


@compiled
def _broken(counters: Array, gate: int, adding: Array, spare: int) -> Array:
    """Count one more failed member for some bits; the bits whose count is above ``spare``.

    ``counters`` (planes, gates) hold the counts of each gate, a binary digit of all 64 a plane.
    """
    carry = adding
    for plane in range(len(counters)):
        held = counters[plane, gate]
        counters[plane, gate] = held ^ carry
        carry &= held
    above, equal = NONE, ALL
    for plane in range(len(counters) - 1, -1, -1):
        digit = counters[plane, gate]
        if (spare >> plane) & 1:
            equal &= digit
        else:
            above |= equal & digit
            equal &= ~digit
    return above


@compiled
def effect_order(graph: Packed, items: int) -> Array:
    """The items, each before what its effects cross to wherever no circle forbids it; (items,).

    The reverse of the order in which a depth-first walk leaves them.
    """
    offsets, edges, slot, gates = graph.offsets, graph.edges, graph.slot, graph.gates
    own_offsets, own_edges = graph.own_offsets, graph.own_edges
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
                crossing = own_edges[edge] if own else edges[edge]
                end = np.int64(crossing >> SHIFT)
                if crossing & LEADS_TO_GATE:
                    end = np.int64(gates[end, 0])
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
def spread_bits(
    starts: Array, otherwise: Array, closed: Array, graph: Packed, order: Array, work: Array
) -> None:
    """What each of at most 64 starts reaches, itself at the top level, as bit ``n`` of start ``n``.

    ``otherwise`` (items, or none) has the node that a start begins at as well, or -1; ``closed``
    (nodes,) carry nothing, or only to contracts; ``order`` is what :func:`effect_order` gives.
    ``work`` is (reached, done, counters, broken), all zero, of shapes (4, nodes), (nodes,),
    (planes, gates) and (gates,), uint64. Afterwards ``reached[level]`` has the bits of each node
    that got that level, perhaps beside a higher one.

    No rule raises a level: from the top down, a bit leaves an item once, at its highest level. A
    round goes through the items in order; only circles ask for more than one a level.
    """
    offsets, edges, slot, own_offsets, own_edges, by_level, holds, gates = graph
    reached, done, counters, broken = work
    patched = len(own_offsets) > 1
    for n in range(len(starts)):
        reached[TOP, starts[n]] |= ONE << np.uint64(n)
        if len(otherwise) and otherwise[starts[n]] >= 0:
            reached[TOP, otherwise[starts[n]]] |= ONE << np.uint64(n)
    for level in range(TOP, 0, -1):
        rising, arrives = True, by_level[level]
        while rising:
            rising = False
            for at in range(len(order)):
                item = order[at]
                fresh = reached[level, item] & ~done[item]
                if not fresh:
                    continue
                rising = True
                done[item] |= fresh
                shut = closed[item]
                row = slot[item] if patched else -1
                own = row >= 0
                first = own_offsets[row] if own else offsets[item]
                last = own_offsets[row + 1] if own else offsets[item + 1]
                for edge in range(first, last):
                    crossing = own_edges[edge] if own else edges[edge]
                    if shut and not crossing & STAYS_OPEN:
                        continue
                    if crossing & IS_DATED and not holds[crossing >> PERIOD_SHIFT & PERIOD_MASK]:
                        continue
                    end, code = crossing >> SHIFT, crossing & CODES
                    if not crossing & LEADS_TO_GATE:
                        reached[arrives[code], end] |= fresh
                        continue
                    gate, end = end, U(gates[end, 0])
                    reached[arrives[code], end] |= fresh
                    if arrives[code + ONCE_BROKEN]:
                        counted = fresh & ~broken[gate]
                        above = _broken(counters, gate, counted, gates[gate, 1])
                        broken[gate] |= above
                        reached[arrives[code + ONCE_BROKEN], end] |= above
