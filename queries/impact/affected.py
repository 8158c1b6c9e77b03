"""What an impact lists: an affected item, how badly it is, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from queries.answers.listing import Listing
from queries.answers.told import on_request, subject, told, told_with
from queries.answers.types import ItemRow, LevelName
from queries.answers.view import View
from queries.impact.chain import WitnessStep, steps_of
from queries.impact.confidence import Confidence, confidence
from queries.impact.verdict import BROKEN, PROMISE
from queries.snapshot.rows import Ints, as_ints

if TYPE_CHECKING:
    from queries.impact.impact import Impact


@dataclass(frozen=True, slots=True)
class Affected:
    """An affected item."""

    impact: Impact
    row: int

    @told
    def level(self) -> LevelName:
        """How badly it is affected, in the lens's words."""
        return self.impact.level_at(self.row)

    @told
    def said(self) -> str:
        """The level, with the words of who has to act: "LOST (promise broken)", "NOTIFY (tell)"."""
        return said(self.impact, self.row)

    @subject
    @told
    def item(self) -> ItemRow:
        """What is affected."""
        return self.row

    @on_request
    @told
    def witness(self) -> list[WitnessStep]:
        """Why: a shortest chain from a start that gives it its level; empty for a start."""
        return steps_of(self.impact, self.impact.witness(self.row))

    @on_request
    @told_with
    def confidence(self, view: View) -> Confidence:
        """How sure it is: by what stands on its witness."""
        return confidence(self.impact, self.row, view)

    @told
    def already(self) -> LevelName | None:
        """Its level by what is open alone; null: none, or not asked on top of it."""
        background = self.impact.background
        return None if background is None else background.level_at(self.row)

    @told
    def before(self) -> LevelName | None:
        """Its level without the edits of a what-if; null: not affected, or no edits."""
        earlier = self.impact.unsupposed
        if earlier is None or self.row >= len(earlier.levels) or not earlier.affects(self.row):
            return None
        return earlier.level_at(self.row)


def said(impact: Impact, row: int) -> str:
    """A row's level, with the words of who has to act on it where there are any."""
    level = impact.level_at(row)
    if level == BROKEN and impact.snapshot.kind(row) == PROMISE:
        return f"{level} (promise broken)"
    return f"{level} (tell)" if level == "NOTIFY" else level


def affected_listing(impact: Impact, rows: Ints) -> Listing[Affected]:
    """Affected rows from the highest level on, then by id."""
    ordered = _by_level(impact, rows)
    names = ["", *map(impact.lens.level, (1, 2, 3))]

    def key(at: int) -> tuple[int, str]:
        row = int(ordered[at])
        return -int(impact.levels[row]), impact.snapshot.id(row)

    def levels(positions: Ints) -> Sequence[str]:
        return [names[code] for code in impact.levels[ordered[positions]].tolist()]

    return Listing(
        "level desc, id",
        len(ordered),
        lambda at: Affected(impact, int(ordered[at])),
        key,
        ordered,
        {"level": levels},
        impact.snapshot,
    )


def _by_level(impact: Impact, rows: Ints) -> Ints:
    levels = impact.levels[rows]
    return as_ints(np.concatenate([_by_id(impact, rows[levels == code]) for code in (3, 2, 1)]))


def _by_id(impact: Impact, rows: Ints) -> Ints:
    ids = impact.snapshot.ids_of(rows)
    return rows[as_ints(sorted(range(len(ids)), key=ids.__getitem__))]
