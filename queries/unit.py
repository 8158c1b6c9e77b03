"""Units as people write them, so that two figures are compared only where that means something."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Dimension(Enum):
    """What a unit measures; figures of two dimensions cannot be compared."""

    RATIO = "a share"
    TIME = "a length of time"
    WORKING_TIME = "a length of working time"


@dataclass(frozen=True, slots=True)
class Unit:
    """A known unit: one of it is ``factor`` of its dimension's base (1, or seconds)."""

    dimension: Dimension
    factor: float


_RATIOS = {"percent": 0.01, "per cent": 0.01, "%": 0.01, "ratio": 1.0, "fraction": 1.0}
_TIMES = {
    "millisecond": 1e-3,
    "ms": 1e-3,
    "second": 1.0,
    "sec": 1.0,
    "s": 1.0,
    "minute": 60.0,
    "min": 60.0,
    "hour": 3_600.0,
    "hr": 3_600.0,
    "h": 3_600.0,
    "day": 86_400.0,
    "d": 86_400.0,
    "week": 604_800.0,
    # The mean of the Gregorian calendar that astronomers use: 365.25 days a year.
    "month": 2_629_800.0,
    "year": 31_557_600.0,
}
_WORKING = ("business ", "working ", "service ")
_WORKED = ("minute", "hour", "day", "week")

_SHARES = ("availability", "uptime", "success rate", "error rate", "accuracy", "completeness")
_DURATIONS = ("latency", "recovery point", "recovery time", "downtime", "duration", "delay")
_EITHER_TIME = frozenset({Dimension.TIME, Dimension.WORKING_TIME})


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").casefold().split())


def unit(text: str) -> Unit | None:
    """The unit of a text such as "percent", "Minutes" or "business days"; None if unknown."""
    plain = _plain(text)
    if plain in _RATIOS:
        return Unit(Dimension.RATIO, _RATIOS[plain])
    for prefix in _WORKING:
        rest = _singular(plain.removeprefix(prefix))
        if plain.startswith(prefix) and rest in _WORKED:
            return Unit(Dimension.WORKING_TIME, _TIMES[rest])
    factor = _TIMES.get(plain) or _TIMES.get(_singular(plain))
    return Unit(Dimension.TIME, factor) if factor else None


def _singular(text: str) -> str:
    return text[:-1] if len(text) > 2 and text.endswith("s") else text


def kind_of_unit(text: str) -> str:
    """What two units must share to be comparable: their dimension, or else their very text."""
    known = unit(text)
    return known.dimension.value if known else _singular(_plain(text))


def dimensions_of(metric: str) -> frozenset[Dimension]:
    """The dimensions in which a metric of that name can be measured; empty if it does not say."""
    plain = _plain(metric)
    if any(word in plain for word in _SHARES):
        return frozenset({Dimension.RATIO})
    if plain.endswith("time") or any(word in plain for word in _DURATIONS):
        return _EITHER_TIME
    return frozenset()
