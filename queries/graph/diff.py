"""The diff question: what was recorded between two revisions, and what two dates change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np

from graph_model.changes import Image, Revision
from graph_model.errors import InvalidQuestion, Problem
from graph_model.facts import Ref
from graph_model.words import counted, day_in_words
from queries.answers.answer import Answer
from queries.answers.asked import Asked, Point
from queries.answers.listing import Listing
from queries.answers.told import told, told_with
from queries.answers.types import ContractRows, RelationNumber, Said
from queries.answers.view import View
from queries.contract.contract import last_days
from queries.contract.terms import terms
from queries.graph.journaled import JournalImage, Mask, images_listing
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Between:
    """What differs between two revisions: one image a fact, as it was and as it became."""

    images: tuple[Image, ...]

    @property
    def added(self) -> tuple[Image, ...]:
        """Facts that were not there before."""
        return tuple(image for image in self.images if image.before is None)

    @property
    def removed(self) -> tuple[Image, ...]:
        """Facts that are there no more."""
        return tuple(image for image in self.images if image.after is None)

    @property
    def changed(self) -> tuple[Image, ...]:
        """Facts whose fields differ."""
        both = (image for image in self.images if image.before is not None)
        return tuple(image for image in both if image.after is not None)


def between(revisions: Iterable[Revision]) -> Between:
    """What some journal entries, oldest first, came to: facts that ended as they began left out."""
    first: dict[Ref, Image] = {}
    for revision in revisions:
        for image in revision.images:
            held = first.get(image.ref)
            first[image.ref] = image if held is None else Image(held.before, image.after)
    return Between(tuple(image for image in first.values() if image.before != image.after))


@dataclass(frozen=True, slots=True)
class BetweenDays:
    """What differs between two dates: relation numbers by holding, contract rows by force."""

    beginning: Ints
    ceasing: Ints
    starting: Ints
    ending: Ints


def between_dates(snapshot: Snapshot, first: date, last: date) -> BetweenDays:
    """Relations and contracts that hold, or are in force, on one of two dates only."""
    days = day_number(first), day_number(last)
    types = [relation.name for relation in snapshot.model.relations]
    numbers = np.concatenate([snapshot.all_relations(type_) for type_ in types])
    held = [np.isin(numbers, snapshot.holding(numbers, day)) for day in days]
    known = terms(snapshot)
    forces = [last_days(snapshot, known, day).in_force(day) for day in days]
    return BetweenDays(
        as_ints(numbers[~held[0] & held[1]]),
        as_ints(numbers[held[0] & ~held[1]]),
        as_ints(known.rows[~forces[0] & forces[1]]),
        as_ints(known.rows[forces[0] & ~forces[1]]),
    )


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """A point of the two clocks."""

    revision: Annotated[int, Said("The revision.")]
    date: Annotated[date, Said("The day.")]

    def __str__(self) -> str:
        """Read as "revision 3 on 25 Nov 2026"."""
        return f"revision {self.revision} on {day_in_words(self.date)}"


@dataclass(frozen=True, slots=True)
class DatedRelation:
    """A relation that begins or ceases to hold."""

    relation: Annotated[RelationNumber, Said("The relation.")]
    since: Annotated[date | None, Said("The first day on which it holds.")]
    until: Annotated[date | None, Said("The first day on which it no longer holds.")]


@dataclass(frozen=True)
class Diff(Answer):
    """What differs from one point of the two clocks to another.

    ``recorded`` is what the journal has between the revisions, backward where the first is the
    later one. ``dated`` is what the days change, in the ``snapshot`` of the last point. ``sides``
    are the facts of either point and of the question: what is hidden in one of them is left out.
    """

    snapshot: Snapshot
    from_: Annotated[RecordedDay, Said("The one point.")]
    to: Annotated[RecordedDay, Said("The other point.")]
    recorded: Between
    dated: BetweenDays
    sides: tuple[Snapshot, ...]

    @property
    def as_of(self) -> date:
        """The day of the last point."""
        return self.to.date

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        seen = self._mask(view).seen
        recorded, dated = self.recorded, self.dated
        many = (
            (len(seen(recorded.added)), "added", "added"),
            (len(seen(recorded.changed)), "changed", "changed"),
            (len(seen(recorded.removed)), "removed", "removed"),
            (
                self._many(dated.beginning, view),
                "relation begins to hold",
                "relations begin to hold",
            ),
            (self._many(dated.ceasing, view), "relation ceases to hold", "relations cease to hold"),
            (
                len(view.shown(dated.starting)),
                "contract comes into force",
                "contracts come into force",
            ),
            (
                len(view.shown(dated.ending)),
                "contract goes out of force",
                "contracts go out of force",
            ),
        )
        told = ", ".join(counted(*what) for what in many if what[0])
        found = told or "nothing recorded, begun or ended"
        return f"From {self.from_} to {self.to}: {found}."

    @told_with
    def added(self, view: View) -> Listing[JournalImage]:
        """What was not there: items first, then by id."""
        return self._images(self.recorded.added, view)

    @told_with
    def changed(self, view: View) -> Listing[JournalImage]:
        """What was there with other fields."""
        return self._images(self.recorded.changed, view)

    @told_with
    def removed(self, view: View) -> Listing[JournalImage]:
        """What is there no more."""
        return self._images(self.recorded.removed, view)

    @told_with
    def beginning(self, view: View) -> Listing[DatedRelation]:
        """Relations that hold on the last day only."""
        return self._relations(self.dated.beginning, view)

    @told_with
    def ceasing(self, view: View) -> Listing[DatedRelation]:
        """Relations that hold on the first day only."""
        return self._relations(self.dated.ceasing, view)

    @told
    def starting(self) -> ContractRows:
        """Contracts in force on the last day only."""
        return self.dated.starting

    @told
    def ending(self) -> ContractRows:
        """Contracts in force on the first day only."""
        return self.dated.ending

    def _mask(self, view: View) -> Mask:
        return Mask(view.viewer, *self.sides)

    def _images(self, images: Sequence[Image], view: View) -> Listing[JournalImage]:
        seen = self._mask(view).seen(images)
        return images_listing(seen, self.snapshot.model, len(images) - len(seen))

    def _many(self, numbers: Ints, view: View) -> int:
        return int(view.sees_relations(numbers).sum())

    def _relations(self, numbers: Ints, view: View) -> Listing[DatedRelation]:
        """Relations by type, then by both ends; those that may not be seen are withheld."""
        key_at = self.snapshot.key_at
        shown = sorted(numbers[view.sees_relations(numbers)].tolist(), key=key_at)
        return Listing(
            "type, from, to, discriminator",
            len(shown),
            lambda at: self._dated(shown[at]),
            lambda at: tuple(key_at(shown[at])),
            withheld=len(numbers) - len(shown),
        )

    def _dated(self, number: int) -> DatedRelation:
        since, until = (self.snapshot.relation_value(number, name) for name in ("since", "until"))
        return DatedRelation(number, _day(since), _day(until))


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def diff(asked: Asked, from_: Point, to: Point) -> Diff:
    """The difference between two points.

    Edits are laid over what is recorded now: they tell what begins and ends between two days.

    Raises:
        InvalidQuestion: a revision is not one of the journal's, or edits are to be laid over one.
    """
    if asked.edits and not from_.revision is to.revision is None:
        expected = "two days to compare: edits are laid over no revision of the journal"
        raise InvalidQuestion([Problem("whatIf", "edits and a revision", expected)])
    sides = [_facts(asked, point) for point in (from_, to)]
    first, last = (
        RecordedDay(side.revision, point.day or asked.as_of)
        for side, point in zip(sides, (from_, to), strict=True)
    )
    recorded = _recorded(asked, first.revision, last.revision)
    dated = between_dates(sides[1], first.date, last.date)
    return Diff(sides[1], first, last, recorded, dated, (*sides, asked.snapshot))


def _facts(asked: Asked, point: Point) -> Snapshot:
    return asked.snapshot if point.revision is None else asked.recorded.at(point.revision)


def _recorded(asked: Asked, first: int, last: int) -> Between:
    if first <= last:
        return between(asked.recorded.journal(first, last))
    back = between(asked.recorded.journal(last, first))
    return Between(tuple(image.undone for image in back.images))
