"""The coverage gaps question: when, from one day to another, does no contract cover an item?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from queries.answers.answer import Answer
from queries.answers.calendar import Calendar
from queries.answers.choice import require_order
from queries.contract.coverage import Gap, coverage_gaps
from queries.expiration.expiration import Expirations, expirations
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

COVERED = ("Service", "ConfigurationItem")
FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


@dataclass(frozen=True, slots=True)
class ItemGaps:
    """The gaps of one item (a row); ``recorded`` is whether any contract covers it at any time."""

    row: int
    gaps: list[Gap]
    recorded: bool


@dataclass(frozen=True)
class CoverageGaps(Answer):
    """The gaps of some items (rows, by id) from a day up to another; tacit renewals happen."""

    expirations: Expirations
    rows: Ints
    first: date
    until: date

    @property
    def snapshot(self) -> Snapshot:
        """The facts it is about."""
        return self.expirations.snapshot

    @property
    def as_of(self) -> date:
        """The day it is asked for."""
        return self.expirations.as_of

    @cached_property
    def items(self) -> list[ItemGaps]:
        """Every item that was asked about, those without a gap included."""
        return [self._gaps(row) for row in self.rows.tolist()]

    def _gaps(self, row: int) -> ItemGaps:
        found = self.expirations.coverage
        gaps = coverage_gaps(found, row, self.first, self.until)
        return ItemGaps(row, gaps, bool(len(found.by_item.of(row))))

    def contract(self, position: int | None) -> int | None:
        """The row of a contract that a gap names."""
        return None if position is None else int(self.expirations.rows[position])


def gaps_of(
    snapshot: Snapshot,
    of: Sequence[str] | None,
    days: tuple[date, date],
    as_of: date,
    calendar: Calendar | None = None,
) -> CoverageGaps:
    """The coverage gaps of items, or of what contracts, suppliers, agencies and programs stand for.

    A contract stands for what it covers at any time, a supplier for what it provides, an agency or
    program for the services it consumes; without ``of`` it is everything that any contract covers
    at any time. ``days`` are the first and the last.

    Raises:
        NotFound: with the ids that are not recorded.
        InvalidQuestion: an id is of another kind, or the last day is before the first.
    """
    first, until = days
    require_order(first, until)
    answer = expirations(snapshot, as_of, calendar)
    if of is None:
        rows = as_ints(np.unique(answer.coverage.item))
    else:
        found = [
            _subjects(answer, id_, row) for id_, row in zip(of, snapshot.rows(of), strict=True)
        ]
        rows = as_ints(np.unique(np.concatenate(found))) if found else as_ints([])
    ids = snapshot.ids_of(rows)
    order = sorted(range(len(ids)), key=ids.__getitem__)
    return CoverageGaps(answer, rows[as_ints(order)], first, until)


def _subjects(answer: Expirations, id_: str, row: int) -> Ints:
    """The services and configuration items that an item stands for."""
    snapshot, kind, at = answer.snapshot, answer.snapshot.kind(int(row)), as_ints([row])
    if kind in COVERED:
        return at
    if kind == "Contract":
        numbers = snapshot.relations(int(row), "COVERS", FORWARD)
        return snapshot.ends(numbers)
    if kind == "Supplier":
        return _of_kinds(snapshot, _ends(answer, at, "PROVIDES", FORWARD), *COVERED)
    if kind in ("Agency", "Program"):
        programs = _of_kinds(snapshot, _ends(answer, at, "PART_OF", BACKWARD), "Program")
        return _ends(answer, as_ints(np.concatenate([at, programs])), "CONSUMES", FORWARD)
    expected = "a service, configuration item, contract, supplier, agency or program"
    raise InvalidQuestion([Problem("of", f"{id_!r}, of kind {kind}", expected)])


def _ends(answer: Expirations, rows: Ints, type_: str, direction: Direction) -> Ints:
    snapshot = answer.snapshot
    _, numbers = snapshot.relations_of(rows, type_, direction)
    numbers = snapshot.holding(numbers, day_number(answer.as_of))
    return snapshot.ends(numbers) if direction is FORWARD else snapshot.starts(numbers)


def _of_kinds(snapshot: Snapshot, rows: Ints, *kinds: str) -> Ints:
    codes = [snapshot.kind_codes[kind] for kind in kinds]
    return as_ints(rows[np.isin(snapshot.kinds[rows], codes)])
