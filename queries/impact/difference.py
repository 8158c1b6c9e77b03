"""Two impacts side by side: what a what-if, another date or revision makes of the first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from queries.answers.listing import Listing
from queries.answers.told import subject, told
from queries.answers.types import ItemRow, LevelName
from queries.impact.affected import Affected, affected_listing
from queries.snapshot.rows import Bytes, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from queries.impact.impact import Impact


@dataclass(frozen=True, slots=True)
class ChangedLevel:
    """An item with its level before and after."""

    difference: ImpactDifference
    row: int

    @property
    def snapshot(self) -> Snapshot:
        """The facts that it is of: those with the edits, unless these are without it."""
        return (self.difference.later if self._now else self.difference.earlier).snapshot

    @property
    def _was(self) -> int:
        return int(self.difference.levels[0][self.row])

    @property
    def _now(self) -> int:
        return int(self.difference.levels[1][self.row])

    @subject
    @told
    def item(self) -> ItemRow:
        """The item."""
        return self.row

    @told
    def was(self) -> LevelName | None:
        """Its level before; null: it was not affected."""
        return self.difference.later.lens.level(self._was) if self._was else None

    @told
    def now(self) -> LevelName | None:
        """Its level after; null: it is not affected."""
        return self.difference.later.lens.level(self._now) if self._now else None

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """What is worse first, from the highest level on, then what is better; then by id."""
        return int(self._now < self._was), -self._now, -self._was, self.snapshot.id(self.row)


@dataclass(frozen=True)
class ImpactDifference:
    """What edits change of an impact; both sides lie over one base, so that rows agree."""

    earlier: Impact
    later: Impact

    @cached_property
    def levels(self) -> tuple[Bytes, Bytes]:
        """The code of each row's level before and after, 0 where it is not affected."""
        size = max(len(self.earlier.levels), len(self.later.levels))
        pair = []
        for impact in (self.earlier, self.later):
            levels = np.zeros(size, np.uint8)
            levels[impact.rows] = impact.levels[impact.rows]
            pair.append(levels)
        return pair[0], pair[1]

    @cached_property
    def new_rows(self) -> Ints:
        """Rows affected after, not before."""
        before, after = self.levels
        return as_ints(np.flatnonzero((before == 0) & (after > 0)))

    @cached_property
    def gone_rows(self) -> Ints:
        """Rows affected before, not after."""
        before, after = self.levels
        return as_ints(np.flatnonzero((before > 0) & (after == 0)))

    @cached_property
    def worse_rows(self) -> Ints:
        """Rows affected in both, at a higher level after."""
        before, after = self.levels
        return as_ints(np.flatnonzero((before > 0) & (after > before)))

    @cached_property
    def better_rows(self) -> Ints:
        """Rows affected in both, at a lower level after."""
        before, after = self.levels
        return as_ints(np.flatnonzero((after > 0) & (after < before)))

    @told
    def changes(self) -> Listing[ChangedLevel]:
        """All whose level differs, with both: what is worse first, then what is better."""
        before, after = self.levels
        rows = np.flatnonzero(before != after).tolist()
        lines = sorted((ChangedLevel(self, row) for row in rows), key=lambda line: line.rank)
        return Listing(
            "worse first, level desc, id",
            len(lines),
            lines.__getitem__,
            lambda at: lines[at].rank,
            snapshot=self.later.snapshot,
            stands_for=lambda at: (lines[at].row,),
        )

    @told
    def new(self) -> Listing[Affected]:
        """Affected with the edits only."""
        return affected_listing(self.later, self.new_rows)

    @told
    def gone(self) -> Listing[Affected]:
        """Affected without the edits only."""
        return affected_listing(self.earlier, self.gone_rows)

    @told
    def worse(self) -> Listing[Affected]:
        """At a higher level with the edits."""
        return affected_listing(self.later, self.worse_rows)

    @told
    def better(self) -> Listing[Affected]:
        """At a lower level with the edits."""
        return affected_listing(self.later, self.better_rows)
