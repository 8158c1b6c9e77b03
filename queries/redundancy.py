"""Redundancy that will disappear: groups that shrink on a date before anything fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.lens import Direction
from queries.base import Groups
from queries.contract import last_days, terms
from queries.days import NO_END, day_number, day_of
from queries.group import numbered, sizes
from queries.rows import Ints, as_ints
from queries.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Shrinking:
    """A group that loses a member on a date.

    ``member`` and ``dependent`` are rows. ``contract`` is the row of the last contract in force
    that covers the member, where its end is the cause; None where the relation itself ends (then
    the group does shrink; where a contract ends the member is no longer paid for). ``size`` and
    ``need`` are as of the question's date, ``spare`` how many may fail once the member is gone.
    """

    dependent: int
    group: str
    member: int
    on: date
    contract: int | None
    size: int
    need: int
    spare: int


def shrinking(snapshot: Snapshot, as_of: date, until: date) -> list[Shrinking]:
    """Every loss of a group's member from a date up to another, soonest first, ties by id."""
    view = _View(snapshot, as_of, until)
    found = [*view.by_relation(), *view.by_contract()]
    return sorted(found, key=lambda s: (s.on, snapshot.id(s.dependent), snapshot.id(s.member)))


class _View:
    """The groups on a day, one entry a member relation that holds."""

    def __init__(self, snapshot: Snapshot, as_of: date, until: date) -> None:
        self.snapshot, self.day, self.until = snapshot, day_number(as_of), day_number(until)
        groups: Groups = numbered(snapshot).groups
        self.groups, self.sizes = groups, sizes(snapshot, groups, self.day)
        owner = np.repeat(np.arange(len(groups.dependent)), np.diff(groups.members.offsets))
        numbers = groups.members.entries
        holds = np.isin(numbers, snapshot.holding(numbers, self.day))
        holds &= self._standing(numbers)
        self.owner, self.numbers = as_ints(owner[holds]), numbers[holds]
        self.members = snapshot.ends(self.numbers)

    def _standing(self, numbers: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Leave out groups that a patch numbered anew: their relations may be gone."""
        return ~np.isin(numbers, as_ints(sorted(self.snapshot.patch.gone)))

    def by_relation(self) -> list[Shrinking]:
        """Losses because the member's relation ends."""
        periods = self.snapshot.picked(self.numbers).period
        ends = self.snapshot.periods.until[periods]
        at = np.flatnonzero((ends > self.day) & (ends <= self.until))
        return [self._shrinking(int(n), int(ends[n]), None) for n in at]

    def by_contract(self) -> list[Shrinking]:
        """Losses because the last contract in force that covers the member ends."""
        found = last_days(self.snapshot, terms(self.snapshot), self.day)
        last = np.full(self.snapshot.size, -1, np.int64)
        active = found.in_force(self.day)
        last[found.rows[active]] = found.last[active]
        losses = []
        for n, member in enumerate(self.members.tolist()):
            covering = self._covering(member)
            ends = last[covering]
            if len(ends) and self.day <= ends.max() < self.until and ends.max() != NO_END:
                contract = int(covering[int(np.argmax(ends))])
                losses.append(self._shrinking(n, int(ends.max()) + 1, contract))
        return losses

    def _covering(self, member: int) -> Ints:
        numbers = self.snapshot.relations(member, "COVERS", Direction.BACKWARD)
        return self.snapshot.starts(self.snapshot.holding(numbers, self.day))

    def _shrinking(self, n: int, day: int, contract: int | None) -> Shrinking:
        group = int(self.owner[n])
        size, need = int(self.sizes.size[group]), int(self.sizes.need[group])
        on = day_of(day)
        assert on is not None
        mark = self.snapshot.key_at(int(self.numbers[n])).mark
        dependent, member = int(self.groups.dependent[group]), int(self.members[n])
        left = size - 1
        spare = left - min(need, left)
        return Shrinking(dependent, mark, member, on, contract, size, need, spare)
