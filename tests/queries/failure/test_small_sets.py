"""The algebra of small sets, as arrays, is that of sets of sets, tried out."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.failure import small_sets
from queries.failure.small_sets import BITS, Budget, SetFamily, union

SETS = st.frozensets(st.frozensets(st.integers(0, 6), min_size=1, max_size=3), max_size=8)
PLENTY = 10**6

Sets = frozenset[frozenset[int]]


def minimal(sets: Sets) -> Sets:
    """The sets that hold no other."""
    return frozenset(one for one in sets if not any(other < one for other in sets))


def family(sets: Sets) -> SetFamily:
    keys: dict[int, list[int]] = {1: [], 2: [], 3: []}
    for chosen in minimal(sets):
        key = 0
        for number in sorted(chosen):
            key = key << BITS | number
        keys[len(chosen)].append(key)
    return SetFamily(*(np.sort(np.array(keys[size], np.int64)) for size in (1, 2, 3)))


def sets_of(found: SetFamily) -> Sets:
    rows = [frozenset(n for n in row if n >= 0) for row in found.rows().tolist()]
    assert len(rows) == len(set(rows)) == len(found)
    return frozenset(rows)


@given(st.lists(SETS, min_size=1, max_size=4))
def test_union(parts: list[Sets]) -> None:
    assert sets_of(union([family(part) for part in parts])) == minimal(frozenset().union(*parts))


@given(SETS, SETS, st.sampled_from((2, 3)))
def test_product(one: Sets, other: Sets, most: int) -> None:
    one, other = (frozenset(s for s in sets if len(s) <= most) for sets in (one, other))
    both = {a | b for a, b in product(minimal(one), minimal(other))}
    expected = minimal(frozenset(chosen for chosen in both if len(chosen) <= most))
    found = small_sets.product(family(one), family(other), most, Budget(PLENTY))
    assert sets_of(found) == expected


@given(SETS, SETS, st.integers(0, 12))
def test_product_cut_short_has_nothing_that_the_whole_does_not_hold(
    one: Sets, other: Sets, allowed: int
) -> None:
    budget = Budget(allowed)
    part = sets_of(small_sets.product(family(one), family(other), 3, budget))
    whole = sets_of(small_sets.product(family(one), family(other), 3, Budget(PLENTY)))
    assert all(any(held <= chosen for held in whole) for chosen in part)
    assert budget.exhausted or part == whole


@given(SETS)
def test_numbers(sets: Sets) -> None:
    assert family(sets).numbers.tolist() == sorted(frozenset().union(*minimal(sets)))


@pytest.mark.parametrize("number", [0, 2**BITS - 1])
def test_the_greatest_numbers_fit(number: int) -> None:
    chosen = frozenset(frozenset(pair) for pair in combinations({number, 5, 9}, 2))
    triple = frozenset([frozenset({number, 5, 9})])
    found = small_sets.product(family(chosen), family(triple), 3, Budget(PLENTY))
    assert sets_of(found) == triple
