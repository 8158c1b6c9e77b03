"""The edges of a snapshot under one lens: the base's, and those of rows that its patch touches."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from graph_model.lens import Lens
from queries.engine.edges import Edges, Transfers, edges, transfers
from queries.engine.group import Numbered, numbered
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class LensEdges:
    """A snapshot seen through a lens.

    ``slot[row]`` is -1 where the base's edges of the row still stand, else its row in ``own``;
    shape (size,).
    """

    lens: Lens
    rules: Transfers
    base: Edges
    slot: Ints
    own: Edges
    groups: Numbered


@dataclass(frozen=True, slots=True)
class BaseEdges:
    """The edges of a base under one lens."""

    rules: Transfers
    edges: Edges


def lens_edges(snapshot: Snapshot, lens: Lens) -> LensEdges:
    """The edges of a snapshot under a lens; the base's part is made once a base."""
    key = ("edges", lens.name)
    held = snapshot.base.memo.get(key, BaseEdges, lambda: _base_edges(snapshot, lens))
    return snapshot.memo.get(key, LensEdges, lambda: _lens_edges(snapshot, lens, held))


def _base_edges(snapshot: Snapshot, lens: Lens) -> BaseEdges:
    base, model = snapshot.base, snapshot.model
    rules = transfers(lens, model)
    numbers = np.arange(len(base.relations.type), dtype=np.int32)
    found = edges(base.relations, numbers, base.kinds, len(base.ids), rules, model)
    return BaseEdges(rules, found)


def _lens_edges(snapshot: Snapshot, lens: Lens, held: BaseEdges) -> LensEdges:
    groups = numbered(snapshot)
    rows = _touched_rows(snapshot, groups)
    slot = np.full(snapshot.size, -1, np.int32)
    slot[rows] = np.arange(len(rows), dtype=np.int32)
    own = _own(snapshot, held.rules, rows, groups)
    return LensEdges(lens, held.rules, held.edges, slot, own, groups)


def _touched_rows(snapshot: Snapshot, groups: Numbered) -> Ints:
    """Every row whose edges differ from the base's, rising."""
    gone = as_ints(sorted(snapshot.patch.gone))
    fresh = np.arange(len(snapshot.base.ids), snapshot.size, dtype=np.int32)
    patch = snapshot.patch
    ends = (snapshot.starts(gone), snapshot.ends(gone), patch.starts, patch.ends)
    return np.unique(np.concatenate([*ends, groups.changed, fresh])).astype(np.int32)


def _own(snapshot: Snapshot, rules: Transfers, rows: Ints, groups: Numbered) -> Edges:
    found = [snapshot.relations(int(row)) for row in rows]
    numbers = np.unique(np.concatenate([as_ints([]), *found])).astype(np.int32)
    columns = snapshot.picked(numbers)
    if groups.group_of:
        number = [groups.group_of.get(n, g) for n, g in zip(numbers, columns.group, strict=True)]
        columns = replace(columns, group=as_ints(number))
    return edges(
        columns, numbers, snapshot.kinds, snapshot.size, rules, snapshot.model, origins=rows
    )
