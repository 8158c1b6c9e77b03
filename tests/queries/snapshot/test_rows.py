"""Rows as numbers: what bulk readers share."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from queries.snapshot.rows import among, as_ints, distinct


@given(st.lists(st.integers(0, 9)))
def test_distinct_rows_are_those_of_numpy(rows: list[int]) -> None:
    found = distinct(as_ints(rows))
    assert found.tolist() == np.unique(as_ints(rows)).tolist()
    assert found.dtype == np.int32


@given(st.lists(st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_what_is_among_others_is_as_numpy_finds_it(rows: list[int], others: set[int]) -> None:
    many, rising = as_ints(rows), as_ints(sorted(others))
    found = among(many, rising)
    assert found.tolist() == np.isin(many, rising).tolist()
    assert found.dtype == np.bool_
