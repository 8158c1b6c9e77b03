"""Antichains of sets of at most three numbers, as arrays: the algebra of minimal cut sets.

A family stands for every set that holds one of its members ("at least these are lost"). Union is
"either", product is "both"; sets of more than three are forgotten, and a set that holds another of
the family is absorbed (the laws of a bounded free distributive lattice).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from queries.snapshot.rows import as_ints, grouped

Keys = NDArray[np.int64]
Flags = NDArray[np.bool_]

BITS = 21
"""A number of a set is below 2 ** 21, so that three of them fit one 64-bit key."""
MASK = 2**BITS - 1


def _no_keys() -> Keys:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class SetFamily:
    """Sets none of which holds another: numbers, and keys of two and of three, each rising.

    A key of two is ``a << 21 | b`` with a < b, of three ``a << 42 | b << 21 | c`` with a < b < c.
    """

    ones: Keys = field(default_factory=_no_keys)
    twos: Keys = field(default_factory=_no_keys)
    threes: Keys = field(default_factory=_no_keys)

    def __len__(self) -> int:
        """The number of sets."""
        return len(self.ones) + len(self.twos) + len(self.threes)

    def same(self, other: SetFamily) -> bool:
        """Whether both hold the same sets."""
        return (
            np.array_equal(self.ones, other.ones)
            and np.array_equal(self.twos, other.twos)
            and np.array_equal(self.threes, other.threes)
        )

    @property
    def numbers(self) -> Keys:
        """Every number of any set, once."""
        pairs = self.twos >> BITS, self.twos & MASK
        return np.unique(np.concatenate([self.ones, *pairs, *_numbers(self.threes)]))

    def rows(self) -> NDArray[np.int32]:
        """The sets as rows of numbers, rising, -1 where there is none: shape (len(self), 3)."""
        rows = np.full((len(self), 3), -1, np.int32)
        first, last = len(self.ones), len(self.ones) + len(self.twos)
        rows[:first, 0] = self.ones
        rows[first:last, 0], rows[first:last, 1] = self.twos >> BITS, self.twos & MASK
        rows[last:, 0], rows[last:, 1] = self.threes >> 2 * BITS, self.threes >> BITS & MASK
        rows[last:, 2] = self.threes & MASK
        return rows


class Budget:
    """How many sets may still be combined; ``exhausted`` once some were not."""

    def __init__(self, sets: int) -> None:
        """Allow that many."""
        self.left, self.exhausted = sets, False

    def take(self, sets: int) -> int:
        """Take sets from the budget before they are made: how many of them may be."""
        taken = min(sets, self.left)
        self.left -= taken
        self.exhausted |= taken < sets
        return taken


def union(families: list[SetFamily]) -> SetFamily:
    """The sets of any of the families, absorbed."""
    if len(families) == 1:
        return families[0]
    return _absorbed(
        np.concatenate([_no_keys(), *(family.ones for family in families)]),
        np.concatenate([_no_keys(), *(family.twos for family in families)]),
        np.concatenate([_no_keys(), *(family.threes for family in families)]),
    )


def product(one: SetFamily, other: SetFamily, most: int, budget: Budget) -> SetFamily:
    """The unions of a set of each, of at most ``most`` (2 or 3) numbers, absorbed.

    Where there are more unions to make than the budget allows, only some of them.
    """
    ones, pairs = _joined_ones(one.ones, other.ones, budget)
    twos = [
        pairs,
        one.twos[_covered_twos(one.twos, other)],
        other.twos[_covered_twos(other.twos, one)],
    ]
    threes = [_no_keys()]
    if most > 2:
        threes += [
            _widened(one.twos, other.ones, budget),
            _widened(other.twos, one.ones, budget),
            _overlapping(one.twos, other.twos, budget),
            one.threes[_covered(one.threes, other)],
            other.threes[_covered(other.threes, one)],
        ]
    return _absorbed(ones, np.concatenate(twos), np.concatenate(threes))


def _joined_ones(one: Keys, other: Keys, budget: Budget) -> tuple[Keys, Keys]:
    """The numbers in both, and the pairs of a number of each."""
    first, second = _crossed(one, other, budget)
    pairs = np.minimum(first, second) << BITS | np.maximum(first, second)
    return np.intersect1d(one, other), pairs[first != second]


def _crossed(one: Keys, other: Keys, budget: Budget) -> tuple[Keys, Keys]:
    """Each of the one with each of the other, as far as the budget allows."""
    many = budget.take(len(one) * len(other))
    rows = -(-many // max(1, len(other)))
    return np.repeat(one[:rows], len(other))[:many], np.tile(other, rows)[:many]


def _covered_twos(twos: Keys, by: SetFamily) -> Flags:
    """Which pairs hold a set of the family."""
    return _among(twos, by.twos) | _among(twos >> BITS, by.ones) | _among(twos & MASK, by.ones)


def _covered(threes: Keys, by: SetFamily) -> Flags:
    """Which triples hold a set of the family."""
    held = _among(threes, by.threes)
    for number in _numbers(threes) if len(by.ones) else ():
        held |= _among(number, by.ones)
    for pair in _sides(threes) if len(by.twos) else ():
        held |= _among(pair, by.twos)
    return held


def _among(keys: Keys, rising: Keys) -> Flags:
    """Which keys are among some that rise; nothing is sorted for it."""
    if not len(rising):
        return np.zeros(len(keys), np.bool_)
    at = np.searchsorted(rising, keys)
    at[at == len(rising)] = 0
    found: Flags = rising[at] == keys
    return found


def _numbers(threes: Keys) -> tuple[Keys, Keys, Keys]:
    return threes >> 2 * BITS, threes >> BITS & MASK, threes & MASK


def _sides(threes: Keys) -> tuple[Keys, Keys, Keys]:
    """The three pairs within each triple."""
    a, b, c = _numbers(threes)
    return a << BITS | b, a << BITS | c, b << BITS | c


def _widened(twos: Keys, ones: Keys, budget: Budget) -> Keys:
    """A pair with a number more."""
    pair, number = _crossed(twos, ones, budget)
    return _triples(pair >> BITS, pair & MASK, number)


def _overlapping(one: Keys, other: Keys, budget: Budget) -> Keys:
    """Pairs of each that share a number: joined on it."""
    if not len(one) or not len(other):
        return _no_keys()
    shared, rest = _by_end(one)
    key, others = _by_end(other)
    rows = grouped(as_ints(key), int(max(shared.max(), key.max())) + 1)
    many = np.cumsum(rows.offsets[shared + 1] - rows.offsets[shared])
    shared = shared[many <= budget.take(int(many[-1]))]
    owner, at = rows.of_many(as_ints(shared))
    return _triples(shared[owner], rest[owner], others[at])


def _by_end(twos: Keys) -> tuple[Keys, Keys]:
    """Each pair from either end: the end, and the other."""
    a, b = twos >> BITS, twos & MASK
    return np.concatenate([a, b]), np.concatenate([b, a])


def _triples(a: Keys, b: Keys, c: Keys) -> Keys:
    """The keys of three different numbers each, in any order; what has fewer is left out."""
    low, high = np.minimum(np.minimum(a, b), c), np.maximum(np.maximum(a, b), c)
    middle = a + b + c - low - high
    keys = low << 2 * BITS | middle << BITS | high
    return keys[(low < middle) & (middle < high)]


def _absorbed(ones: Keys, twos: Keys, threes: Keys) -> SetFamily:
    """Every set once, without those that hold a smaller one."""
    singles = SetFamily(np.unique(ones))
    pairs = np.unique(twos)
    smaller = SetFamily(singles.ones, pairs[~_covered_twos(pairs, singles)])
    triples = np.unique(threes)
    return SetFamily(smaller.ones, smaller.twos, triples[~_covered(triples, smaller)])
