"""Why an item is not affected (or no worse): what stopped the effect, nearest the item first.

The search goes backward from the item over crossings that could carry the wanted level, counting
the blockers on the way: relations that do not hold, contracts not in force, groups that held. It
ends where something has the level that a crossing asks for. Of all such ways those with the fewest
blockers are told: where that is one, lifting any one of the blockers gives the item the level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from graph_model.errors import InvalidQuestion, NotRead, Problem
from queries.answers.asked import Asked
from queries.answers.told import told
from queries.answers.types import LevelName, Said
from queries.answers.view import View
from queries.impact.blocker import Blocker
from queries.impact.impact import Impact
from queries.impact.uncarried import uncarried
from queries.impact.way_in import shut
from queries.impact.why import Explained, reached
from queries.impact.why_not_search import WhyNotSearch

MOST_READS = 40
"""How often the store is read on for one question before it says that it was read no further."""


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

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        apart = bool(self.impact.levels[self.row]) and not self.impact.affects(self.row)
        missed = "" if apart else f", not {self.not_at}"
        return f"{self.state(view)}{missed}: {self._kept()}."

    def _kept(self) -> str:
        many = self.total_count
        if many == 1:
            return self.found[0].said
        if self.together == 1:
            return f"lifting any one of {many:,} blockers would let it through"
        if many == self.together:
            return f"{many:,} blockers stand in the way together"
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
    asked: Asked,
    of: Sequence[str],
    to: str,
    lens: str,
    background: bool,
    level: str | None,
    first: int,
) -> WhyNot:
    """What kept an item from a level (None: the next above what it has).

    Raises:
        NotFound: there is no such item, or the viewer may not see it.
        InvalidQuestion: it has the level, or the lens has no such level.
    """
    impact, row = reached(asked, of, to, lens, background, only_affected=False)
    return why_not(impact, row, level, first)


def why_not(impact: Impact, row: int, level: str | None = None, first: int | None = None) -> WhyNot:
    """Why a row does not have ``level`` or worse (unset: the next level above what it has).

    A contract not in force and an item out of service are not affected, whatever reached them.
    Where not the whole graph was read, what the search comes to is read on.

    Raises:
        InvalidQuestion: the row has that level, or there is no such level.
    """
    id_ = impact.snapshot.id(row)
    for _ in range(MOST_READS):
        try:
            found = _why_not(impact, int(impact.snapshot.rows([id_])[0]), level)
            return replace(found, first=first)
        except NotRead as error:
            if impact.read_on is None:
                raise
            impact = impact.read_on(error.ids)
    known = replace(impact, snapshot=replace(impact.snapshot, read=None))
    found = _why_not(known, int(impact.snapshot.rows([id_])[0]), level)
    reason = f"the store was read on {MOST_READS} times and no further"
    return replace(found, first=first, stopped=reason)


def _why_not(impact: Impact, row: int, level: str | None) -> WhyNot:
    apart = shut(impact, row, row)
    present = 0 if apart else int(impact.levels[row])
    wanted = min(present + 1, 3) if level is None else _code(impact, level)
    if present >= wanted:
        has = f"{impact.snapshot.id(row)!r}, which is {impact.level_at(row)}"
        raise InvalidQuestion([Problem("to", has, "an item below that level")])
    name = impact.lens.level(wanted)
    if apart and impact.levels[row] >= wanted:
        return WhyNot(impact, row, name, apart, 1)
    search = WhyNotSearch(impact, row, wanted)
    found = search.blockers or (uncarried(impact, row, wanted),)
    return WhyNot(impact, row, name, found, search.fewest or 1, search.reason)


def _code(impact: Impact, level: str) -> int:
    try:
        return impact.lens.code(level)
    except ValueError as error:
        known = ", ".join(impact.lens.levels)
        raise InvalidQuestion([Problem("level", repr(level), f"one of {known}")]) from error
