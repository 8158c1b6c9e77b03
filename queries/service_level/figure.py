"""What a target says, in units that can be compared: a fraction of time up, or seconds at most."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import isinf

from graph_model.values import Value
from queries.service_level.availability import window_days
from queries.snapshot.snapshot import Snapshot


class Measure(Enum):
    """What a target's metric measures; only the same can be compared."""

    AVAILABILITY = "availability"
    RESPONSE = "response time"
    RESOLUTION = "resolution time"
    OTHER = "other"


SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3_600.0, "day": 86_400.0, "week": 604_800.0}
SHORT = {"sec": "second", "min": "minute", "h": "hour", "hr": "hour", "d": "day", "w": "week"}
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

    ``window`` is in days (None: not said). ``at_least`` is whether more is better: always so of an
    availability, never of a time, and by its comparator of anything else. ``problem`` says why it
    cannot be compared, if so.
    """

    row: int
    measure: Measure
    value: float
    window: float | None
    at_least: bool
    problem: str | None = None

    @property
    def known(self) -> bool:
        """Whether the figure can be compared."""
        return self.problem is None

    def short_by(self, value: float) -> float:
        """By how much a value misses the figure, in its measure; 0 where it does not.

        What only rounding takes from it (a part in 10¹²) is not missed.
        """
        gap = self.value - value if self.at_least else value - self.value
        return gap if gap > 1e-12 * max(1.0, abs(self.value)) else 0.0


def figure(snapshot: Snapshot, row: int) -> Figure:
    """A target's figure; what is wrong with it is told, never raised."""
    unit, value, comparator = (
        snapshot.value(row, name) for name in ("unit", "value", "comparator")
    )
    measure = measure_of(_text(snapshot.value(row, "metric")))
    days = window_days(_text(snapshot.value(row, "window")))
    fitting = {Measure.AVAILABILITY: "at least", Measure.OTHER: comparator}
    expected = fitting.get(measure, "at most")
    scale = scale_of(measure, _text(unit))
    at_least = expected == "at least"
    if not isinstance(value, int | float):
        return Figure(row, measure, 0.0, days, at_least, "it has no value")
    if scale is None:
        problem = f"unit {unit!r} does not fit {measure.value}" if unit else "it has no unit"
        return Figure(row, measure, 0.0, days, at_least, problem)
    if comparator not in (None, "equals", expected):
        problem = f"comparator {comparator!r} does not fit {measure.value}"
        return Figure(row, measure, 0.0, days, at_least, problem)
    number = float(value) * scale
    if measure is Measure.AVAILABILITY and not 0 <= number <= 1:
        problem = f"{value} {unit} is no availability"
        return Figure(row, measure, 0.0, days, at_least, problem)
    return Figure(row, measure, number, days, at_least)


def _text(value: Value | None) -> str | None:
    return None if value is None else str(value)


def measure_of(metric: str | None) -> Measure:
    """What a metric's name says that it measures."""
    folded = (metric or "").casefold()
    return next((measure for word, measure in _BY_WORD if word in folded), Measure.OTHER)


def scale_of(measure: Measure, unit: str | None) -> float | None:
    """What a number in a unit is multiplied by; None for a unit that does not fit the measure."""
    folded = (unit or "").casefold().strip()
    if measure is Measure.AVAILABILITY:
        return FRACTIONS.get(folded)
    if measure is Measure.OTHER:
        return 1.0
    plain = folded.removesuffix("s")
    return SECONDS.get(SHORT.get(plain, plain))


def figure_in_words(measure: Measure, value: float) -> str:
    """A figure as people write it: 99.95 %, 4 h, 15 min, no limit."""
    if isinf(value):
        return "no limit"
    if measure is Measure.AVAILABILITY:
        return f"{value * 100:.6g} %"
    if measure is Measure.OTHER:
        return f"{value:g}"
    for unit, short in (("day", "d"), ("hour", "h"), ("minute", "min")):
        if value >= SECONDS[unit] and (value % SECONDS[unit] == 0 or unit == "minute"):
            return f"{value / SECONDS[unit]:g} {short}"
    return f"{value:g} s"
