"""A lens as numbers: what arrives across each relation, by the level that an effect comes with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from graph_model.lens import LOW, MIDDLE, TOP, Direction, Lens, Transfer
from graph_model.model import Model
from queries.snapshot.rows import Bytes, as_ints, distinct

NONE: Transfer = (0, 0, 0, 0)
FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
CONSUMES, COVERS = "CONSUMES", "COVERS"


@dataclass(frozen=True, slots=True)
class Transfers:
    """Codes for what crosses an edge; code 0 is nothing.

    ``table[code, level]`` is what arrives; of an edge that leads to a gate while that holds, and
    ``breaks[code, level]`` once it has broken: a member fails at the levels at which that is not 0.
    Shapes (codes, 4).

    ``lookup[relation, start kind, end kind, backward, part]`` is the code of a relation by itself,
    ``gate[relation, start kind, end kind]`` that by which it counts towards "nothing of it remains"
    (0 where no part is capped), ``group`` that of a member of a redundancy group. ``told`` and
    ``capped`` give for the code of a CONSUMES ← that of its lowest level alone, and of no more than
    its middle one; shapes (codes,).
    """

    table: Bytes
    breaks: Bytes
    lookup: Bytes
    gate: Bytes
    group: int
    told: Bytes
    capped: Bytes


@lru_cache(maxsize=16)
def transfers(lens: Lens, model: Model) -> Transfers:
    """The lens's rules as numbers, which nobody changes; worked out once a lens and model."""
    codes = _Codes(lens, model)
    told, capped = (codes.lowered(one) for one in (_told, _capped))
    group = codes.code(*_redundancy(lens))
    table, breaks = (np.array(rows, np.uint8) for rows in zip(*codes.known, strict=True))
    return Transfers(table, breaks, codes.lookup, codes.gate, group, told, capped)


class _Codes:
    """The codes given so far, by what arrives while a gate holds and once it has broken."""

    def __init__(self, lens: Lens, model: Model) -> None:
        """Give the codes of every rule of the lens."""
        self.lens, self.model = lens, model
        self.known: dict[tuple[Transfer, Transfer], int] = {(NONE, NONE): 0}
        self.kinds = {kind.name: n for n, kind in enumerate(model.kinds)}
        relations, kinds = len(model.relations), len(model.kinds)
        self.lookup = np.zeros((relations, kinds, kinds, 2, 2), np.uint8)
        self.gate = np.zeros((relations, kinds, kinds), np.uint8)
        for number, relation in enumerate(model.relations):
            for start, end in relation.joins:
                self._read(number, relation.name, start, end)

    def code(self, held: Transfer, broken: Transfer = NONE) -> int:
        """The code of a pair, a new one where it has none."""
        return self.known.setdefault((held, broken), len(self.known))

    def _read(self, number: int, relation: str, start: str, end: str) -> None:
        ends = self.kinds[start], self.kinds[end]
        for backward, direction in enumerate((FORWARD, BACKWARD)):
            rule = self.lens.rule(relation, direction, start, end)
            if rule is None:
                continue
            whole, part = (self.lens.transfer(rule, part) for part in (False, True))
            self.lookup[number, *ends, backward] = self.code(whole), self.code(part)
            if direction is FORWARD and whole[TOP] > part[TOP]:
                self.gate[number, *ends] = self.code(NONE, (0, 0, 0, whole[TOP]))

    def lowered(self, to: Callable[[Transfer], Transfer]) -> Bytes:
        """By the code of each CONSUMES ←, that of a lesser transfer."""
        names = [relation.name for relation in self.model.relations]
        found = distinct(as_ints(self.lookup[names.index(CONSUMES), :, :, 1, 0].ravel()))
        transfer = {code: held for (held, _), code in self.known.items()}
        lowered = np.zeros(CODES, np.uint8)
        for code in found.tolist():
            lowered[code] = self.code(to(transfer[code]))
        return lowered


CODES = 64
"""The most codes that there is room for; the levels of a lens allow for no more than 30."""


def _told(transfer: Transfer) -> Transfer:
    return (0, transfer[LOW], transfer[LOW], transfer[LOW])


def _capped(transfer: Transfer) -> Transfer:
    return (0, transfer[LOW], transfer[MIDDLE], transfer[MIDDLE])


def _redundancy(lens: Lens) -> tuple[Transfer, Transfer]:
    """What a member gives while its group holds, and once it has broken."""
    given = lens.redundancy
    breaks, softens = lens.code(given.breaks), lens.code(given.softens)
    low, middle, top = (breaks if code in lens.failing else 0 for code in (LOW, MIDDLE, TOP))
    return (0, 0, softens, softens), (0, low, middle, top)
