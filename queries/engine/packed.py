"""A graph under one lens on one day as compiled code reads it: few arrays, an edge a number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from graph_model.errors import LimitExceeded, Problem
from queries.engine.adjacency import SnapshotAdjacency
from queries.engine.edges import CODE, Edges
from queries.engine.lens_edges import LensEdges
from queries.snapshot.base import Groups
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Bytes

GATE = 0x100
"""Set in a packed edge that leads to a gate."""
PERIOD, PERIODS = 9, 0xFFFFFF
"""By so many bits a packed edge's period is shifted, above its code, its flags and ``GATE``; and
the greatest there is room for."""
END = 33
"""By so many bits its end is shifted."""
BROKEN = CODE + 1
"""So far behind the column of ``arrives`` of a code is that of what comes through a broken gate."""


class Packed(NamedTuple):
    """The arrays; a name of its own for each, and in machine code no more than that.

    ``offsets`` (items + 1,) and ``edges`` (edges,) are the base's edges, :func:`packed_edges` of
    them; ``slot`` (nodes,) tells the row of the ``own_`` ones that stand for them, or -1.
    ``arrives[level, code]`` (4, 128) uint8 is what arrives and ``arrives[level, BROKEN + code]``
    what does once a gate has broken, ``holds`` (periods,) which periods hold, ``gates`` (gates, 2)
    int32 each gate's dependent and how many members it can spare.
    """

    offsets: Any
    edges: Any
    slot: Any
    own_offsets: Any
    own_edges: Any
    arrives: Any
    holds: Any
    gates: Any


def packed(adjacency: SnapshotAdjacency) -> Packed:
    """A snapshot's graph, packed; what only the base and the lens decide is made once for them."""
    lens, edges, of_day = adjacency.lens, adjacency.edges, adjacency.of_day
    base, own = adjacency.snapshot.base, of_day.own
    lone = base.memo.get(
        MemoKey.LONE, lens.name, _Lone, lambda: _without_lone_groups(edges, base.groups)
    )
    gates = np.empty((len(of_day.gates), 2), np.int32)
    gates[:, 0], gates[:, 1] = of_day.gates.dependent, of_day.gates.spare
    return Packed(
        *(edges.base.offsets, lone.packed, of_day.slot, own.offsets, packed_edges(own)),
        *(_arrives(lone.table, edges.rules.breaks), adjacency.day.holds, gates),
    )


def packed_edges(edges: Edges) -> Any:
    """Each edge's end, whether that is a gate, period, flags and code in one uint64; (edges,).

    Raises:
        LimitExceeded: there are more than 16,777,216 distinct periods.
    """
    if edges.period.max(initial=0) > PERIODS:
        found = f"{edges.period.max() + 1:,} distinct pairs of since and until"
        raise LimitExceeded(
            [Problem("the periods of relations", found, f"at most {PERIODS + 1:,}")]
        )
    gated = edges.target < 0
    end = np.where(gated, -(edges.target + 1), edges.target).astype(np.uint64)
    period = edges.period.astype(np.uint64) << np.uint64(PERIOD)
    flags = edges.code.astype(np.uint64) | gated * np.uint64(GATE)
    return (end << np.uint64(END)) | period | flags


def _arrives(table: Bytes, breaks: Bytes) -> Bytes:
    """What arrives by level and code, and behind it what does through a broken gate."""
    arrives = np.zeros((table.shape[1], 2 * BROKEN), np.uint8)
    arrives[:, : len(table)] = table.T
    arrives[:, BROKEN : BROKEN + len(breaks)] = breaks.T
    return arrives


@dataclass(frozen=True, slots=True)
class _Lone:
    """A base's packed edges in which no group has a single member, and the table for them."""

    packed: Any
    table: Bytes


def _without_lone_groups(edges: LensEdges, groups: Groups) -> _Lone:
    """Groups that never have more than one member made plain edges, most being that in some graphs.

    Where its relation holds, such a group breaks when the member fails, and softens when it is else
    above the lowest level: that is a transfer like any other. A group that a patch changes has
    edges of its own.
    """
    rules = edges.rules
    row = np.maximum(rules.table[rules.group], rules.breaks[rules.group])
    lone = np.diff(groups.members.offsets) == 1
    at = np.flatnonzero(edges.base.target < 0)
    at = at[lone[-edges.base.target[at] - 1]]
    target, code = edges.base.target.copy(), edges.base.code.copy()
    target[at] = groups.dependent[-target[at] - 1]
    code[at] = (code[at] & ~np.uint8(CODE)) | np.uint8(len(rules.table))
    table = np.concatenate([rules.table, row[None]])
    return _Lone(packed_edges(replace(edges.base, target=target, code=code)), table)
