"""The edges of a snapshot under one lens: the base's, and those of rows that its patch touches."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from graph_model.lens import Lens
from queries.engine.edges import NO_EDGES, Edges, LooseEdges, loose_edges
from queries.engine.group import Numbered, numbered
from queries.engine.transfers import Transfers, transfers
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import NO_ROWS, Ints, as_ints, distinct
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class LensEdges:
    """A snapshot seen through a lens.

    ``rows`` (rising) are those whose edges differ from the base's, and are ``own`` instead.
    """

    lens: Lens
    rules: Transfers
    base: Edges
    rows: Ints
    own: Edges
    groups: Numbered


@dataclass(frozen=True, slots=True)
class BaseEdges:
    """The edges of a base under one lens."""

    rules: Transfers
    edges: Edges


def lens_edges(snapshot: Snapshot, lens: Lens) -> LensEdges:
    """The edges of a snapshot under a lens; the base's part is made once a base."""
    base, memo, name = snapshot.base.memo, snapshot.memo, lens.name
    held = base.get(MemoKey.BASE_EDGES, name, BaseEdges, lambda: _base_edges(snapshot, lens))
    return memo.get(MemoKey.EDGES, name, LensEdges, lambda: _lens_edges(snapshot, lens, held))


def _base_edges(snapshot: Snapshot, lens: Lens) -> BaseEdges:
    base, model = snapshot.base, snapshot.model
    rules = transfers(lens, model)
    numbers = np.arange(len(base.relations.type), dtype=np.int32)
    found = loose_edges(base.relations, numbers, base.kinds, rules, model)
    return BaseEdges(rules, found.gathered(len(base.ids)))


def _lens_edges(snapshot: Snapshot, lens: Lens, held: BaseEdges) -> LensEdges:
    groups = numbered(snapshot)
    rows = _touched_rows(snapshot, groups)
    own = edges_at(snapshot, held.rules, groups, rows).of(rows).gathered(len(rows))
    return LensEdges(lens, held.rules, held.edges, rows, own, groups)


def _touched_rows(snapshot: Snapshot, groups: Numbered) -> Ints:
    """Every row whose edges differ from the base's, rising."""
    patch = snapshot.patch
    if not (patch.size or patch.ids):
        return NO_ROWS
    gone = as_ints(sorted(patch.gone))
    fresh = np.arange(len(snapshot.base.ids), snapshot.size, dtype=np.int32)
    ends = (snapshot.starts(gone), snapshot.ends(gone), patch.starts, patch.ends)
    return distinct(as_ints(np.concatenate([*ends, groups.changed, fresh])))


def edges_at(snapshot: Snapshot, rules: Transfers, groups: Numbered, rows: Ints) -> LooseEdges:
    """Every edge of the relations at some rows, from either end of them."""
    if not len(rows):
        return NO_EDGES
    numbers = distinct(snapshot.neighbours(rows)[1])
    columns = snapshot.picked(numbers)
    columns = replace(columns, group=groups.renumbered(numbers, columns.group))
    return loose_edges(columns, numbers, snapshot.kinds, rules, snapshot.model)
