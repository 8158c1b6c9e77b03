"""The coverage gaps question: when, from one day to another, does no contract cover an item?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from graph_model.periods import Period, moved
from graph_model.words import counted
from queries.answers.asked import Asked
from queries.answers.calendar import Calendar
from queries.answers.choice import require_order
from queries.answers.listing import Listing, listed
from queries.answers.supposed_answer import with_before
from queries.answers.told import told_with
from queries.answers.types import ContractRow, ItemRow, Said
from queries.answers.view import View
from queries.contract.coverage import Gap, coverage_gaps
from queries.contract.deadline import in_words
from queries.expiration.deadline_answer import DeadlineAnswer
from queries.expiration.expiration import Expirations, expirations
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

AHEAD = Period(months=24)
"""How far ahead is looked where nobody says."""
COVERED = ("Service", "ConfigurationItem")
FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


@dataclass(frozen=True, slots=True)
class CoverageGap:
    """Days on which no contract in force covers an item."""

    first: Annotated[date, Said("Its first day, not before the one asked for.")]
    last: Annotated[date | None, Said("Its last day; null: without end.")]
    days: Annotated[int | None, Said("How long it is; null: without end.")]
    after: Annotated[ContractRow | None, Said("Which contract ended before it; null: none.")]
    next: Annotated[ContractRow | None, Said("Which covers the item next; null: none will.")]

    @property
    def days_in_words(self) -> str:
        """From when to when it is."""
        end = "on" if self.last is None else f"to {in_words(self.last)}"
        return f"{in_words(self.first)} {end}"

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        after = "" if self.after is None else f", after {view.label(self.after)}"
        next_ = "" if self.next is None else f", until {view.label(self.next)}"
        return f"{self.days_in_words}{after}{next_}"


@dataclass(frozen=True, slots=True)
class ItemGaps:
    """An item, and when no contract covers it."""

    item: Annotated[ItemRow, Said("The service or configuration item.", subject=True)]
    gaps: Annotated[list[CoverageGap], Said("Its gaps, oldest first.")]
    recorded: Annotated[bool, Said("Whether any contract covers it at any time.")]


@dataclass(frozen=True)
class CoverageGaps(DeadlineAnswer):
    """When no contract covers some items; tacit renewals happen."""

    rows: Ints
    first: Annotated[date, Said("From here on.")]
    until: Annotated[date, Said("Up to here.")]

    def sentence(self, view: View) -> str:
        """How many of the items have a gap, the first of them, and which have it for good."""
        seen = [item for item in self.lines if view.sees(item.item)]
        open_ = [item for item in seen if item.gaps]
        when = f"from {in_words(self.first)} to {in_words(self.until)}"
        of = counted(len(seen), "item", "items")
        if not open_:
            return f"none of {of} has a gap {when}" if seen else "nothing that contracts cover"
        never = sum(item.gaps[-1].last is None for item in open_)
        first = min(open_, key=lambda item: item.gaps[0].first)
        verb = "has" if len(open_) == 1 else "have"
        return (
            f"{len(open_):,} of {of} {verb} a gap {when}, {never:,} without an end. "
            f"First: {view.label(first.item)}, from {first.gaps[0].days_in_words}"
        )

    @cached_property
    def lines(self) -> list[ItemGaps]:
        """Every item that was asked about, those without a gap included."""
        return [self._gaps(row) for row in self.rows.tolist()]

    def _gaps(self, row: int) -> ItemGaps:
        found = self.deadlines.coverage
        gaps = coverage_gaps(found, row, self.first, self.until)
        return ItemGaps(row, list(map(self._gap, gaps)), bool(len(found.by_item.of(row))))

    def _gap(self, gap: Gap) -> CoverageGap:
        after, next_ = map(self._contract, (gap.after, gap.before))
        return CoverageGap(gap.first, gap.last, gap.days, after, next_)

    def _contract(self, position: int | None) -> int | None:
        return None if position is None else int(self.deadlines.rows[position])

    @told_with
    def items(
        self, covered: Annotated[bool, Said("Items without a gap as well.")] = False
    ) -> Listing[ItemGaps]:
        """The items asked about that have a gap, by id."""
        lines = [item for item in self.lines if item.gaps or covered]
        rows = as_ints([item.item for item in lines])
        return listed(lines, "id", lambda item: (self.snapshot.id(item.item),), rows)


def answer(asked: Asked, of: Sequence[str] | None, from_: date, until: date | None) -> CoverageGaps:
    """The coverage gaps between two days, with those of the facts without a what-if's edits.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        InvalidQuestion: an id is of another kind, or the last day is before the first.
    """
    asked.view.require(of or ())
    days = from_, until or moved(from_, AHEAD)

    def on(view: View) -> CoverageGaps:
        known = None if of is None else [id_ for id_ in of if view.find(id_) is not None]
        return gaps_of(view.snapshot, known, days, view.as_of, asked.office.calendar)

    return with_before(asked.view, asked.before, on)


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
