"""Units as people write them: what each measures, so that only like is compared with like."""

from __future__ import annotations

from enum import Enum


class Dimension(Enum):
    """What a unit measures; figures of two dimensions cannot be compared."""

    RATIO = "a share"
    TIME = "a length of time"
    WORKING_TIME = "a length of working time"


_RATIOS = frozenset({"percent", "per cent", "%", "ratio", "fraction"})
_TIMES = frozenset({"millisecond", "second", "minute", "hour", "day", "week", "month", "year"})
_TIMES_IN_SHORT = frozenset({"ms", "s", "sec", "min", "h", "hr", "d"})
_WORKING = ("business ", "working ", "service ")

_SHARES = ("availability", "uptime", "success rate", "error rate", "accuracy", "completeness")
_DURATIONS = ("latency", "recovery point", "recovery time", "downtime", "duration", "delay")
_EITHER_TIME = frozenset({Dimension.TIME, Dimension.WORKING_TIME})


def dimension(unit: str) -> Dimension | None:
    """What a unit such as "percent", "Minutes" or "business days" measures; None if unknown."""
    plain = _plain(unit)
    if plain in _RATIOS:
        return Dimension.RATIO
    if plain in _TIMES_IN_SHORT or _singular(plain) in _TIMES:
        return Dimension.TIME
    worked = any(_singular(plain.removeprefix(p)) in _TIMES for p in _WORKING if p in plain)
    return Dimension.WORKING_TIME if worked else None


def measured_by(unit: str) -> str:
    """What two units must share to be comparable: their dimension, or else their very text."""
    known = dimension(unit)
    return known.value if known else _singular(_plain(unit))


def dimensions_of(metric: str) -> frozenset[Dimension]:
    """The dimensions in which a metric of that name can be measured; empty if it does not say."""
    plain = _plain(metric)
    if any(word in plain for word in _SHARES):
        return frozenset({Dimension.RATIO})
    if plain.endswith("time") or any(word in plain for word in _DURATIONS):
        return _EITHER_TIME
    return frozenset()


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").casefold().split())


def _singular(text: str) -> str:
    return text[:-1] if len(text) > 2 and text.endswith("s") else text
