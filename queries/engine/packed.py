"""A graph under one lens on one day as compiled code reads it: few arrays, an edge a number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from graph_model.errors import LimitExceeded, Problem
from graph_model.lens import Lens
from queries.engine.adjacency import SnapshotAdjacency
from queries.engine.edges import CODE, Edges
from queries.engine.lens_edges import LensEdges
from queries.engine.propagation import MIDDLE, TOP
from queries.snapshot.base import Groups
from queries.snapshot.rows import Bytes

GROUP = 0x100
"""Set in a packed edge that leads to a group."""
PERIOD, PERIODS = 9, 0xFFFFFF
"""By so many bits a packed edge's period is shifted, above its code, its flags and ``GROUP``; and
the greatest there is room for."""
END = 33
"""By so many bits its end is shifted."""
SOFTENS, BREAKS = CODE - 1, CODE
"""The columns of ``arrives`` that tell what a group gives while it holds, and once it breaks."""


class Packed(NamedTuple):
    """The arrays; a name of its own for each, and in machine code no more than that.

    ``offsets`` (items + 1,) and ``edges`` (edges,) are the base's edges, :func:`packed_edges` of
    them; ``slot`` (items,) tells the row of the ``own_`` ones that stand for them, or -1.
    ``arrives[level, code]`` (4, 64) uint8 is what arrives, ``holds`` (periods,)
    which periods hold, ``gates`` (groups, 2) int32 each group's dependent and how many members it
    can spare.
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
    lens, edges, day = adjacency.lens, adjacency.edges, adjacency.day
    base = adjacency.snapshot.base
    lone = base.memo.get(
        ("packed", lens.name), _Lone, lambda: _without_lone_groups(edges, base.groups, lens)
    )
    own, groups = edges.own, edges.groups.groups.dependent
    gates = np.stack([groups, day.sizes.spare], axis=1).astype(np.int32)
    return Packed(
        *(edges.base.offsets, lone.packed, edges.slot, own.offsets, packed_edges(own)),
        *(_arrives(lone.table, lens), day.holds, gates),
    )


def packed_edges(edges: Edges) -> Any:
    """Each edge's end, whether that is a group, period, flags and code in one uint64; (edges,).

    Raises:
        LimitExceeded: there are more than 16,777,216 distinct periods.
    """
    if edges.period.max(initial=0) > PERIODS:
        found = f"{edges.period.max() + 1:,} distinct pairs of since and until"
        raise LimitExceeded(
            [Problem("the periods of relations", found, f"at most {PERIODS + 1:,}")]
        )
    grouped = edges.target < 0
    end = np.where(grouped, -(edges.target + 1), edges.target).astype(np.uint64)
    period = edges.period.astype(np.uint64) << np.uint64(PERIOD)
    flags = edges.code.astype(np.uint64) | grouped * np.uint64(GROUP)
    return (end << np.uint64(END)) | period | flags


def _arrives(table: Bytes, lens: Lens) -> Bytes:
    """What arrives by level and code; only members at a level that fails break their group."""
    given = lens.redundancy
    arrives = np.zeros((table.shape[1], CODE + 1), np.uint8)
    arrives[:, : len(table)] = table.T
    arrives[MIDDLE:, SOFTENS] = lens.code(given.softens)
    arrives[sorted(lens.failing), BREAKS] = lens.code(given.breaks)
    return arrives


@dataclass(frozen=True, slots=True)
class _Lone:
    """A base's packed edges in which no group has a single member, and the table for them."""

    packed: Any
    table: Bytes


def _without_lone_groups(edges: LensEdges, groups: Groups, lens: Lens) -> _Lone:
    """Groups that never have more than one member made plain edges, most being that in some graphs.

    Where its relation holds, such a group breaks when the member fails, and softens when it is else
    above the lowest level: that is a transfer like any other. A group that a patch changes has
    edges of its own.
    """
    given = lens.code(lens.redundancy.breaks), lens.code(lens.redundancy.softens)
    middle, top = (given[0] if level in lens.failing else given[1] for level in (MIDDLE, TOP))
    lone = np.diff(groups.members.offsets) == 1
    at = np.flatnonzero(edges.base.target < 0)
    at = at[lone[-edges.base.target[at] - 1]]
    target, code = edges.base.target.copy(), edges.base.code.copy()
    target[at] = groups.dependent[-target[at] - 1]
    code[at] = (code[at] & ~np.uint8(CODE)) | np.uint8(len(edges.rules.table))
    row = np.array([[0, 0, middle, top]], np.uint8)
    table = np.concatenate([edges.rules.table, row])
    return _Lone(packed_edges(replace(edges.base, target=target, code=code)), table)
