"""The arithmetic of commitments: availability in series and k of n, times along a chain, windows.

Availabilities are fractions (0 to 1), times are seconds. Each figure comes twice: ``likely`` under
a stated assumption, ``sure`` under none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import prod

from graph_model.periods import parse_clock, parse_period

DAYS_A_MONTH = 365.25 / 12
"""The mean length of a month, for windows that count in months and years."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure that can be relied upon: ``likely`` if the assumption holds, ``sure`` in any case.

    For availability the assumption is that failures are independent, and likely ≥ sure. For times
    it is that all clocks start together, and likely ≤ sure.
    """

    likely: float
    sure: float


def exactly(figure: float) -> Bound:
    """A figure that rests on no assumption."""
    return Bound(figure, figure)


def in_series(parts: Sequence[Bound]) -> Bound:
    """All must be up: the product if independent; surely at least 1 − Σ(1 − Aᵢ) (Boole)."""
    return Bound(prod(p.likely for p in parts), max(0.0, 1 - sum(1 - p.sure for p in parts)))


def k_of_n(members: Sequence[Bound], k: int) -> Bound:
    """At least ``k`` of the members must be up; ``k`` is from 1 to their number.

    If independent, the Poisson-binomial tail. Surely at least (Σ A − k + 1) / (m − k + 1) over any
    m ≥ k members, since the expected number that is up is at most k − 1 plus (m − k + 1) times the
    probability sought; the most reliable m are tried for every m.
    """
    return Bound(_tail([m.likely for m in members], k), _least(sorted(m.sure for m in members), k))


def _tail(probabilities: Sequence[float], k: int) -> float:
    """P(at least k of independent events), by counting exactly."""
    exactly_up = [1.0]
    for p in probabilities:
        stays = [*(x * (1 - p) for x in exactly_up), 0.0]
        rises = [0.0, *(x * p for x in exactly_up)]
        exactly_up = [a + b for a, b in zip(stays, rises, strict=True)]
    return min(1.0, sum(exactly_up[k:]))


def _least(rising: Sequence[float], k: int) -> float:
    sums = accumulate(reversed(rising))
    bounds = ((s - k + 1) / (m - k + 1) for m, s in enumerate(sums, 1) if m >= k)
    return max(0.0, *bounds)


def along_chain(own: float, beneath: Sequence[Bound]) -> Bound:
    """A time that waits for what is beneath: the slowest if clocks start together, else the sum."""
    likely = max([own, *(b.likely for b in beneath)])
    return Bound(likely, own + max((b.sure for b in beneath), default=0.0))


def kth_fastest(members: Sequence[Bound], k: int) -> Bound:
    """The time until ``k`` of the members are back."""
    likely = sorted(m.likely for m in members)[k - 1]
    return Bound(likely, sorted(m.sure for m in members)[k - 1])


def over_window(availability: float, window: float | None, wanted: float | None) -> float:
    """An availability over ``window`` days as it may look over ``wanted`` days.

    All the downtime allowed over a longer window may fall into one shorter one:
    1 − (1 − A) · window / wanted. Over a longer window the same figure holds. An unknown window is
    taken as the wanted one.
    """
    if window is None or wanted is None or window <= wanted:
        return availability
    return max(0.0, 1 - (1 - availability) * window / wanted)


def window_days(text: str | None) -> float | None:
    """A window (P1M, P7D, PT24H) in days; None for none."""
    if text is None:
        return None
    try:
        return parse_clock(text) / 86_400
    except ValueError:
        period = parse_period(text)
        return period.months * DAYS_A_MONTH + period.days
