"""What a whole-office question is about: our own estate, narrowed to what belongs to some items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from queries.answers.belonging import belonging
from queries.answers.view import View
from queries.snapshot.ours import ours
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot


class Include(Enum):
    """What a whole-office question is about besides what is ours."""

    OURS = "ours"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Estate:
    """The rows that a question is about, and those of reference data that it leaves out.

    Both narrowed to what was asked for, if anything was; ``counted`` are not: whoever is counted as
    touched. Of shape (size,).
    """

    rows: Flags
    left_out: Flags
    counted: Flags

    def kept(self, rows: Ints) -> Ints:
        """Those of some rows that it is about, in their order."""
        return as_ints(rows[self.rows[rows]])

    def beside(self, rows: Ints) -> int:
        """How many of some rows are reference data that it leaves out."""
        return int(self.left_out[rows].sum())

    def left(self, rows: Ints) -> Ints:
        """Those of some rows that are reference data, and left out."""
        return as_ints(rows[self.left_out[rows]])

    def note(self, rows: Ints) -> str:
        """What a verdict says of those beside what it counts; "" where there are none."""
        return beside(self.beside(rows))


def beside(number: int) -> str:
    """What a verdict says of items of reference data beside what it counts; "" for none."""
    return f" (and {number:,} of reference data)" if number else ""


def estate(view: View, of: Sequence[str] | None = None, include: Include = Include.OURS) -> Estate:
    """What a question is about: ours or all, and of that what belongs to some items, if any.

    What is named itself is ours for that question.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: an id is of a kind that nothing belongs to.
    """
    every = np.ones(view.snapshot.size, np.bool_)
    within = every if of is None else belonging(view, of)
    mine = every if include is Include.REFERENCE else ours(view.snapshot)
    if of:
        mine = mine.copy()
        mine[view.require(of)] = True
    return Estate(within & mine, within & ~mine, mine)


def all_of(snapshot: Snapshot) -> Estate:
    """Everything there is, reference data included."""
    every = np.ones(snapshot.size, np.bool_)
    return Estate(every, ~every, every)


def known(view: View, of: Sequence[str] | None) -> Sequence[str] | None:
    """Those of some ids that a view has: without a what-if's edits some may not be there yet.

    None for none given; an empty list where nothing of what was given is there.
    """
    return None if of is None else [id_ for id_ in of if view.find(id_) is not None]
