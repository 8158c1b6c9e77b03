"""How many lines between two columns cross."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable


def crossings(lines: Iterable[tuple[int, int]]) -> int:
    """How many pairs of lines cross, each given by the places of its two ends.

    Two cross where one begins above the other and ends below it; counted by inserting the ends in
    the order of the beginnings (Barth, Jünger and Mutzel 2002).
    """
    ends: list[int] = []
    found = 0
    for _, end in sorted(lines):
        found += len(ends) - bisect_right(ends, end)
        insort(ends, end)
    return found
