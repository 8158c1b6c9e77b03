"""Redundancy that will disappear: groups that shrink on a date before anything fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from queries.contract.contract import last_days, rolled
from queries.contract.terms import terms
from queries.snapshot.base import DEPENDS_ON
from queries.snapshot.days import NO_END, day_number, day_of
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Shrinking:
    """A group that loses a member on a date: the first day it does without.

    ``member`` and ``dependent`` are rows. ``contract`` is the row of the last contract in force
    that covered the member, where its end is the cause; None where the relation itself ends (a
    member whose contract ends is still there, but nobody is paid for it). ``size`` and ``need`` are
    as of the question's date, ``left`` how many members stand on the day and ``spare`` how many of
    those may fail.
    """

    dependent: int
    group: str
    member: int
    on: date
    contract: int | None
    size: int
    need: int
    left: int
    spare: int


def shrinking(snapshot: Snapshot, as_of: date, until: date) -> list[Shrinking]:
    """Every first loss of a group's member after a date, up to and with another.

    Soonest first, ties by the dependent's id, the group, then the member's id. A tacit renewal is
    taken to happen; a member that had no contract in force on the first date loses none.

    Raises:
        InvalidQuestion: the last day is before the first.
    """
    if until < as_of:
        raise InvalidQuestion([Problem("until", until.isoformat(), f"{as_of} or later")])
    losses = _Losses(snapshot, day_number(as_of), day_number(until)).found
    return sorted(
        losses,
        key=lambda s: (s.on, snapshot.id(s.dependent), s.group, snapshot.id(s.member)),
    )


class _Losses:
    """The groups' member relations, looked at on every day on which one may be lost."""

    def __init__(self, snapshot: Snapshot, first: int, last: int) -> None:
        self.snapshot = snapshot
        numbers = snapshot.all_relations(DEPENDS_ON)
        numbers = numbers[snapshot.picked(numbers).discriminator > 0]
        self.numbers, self.relations = numbers, snapshot.picked(numbers)
        packed = self.relations.start.astype(np.int64) * 2**32 + self.relations.discriminator
        self.group = np.unique(packed, return_inverse=True)[1].reshape(-1)
        self.cover = _Cover(snapshot, self.relations.end)
        self.covered = self.cover.on(first)[self.relations.end]
        self.first, self.waiting = first, self._standing(first)
        self.found: list[Shrinking] = []
        for day in self._days(first, last):
            self._look(day)

    def _days(self, first: int, last: int) -> list[int]:
        """The days on which a relation ends, or what covers an item may change."""
        until = self.snapshot.periods.until[self.relations.period]
        days = np.unique(np.concatenate([until.astype(np.int64), self.cover.days(last)]))
        return [int(day) for day in days if first < day <= last]

    def _standing(self, day: int) -> Flags:
        """Which member relations hold, their members not deprived of all contracts."""
        holds = self.snapshot.periods.hold(day)[self.relations.period]
        flags: Flags = holds & (~self.covered | self.cover.on(day)[self.relations.end])
        return flags

    def _look(self, day: int) -> None:
        standing = self._standing(day)
        for n in np.flatnonzero(self.waiting & ~standing).tolist():
            self.found.append(self._shrinking(n, day, standing))
        self.waiting &= standing

    def _shrinking(self, n: int, day: int, standing: Flags) -> Shrinking:
        holds = self.snapshot.periods.hold(self.first)[self.relations.period]
        among = self.group == self.group[n]
        size, need = self._sized(among & holds)
        left, needed = self._sized(among & standing)
        on = day_of(day)
        assert on is not None
        period = int(self.relations.period[n])
        ended = not self.snapshot.periods.hold(day)[period]
        member = int(self.relations.end[n])
        return Shrinking(
            int(self.relations.start[n]),
            self.snapshot.discriminators[int(self.relations.discriminator[n])],
            member,
            on,
            None if ended else self.cover.last(member, day - 1),
            size,
            need,
            left,
            left - needed,
        )

    def _sized(self, among: Flags) -> tuple[int, int]:
        """|M| and k of some members."""
        size = int(among.sum())
        return size, min(int(self.relations.need[among].max(initial=1)), size)


class _Cover:
    """Which items a contract in force covers, by day."""

    def __init__(self, snapshot: Snapshot, members: Ints) -> None:
        self.snapshot, self.terms = snapshot, terms(snapshot)
        numbers = snapshot.all_relations("COVERS")
        self.numbers = numbers[np.isin(snapshot.ends(numbers), members)]
        self.under = snapshot.all_relations("UNDER")

    def days(self, last: int) -> Ints:
        """The days up to ``last`` on which a contract or a relation to it begins or ends."""
        periods = self.snapshot.picked(np.concatenate([self.numbers, self.under])).period
        since, until = (getattr(self.snapshot.periods, n)[periods] for n in ("since", "until"))
        ends = rolled(self.terms, last)[0]
        after = ends[ends != NO_END] + 1
        return as_ints(np.concatenate([since, until, self.terms.start, after]))

    def on(self, day: int) -> Flags:
        """Which item rows are covered on a day, shape (size,)."""
        flags = np.zeros(self.snapshot.size, np.bool_)
        flags[self.snapshot.ends(self._active(day))] = True
        return flags

    def _active(self, day: int) -> Ints:
        """The COVERS that hold, of contracts in force."""
        found = last_days(self.snapshot, self.terms, day)
        numbers = self.snapshot.holding(self.numbers, day)
        return numbers[np.isin(self.snapshot.starts(numbers), found.rows[found.in_force(day)])]

    def last(self, member: int, day: int) -> int:
        """The contract with the latest last day that covers an item on a day, ties by id."""
        numbers = self._active(day)
        contracts = self.snapshot.starts(numbers[self.snapshot.ends(numbers) == member])
        found = last_days(self.snapshot, self.terms, day)
        last = dict(zip(found.rows.tolist(), found.last.tolist(), strict=True))
        rank = [(-last[row], self.snapshot.id(row)) for row in contracts.tolist()]
        return int(contracts[rank.index(min(rank))])
