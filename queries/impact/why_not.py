"""Why an item is not affected (or no worse): what stopped the effect, nearest the item first.

The search goes backward from the item over crossings that could carry the wanted level, counting
the blockers on the way: relations that do not hold, contracts not in force, groups that held. It
ends where something has the level that a crossing asks for. Of all such ways those with the fewest
blockers are told: where that is one, lifting any one of the blockers gives the item the level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from queries.answers.asked import Asked
from queries.answers.told import told
from queries.answers.types import LevelName, Said
from queries.answers.view import View
from queries.impact.blocker import Blocker, Reason
from queries.impact.impact import Impact
from queries.impact.why import Explained, reached
from queries.impact.why_not_search import WhyNotSearch
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class WhyNot(Explained):
    """Why an item is not affected so badly.

    ``found`` are all blockers; ``first`` of them are told (None: all). ``stopped`` is why a budget
    ended the search, where it did.
    """

    not_at: Annotated[LevelName, Said("The level that it does not have.")]
    found: tuple[Blocker, ...]
    together: Annotated[
        int,
        Said(
            "How many of the blockers lie on each of the nearest ways: "
            "1 where lifting any one of them would let the level through."
        ),
    ]
    stopped: str | None = None
    first: int | None = None

    @property
    def gap(self) -> str | None:
        """Why there may be other blockers."""
        return self.stopped

    def verdict(self, view: View) -> str:
        """The answer in one sentence."""
        lapsed = bool(self.impact.levels[self.row]) and not self.impact.affects(self.row)
        missed = "" if lapsed else f", not {self.not_at}"
        return f"{self.state(view)}{missed}: {self._kept()}"

    def _kept(self) -> str:
        many = self.total_count
        if many == 1:
            return self.found[0].said
        if self.together == 1:
            return f"lifting any one of {many:,} blockers would let it through"
        return f"{many:,} blockers, of which {self.together:,} lie on each of the nearest ways"

    @told
    def total_count(self) -> int:
        """How many blockers there are."""
        return len(self.found)

    @told
    def blockers(self) -> list[Blocker]:
        """What stopped it, the nearest to the item first."""
        return list(self.found[: self.first])


def why_not_to(
    asked: Asked, of: Sequence[str], to: str, lens: str, level: str | None, first: int
) -> WhyNot:
    """What kept an item from a level (None: the next above what it has).

    Raises:
        NotFound: there is no such item, or the viewer may not see it.
        InvalidQuestion: it has the level, or the lens has no such level.
    """
    impact, row = reached(asked, of, to, lens, only_affected=False)
    return why_not(impact, row, level, first)


def why_not(impact: Impact, row: int, level: str | None = None, first: int | None = None) -> WhyNot:
    """Why a row does not have ``level`` or worse (unset: the next level above what it has).

    A contract that is not in force is not affected, whatever reached it.

    Raises:
        InvalidQuestion: the row has that level, or there is no such level.
    """
    lapsed = bool(impact.adjacency.lapsed[row])
    present = 0 if lapsed else int(impact.levels[row])
    wanted = min(present + 1, 3) if level is None else _code(impact, level)
    if present >= wanted:
        has = f"{impact.snapshot.id(row)!r}, which is {impact.level(row)}"
        raise InvalidQuestion([Problem("to", has, "an item below that level")])
    name = impact.lens.level(wanted)
    if lapsed and impact.levels[row] >= wanted:
        return WhyNot(impact, row, name, (Blocker(Reason.NOT_IN_FORCE, row, row),), 1)
    search = WhyNotSearch(impact, row, wanted)
    found = search.blockers or (_uncarried(impact, row, wanted),)
    return WhyNot(impact, row, name, found, search.fewest or 1, search.reason, first)


def _code(impact: Impact, level: str) -> int:
    try:
        return impact.lens.code(level)
    except ValueError as error:
        known = ", ".join(impact.lens.levels)
        raise InvalidQuestion([Problem("level", repr(level), f"one of {known}")]) from error


def _uncarried(impact: Impact, row: int, wanted: int) -> Blocker:
    """Where a shortest walk leaves what has the level, as no rule carries it on; or no way.

    No walk leads through a contract not in force that was reached: nothing passes it.
    """
    snapshot, day = impact.snapshot, day_number(impact.as_of)
    passed = (impact.levels < wanted) | ~impact.adjacency.lapsed
    seen = np.zeros(snapshot.size, np.bool_)
    frontier = as_ints([row])
    seen[frontier] = True
    while len(frontier):
        owner, numbers = snapshot.neighbours(frontier)
        holds = np.isin(numbers, snapshot.holding(numbers, day))
        here, numbers = frontier[owner[holds]], numbers[holds]
        starts, ends = snapshot.starts(numbers), snapshot.ends(numbers)
        others = np.where(starts == here, ends, starts)
        led = passed[others]
        here, others, numbers = here[led], others[led], numbers[led]
        met = np.flatnonzero(impact.levels[others] >= wanted)
        if len(met):
            return _nearest(snapshot, here[met], others[met], numbers[met])
        frontier = as_ints(np.unique(others[~seen[others]]))
        seen[frontier] = True
    return Blocker(Reason.NO_WAY, target=row)


def _nearest(snapshot: Snapshot, here: Ints, others: Ints, numbers: Ints) -> Blocker:
    """The blocker at the least relation type, then id."""

    def rank(n: int) -> tuple[str, str, str]:
        key = snapshot.key_at(int(numbers[n]))
        return key.type, snapshot.id(int(others[n])), key.discriminator

    n = min(range(len(numbers)), key=rank)
    return Blocker(Reason.NO_RULE, int(others[n]), int(here[n]), int(numbers[n]))
