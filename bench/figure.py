"""A measured figure beside its peer and its target, and how a time is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")

FULL, SMALL = "full", "small"


@dataclass(frozen=True, slots=True)
class BenchFigure:
    """What was measured: ``value`` in ``unit`` (ms, s, MB, ratio).

    ``peer`` is what did the same beside it, in words, ``ratio`` how many times as fast as the peer
    this was; ``target`` is in words, ``met`` whether it was reached (None: there is none, or it is
    meant for another size).
    """

    measure: str
    value: float
    unit: str = ""
    peer: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None


def seconds(make: Callable[[], object]) -> float:
    """How long one call takes."""
    began = perf_counter()
    make()
    return perf_counter() - began


def median_seconds(make: Callable[[], object], runs: int = 5, warm: int = 1) -> float:
    """The median of several calls, after some that do not count."""
    for _ in range(warm):
        make()
    return median(seconds(make) for _ in range(runs))


def timed(make: Callable[[], T]) -> tuple[T, float]:
    """What one call makes, and how long it takes."""
    began = perf_counter()
    made = make()
    return made, perf_counter() - began


def faster(ours: float, peer: float, least: float) -> tuple[float, str, bool]:
    """Ratio, target and whether it is met, where so many times as fast is asked for."""
    ratio = peer / ours
    return ratio, f"≥ {least:g} × as fast", ratio >= least


def within(what: str, value: float, unit: str, most: float, applies: bool = True) -> BenchFigure:
    """A figure that may be so much at most; ``applies`` is whether this size is the target's."""
    met = value <= most if applies else None
    return BenchFigure(what, value, unit, target=f"≤ {most:g} {unit}", met=met)
