"""How things stand with a contract, in the words that people read."""

from __future__ import annotations

from enum import Enum


class ContractState(Enum):
    """What comes of a contract, as of a day (DESIGN section 4)."""

    RENEWS = "renews"
    """It goes on by itself, itself or with what it is under, unless notice is given."""
    MAY_BE_EXTENDED = "may be extended"
    """It ends, unless an option is used."""
    ENDS = "ends"
    NO_END = "no end"
    EXPIRED = "expired"
    """Its last day is past."""
    NOT_YET_BEGUN = "not yet begun"


class Urgency(Enum):
    """How soon somebody has to act: by the next step's day, counted from the question's."""

    THIS_WEEK = "this week"
    """Within seven days."""
    THIS_MONTH = "this month"
    """Within 31 days."""
    THIS_QUARTER = "this quarter"
    """Within 92 days."""
    LATER = "later"


DAYS = {Urgency.THIS_WEEK: 7, Urgency.THIS_MONTH: 31, Urgency.THIS_QUARTER: 92}


def urgency(days: int) -> Urgency:
    """How urgent a step is that so many days are left for, today counted."""
    return next((found for found, most in DAYS.items() if days < most), Urgency.LATER)
