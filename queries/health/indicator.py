"""An indicator: a share with its formula, its number and the items that are its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike

from queries.answers.told import told, told_with
from queries.answers.types import ItemRows, Said, Share
from queries.answers.view import HIDDEN, View
from queries.health.lever import Lever
from queries.snapshot.rows import Ints


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share with its formula and its evidence; never added up with others into a score.

    ``of`` is the row of what the title names, if it names anything.
    """

    lever: Annotated[Lever, Said("By what the office changes it.")]
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
    lever: Lever,
    title: str,
    formula: str,
    rows: Ints,
    meets: ArrayLike,
    of: int | None = None,
) -> Indicator:
    """An indicator over rows, by a boolean of each, shape (len(rows),)."""
    flags = np.asarray(meets, np.bool_).reshape(len(rows))
    return Indicator(lever, title, formula, rows[flags], rows[~flags], of)


@dataclass(frozen=True, slots=True)
class LeverIndicators:
    """The indicators that one lever changes; their shares are not added up."""

    lever: Annotated[Lever, Said("By what the office changes them.")]
    indicators: Annotated[tuple[Indicator, ...], Said("In the order of all of them.")]

    @told
    def known(self) -> int:
        """Of how many of them something was counted."""
        return sum(one.share is not None for one in self.indicators)

    @property
    def worst(self) -> Indicator | None:
        """The one with the lowest share, of equal ones the first by title."""
        known = [(one.share, one.title, one) for one in self.indicators if one.share is not None]
        return min(known, default=(None, None, None))[2]

    @told_with
    def lowest(self, view: View) -> str | None:
        """The name of the one with the lowest share; null: none is known."""
        return None if self.worst is None else self.worst.name(view)

    @told
    def lowest_share(self) -> Share | None:
        """Its share."""
        return None if self.worst is None else self.worst.share


def by_lever(indicators: Sequence[Indicator]) -> list[LeverIndicators]:
    """Indicators by their levers, in the order of these; every lever has at least one."""
    return [
        LeverIndicators(lever, tuple(one for one in indicators if one.lever is lever))
        for lever in Lever
    ]
