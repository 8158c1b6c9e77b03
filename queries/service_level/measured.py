"""What was really measured of a target: every reading as kept or missed, over some months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cached_property
from math import fsum

from graph_model.periods import Period, add, moved, parse_period
from queries.service_level.availability import window_days
from queries.service_level.figure import Measure
from queries.service_level.yardstick import Yardstick
from queries.snapshot.snapshot import Snapshot

CLEAR = 0.5
"""From which rank correlation on readings are taken to go one way."""
FEWEST = 3
"""With fewer readings nothing is said of where they go."""


class Course(Enum):
    """Where readings go."""

    BETTER = "better"
    STEADY = "steady"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """What was measured by a day, in the target's measure, and whether it misses the target.

    ``read`` is the reading itself, ``value`` what is held against the target.
    """

    on: date
    read: float
    value: float
    missed: bool


@dataclass(frozen=True)
class Measurement:
    """What was measured of a target.

    ``figures`` are all up to a day, oldest first; those after ``since`` are counted. ``problem``
    says why readings that there are cannot be held against the target.
    """

    yardstick: Yardstick
    figures: tuple[MeasuredFigure, ...]
    since: date
    problem: str | None = None

    @cached_property
    def counted(self) -> tuple[MeasuredFigure, ...]:
        """The figures of the period."""
        return tuple(one for one in self.figures if one.on > self.since)

    @property
    def latest(self) -> MeasuredFigure | None:
        """The newest figure, however old."""
        return self.figures[-1] if self.figures else None

    @cached_property
    def months_read(self) -> frozenset[tuple[int, int]]:
        """The calendar months of the period in which something was read."""
        return frozenset((one.on.year, one.on.month) for one in self.counted)

    @cached_property
    def months_missed(self) -> frozenset[tuple[int, int]]:
        """The calendar months of the period in which a figure missed the target."""
        return frozenset((one.on.year, one.on.month) for one in self.counted if one.missed)

    @cached_property
    def mean(self) -> float | None:
        """The mean of the period's readings."""
        values = [one.read for one in self.counted]
        return fsum(values) / len(values) if values else None

    @cached_property
    def course(self) -> Course | None:
        """Where the period's figures go: Kendall's rank correlation with time, ±0.5 and beyond.

        It asks of every two figures whether the later is better, so that one bad month does not
        make a trend. None where there are fewer than three figures.
        """
        found = self.counted
        if len(found) < FEWEST:
            return None
        better = self.yardstick.better
        pairs = [(a.value, b.value) for n, a in enumerate(found) for b in found[n + 1 :]]
        risen = sum(better(later, earlier) - better(earlier, later) for earlier, later in pairs)
        if abs(risen) < CLEAR * len(pairs):
            return Course.STEADY
        return Course.BETTER if risen > 0 else Course.WORSE


def measurement(
    snapshot: Snapshot, held: Yardstick, metrics: Iterable[int], as_of: date, since: date
) -> Measurement:
    """What some metrics (rows) read up to a day, held against a target.

    Where several read on one day, the worst counts. A metric in a unit that does not fit is left
    out, and said.
    """
    found: dict[date, MeasuredFigure] = {}
    problem = held.problem
    for metric in () if problem else metrics:
        unit = str(snapshot.value(metric, "unit") or "")
        if (scale := held.scale(unit)) is None:
            problem = f"{snapshot.id(metric)} is read in {unit}, the target given in {held.unit}"
            continue
        for one in _judged(
            held, _readings(snapshot, metric, as_of, scale), _span(snapshot, metric)
        ):
            if one.on not in found or held.better(found[one.on].value, one.value):
                found[one.on] = one
    return Measurement(held, tuple(found[day] for day in sorted(found)), since, problem)


def _readings(
    snapshot: Snapshot, metric: int, as_of: date, scale: float
) -> list[tuple[date, float]]:
    """A metric's readings up to a day, oldest first, in the target's measure."""
    texts = snapshot.value(metric, "readings")
    pairs = (str(text).split(" ", 1) for text in (texts if isinstance(texts, list) else ()))
    read = [(date.fromisoformat(day), float(number) * scale) for day, number in pairs]
    return sorted(one for one in read if one[0] <= as_of)


def _span(snapshot: Snapshot, metric: int) -> float | None:
    """How many days one reading of a metric stands for; None where it does not say."""
    window = snapshot.value(metric, "window")
    return None if window is None else window_days(str(window))


def _judged(
    held: Yardstick, readings: Sequence[tuple[date, float]], span: float | None
) -> list[MeasuredFigure]:
    """The figures by which readings are judged.

    A time is judged by itself. An availability promised over a longer window than one reading
    stands for is the mean of the readings that fill the window up to then: a bad month is made up
    for by the others of its year.
    """
    window = held.figure.window
    many = 1
    if held.figure.measure is Measure.AVAILABILITY and window and span:
        many = max(1, round(window / span))
    found = []
    for n, (day, read) in enumerate(readings):
        filling = readings[max(0, n + 1 - many) : n + 1]
        inside = [value for on, value in filling if many == 1 or (day - on).days < (window or 0)]
        value = fsum(inside) / len(inside)
        found.append(MeasuredFigure(day, read, value, held.misses(value)))
    return found


def overdue(snapshot: Snapshot, metric: int, as_of: date) -> bool:
    """Whether a metric's last reading lies further back than its window.

    One that says no window is never late; one that says it and was never read is.
    """
    window = snapshot.value(metric, "window")
    readings = snapshot.value(metric, "readings")
    if window is None:
        return False
    if not isinstance(readings, list) or not readings:
        return True
    last = date.fromisoformat(str(max(map(str, readings))).split(" ")[0])
    return _due(last, str(window)) < as_of


def _due(last: date, window: str) -> date:
    """The day by which the next reading is due, calendar-correct for months."""
    try:
        return add(last, parse_period(window))
    except ValueError:
        days = window_days(window) or 0.0
        return moved(last, timedelta(days=min(days, timedelta.max.days)))


def back(as_of: date, months: int) -> date:
    """The day before which a period of so many months up to a day begins."""
    return moved(as_of, Period(months=months), -1)
