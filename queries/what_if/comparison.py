"""A what-if asked: the edits laid over the facts, and an impact before and after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from queries.answers.view import View
from queries.impact.difference import ImpactDifference
from queries.impact.impact import Impact, compared
from queries.what_if.edit import Edit, Edited, edited


@dataclass(frozen=True, slots=True)
class WhatIf:
    """An impact with edits, which has the one without them, and what the edits came to."""

    impact: Impact
    edited: Edited

    @property
    def difference(self) -> ImpactDifference:
        """What the edits change."""
        assert self.impact.difference is not None
        return self.impact.difference


def what_if(view: View, of: Sequence[str], lens: str, edits: Sequence[Edit]) -> WhatIf:
    """The same question before and after some edits; nothing is written.

    An id that the edits put or remove is asked about on the side where it stands.

    Raises:
        InvalidChangeSet: an edit is invalid; it names its position.
        NotFound: with the ids that stand on neither side, or that the viewer may not see.
        InvalidQuestion: no ids, or no such lens.
    """
    found = edited(view.snapshot, edits, view.as_of, view.viewer)
    return WhatIf(compared(view, view.on(found.snapshot), of, lens), found)
