"""The history question: what was recorded between two revisions, and what two dates change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.changes import Image, Revision
from graph_model.facts import Ref
from queries.contract.contract import last_days
from queries.contract.terms import terms
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
class Dated:
    """What differs between two dates: relation numbers by holding, contract rows by force."""

    beginning: Ints
    ceasing: Ints
    starting: Ints
    ending: Ints


def between_dates(snapshot: Snapshot, first: date, last: date) -> Dated:
    """Relations and contracts that hold, or are in force, on one of two dates only."""
    days = day_number(first), day_number(last)
    types = [relation.name for relation in snapshot.model.relations]
    numbers = np.concatenate([snapshot.all_relations(type_) for type_ in types])
    held = [np.isin(numbers, snapshot.holding(numbers, day)) for day in days]
    known = terms(snapshot)
    forces = [last_days(snapshot, known, day).in_force(day) for day in days]
    return Dated(
        as_ints(numbers[~held[0] & held[1]]),
        as_ints(numbers[held[0] & ~held[1]]),
        as_ints(known.rows[~forces[0] & forces[1]]),
        as_ints(known.rows[forces[0] & ~forces[1]]),
    )
