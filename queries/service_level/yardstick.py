"""What readings are held against: a target's figure, and how a reading in a unit stands to it."""

from __future__ import annotations

from dataclasses import dataclass

from graph_model.values import Value
from queries.service_level.figure import (
    FRACTIONS,
    SECONDS,
    SHORT,
    Figure,
    Measure,
    figure,
    figure_in_words,
    scale_of,
)
from queries.service_level.unit import measured_by
from queries.snapshot.snapshot import Snapshot

EXACT = "equals"
_ROUNDING = 1e-12
"""What only rounding takes from a figure, as a part of it, is no miss."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A target to hold readings against.

    Values are in the figure's measure: a fraction, seconds, or the target's own unit.
    ``problem`` says why nothing can be held against it, if so.
    """

    figure: Figure
    metric: str
    unit: str
    comparator: str
    problem: str | None = None

    @property
    def key(self) -> tuple[Measure, str]:
        """What another target must share to be about the same: the measure, or the very metric."""
        measure = self.figure.measure
        return measure, self.metric if measure is Measure.OTHER else ""

    def scale(self, unit: str) -> float | None:
        """What a number in a unit ("": the target's) is multiplied by; None: it does not fit."""
        if self.figure.measure is not Measure.OTHER:
            return scale_of(self.figure.measure, unit or self.unit)
        if not unit or not self.unit or unit == self.unit:
            return 1.0
        read, promised = _size(unit), _size(self.unit)
        if measured_by(unit) != measured_by(self.unit):
            return None
        return read / promised if read and promised else 1.0

    def figure_of(self, other: Yardstick) -> float | None:
        """Another target's figure in this one's measure; None where they cannot be compared."""
        if self.problem or other.problem or self.key != other.key:
            return None
        if self.figure.measure is not Measure.OTHER:
            return other.figure.value
        scale = self.scale(other.unit)
        return None if scale is None else other.figure.value * scale

    def misses(self, value: float) -> bool:
        """Whether a value misses the figure."""
        if self.figure.measure is Measure.OTHER and self.comparator == EXACT:
            return abs(value - self.figure.value) > _ROUNDING * max(1.0, abs(self.figure.value))
        return self.figure.short_by(value) > 0

    def better(self, one: float, other: float) -> bool:
        """Whether a value is better than another: higher or lower, or nearer where it must be."""
        if self.figure.measure is Measure.OTHER and self.comparator == EXACT:
            return abs(one - self.figure.value) < abs(other - self.figure.value)
        return one > other if self.figure.at_least else one < other

    def in_words(self, value: float) -> str:
        """A value as people write it: 99.95 %, 4 h, 85 percent."""
        if self.figure.measure is Measure.OTHER:
            return f"{value:g} {self.unit}".strip()
        return figure_in_words(self.figure.measure, value)

    @property
    def promised(self) -> str | None:
        """The figure itself in words; None where it cannot be read."""
        if self.problem:
            return None
        plain = self.in_words(self.figure.value)
        other = self.figure.measure is Measure.OTHER
        return f"{self.comparator} {plain}" if other else plain


def yardstick(snapshot: Snapshot, row: int) -> Yardstick:
    """A target to hold readings against; what is wrong with it is told, never raised."""
    found = figure(snapshot, row)
    names = ("metric", "unit", "comparator")
    metric, unit, comparator = (_text(snapshot.value(row, name)) for name in names)
    problem = found.problem
    if problem is None and found.measure is Measure.OTHER and not comparator:
        problem = "it has no comparator"
    return Yardstick(found, " ".join(metric.casefold().split()), unit, comparator, problem)


def _text(value: Value | None) -> str:
    return "" if value is None else str(value)


def _size(unit: str) -> float | None:
    """A unit in the smallest of its dimension; None for one that has no other to compare with."""
    plain = unit.casefold().strip()
    if plain in FRACTIONS:
        return FRACTIONS[plain]
    return SECONDS.get(SHORT.get(plain.removesuffix("s"), plain.removesuffix("s")))
