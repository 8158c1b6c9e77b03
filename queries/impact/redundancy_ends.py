"""Redundancy that will disappear: groups that shrink on a date before anything fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

import numpy as np

from graph_model.errors import InvalidQuestion, NotRead, Problem
from graph_model.lens import Direction
from graph_model.words import counted, day_in_words
from queries.answers.asked import Asked
from queries.answers.listing import Listing
from queries.answers.told import subject, told
from queries.answers.types import ContractRow, ItemRow, LensName, Said
from queries.answers.view import View
from queries.contract.contract import last_days, rolled
from queries.contract.terms import terms
from queries.impact.asking import impact_on
from queries.impact.from_starts import FromStarts
from queries.impact.impact import Impact
from queries.snapshot.base import DEPENDS_ON, Relations
from queries.snapshot.days import NO_END, day_number, day_of
from queries.snapshot.in_service import service_spans
from queries.snapshot.rows import Flags, Ints, Offsets, as_ints
from queries.snapshot.snapshot import Snapshot


class EndOf(Enum):
    """What ends where a group loses a member."""

    RELATION = "relation"
    MEMBER = "member"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class RedundancyEnd:
    """A redundancy group that loses a member on a day: the first that it does without.

    ``member`` and ``dependent`` are rows. ``contract`` is the row of the last contract in force
    that covered the member, where its end is the cause (the member is still there then, but nobody
    is paid for it); None where the relation itself ends, or the member goes out of service.
    """

    dependent_row: int
    group: Annotated[str, Said("The group's name.")]
    member_row: int
    on: Annotated[date, Said("The first day without it.")]
    ends: Annotated[
        EndOf,
        Said("What ends: the relation, the member's service, or the last contract covering it."),
    ]
    contract: Annotated[ContractRow | None, Said("The last contract that covers it, if one ends.")]
    size: Annotated[int, Said("How many members it has on the day asked for.")]
    need: Annotated[int, Said("How many of them must hold.")]
    left: Annotated[int, Said("How many are left then.")]
    spare: Annotated[int, Said("How many of those may fail.")]

    @subject
    @told
    def dependent(self) -> ItemRow:
        """What depends on the group."""
        return self.dependent_row

    @subject
    @told
    def member(self) -> ItemRow:
        """The member that it loses."""
        return self.member_row


@dataclass(frozen=True)
class RedundancyEnds(FromStarts):
    """Redundancy that will be gone, of what an impact touches; soonest first."""

    impact: Impact
    until: Annotated[date, Said("The last day that is looked at.")]
    found: tuple[RedundancyEnd, ...]

    @property
    def snapshot(self) -> Snapshot:
        """The facts it is about."""
        return self.impact.snapshot

    @told
    def as_of(self) -> date:
        """The day it is asked for."""
        return self.impact.as_of

    @told
    def lens(self) -> LensName:
        """The lens it is seen through."""
        return self.impact.lens.name

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        until = day_in_words(self.until)
        spare = {(end.dependent_row, end.group): end.spare for end in self.found}  # the last counts
        if not spare:
            return f"Nothing recorded ends by {until} of the redundancy that this touches."
        groups = counted(len(spare), "redundancy group loses", "redundancy groups lose")
        bare = sum(left < 1 for left in spare.values())
        none = f"{counted(bare, 'has', 'have')} none to spare then"
        then = none if bare else "each still can spare one"
        first = day_in_words(self.found[0].on)
        return f"{groups} a member by {until}, the first on {first}; {then}."

    @told
    def losses(self) -> Listing[RedundancyEnd]:
        """The members that groups lose, the soonest first."""
        found, id_of = self.found, self.snapshot.id

        def key(at: int) -> tuple[str, ...]:
            end = found[at]
            return str(end.on), id_of(end.dependent_row), end.group, id_of(end.member_row)

        return Listing(
            "on, dependent, group, member",
            len(found),
            found.__getitem__,
            key,
            stands_for=lambda at: (found[at].dependent_row, found[at].member_row),
        )


def redundancy_ends(asked: Asked, of: Sequence[str], lens: str, until: date) -> RedundancyEnds:
    """Which groups of what is affected, or with a member that is, lose a member up to a day.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        InvalidQuestion: the last day is before the one asked for.
    """
    return shrinking_of(impact_on(asked, of, lens), until)


def shrinking_of(impact: Impact, until: date) -> RedundancyEnds:
    """Which groups of what an impact reaches, or with a member that it does, lose a member.

    Where not the whole graph was read, what the groups come to is read on.

    Raises:
        InvalidQuestion: the last day is before the answer's.
    """
    while True:
        rows = as_ints(np.flatnonzero(impact.levels))
        try:
            found = shrinking(impact.snapshot, impact.as_of, until, rows)
            return RedundancyEnds(impact, until, tuple(found))
        except NotRead as error:
            if impact.read_on is None:
                raise
            impact = impact.read_on(error.ids)


def shrinking(
    snapshot: Snapshot, as_of: date, until: date, of: Ints | None = None
) -> list[RedundancyEnd]:
    """Every first loss of a group's member after a date, up to and with another.

    ``of`` narrows it to groups whose dependent or a member is among those rows. Soonest first,
    ties by the dependent's id, the group, then the member's id. A tacit renewal is taken to happen;
    a member that had no contract in force on the first date loses none.

    Raises:
        InvalidQuestion: the last day is before the first.
    """
    if until < as_of:
        raise InvalidQuestion([Problem("until", until.isoformat(), f"{as_of} or later")])
    numbers = _grouped(snapshot, of)
    losses = _Losses(snapshot, numbers, day_number(as_of), day_number(until)).found
    return sorted(
        losses,
        key=lambda s: (s.on, snapshot.id(s.dependent_row), s.group, snapshot.id(s.member_row)),
    )


def _grouped(snapshot: Snapshot, of: Ints | None) -> Ints:
    """Every relation of the groups that are of interest."""
    if of is None:
        numbers = snapshot.all_relations(DEPENDS_ON)
        return as_ints(numbers[snapshot.picked(numbers).discriminator > 0])
    ends = [snapshot.relations_of(of, DEPENDS_ON, direction)[1] for direction in Direction]
    near = snapshot.picked(as_ints(np.unique(np.concatenate(ends))))
    groups = np.unique(_group_keys(near)[near.discriminator > 0])
    dependents = as_ints(np.unique(groups >> 32))
    numbers = snapshot.relations_of(dependents, DEPENDS_ON, Direction.FORWARD)[1]
    return as_ints(numbers[np.isin(_group_keys(snapshot.picked(numbers)), groups)])


def _group_keys(of: Relations) -> Offsets:
    """What tells the group of each relation."""
    keys: Offsets = of.start.astype(np.int64) << 32 | of.discriminator
    return keys


class _Losses:
    """The groups' member relations, looked at on every day on which one may be lost."""

    def __init__(self, snapshot: Snapshot, numbers: Ints, first: int, last: int) -> None:
        self.snapshot, self.spans = snapshot, service_spans(snapshot)
        self.relations = snapshot.picked(numbers)
        self.group = np.unique(_group_keys(self.relations), return_inverse=True)[1].reshape(-1)
        self.cover = _Cover(snapshot, self.relations.end)
        self.covered = self.cover.on(first)[self.relations.end]
        self.first, self.waiting = first, self._standing(first)
        self.found: list[RedundancyEnd] = []
        for day in self._days(first, last):
            self._look(day)

    def _days(self, first: int, last: int) -> list[int]:
        """The days on which a relation or a service ends, or what covers an item may change."""
        until = self.snapshot.periods.until[self.relations.period].astype(np.int64)
        days = np.unique(np.concatenate([until, self.spans.until, self.cover.days(last)]))
        return [int(day) for day in days if first < day <= last]

    def _holding(self, day: int) -> Flags:
        """Which member relations hold."""
        return self.snapshot.periods.hold(day)[self.relations.period]

    def _present(self, day: int) -> Flags:
        """Which of them hold, their members in service."""
        return self._holding(day) & ~np.isin(self.relations.end, self.spans.out(day))

    def _standing(self, day: int) -> Flags:
        """Which of those have members that are not deprived of all contracts."""
        flags: Flags = ~self.covered | self.cover.on(day)[self.relations.end]
        return flags & self._present(day)

    def _look(self, day: int) -> None:
        standing = self._standing(day)
        for n in np.flatnonzero(self.waiting & ~standing).tolist():
            self.found.append(self._shrinking(n, day, standing))
        self.waiting &= standing

    def _shrinking(self, n: int, day: int, standing: Flags) -> RedundancyEnd:
        among = self.group == self.group[n]
        size, need = self._sized(among, self._present(self.first), self.first)
        left, needed = self._sized(among, standing, day)
        on = day_of(day)
        assert on is not None
        member, ends = int(self.relations.end[n]), self._ends(n, day)
        return RedundancyEnd(
            int(self.relations.start[n]),
            self.snapshot.discriminators[int(self.relations.discriminator[n])],
            member,
            on,
            ends,
            self.cover.last(member, day - 1) if ends is EndOf.CONTRACT else None,
            size,
            need,
            left,
            left - needed,
        )

    def _ends(self, n: int, day: int) -> EndOf:
        """What ends on the day that a member is lost."""
        if self._present(day)[n]:
            return EndOf.CONTRACT
        return EndOf.MEMBER if self._holding(day)[n] else EndOf.RELATION

    def _sized(self, among: Flags, stands: Flags, day: int) -> tuple[int, int]:
        """|M| and k of a group's members that stand, the need of all that hold counted."""
        size = int((among & stands).sum())
        asked = self.relations.need[among & self._holding(day)]
        return size, min(int(asked.max(initial=1)), size)


class _Cover:
    """Which items a contract in force covers, by day."""

    def __init__(self, snapshot: Snapshot, members: Ints) -> None:
        self.snapshot, self.terms = snapshot, terms(snapshot)
        if snapshot.read is None:  # one look at them all is quicker than one at each member
            numbers = snapshot.all_relations("COVERS")
            self.numbers = numbers[np.isin(snapshot.ends(numbers), members)]
        else:
            distinct = as_ints(np.unique(members))
            self.numbers = np.sort(snapshot.relations_of(distinct, "COVERS", Direction.BACKWARD)[1])
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
