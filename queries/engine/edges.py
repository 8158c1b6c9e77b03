"""Every way an effect can cross under one lens: one CSR, with a transfer code an edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_model.lens import Direction, Lens
from graph_model.model import Model
from queries.snapshot.base import Relations
from queries.snapshot.rows import Bytes, Ints, Offsets, offsets_of

DATED = 0x80
"""Set in an edge's code when its relation's period must be tested."""
THROUGH_LAPSED = 0x40
"""Set when a contract that is not in force carries along the edge: UNDER, to a contract."""
CODE = 0x3F
"""The part of an edge's code that indexes the transfers."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges by origin row: shapes ``offsets`` (rows + 1,), the others (edges,).

    ``target`` is an item row, or -(group + 1) for a redundancy group of which the origin is a
    member. ``relation`` is the number of the relation that is crossed.
    """

    offsets: Offsets
    target: Ints
    code: Bytes
    period: Ints
    relation: Ints


@dataclass(frozen=True, slots=True)
class Transfers:
    """A lens as numbers: ``table[code, level]`` is what arrives, shape (codes, 4).

    ``lookup[relation, start kind, end kind, backward, part]`` is the code, 0 for nothing.
    """

    table: Bytes
    lookup: Bytes


def transfers(lens: Lens, model: Model) -> Transfers:
    """The lens's rules as numbers."""
    kinds = len(model.kinds)
    codes: dict[tuple[int, int, int, int], int] = {(0, 0, 0, 0): 0}
    lookup = np.zeros((len(model.relations), kinds, kinds, 2, 2), np.uint8)
    order = {kind.name: n for n, kind in enumerate(model.kinds)}
    for number, relation in enumerate(model.relations):
        for start, end in relation.joins:
            for backward, direction in enumerate((Direction.FORWARD, Direction.BACKWARD)):
                rule = lens.rule(relation.name, direction, start, end)
                for part in (0, 1) if rule else ():
                    assert rule is not None
                    code = codes.setdefault(lens.transfer(rule, bool(part)), len(codes))
                    lookup[number, order[start], order[end], backward, part] = code
    return Transfers(np.array(list(codes), np.uint8), lookup)


def edges(
    found: Relations,
    numbers: Ints,
    kinds: Bytes,
    rows: int,
    rules: Transfers,
    model: Model,
    origins: Ints | None = None,
) -> Edges:
    """The edges of some relations, by origin; ``origins`` (rising) keeps only those rows'.

    With ``origins`` the edges are those of origin ``origins[i]`` in row ``i``.
    """
    sides = [
        _side(found, numbers, kinds, rules, model, backward, origins) for backward in (False, True)
    ]
    joined = [np.concatenate(pair) for pair in zip(*sides, strict=True)]
    origin, rest = joined[0], joined[1:]
    order = np.argsort(origin, kind="stable")
    count = rows if origins is None else len(origins)
    return Edges(offsets_of(origin, count), *(column[order] for column in rest))


def _side(
    found: Relations,
    numbers: Ints,
    kinds: Bytes,
    rules: Transfers,
    model: Model,
    backward: bool,
    origins: Ints | None,
) -> tuple[Ints, Ints, Bytes, Ints, Ints]:
    """Origin, target, code, period and relation of every edge in one direction."""
    origin, target = (found.end, found.start) if backward else (found.start, found.end)
    start, end = kinds[found.start], kinds[found.end]
    code = rules.lookup[found.type, start, end, int(backward), found.part.astype(np.uint8)]
    carries = (code > 0) & ((found.group < 0) | backward)
    if origins is not None:
        place = np.searchsorted(origins, origin)
        place[place == len(origins)] = 0
        carries &= origins[place] == origin
        origin = place.astype(np.int32)
    at = np.flatnonzero(carries)
    group, period = found.group[at], found.period[at]
    flags = _flags(found.type[at], start[at], period, model, backward)
    aimed = np.where(group >= 0, -(group + 1), target[at])
    return origin[at], aimed, code[at] | flags, period, numbers[at]


def _flags(type_: Bytes, start: Bytes, period: Ints, model: Model, backward: bool) -> Bytes:
    names = [relation.name for relation in model.relations]
    kinds = [kind.name for kind in model.kinds]
    carried = (type_ == names.index("UNDER")) & (start == kinds.index("Contract"))
    flags = (period > 0) * np.uint8(DATED)
    through = (carried & backward) * np.uint8(THROUGH_LAPSED)
    return np.asarray(flags | through, np.uint8)
