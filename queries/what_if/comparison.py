"""Two answers side by side: what a what-if, another date or revision makes of the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from graph_model.errors import NotFound
from queries.answers.viewer import Viewer, everything
from queries.engine.start import starts
from queries.impact.impact import Impact, impact_from
from queries.snapshot.days import day_number
from queries.snapshot.rows import Bytes, Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot
from queries.what_if.edit import Edit, Edited, edited


@dataclass(frozen=True)
class Comparison:
    """The same question before and after; both snapshots lie over one base, so rows agree."""

    before: Impact
    after: Impact

    @cached_property
    def _levels(self) -> tuple[Bytes, Bytes]:
        size = max(len(self.before.levels), len(self.after.levels))
        pair = []
        for impact in (self.before, self.after):
            levels = np.zeros(size, np.uint8)
            levels[impact.rows] = impact.levels[impact.rows]
            pair.append(levels)
        return pair[0], pair[1]

    @property
    def new(self) -> Ints:
        """Rows affected after, not before."""
        before, after = self._levels
        return as_ints(np.flatnonzero((before == 0) & (after > 0)))

    @property
    def gone(self) -> Ints:
        """Rows affected before, not after."""
        before, after = self._levels
        return as_ints(np.flatnonzero((before > 0) & (after == 0)))

    @property
    def worse(self) -> Ints:
        """Rows affected in both, at a higher level after."""
        before, after = self._levels
        return as_ints(np.flatnonzero((before > 0) & (after > before)))

    @property
    def better(self) -> Ints:
        """Rows affected in both, at a lower level after."""
        before, after = self._levels
        return as_ints(np.flatnonzero((after > 0) & (after < before)))

    def levels(self, row: int) -> tuple[str | None, str | None]:
        """A row's level before and after, None where it is not affected."""
        name = self.before.lens.level
        before, after = (name(int(side[row])) if side[row] else None for side in self._levels)
        return before, after

    def visible(self, scope: Viewer) -> Flags:
        """Which rows of either side a viewer may see, shape (rows of the larger side,)."""
        sides = [scope.visible(impact.snapshot) for impact in (self.before, self.after)]
        flags = np.ones(max(map(len, sides)), np.bool_)
        for side in sides:
            flags[: len(side)] &= side
        return flags


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A what-if's comparison, and what its edits came to."""

    comparison: Comparison
    edited: Edited


def what_if(
    snapshot: Snapshot,
    of: Sequence[str],
    lens: str,
    as_of: date,
    edits: Sequence[Edit],
    scope: Viewer | None = None,
) -> WhatIf:
    """The same question before and after some edits; nothing is written.

    An id that the edits put or remove is asked about on the side where it stands.

    Raises:
        InvalidChangeSet: an edit is invalid; it names its position.
        NotFound: with the ids that stand on neither side, or that the scope hides.
        InvalidQuestion: no ids, or no such lens.
    """
    sees = scope or everything()
    found = edited(snapshot, edits, as_of, sees)
    return WhatIf(compared((snapshot, found.snapshot), of, lens, as_of, sees), found)


def compared(
    sides: tuple[Snapshot, Snapshot], of: Sequence[str], lens: str, as_of: date, scope: Viewer
) -> Comparison:
    """The same question on two sides over one base.

    An id that stands on one side only is asked about there.

    Raises:
        NotFound: with the ids that stand on neither side, or that the scope hides.
        InvalidQuestion: no ids, or no such lens.
    """
    known = [set(scope.known(side, of)) for side in sides]
    if missing := [id_ for id_ in of if id_ not in known[0] | known[1]]:
        raise NotFound(missing)
    before, after = (
        _standing(side, [id_ for id_ in of if id_ in there], lens, as_of, bool(of))
        for side, there in zip(sides, known, strict=True)
    )
    return Comparison(before, after)


def _standing(
    snapshot: Snapshot, of: Sequence[str], lens: str, as_of: date, allow_none: bool
) -> Impact:
    """The question about those of the ids that stand in the snapshot."""
    found = starts(snapshot, of, day_number(as_of), allow_none)
    return impact_from(snapshot, found, snapshot.model.lens(lens), as_of)
