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


class Include(Enum):
    """What a whole-office question is about besides what is ours."""

    OURS = "ours"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Estate:
    """The rows that a question is about, and those of reference data that it leaves out.

    Both of shape (size,); both narrowed to what was asked for, if anything was.
    """

    rows: Flags
    left_out: Flags

    def kept(self, rows: Ints) -> Ints:
        """Those of some rows that it is about, in their order."""
        return as_ints(rows[self.rows[rows]])

    def beside(self, rows: Ints) -> int:
        """How many of some rows are reference data that it leaves out."""
        return int(self.left_out[rows].sum())

    def note(self, rows: Ints) -> str:
        """What a verdict says of those beside what it counts; "" where there are none."""
        found = self.beside(rows)
        return f" (and {found:,} of reference data)" if found else ""


def estate(view: View, of: Sequence[str] | None = None, include: Include = Include.OURS) -> Estate:
    """What a question is about: ours or all, and of that what belongs to some items, if any.

    What is named itself is ours for that question.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: an id is of a kind that nothing belongs to.
    """
    every = np.ones(view.snapshot.size, np.bool_)
    within = belonging(view, of) if of else every
    mine = every if include is Include.REFERENCE else ours(view.snapshot)
    if of:
        mine = mine.copy()
        mine[view.require(of)] = True
    return Estate(within & mine, within & ~mine)
