"""Lines cross where one begins above another and ends below it."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.picture.crossings import crossings

TABLE = {
    "none": ([], 0),
    "side by side": ([(0, 0), (1, 1)], 0),
    "a cross": ([(0, 1), (1, 0)], 1),
    "from one place": ([(0, 0), (0, 5)], 0),
    "to one place": ([(0, 3), (5, 3)], 0),
    "all three": ([(0, 2), (1, 1), (2, 0)], 3),
}


@pytest.mark.parametrize(("lines", "expected"), TABLE.values(), ids=TABLE)
def test_crossings(lines: list[tuple[int, int]], expected: int) -> None:
    assert crossings(lines) == expected


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_crossings_are_the_pairs_that_cross(lines: list[tuple[int, int]]) -> None:
    pairs = combinations(lines, 2)
    naive = sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in pairs)
    assert crossings(lines) == naive
