"""How a promised figure stands, and what came of its remedy: closed choices, without numpy."""

from enum import Enum


class Standing(Enum):
    """How a promised figure stands beside what was measured."""

    MISSED_NOW = "missed now"
    MISSED_BEFORE = "missed before"
    KEPT = "kept"
    NOT_READ = "not read in the period"
    NOT_COMPARABLE = "cannot be compared"
    NOT_MEASURED = "not measured"


class RemedyState(Enum):
    """What came of the remedy of a figure."""

    UNCLAIMED = "not claimed"
    CLAIMED_IN_PART = "claimed in part"
    CLAIMED = "claimed"
    NONE_AGREED = "none agreed"
    NOT_DUE = "not due"
    UNKNOWN = "not known"


class Promisor(Enum):
    """Whose figure it is."""

    US = "we promise it"
    SUPPLIER = "committed to us"


class RetainOrSource(Enum):
    """What the evidence on record speaks for; market information, not an evaluation."""

    RETAIN = "retain"
    KEEP = "keep its supplier"
    TEST_THE_MARKET = "test the market"
    UNKNOWN = "not known"
