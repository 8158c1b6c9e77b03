"""An indicator: a share with its formula, its number and the items that are its evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from queries.snapshot.rows import Ints


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share of what is counted, between 0 and 1; never added up with others into a score.

    ``met`` and ``unmet`` are the rows counted, the evidence for and against. ``formula`` says in
    words what is divided by what. Where nothing is counted the share is unknown (None). ``of`` is
    the row of what the name names, if it names anything.
    """

    name: str
    formula: str
    met: Ints
    unmet: Ints
    of: int | None = None

    @property
    def counted(self) -> int:
        """How many were counted."""
        return len(self.met) + len(self.unmet)

    @property
    def share(self) -> float | None:
        """The share that meets the formula, or None where nothing was counted."""
        return len(self.met) / self.counted if self.counted else None


def split(
    name: str, formula: str, rows: Ints, meets: ArrayLike, of: int | None = None
) -> Indicator:
    """An indicator over rows, by a boolean of each, shape (len(rows),)."""
    flags = np.asarray(meets, np.bool_).reshape(len(rows))
    return Indicator(name, formula, rows[flags], rows[~flags], of)
