"""Every way an effect can cross under one lens: one CSR, with a transfer code an edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from graph_model.model import Model
from queries.engine.transfers import Transfers
from queries.snapshot.base import Relations
from queries.snapshot.rows import NO_ROWS, Bytes, Flags, Ints, Offsets, offsets_of, where

DATED = 0x80
"""Set in an edge's code when its relation's period must be tested."""
THROUGH_LAPSED = 0x40
"""Set when a contract that is not in force carries along the edge: UNDER, to a contract."""
CODE = 0x3F
"""The part of an edge's code that indexes the transfers; so many codes are the most."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges by origin row: shapes ``offsets`` (rows + 1,), the others (edges,).

    ``target`` is an item row, or -(gate + 1) for a gate that the origin is a member of: a
    redundancy group, or the relations of which nothing remains once all have failed. ``relation``
    is the number of the relation that is crossed.
    """

    offsets: Offsets
    target: Ints
    code: Bytes
    period: Ints
    relation: Ints


@dataclass(frozen=True, slots=True)
class LooseEdges:
    """The same before they are put in order: shapes (edges,), ``origin`` rows."""

    origin: Ints
    target: Ints
    code: Bytes
    period: Ints
    relation: Ints

    def where(self, flags: Flags) -> LooseEdges:
        """The edges that are flagged."""
        return LooseEdges(*(getattr(self, name)[flags] for name in self.__slots__))

    def of(self, origins: Ints) -> LooseEdges:
        """The edges from some rows (rising), from ``origins[i]`` as from row ``i``."""
        if not len(origins):
            return self.where(np.zeros(len(self.origin), np.bool_))
        place = np.searchsorted(origins, self.origin)
        place[place == len(origins)] = 0
        kept = origins[place] == self.origin
        return replace(self, origin=place.astype(np.int32)).where(kept)

    def gathered(self, rows: int) -> Edges:
        """In order, by so many rows."""
        order = np.argsort(self.origin, kind="stable")
        rest = (getattr(self, name)[order] for name in self.__slots__[1:])
        return Edges(offsets_of(self.origin, rows), *rest)


NO_EDGES = LooseEdges(NO_ROWS, NO_ROWS, np.zeros(0, np.uint8), NO_ROWS, NO_ROWS)


def joined(parts: Sequence[LooseEdges]) -> LooseEdges:
    """All of some loose edges, in their order."""
    names = LooseEdges.__slots__
    return LooseEdges(*(np.concatenate([getattr(part, n) for part in parts]) for n in names))


def loose_edges(
    found: Relations, numbers: Ints, kinds: Bytes, rules: Transfers, model: Model
) -> LooseEdges:
    """The edges of some relations, in both directions; ``kinds`` (size,) are those of all items."""
    sides = (_side(found, numbers, kinds, rules, model, backward) for backward in (False, True))
    return joined(list(sides))


def _side(
    found: Relations, numbers: Ints, kinds: Bytes, rules: Transfers, model: Model, backward: bool
) -> LooseEdges:
    """Every edge in one direction."""
    origin, target = (found.end, found.start) if backward else (found.start, found.end)
    start, end = kinds[found.start], kinds[found.end]
    code = rules.lookup[found.type, start, end, int(backward), found.part.astype(np.uint8)]
    at = where((code > 0) & ((found.group < 0) | backward))
    group, period = found.group[at], found.period[at]
    flags = _flags(found.type[at], start[at], period, model, backward)
    grouped = group >= 0
    aimed = np.where(grouped, -(group + 1), target[at])
    crosses = np.where(grouped, np.uint8(rules.group), code[at])
    return LooseEdges(origin[at], aimed, crosses | flags, period, numbers[at])


def _flags(type_: Bytes, start: Bytes, period: Ints, model: Model, backward: bool) -> Bytes:
    under, contract = model.relation_codes["UNDER"], model.kind_codes["Contract"]
    carried = (type_ == under) & (start == contract)
    flags = (period > 0) * np.uint8(DATED)
    through = (carried & backward) * np.uint8(THROUGH_LAPSED)
    return np.asarray(flags | through, np.uint8)
