"""Which contracts concern an agency, a supplier, a service, a forum or an owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


def concerning(snapshot: Snapshot, of: Sequence[str], as_of: date) -> Ints:
    """The contracts (rows, rising) that concern any of some items, by their ids or aliases.

    A contract concerns itself; a supplier those with it; a service or configuration item those that
    cover it; an agency or program those it holds, and those that cover a service it consumes; a
    forum those it oversees, themselves or by their supplier; a stakeholder those it owns.

    Raises:
        NotFound: with the ids that are not recorded.
        InvalidQuestion: an item is of another kind.
    """
    ways = _Ways(snapshot, day_number(as_of))
    found = [ways.contracts(id_, int(row)) for id_, row in zip(of, snapshot.rows(of), strict=True)]
    return as_ints(np.unique(np.concatenate([as_ints([]), *found])))


class _Ways:
    """The ways from an item to contracts, over relations that hold on a day."""

    def __init__(self, snapshot: Snapshot, day: int) -> None:
        self.snapshot, self.day = snapshot, day

    def contracts(self, id_: str, row: int) -> Ints:
        kind, at = self.snapshot.kind(row), as_ints([row])
        if kind == "Contract":
            return at
        if kind == "Supplier":
            return self._ends(at, "WITH", BACKWARD)
        if kind in ("Service", "ConfigurationItem"):
            return self._ends(at, "COVERS", BACKWARD)
        if kind in ("Agency", "Program"):
            return self._of_agency(at)
        if kind == "Stakeholder":
            return self._only("Contract", self._ends(at, "OWNS", FORWARD))
        if kind == "Forum":
            overseen = self._ends(at, "OVERSEES", FORWARD)
            by_supplier = self._ends(overseen, "WITH", BACKWARD)
            return self._only("Contract", as_ints(np.concatenate([overseen, by_supplier])))
        expected = "an agency, program, supplier, contract, service, item, forum or stakeholder"
        raise InvalidQuestion([Problem("of", f"{id_!r}, of kind {kind}", expected)])

    def _of_agency(self, at: Ints) -> Ints:
        programs = self._only("Program", self._ends(at, "PART_OF", BACKWARD))
        consumers = as_ints(np.concatenate([at, programs]))
        covering = self._ends(self._ends(consumers, "CONSUMES", FORWARD), "COVERS", BACKWARD)
        return as_ints(np.concatenate([self._ends(at, "HELD_BY", BACKWARD), covering]))

    def _ends(self, rows: Ints, type_: str, direction: Direction) -> Ints:
        _, numbers = self.snapshot.relations_of(rows, type_, direction)
        numbers = self.snapshot.holding(numbers, self.day)
        ends = self.snapshot.ends if direction is FORWARD else self.snapshot.starts
        return as_ints(np.unique(ends(numbers)))

    def _only(self, kind: str, rows: Ints) -> Ints:
        code = self.snapshot.kind_codes[kind]
        return as_ints(rows[self.snapshot.kinds[rows] == code])
