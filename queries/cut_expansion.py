"""The minimal cut sets of a target, by expansion of its gates from below to a least fixpoint.

As in MOCUS (Fussell and Vesely 1972), an event is replaced by what causes it; but from the causes
up, bounded at sets of three and absorbed at each step, so that cycles only stop adding sets.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from queries.cut_classes import FATAL, CutClasses, Gate
from queries.small_sets import Budget, Family, product, union


class Expansion:
    """The families of sets of classes that bring about each class's effect, and the target."""

    def __init__(self, classes: CutClasses, causes: Sequence[bool], budget: int) -> None:
        """Begin with each class that has a cause bringing itself about; ``budget`` as sets."""
        self.gates, self.budget = classes.gates, Budget(budget)
        self.families = [_one(number) if own else Family() for number, own in enumerate(causes)]
        self.target = Family()
        self.above: dict[int, list[int]] = {}
        for at, gate in enumerate(self.gates):
            for number in {number for member in gate.members for number in member}:
                self.above.setdefault(number, []).append(at)

    def expand(self, most: int) -> None:
        """Find every set of at most ``most`` (2 or 3) classes.

        The families of 2 must be complete before those of 3 are looked for: then each set of three
        that is found, even if the budget ends the search, is minimal.

        Raises:
            Exhausted: the budget ended it; what was found stands, but more may be missing.
        """
        waiting = dict.fromkeys(range(len(self.gates)))
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

    def _sets(self, gate: Gate, most: int) -> Family:
        """The sets that fail more members than the gate can spare.

        ``failed[j]`` brings about j failures among the members looked at so far; what can no longer
        reach the number needed with those to come is forgotten.
        """
        members = sorted(map(self._member, gate.members), key=len)
        needed = gate.spare + 1
        failed: dict[int, Family] = {}
        for seen, member in enumerate(members, start=1):
            least = max(1, needed - (len(members) - seen))
            for count in range(min(seen, needed), least - 1, -1):
                failed[count] = self._with(failed, count, member, most)
        return failed.get(needed, Family())

    def _with(self, failed: dict[int, Family], count: int, member: Family, most: int) -> Family:
        """The sets that fail ``count`` members, the one more member included or not."""
        held = failed.get(count, Family())
        if count == 1:
            return union([held, member])
        before = failed.get(count - 1, Family())
        if not len(before) or not len(member):
            return held
        return union([held, product(before, member, most, self.budget)])

    def _member(self, numbers: Sequence[int]) -> Family:
        """The sets that fail a member: those that bring about one of the classes."""
        return union([self.families[number] for number in numbers])


def _one(number: int) -> Family:
    return Family(np.array([number], np.int64))
