"""By which part candidates can be ordered; without numpy."""

from enum import Enum


class CandidatePart(Enum):
    """The one part that candidates are ordered by, what lacks least of it first; no score."""

    CAPABILITIES = "capabilities"
    LEVELS = "levels"
    CERTIFICATIONS = "certifications"
    CONCENTRATION = "concentration"
    SPREAD = "spread"
    PRICE = "price"
