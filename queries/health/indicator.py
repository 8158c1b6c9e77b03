"""An indicator: a share with its formula, its number and the items that are its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike

from queries.answers.told import told, told_with
from queries.answers.types import ItemRows, Said, Share
from queries.answers.view import HIDDEN, View
from queries.snapshot.rows import Ints


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share with its formula and its evidence; never added up with others into a score.

    ``of`` is the row of what the title names, if it names anything.
    """

    title: str
    formula: Annotated[str, Said("What is divided by what.")]
    met: Annotated[ItemRows, Said("The evidence for it.")]
    unmet: Annotated[ItemRows, Said("The evidence against it.")]
    of: int | None = None

    @told_with
    def name(self, view: View) -> str:
        """What it indicates."""
        hidden = self.of is not None and not view.sees(self.of)
        return f"{self.title.partition(':')[0]}: {HIDDEN}" if hidden else self.title

    @told
    def counted(self) -> int:
        """How many were counted."""
        return len(self.met) + len(self.unmet)

    @told
    def share(self) -> Share | None:
        """The share that meets the formula; null: nothing was counted."""
        return len(self.met) / self.counted if self.counted else None


def split(
    title: str, formula: str, rows: Ints, meets: ArrayLike, of: int | None = None
) -> Indicator:
    """An indicator over rows, by a boolean of each, shape (len(rows),)."""
    flags = np.asarray(meets, np.bool_).reshape(len(rows))
    return Indicator(title, formula, rows[flags], rows[~flags], of)
