"""Items made to stand in for one another: the dependencies that a redundancy group comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np

from graph_model.changes import Change, Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet, Problem
from graph_model.facts import Relation
from graph_model.lens import Direction
from queries.snapshot.base import DEPENDS_ON
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot

NAME = "redundant"


class RedundantMembers:
    """Members that one dependent needs some of, in the group that one of them is in or a new one.

    ``dependent`` and ``members`` are rows. A dependency of its own on a member goes into the group:
    beside it the member would still be required. What has ended by the day is left alone.
    """

    def __init__(
        self, snapshot: Snapshot, dependent: int, members: Sequence[int], need: int, day: int
    ) -> None:
        """Look for the dependencies there are.

        Raises:
            InvalidChangeSet: fewer than two members, more needed than there are, or members of
                several groups.
        """
        self.snapshot, self.need = snapshot, need
        self.dependent = snapshot.id(dependent)
        self.members = [snapshot.id(row) for row in dict.fromkeys(members)]
        numbers = snapshot.relations(dependent, DEPENDS_ON, Direction.FORWARD)
        until = snapshot.periods.until[snapshot.picked(numbers).period]
        self.taken = {snapshot.key_at(n).discriminator for n in numbers.tolist()}
        held = [snapshot.relation_at(n) for n in numbers[until > day].tolist()]
        self.held = {(one.discriminator, one.end): one for one in held}
        self.group = self._group()
        self._check()

    def changes(self) -> Iterator[Change]:
        """The dependencies put into the group, and the same need said by all of it."""
        for member in dict.fromkeys([*self.members, *self._others()]):
            alone, grouped = self.held.get(("", member)), self.held.get((self.group, member))
            if alone is not None and member in self.members:
                yield Remove(alone.key)
            if grouped is not None:
                if grouped.fields.get("need") != self.need:
                    yield SetFields(grouped.key, {"need": self.need})
            else:
                fields = {**(alone.fields if alone else {}), "need": self.need}
                yield Put(Relation(DEPENDS_ON, self.dependent, member, self.group, fields))

    def _group(self) -> str:
        """The group of the dependent that some of the members are in, or a name that is free."""
        named = sorted({group for group, end in self.held if group and end in self.members})
        if len(named) > 1:
            found = f"members of the groups {', '.join(map(repr, named))}"
            raise InvalidChangeSet([Problem("members", found, "those of one group, or of none")])
        if named:
            return named[0]
        names = (NAME if n == 1 else f"{NAME}-{n}" for n in count(1))
        return next(name for name in names if name not in self.taken)

    def _others(self) -> list[str]:
        """The members that the group has already."""
        return sorted(end for group, end in self.held if group == self.group)

    def _check(self) -> None:
        size = len({*self.members, *self._others()})
        problems = []
        if self.dependent in self.members:
            problems.append(Problem("members", f"the dependent {self.dependent!r}", "others"))
        if size < 2:
            problems.append(Problem("members", f"{size}", "two or more"))
        if not 1 <= self.need <= size:
            problems.append(Problem("need", str(self.need), f"1 to {size}, how many there are"))
        if problems:
            raise InvalidChangeSet(problems)


def like(snapshot: Snapshot, member: int, others: Sequence[int]) -> list[int]:
    """Those of some items that may serve the purpose of another: of its kind and its CI class."""
    kinds, classes = snapshot.kinds, snapshot.values(as_ints([member, *others]), "ci_class")
    same = (kinds[as_ints(others)] == kinds[member]) & (classes[1:] == classes[0])
    return [others[n] for n in np.flatnonzero(same).tolist()]
