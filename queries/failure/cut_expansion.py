"""The minimal cut sets of a target, by expansion of its gates from below to a least fixpoint.

As in MOCUS (Fussell and Vesely 1972), an event is replaced by what causes it; but from the causes
up, bounded at sets of three and absorbed at each step, so that cycles only stop adding sets.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from queries.failure.cut_classes import FATAL, CutClasses, Gate
from queries.failure.small_sets import Budget, SetFamily, product, union


class Expansion:
    """The families of sets of classes that bring about each class's effect, and the target."""

    def __init__(self, classes: CutClasses, causes: Sequence[bool], budget: int) -> None:
        """Begin with each class that has a cause bringing itself about; ``budget`` as sets."""
        self.gates, self.budget = classes.gates, Budget(budget)
        self.families = [_one(number) if own else SetFamily() for number, own in enumerate(causes)]
        self.target = SetFamily()
        self.above: dict[int, list[int]] = {}
        for at, gate in enumerate(self.gates):
            for number in {number for member in gate.members for number in member}:
                self.above.setdefault(number, []).append(at)

    def expand(self, most: int) -> None:
        """Find every set of at most ``most`` (2 or 3) classes, or some where the budget ends.

        The families of 2 must be complete before those of 3 are looked for: then each set of three
        that is found, even if the budget ends the search, is minimal. The target's own gates come
        first, so that a search that ends has something to show.
        """
        numbers = range(len(self.gates))
        waiting = dict.fromkeys(sorted(numbers, key=lambda at: self.gates[at].takes != FATAL))
        while waiting:
            at = next(iter(waiting))
            del waiting[at]
            if self._expand(self.gates[at], most):
                waiting.update(dict.fromkeys(self.above.get(self.gates[at].takes, [])))

    def _expand(self, gate: Gate, most: int) -> bool:
        """Add the gate's sets to what its dependent is brought about by; whether that grew."""
        held = self.target if gate.takes == FATAL else self.families[gate.takes]
        grown = union([held, self._sets(gate, most)])
        if grown.same(held):
            return False
        if gate.takes == FATAL:
            self.target = grown
        else:
            self.families[gate.takes] = grown
        return True

    def _sets(self, gate: Gate, most: int) -> SetFamily:
        """The sets that fail more members than the gate can spare."""
        members = [self._member(numbers) for numbers in gate.members]
        if most * _most_failed(members) <= gate.spare:
            return SetFamily()
        failing = self._failing(members, gate.spare + 1, len(members), most)
        return failing.get(gate.spare + 1, SetFamily())

    def _failing(
        self, members: Sequence[SetFamily], needed: int, of: int, most: int
    ) -> dict[int, SetFamily]:
        """The sets that fail so many of some members, by how many: half and half.

        No more than ``needed`` are of use, nor fewer than still allow it where the members are some
        ``of`` all.
        """
        if len(members) == 1:
            return {1: members[0]}
        half = len(members) // 2
        one = self._failing(members[:half], needed, of, most)
        other = self._failing(members[half:], needed, of, most)
        least = max(1, needed - (of - len(members)))
        counts = range(least, min(len(members), needed) + 1)
        found = {count: self._both(one, other, count, most) for count in counts}
        return {count: family for count, family in found.items() if len(family)}

    def _both(
        self, one: dict[int, SetFamily], other: dict[int, SetFamily], count: int, most: int
    ) -> SetFamily:
        """The sets that fail ``count`` members, some of them here and the others there."""
        found = [side[count] for side in (one, other) if count in side]
        found += [
            product(family, other[count - here], most, self.budget)
            for here, family in one.items()
            if count - here in other
        ]
        return union(found)

    def _member(self, numbers: Sequence[int]) -> SetFamily:
        """The sets that fail a member: those that bring about one of the classes."""
        return union([self.families[number] for number in numbers])


def _most_failed(members: Sequence[SetFamily]) -> int:
    """How many members any one class helps to fail, at most."""
    numbers = np.concatenate([family.numbers for family in members])
    return int(np.bincount(numbers).max(initial=0))


def _one(number: int) -> SetFamily:
    return SetFamily(np.array([number], np.int64))
