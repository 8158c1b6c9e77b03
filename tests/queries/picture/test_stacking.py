"""What stands in a column comes as near to where it wants to be as its order and room let it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.picture.stacking import stacked

TABLE = {
    "nothing": ([], [], 0.0, []),
    "where it wants": ([0.0, 30.0], [10.0, 10.0], 50.0, [0.0, 30.0]),
    "two want one place, each gives way half": ([20.0, 20.0], [10.0, 10.0], 50.0, [15.0, 25.0]),
    "the wrong way round": ([40.0, 0.0], [10.0, 10.0], 50.0, [15.0, 25.0]),
    "not above the top": ([-20.0], [10.0], 50.0, [0.0]),
    "not below its stack": ([90.0], [10.0], 50.0, [50.0]),
}


@pytest.mark.parametrize(("wanted", "room", "most", "expected"), TABLE.values(), ids=TABLE)
def test_stacked(
    wanted: list[float], room: list[float], most: float, expected: list[float]
) -> None:
    assert stacked(wanted, room, most) == expected


WHOLE = st.integers(-100, 400).map(float)
COLUMNS = st.lists(st.tuples(WHOLE, st.integers(1, 40).map(float)), min_size=1, max_size=7)


@given(COLUMNS, st.integers(0, 300).map(float))
def test_nothing_overlaps_and_nothing_leaves_its_bounds(
    column: list[tuple[float, float]], most: float
) -> None:
    wanted, room = map(list, zip(*column, strict=True))
    tops = stacked(wanted, room, most)
    above = zip(pairwise(tops), room, strict=False)
    assert all(lower - upper >= space - 1e-6 for (upper, lower), space in above)
    assert tops[0] >= 0
    assert tops[-1] <= sum(room[:-1]) + most + 1e-6


@given(COLUMNS, st.integers(0, 6), st.sampled_from([-1.0, 1.0]))
def test_no_small_move_comes_nearer(
    column: list[tuple[float, float]], moved: int, by: float
) -> None:
    wanted, room = map(list, zip(*column, strict=True))
    wide = 10_000.0
    tops = stacked([want + 5_000 for want in wanted], room, wide)
    other = list(tops)
    at = moved % len(tops)
    other[at] += by * 0.01
    fits = all(b - a >= space - 1e-9 for (a, b), space in zip(pairwise(other), room, strict=False))

    def off(found: list[float]) -> float:
        return float(sum((y - want - 5_000) ** 2 for y, want in zip(found, wanted, strict=True)))

    assert not fits or off(tops) <= off(other) + 1e-6
