"""The arithmetic of commitments: availability in series and k of n, times along a chain, windows.

Availabilities are fractions (0 to 1), times are seconds. Each figure is a range: what it is at
least and at most, whatever the parts that are not known may be and whatever fails together. An
availability has one figure besides, for parts that fail independently, where all are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import fsum, inf, prod
from typing import Protocol

from graph_model.periods import parse_clock, parse_period

DAYS_A_MONTH = 365.25 / 12
"""The mean length of a month, for windows that count in months and years."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The range of a figure, ``lower`` ≤ ``upper``; a time without limit is ``inf`` at most.

    ``independent`` is an availability where failures are independent; None where a part is not
    known, and for times.
    """

    lower: float
    upper: float
    independent: float | None = None


class Arithmetic(Protocol):
    """How the figures of one measure are put together."""

    @property
    def unknown(self) -> Bound:
        """What anything may be."""

    @property
    def perfect(self) -> Bound:
        """What something that never fails is."""

    def committed(self, value: float, window: float | None, wanted: float | None) -> Bound:
        """A committed value over ``window`` days, as it may look over ``wanted`` days."""

    def strictest(self, bounds: Sequence[Bound]) -> Bound:
        """Several commitments that hold together."""

    def series(self, parts: Sequence[Bound]) -> Bound:
        """What needs all of its parts."""

    def group(self, members: Sequence[Bound], k: int) -> Bound:
        """What needs ``k`` of its members; ``k`` is from 1 to their number."""

    def delivered(self, committed: Sequence[Bound], beneath: Bound) -> Bound:
        """What is committed as it is delivered, over what lies beneath, that can lower it."""


class Availability:
    """Fractions of time up; more is better."""

    unknown = Bound(0.0, 1.0)
    perfect = Bound(1.0, 1.0, 1.0)

    def committed(self, value: float, window: float | None, wanted: float | None) -> Bound:
        """The value itself, unless it holds over a longer window: then a range.

        All the downtime allowed over the longer may fall into one shorter, or be spread evenly:
        from 1 − (1 − A) · window / wanted to A. Over a longer window the same value holds. An
        unknown window is taken as the wanted one.
        """
        if window is None or wanted is None or window <= wanted:
            return Bound(value, value, value)
        return Bound(max(0.0, 1 - (1 - value) * window / wanted), value)

    def strictest(self, bounds: Sequence[Bound]) -> Bound:
        """The highest of each end; one figure where nothing else may be higher than it."""
        return _within(max(b.lower for b in bounds), max(b.upper for b in bounds), None)

    def series(self, parts: Sequence[Bound]) -> Bound:
        """At least 1 − Σ(1 − Aᵢ) (Boole), at most the lowest; the product if independent."""
        if len(parts) == 1:
            return parts[0]
        upper = min((p.upper for p in parts), default=1.0)
        lower = max(0.0, 1 - fsum(1 - p.lower for p in parts))
        known = [p.independent for p in parts if p.independent is not None]
        return _within(lower, upper, prod(sorted(known)) if len(known) == len(parts) else None)

    def group(self, members: Sequence[Bound], k: int) -> Bound:
        """The least and the most that any joint distribution of failures allows.

        At least (Σ A − k + 1) / (m − k + 1) over any m ≥ k members, since the expected number that
        is up is at most k − 1 plus (m − k + 1) times the probability sought; the most reliable m
        are tried for every m. At most as the opposite: n − k + 1 of the members are down at least
        as often. If independent, the Poisson-binomial tail.
        """
        down = _least([1 - m.upper for m in members], len(members) - k + 1)
        lower = _least([m.lower for m in members], k)
        known = [m.independent for m in members if m.independent is not None]
        return _within(lower, 1 - down, _tail(known, k) if len(known) == len(members) else None)

    def delivered(self, committed: Sequence[Bound], beneath: Bound) -> Bound:
        """Each commitment, at most what lies beneath can be at the very best."""
        if not committed:
            return beneath
        upper = min(beneath.upper, *(c.upper for c in committed))
        known = [c.independent for c in committed if c.independent is not None]
        independent = min(upper, *known) if len(known) == len(committed) else None
        return _within(min(c.lower for c in committed), upper, independent)


def _within(lower: float, upper: float, independent: float | None) -> Bound:
    """A bound whose parts rounding has not put out of order; no range is one figure."""
    lower = min(lower, upper)
    if independent is None:
        return Bound(lower, upper, upper if lower == upper else None)
    return Bound(lower, upper, min(max(independent, lower), upper))


def _tail(probabilities: Sequence[float], k: int) -> float:
    """P(at least k of independent events), by counting exactly."""
    exactly_up = [1.0]
    for p in sorted(probabilities):
        stays = [*(x * (1 - p) for x in exactly_up), 0.0]
        rises = [0.0, *(x * p for x in exactly_up)]
        exactly_up = [a + b for a, b in zip(stays, rises, strict=True)]
    return min(1.0, fsum(exactly_up[k:]))


def _least(probabilities: Sequence[float], k: int) -> float:
    """The least that P(at least k of the events) can be, whatever hangs together."""
    sums = accumulate(sorted(probabilities, reverse=True))
    bounds = ((s - k + 1) / (m - k + 1) for m, s in enumerate(sums, 1) if m >= k)
    return max(0.0, *bounds)


class Time:
    """Seconds until something is answered or restored; less is better.

    At least, if all clocks start together; at most, if each starts when what lies beneath is back.
    """

    unknown = Bound(0.0, inf)
    perfect = Bound(0.0, 0.0)

    def committed(self, value: float, window: float | None, wanted: float | None) -> Bound:
        """The value itself, over any window."""
        return Bound(value, value)

    def strictest(self, bounds: Sequence[Bound]) -> Bound:
        """The shortest of each end."""
        return Bound(min(b.lower for b in bounds), min(b.upper for b in bounds))

    def series(self, parts: Sequence[Bound]) -> Bound:
        """The slowest of the parts, which are restored side by side."""
        lower = max((p.lower for p in parts), default=0.0)
        return Bound(lower, max((p.upper for p in parts), default=0.0))

    def group(self, members: Sequence[Bound], k: int) -> Bound:
        """The k-th fastest: the time until ``k`` of the members are back."""
        lower, upper = (m.lower for m in members), (m.upper for m in members)
        return Bound(sorted(lower)[k - 1], sorted(upper)[k - 1])

    def delivered(self, committed: Sequence[Bound], beneath: Bound) -> Bound:
        """The slowest at least; at most those committed and the slowest beneath, added."""
        lower = max([beneath.lower, *(c.lower for c in committed)])
        return Bound(lower, beneath.upper + fsum(c.upper for c in committed))


AVAILABILITY, TIME = Availability(), Time()


def window_days(text: str | None) -> float | None:
    """A window (P1M, P7D, PT24H) in days; None for none."""
    if text is None:
        return None
    try:
        return parse_clock(text) / 86_400
    except ValueError:
        period = parse_period(text)
        return period.months * DAYS_A_MONTH + period.days
