"""When a feed was made, as it says itself: an older one never overwrites what a newer one said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph_model.claims import Claim

DAY, SECOND = 10, 19
"""So long is a moment that names its day alone, and so much of one tells the second."""


def is_older(moment: str, other: str) -> bool:
    """Whether a moment lies before another; of the same day, where one tells no more, it does not.

    Moments are in the kept form of their shape: of one form, so that text compares as time does.
    """
    if not (moment and other):
        return False
    shown = DAY if DAY in (len(moment), len(other)) else SECOND
    return moment[:shown] < other[:shown]


@dataclass(frozen=True, slots=True)
class FeedTimes:
    """When the feeds of a load were made beside those that its sources had before, by source.

    ``newest`` are the newest that each source had, ``whole`` the newest of its full loads; ``now``
    are the newest of this load. Who does not say when it was made stands in none of them.
    """

    newest: Mapping[str, str] = field(default_factory=dict)
    whole: Mapping[str, str] = field(default_factory=dict)
    now: Mapping[str, str] = field(default_factory=dict)

    def late(self, source: str, said_at: str) -> bool:
        """Whether a feed was made before the newest that its source had."""
        return is_older(said_at, self.newest.get(source, ""))

    def overtaken(self, source: str, said_at: str, before: Claim | None) -> bool:
        """Whether a row of a late feed is older than what its source said of the same since.

        What the source does not say any more, though a whole feed came since, it ended.
        """
        if before is None:
            return is_older(said_at, self.whole.get(source, ""))
        known = _verified(before)
        return bool(known) and not is_older(known, said_at)

    def may_end(self, source: str, before: Claim) -> bool:
        """Whether a late load, in full, ends what its source said before and says no more."""
        return is_older(_verified(before), self.now.get(source, ""))


def _verified(claim: Claim) -> str:
    return str(claim.fields.get("verified_on") or "")


NO_TIMES = FeedTimes()
"""No feed says when it was made."""
