"""A columnar list is a list: whatever is asked of it, it answers as the objects in a list would."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.answers.columnar import Columnar, taken


class Squares(Columnar[complex]):
    """The squares of some numbers, made when they are asked for."""

    def __init__(self, roots: Sequence[int]) -> None:
        self.roots = roots

    def __len__(self) -> int:
        return len(self.roots)

    def one(self, at: int) -> complex:
        return complex(self.roots[at] ** 2)

    def some(self, positions: Sequence[int]) -> Squares:
        return Squares(taken(self.roots, positions))


bounds = st.none() | st.integers(-8, 8)


@given(st.lists(st.integers(0, 9), max_size=6), bounds, bounds, st.sampled_from([None, 1, 2, -1]))
def test_slices_are_those_of_a_list(
    roots: list[int], low: int | None, high: int | None, step: int | None
) -> None:
    listed = [complex(root**2) for root in roots]
    assert list(Squares(roots)[low:high:step]) == listed[low:high:step]


@given(st.lists(st.integers(0, 9), max_size=6))
def test_it_is_read_one_by_one_as_a_list_is(roots: list[int]) -> None:
    squares, listed = Squares(roots), [complex(root**2) for root in roots]
    assert list(squares) == [squares[at] for at in range(len(roots))] == listed
    assert [squares[-at - 1] for at in range(len(roots))] == listed[::-1]
    assert list(reversed(squares)) == listed[::-1]
    with pytest.raises(IndexError):
        squares[len(roots)]


def test_a_column_is_an_attribute_of_each() -> None:
    assert Squares([1, 2, 3]).column("real") == [1.0, 4.0, 9.0]


def test_all_positions_in_order_take_the_column_itself() -> None:
    column = ["a", "b", "c"]
    assert taken(column, range(3)) is column
    assert taken(column, range(2, -1, -1)) == ["c", "b", "a"]
    assert taken(column, [2, 0]) == ["c", "a"]
