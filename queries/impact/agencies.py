"""Which agencies an impact touches, and how: as customer, by a promise, as holder of a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph_model.lens import Direction
from queries.snapshot.ours import ours
from queries.snapshot.rows import Ints, as_ints, distinct

if TYPE_CHECKING:
    from queries.impact.impact import Impact

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


def agencies_by_touch(impact: Impact) -> dict[str, Ints]:
    """Our agencies' rows by how they are touched, directly or by way of their programs."""
    return {
        "customer": _touched(impact, "CONSUMES", BACKWARD),
        "promised": _touched(impact, "PROMISED_TO", FORWARD),
        "holder": _touched(impact, "HELD_BY", FORWARD),
    }


def _touched(impact: Impact, type_: str, direction: Direction) -> Ints:
    """The agencies that an effect reaches over a relation, a program's agency for it."""
    snapshot = impact.snapshot
    met = impact.met(_carriers(impact, type_, direction), type_, direction)
    programs = met[snapshot.kinds[met] == snapshot.kind_codes["Program"]]
    parents = impact.met(programs, "PART_OF", FORWARD)
    both = distinct(as_ints(np.concatenate([met, parents])))
    both = as_ints(both[ours(snapshot)[both]])
    return as_ints(both[snapshot.kinds[both] == snapshot.kind_codes["Agency"]])


def _carriers(impact: Impact, type_: str, direction: Direction) -> Ints:
    """The affected rows whose level some rule carries over the relation."""
    lens = impact.lens
    rules = [r for r in lens.rules if (r.relation, r.direction) == (type_, direction)]
    carried = {code for r in rules for code in (1, 2, 3) if lens.transfer(r)[code]}
    return impact.rows[np.isin(impact.levels[impact.rows], list(carried))]
