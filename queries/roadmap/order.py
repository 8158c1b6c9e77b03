"""What a roadmap's events are sorted by: a choice that the question declares."""

from __future__ import annotations

from enum import Enum


class RoadmapOrder(Enum):
    """What events are sorted by, greatest first; or the date."""

    DATE = "date"
    AGENCIES = "agencies"
    PROGRAMS = "programs"
    ANNUAL_CHARGE = "annual charge"
    READINESS = "readiness"
