"""What sort of matter needs somebody, and by when: closed choices, without numpy."""

from __future__ import annotations

from datetime import date
from enum import Enum

from queries.expiration.contract_state import urgency


class MatterKind(Enum):
    """Why something needs somebody; of several on one day, the first here comes first."""

    CONTRACT = "contract"
    """Its next step is due, or it is too late to bid all of it again."""
    OFFICE = "office"
    """A date of the office itself: a term ends, a biennium begins."""
    TRIGGER = "trigger"
    TICKET = "ticket"
    REDUNDANCY = "redundancy ends"
    MISSED = "promise missed"
    UNSUPPORTED = "promise unsupported"
    STALE = "source out of date"
    REJECTED = "rows kept back"


class MatterGroup(Enum):
    """By when it needs somebody; what is too late for a full re-bid is in a group before too."""

    THIS_WEEK = "this week"
    NOW = "so already"
    """It has no day to wait for."""
    THIS_MONTH = "this month"
    THIS_QUARTER = "this quarter"
    LATER = "later"
    TOO_LATE = "too late for a full re-bid"


def group_of(on: date | None, as_of: date) -> MatterGroup:
    """The group of a day; without one it is so already."""
    if on is None:
        return MatterGroup.NOW
    return MatterGroup(urgency((on - as_of).days).value)
