"""What a target says, in units that can be compared: a fraction of time up, or seconds at most."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from queries.availability import window_days
from queries.snapshot import Snapshot


class Measure(Enum):
    """What a target's metric measures; only the same can be compared."""

    AVAILABILITY = "availability"
    RESPONSE = "response time"
    RESOLUTION = "resolution time"
    OTHER = "other"


SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3_600.0, "day": 86_400.0, "week": 604_800.0}
FRACTIONS = {"percent": 0.01, "%": 0.01, "fraction": 1.0, "ratio": 1.0}
_BY_WORD = (
    ("availab", Measure.AVAILABILITY),
    ("uptime", Measure.AVAILABILITY),
    ("respon", Measure.RESPONSE),
    ("resol", Measure.RESOLUTION),
    ("recover", Measure.RESOLUTION),
    ("restor", Measure.RESOLUTION),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A target read: ``value`` is a fraction for availability and seconds for times.

    ``window`` is in days (None: not said). ``problem`` says why it cannot be compared, if so.
    """

    row: int
    measure: Measure
    value: float
    window: float | None
    problem: str | None = None

    @property
    def known(self) -> bool:
        """Whether the figure can be compared."""
        return self.problem is None


def figure(snapshot: Snapshot, row: int) -> Figure:
    """A target's figure; what is wrong with it is told, never raised."""
    metric, unit = snapshot.value(row, "metric"), snapshot.value(row, "unit")
    value, comparator = snapshot.value(row, "value"), snapshot.value(row, "comparator")
    window = snapshot.value(row, "window")
    measure = measure_of(None if metric is None else str(metric))
    days = window_days(None if window is None else str(window))
    if not isinstance(value, int | float):
        return Figure(row, measure, 0.0, days, "it has no value")
    scale = _scale(measure, None if unit is None else str(unit))
    if scale is None:
        return Figure(row, measure, 0.0, days, f"unit {unit!r} does not fit {measure.value}")
    expected = "at least" if measure is Measure.AVAILABILITY else "at most"
    if comparator not in (None, "equals", expected):
        problem = f"comparator {comparator!r} does not fit {measure.value}"
        return Figure(row, measure, 0.0, days, problem)
    number = float(value) * scale
    if measure is Measure.AVAILABILITY and not 0 <= number <= 1:
        return Figure(row, measure, 0.0, days, f"{value} {unit} is no availability")
    return Figure(row, measure, number, days)


def measure_of(metric: str | None) -> Measure:
    """What a metric's name says that it measures."""
    folded = (metric or "").casefold()
    return next((measure for word, measure in _BY_WORD if word in folded), Measure.OTHER)


def _scale(measure: Measure, unit: str | None) -> float | None:
    folded = (unit or "").casefold().strip()
    if measure is Measure.AVAILABILITY:
        return FRACTIONS.get(folded)
    if measure is Measure.OTHER:
        return 1.0
    return SECONDS.get(folded.removesuffix("s"))


def in_words(measure: Measure, value: float) -> str:
    """A figure as people write it: 99.95 %, 4 h, 15 min."""
    if measure is Measure.AVAILABILITY:
        return f"{value * 100:.6g} %"
    if measure is Measure.OTHER:
        return f"{value:g}"
    for unit, short in (("day", "d"), ("hour", "h"), ("minute", "min")):
        if value >= SECONDS[unit] and (value % SECONDS[unit] == 0 or unit == "minute"):
            return f"{value / SECONDS[unit]:g} {short}"
    return f"{value:g} s"
