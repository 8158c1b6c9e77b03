"""The coverage gaps question: when, from one day to another, does no contract cover an item?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

import numpy as np

from graph_model.periods import Period, moved
from graph_model.words import counted, day_in_words
from queries.answers.asked import Asked
from queries.answers.calendar import Calendar
from queries.answers.choice import require_order
from queries.answers.counting import among_all
from queries.answers.estate import Estate, Include, beside, estate, known
from queries.answers.listing import Listing, listed
from queries.answers.supposed_answer import with_before
from queries.answers.told import told_with
from queries.answers.types import ContractRow, ItemRow, Said
from queries.answers.view import View
from queries.contract.coverage import Gap, coverage_gaps
from queries.contract.customer import customers
from queries.expiration.deadline_answer import DeadlineAnswer
from queries.expiration.expiration import expirations
from queries.snapshot.order import Places
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

AHEAD = Period(months=24)
"""How far ahead is looked where nobody says."""
COVERED = ("Service", "ConfigurationItem")


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
        end = "on" if self.last is None else f"to {day_in_words(self.last)}"
        return f"{day_in_words(self.first)} {end}"

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
    of_reference: Annotated[int, Said("How many items of reference data are left out.")] = 0

    def sentence(self, view: View) -> str:
        """How many of the items have a gap, the first of them, and which have it for good."""
        seen = [item for item in self.lines if view.sees(item.item)]
        open_ = [item for item in seen if item.gaps]
        when = f"from {day_in_words(self.first)} to {day_in_words(self.until)}"
        if not seen:
            return f"Nothing is recorded that contracts cover{beside(self.of_reference)}."
        of = counted(len(seen), "item", "items") + beside(self.of_reference)
        if not open_:
            return f"None of {of} that contracts cover is without one {when}."
        ever = sum(item.gaps[-1].last is None for item in open_)
        first = min(open_, key=lambda item: item.gaps[0].first)
        verb = "is" if len(open_) == 1 else "are"
        return (
            f"{len(open_):,} of {of} {verb} without a contract in force at some time {when}, "
            f"{ever:,} of them for good, for {self._agencies(view, open_)}. "
            f"First is {view.name(first.item)}, from {first.gaps[0].days_in_words}."
        )

    def _agencies(self, view: View, open_: Sequence[ItemGaps]) -> str:
        """How many agencies use what has a gap."""
        rows = as_ints([item.item for item in open_])
        touched = customers(self.snapshot, rows, self.deadlines.day)
        return among_all(view, view.shown(touched), "Agency")

    @cached_property
    def lines(self) -> list[ItemGaps]:
        """Every item that was asked about, those without a gap included."""
        return [self._gaps(row) for row in self.rows.tolist()]

    @cached_property
    def _places(self) -> Places:
        """Each contract's place in the order of ids, by position."""
        return self.snapshot.order.places(self.deadlines.rows)

    def _gaps(self, row: int) -> ItemGaps:
        found = self.deadlines.coverage
        gaps = coverage_gaps(found, row, self.first, self.until, self._places)
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


def answer(
    asked: Asked, of: Sequence[str] | None, from_: date, until: date | None, include: Include
) -> CoverageGaps:
    """The coverage gaps between two days, with those of the facts without a what-if's edits.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        InvalidQuestion: an id is of another kind, or the last day is before the first.
    """
    asked.view.require(of or ())
    days = from_, until or moved(from_, AHEAD)

    def on(view: View) -> CoverageGaps:
        about = estate(view, known(view, of), include)
        calendar, named = asked.office.calendar, of is not None
        return gaps_of(view.snapshot, about, days, view.as_of, calendar, named)

    return with_before(asked.view, asked.before, on)


def gaps_of(
    snapshot: Snapshot,
    about: Estate | None,
    days: tuple[date, date],
    as_of: date,
    calendar: Calendar | None = None,
    named: bool = False,
) -> CoverageGaps:
    """The coverage gaps of what a question is about, of all that any contract covers at any time.

    Of what is ``named`` the items that no contract ever covers are there too. ``days`` are the
    first and the last.

    Raises:
        InvalidQuestion: the last day is before the first.
    """
    first, until = days
    require_order(first, until)
    found = expirations(snapshot, as_of, calendar)
    covered = as_ints(np.unique(found.coverage.item))
    if named:
        covered = as_ints(np.concatenate([snapshot.rows_of_kind(kind) for kind in COVERED]))
    rows = covered if about is None else about.kept(covered)
    theirs = 0 if about is None else about.beside(covered)
    ids = snapshot.ids_of(rows)
    order = sorted(range(len(ids)), key=ids.__getitem__)
    return CoverageGaps(found, rows[as_ints(order)], first, until, of_reference=theirs)
