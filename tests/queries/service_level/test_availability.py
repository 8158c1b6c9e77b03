"""Commitment arithmetic: examples by hand, and each bound against every joint distribution."""

from __future__ import annotations

from itertools import combinations, product
from math import inf, prod
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.service_level.availability import AVAILABILITY, TIME, Bound, window_days
from tests.support.linear import least

parts = st.lists(st.floats(0, 1), min_size=1, max_size=4)
ANY = AVAILABILITY.unknown


def exactly(figure: float) -> Bound:
    return AVAILABILITY.committed(figure, None, None)


def three(found: Bound) -> tuple[float, float, float | None]:
    return found.lower, found.upper, found.independent


@pytest.mark.parametrize(
    ("figures", "lower", "upper", "independent"),
    [
        ([0.999, 0.999], 0.998, 0.999, 0.998001),
        ([0.9995, 0.999, 0.995], 0.9935, 0.995, 0.9935074975),
        ([0.5, 0.4], 0.0, 0.4, 0.2),
        ([1.0], 1.0, 1.0, 1.0),
        ([], 1.0, 1.0, 1.0),
    ],
)
def test_series_by_hand(
    figures: list[float], lower: float, upper: float, independent: float
) -> None:
    found = AVAILABILITY.series([exactly(figure) for figure in figures])
    assert three(found) == pytest.approx((lower, upper, independent))


@pytest.mark.parametrize(
    ("figures", "k", "lower", "upper", "independent"),
    [
        # two carriers of 99.5, one is enough: 1 - 0.005² if independent, 99.5 if they fail
        # together, all of the time if never both
        ([0.995, 0.995], 1, 0.995, 1.0, 0.999975),
        # two of three at 99: 0.99³ + 3 · 0.99² · 0.01; at least (2.97 - 1) / 2
        ([0.99, 0.99, 0.99], 2, 0.985, 1.0, 0.999702),
        # all of three is a series
        ([0.9, 0.8, 0.7], 3, 0.4, 0.7, 0.504),
        # the two best alone bound it better than all three: (1.8 - 1) / 1
        ([0.9, 0.9, 0.1], 2, 0.8, 0.95, 0.9 * 0.9 + 2 * 0.9 * 0.1 * 0.1),
        # never more than two of half a dozen at a time: 6 · 0.1 / 2 of the time
        ([0.1] * 6, 2, 0.0, 0.3, 0.114265),
    ],
)
def test_k_of_n_by_hand(
    figures: list[float], k: int, lower: float, upper: float, independent: float
) -> None:
    found = AVAILABILITY.group([exactly(figure) for figure in figures], k)
    assert three(found) == pytest.approx((lower, upper, independent))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        # whatever the other is: at most the known one, and at least nothing
        (AVAILABILITY.series([exactly(0.999), ANY]), (0, 0.999, None)),
        # one of two is enough: the known one at least, and the other may always be up
        (AVAILABILITY.group([exactly(0.939), ANY], 1), (0.939, 1, None)),
        # 50 % recorded of the other: no more than that is claimed
        (AVAILABILITY.group([exactly(0.939), exactly(0.5)], 1), (0.939, 1, 1 - 0.061 * 0.5)),
        (AVAILABILITY.group([exactly(0.999), exactly(0.99), ANY], 2), (0.989, 1, None)),
        # committed as delivered: what lies beneath is in it already, and can only lower it
        (AVAILABILITY.delivered([exactly(0.999)], ANY), (0.999, 0.999, 0.999)),
        (AVAILABILITY.delivered([exactly(0.999)], exactly(0.995)), (0.995, 0.995, 0.995)),
        (AVAILABILITY.delivered([], exactly(0.995)), (0.995, 0.995, 0.995)),
        (AVAILABILITY.delivered([ANY], exactly(0.995)), (0, 0.995, None)),
        (AVAILABILITY.strictest([exactly(0.99), exactly(0.999)]), (0.999, 0.999, 0.999)),
        (AVAILABILITY.strictest([exactly(0.99), Bound(0.9, 0.999)]), (0.99, 0.999, None)),
    ],
)
def test_what_is_not_known_by_hand(
    found: Bound, expected: tuple[float, float, float | None]
) -> None:
    assert three(found) == pytest.approx(expected)


def tail(figures: list[float], k: int) -> float:
    """P(at least k up) by counting every state of independent members."""
    states = product((0, 1), repeat=len(figures))
    return sum(
        prod(p if up else 1 - p for p, up in zip(figures, state, strict=True))
        for state in states
        if sum(state) >= k
    )


def extreme(figures: list[float | None], k: int, sign: int) -> float:
    """The least (1) or greatest (-1) P(at least k up) over all joint distributions.

    A figure that is None may be anything.
    """
    states = list(product((0, 1), repeat=len(figures)))
    known = [n for n, figure in enumerate(figures) if figure is not None]
    rows = [[state[n] for state in states] for n in known]
    every = np.array([*rows, [1] * len(states)], np.float64)
    sums = [*(figure for figure in figures if figure is not None), 1.0]
    return sign * least([sign * (sum(state) >= k) for state in states], every, sums)


@given(parts, st.integers(1, 4))
def test_the_least_over_all_joint_distributions_is_at_a_corner(
    figures: list[float], k: int
) -> None:
    """What the other tests measure by, against every corner of the linear programme.

    A corner gives its probability to as many states as there are equations; a matrix of 0 and 1
    has a whole determinant, so those that have no corner are told by a half.
    """
    states = np.array(list(product((0, 1), repeat=len(figures))))
    equations = np.vstack([states.T, np.ones(len(states))])
    chosen = np.array(list(combinations(range(len(states)), len(equations))))
    corners = equations[:, chosen].swapaxes(0, 1)
    solvable = abs(np.linalg.det(corners)) > 0.5
    shares = np.linalg.solve(corners[solvable], np.array([*figures, 1.0])[:, None])[..., 0]
    costs = (states.sum(axis=1)[chosen[solvable]] >= k) * shares
    found = float(costs.sum(axis=1)[(shares > -1e-9).all(axis=1)].min())
    assert extreme([*figures], k, 1) == pytest.approx(found, abs=1e-7)


@given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=4), st.integers(1, 4))
def test_k_of_n_against_every_dependence_and_every_value(
    figures: list[float | None], k: int
) -> None:
    k = min(k, len(figures))
    found = AVAILABILITY.group([ANY if f is None else exactly(f) for f in figures], k)
    assert found.lower == pytest.approx(extreme(figures, k, 1), abs=1e-7)
    assert found.upper == pytest.approx(extreme(figures, k, -1), abs=1e-7)
    known = [f for f in figures if f is not None]
    if len(known) == len(figures):
        assert found.independent == pytest.approx(tail(known, k))
    else:
        assert found.independent == (found.lower if found.lower == found.upper else None)


@given(parts)
def test_a_series_is_all_of_n(figures: list[float]) -> None:
    bounds = [exactly(figure) for figure in figures]
    series, every = AVAILABILITY.series(bounds), AVAILABILITY.group(bounds, len(bounds))
    assert three(series) == pytest.approx(three(every), abs=1e-9)


@given(parts, st.integers(1, 4), st.randoms())
def test_the_order_of_the_parts_changes_no_bit(
    figures: list[float], k: int, random: Random
) -> None:
    bounds = [exactly(figure) for figure in figures]
    other = list(bounds)
    random.shuffle(other)
    assert AVAILABILITY.series(bounds) == AVAILABILITY.series(other)
    k = min(k, len(bounds))
    assert AVAILABILITY.group(bounds, k) == AVAILABILITY.group(other, k)


@pytest.mark.parametrize(
    ("own", "beneath", "lower", "upper"),
    [
        ([3_600], Bound(0, 0), 3_600, 3_600),
        # all clocks start together: the slowest; one after the other: the sum
        ([3_600], Bound(7_200, 7_200), 7_200, 10_800),
        ([7_200], Bound(3_600, 5_400), 7_200, 12_600),
        ([], Bound(60, 60), 60, 60),
    ],
)
def test_times_along_a_chain_by_hand(
    own: list[float], beneath: Bound, lower: float, upper: float
) -> None:
    committed = [TIME.committed(value, None, None) for value in own]
    assert TIME.delivered(committed, beneath) == Bound(lower, upper)


def test_times_side_by_side_by_hand() -> None:
    members = [Bound(60, 90), Bound(600, 600), Bound(30, 120)]
    assert TIME.series(members) == Bound(600, 600)
    assert [TIME.group(members, k).lower for k in (1, 2, 3)] == [30, 60, 600]
    assert [TIME.group(members, k).upper for k in (1, 2, 3)] == [90, 120, 600]
    assert TIME.group([Bound(60, 60), TIME.unknown], 2) == Bound(60, inf)
    assert TIME.group([Bound(60, 60), TIME.unknown], 1) == Bound(0, 60)


@pytest.mark.parametrize(
    ("figure", "window", "wanted", "lower", "upper"),
    [
        # a year's downtime in one month, or spread evenly
        (0.999, 365.25, 365.25 / 12, 1 - 0.001 * 12, 0.999),
        (0.995, 365.25, 365.25 / 12, 0.94, 0.995),
        (0.999, 30, 365, 0.999, 0.999),  # what every month keeps, the year keeps
        (0.9, 365, 7, 0.0, 0.9),  # a year's downtime outlasts a week
        (0.999, None, 30, 0.999, 0.999),
        (0.999, 30, None, 0.999, 0.999),
    ],
)
def test_windows_by_hand(
    figure: float, window: float | None, wanted: float | None, lower: float, upper: float
) -> None:
    found = AVAILABILITY.committed(figure, window, wanted)
    independent = figure if lower == upper else None
    assert three(found) == pytest.approx((lower, upper, independent))


@pytest.mark.parametrize(
    ("text", "days"),
    [("P7D", 7), ("P1M", 30.4375), ("P1Y", 365.25), ("PT12H", 0.5), ("P1DT12H", 1.5), (None, None)],
)
def test_windows_are_read_as_days(text: str | None, days: float | None) -> None:
    assert window_days(text) == days
