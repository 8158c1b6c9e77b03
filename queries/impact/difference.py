"""Two impacts side by side: what a what-if, another date or revision makes of the first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from queries.answers.listing import Listing
from queries.answers.told import told
from queries.impact.affected import Affected, affected_listing
from queries.snapshot.rows import Bytes, Ints, as_ints

if TYPE_CHECKING:
    from queries.impact.impact import Impact


@dataclass(frozen=True)
class ImpactDifference:
    """What edits change of an impact; both sides lie over one base, so that rows agree."""

    earlier: Impact
    later: Impact

    @cached_property
    def _levels(self) -> tuple[Bytes, Bytes]:
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
        before, after = self._levels
        return as_ints(np.flatnonzero((before == 0) & (after > 0)))

    @cached_property
    def gone_rows(self) -> Ints:
        """Rows affected before, not after."""
        before, after = self._levels
        return as_ints(np.flatnonzero((before > 0) & (after == 0)))

    @cached_property
    def worse_rows(self) -> Ints:
        """Rows affected in both, at a higher level after."""
        before, after = self._levels
        return as_ints(np.flatnonzero((before > 0) & (after > before)))

    @cached_property
    def better_rows(self) -> Ints:
        """Rows affected in both, at a lower level after."""
        before, after = self._levels
        return as_ints(np.flatnonzero((after > 0) & (after < before)))

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
