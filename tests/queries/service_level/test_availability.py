"""Commitment arithmetic: examples by hand, and each bound against every joint distribution."""

from __future__ import annotations

from itertools import combinations, product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.service_level.availability import (
    Bound,
    along_chain,
    exactly,
    in_series,
    k_of_n,
    kth_fastest,
    over_window,
    window_days,
)

parts = st.lists(st.floats(0, 1), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("figures", "likely", "sure"),
    [
        ([0.999, 0.999], 0.998001, 0.998),
        ([0.9995, 0.999, 0.995], 0.9935074975, 0.9935),
        ([0.5, 0.4], 0.2, 0.0),
        ([1.0], 1.0, 1.0),
    ],
)
def test_series_by_hand(figures: list[float], likely: float, sure: float) -> None:
    found = in_series([exactly(figure) for figure in figures])
    assert (found.likely, found.sure) == pytest.approx((likely, sure))


@pytest.mark.parametrize(
    ("figures", "k", "likely", "sure"),
    [
        # two carriers of 99.5, one is enough: 1 - 0.005² if independent, 99.5 in any case
        ([0.995, 0.995], 1, 0.999975, 0.995),
        # two of three at 99: 0.99³ + 3 · 0.99² · 0.01; surely (2.97 - 1) / 2
        ([0.99, 0.99, 0.99], 2, 0.999702, 0.985),
        # all of three is a series
        ([0.9, 0.8, 0.7], 3, 0.504, 0.4),
        # the two best alone bound it better than all three: (1.8 - 1) / 1
        ([0.9, 0.9, 0.1], 2, 0.9 * 0.9 + 2 * 0.9 * 0.1 * 0.1, 0.8),
    ],
)
def test_k_of_n_by_hand(figures: list[float], k: int, likely: float, sure: float) -> None:
    found = k_of_n([exactly(figure) for figure in figures], k)
    assert (found.likely, found.sure) == pytest.approx((likely, sure))


def tail(figures: list[float], k: int) -> float:
    """P(at least k up) by counting every state of independent members."""
    states = product((0, 1), repeat=len(figures))
    return sum(
        prod(p if up else 1 - p for p, up in zip(figures, state, strict=True))
        for state in states
        if sum(state) >= k
    )


def worst(figures: list[float], k: int) -> float:
    """The least P(at least k up) over all joint distributions: a linear programme, by its corners.

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
    return float(costs.sum(axis=1)[(shares > -1e-9).all(axis=1)].min())


@given(parts, st.integers(1, 4))
def test_k_of_n_against_every_state_and_every_dependence(figures: list[float], k: int) -> None:
    k = min(k, len(figures))
    found = k_of_n([exactly(figure) for figure in figures], k)
    assert found.likely == pytest.approx(tail(figures, k))
    assert found.sure == pytest.approx(worst(figures, k), abs=1e-7)


@given(parts)
def test_a_series_is_all_of_n(figures: list[float]) -> None:
    bounds = [exactly(figure) for figure in figures]
    series, every = in_series(bounds), k_of_n(bounds, len(bounds))
    assert series.likely == pytest.approx(every.likely)
    assert series.sure == pytest.approx(every.sure, abs=1e-9)


@pytest.mark.parametrize(
    ("own", "beneath", "expected"),
    [
        (3_600, [], Bound(3_600, 3_600)),
        (3_600, [exactly(7_200)], Bound(7_200, 10_800)),
        (7_200, [exactly(3_600), Bound(1_800, 5_400)], Bound(7_200, 12_600)),
        (0, [exactly(60)], Bound(60, 60)),
    ],
)
def test_times_along_a_chain_by_hand(own: float, beneath: list[Bound], expected: Bound) -> None:
    assert along_chain(own, beneath) == expected


def test_a_group_is_back_when_k_of_its_members_are() -> None:
    members = [exactly(60), exactly(600), exactly(30)]
    assert [kth_fastest(members, k).likely for k in (1, 2, 3)] == [30, 60, 600]


@pytest.mark.parametrize(
    ("figure", "window", "wanted", "expected"),
    [
        (0.999, 365.25, 365.25 / 12, 1 - 0.001 * 12),  # a year's downtime in one month
        (0.999, 30, 365, 0.999),  # what every month keeps, the year keeps
        (0.9, 365, 7, 0.0),  # a year's downtime outlasts a week
        (0.999, None, 30, 0.999),
        (0.999, 30, None, 0.999),
    ],
)
def test_windows_by_hand(
    figure: float, window: float | None, wanted: float | None, expected: float
) -> None:
    assert over_window(figure, window, wanted) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "days"),
    [("P7D", 7), ("P1M", 30.4375), ("P1Y", 365.25), ("PT12H", 0.5), ("P1DT12H", 1.5), (None, None)],
)
def test_windows_are_read_as_days(text: str | None, days: float | None) -> None:
    assert window_days(text) == days
