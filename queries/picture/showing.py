"""What a picture can show of some items."""

from enum import Enum


class Showing(Enum):
    """What a picture shows."""

    IMPACT = "impact"
    SUBSTITUTION = "substitution"
    SURROUNDINGS = "surroundings"
