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
from queries.contract.contract import LastDays, last_days, rolled
from queries.contract.terms import terms
from queries.impact.asking import impact_on
from queries.impact.from_starts import FromStarts
from queries.impact.impact import Impact
from queries.snapshot.base import DEPENDS_ON, Relations
from queries.snapshot.days import NO_END, day_number, day_of
from queries.snapshot.in_service import service_spans
from queries.snapshot.rows import Flags, Ints, Offsets, Rows, as_ints, grouped
from queries.snapshot.snapshot import Snapshot

MOST_KEPT = 3
"""Of so many days it is kept what is covered: most are asked about twice, one after the other."""


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
        keys = np.unique(_group_keys(self.relations), return_inverse=True)[1].reshape(-1)
        self.group = as_ints(keys)
        self.by_group = grouped(self.group, int(keys.max(initial=-1)) + 1)
        self.cover = _Cover(snapshot, self.relations.end)
        self.covered = self.cover.on(first)[self.relations.end]
        self.first = self._day(first)
        self.waiting = self.first.stands
        self.found: list[RedundancyEnd] = []
        for day in self._days(first, last):
            self._look(day)

    def _days(self, first: int, last: int) -> list[int]:
        """The days on which a relation or a service ends, or what covers an item may change."""
        until = self.snapshot.periods.until[self.relations.period].astype(np.int64)
        days = np.unique(np.concatenate([until, self.spans.until, self.cover.days(last)]))
        return [int(day) for day in days if first < day <= last]

    def _day(self, day: int) -> _Day:
        """Which member relations hold, whose members are in service, and are not deprived."""
        holds = self.snapshot.periods.hold(day)[self.relations.period]
        out = np.zeros(self.snapshot.size, np.bool_)
        out[self.spans.out(day)] = True
        present = holds & ~out[self.relations.end]
        covered = ~self.covered | self.cover.on(day)[self.relations.end]
        return _Day(day, holds, present, present & covered)

    def _look(self, day: int) -> None:
        then = self._day(day)
        for n in np.flatnonzero(self.waiting & ~then.stands).tolist():
            self.found.append(self._shrinking(n, then))
        self.waiting = self.waiting & then.stands

    def _shrinking(self, n: int, then: _Day) -> RedundancyEnd:
        among = self.by_group.of(int(self.group[n]))
        size, need = self._sized(among, self.first.present, self.first.holds)
        left, needed = self._sized(among, then.stands, then.holds)
        on = day_of(then.day)
        assert on is not None
        member, ends = int(self.relations.end[n]), then.ends(n)
        return RedundancyEnd(
            int(self.relations.start[n]),
            self.snapshot.discriminators[int(self.relations.discriminator[n])],
            member,
            on,
            ends,
            self.cover.last(member, then.day - 1) if ends is EndOf.CONTRACT else None,
            size,
            need,
            left,
            left - needed,
        )

    def _sized(self, among: Ints, stands: Flags, holds: Flags) -> tuple[int, int]:
        """|M| and k of a group's members that stand, the need of all that hold counted."""
        size = int(stands[among].sum())
        asked = self.relations.need[among[holds[among]]]
        return size, min(int(asked.max(initial=1)), size)


@dataclass(frozen=True, slots=True)
class _Day:
    """Of each member relation on a day: whether it holds, with a member in service, that stands.

    A member stands where it is not deprived of all contracts.
    """

    day: int
    holds: Flags
    present: Flags
    stands: Flags

    def ends(self, n: int) -> EndOf:
        """What ends on the day that a member is lost."""
        if self.present[n]:
            return EndOf.CONTRACT
        return EndOf.MEMBER if self.holds[n] else EndOf.RELATION


class _Cover:
    """Which items a contract in force covers, by day."""

    def __init__(self, snapshot: Snapshot, members: Ints) -> None:
        self.snapshot, self.terms = snapshot, terms(snapshot)
        if snapshot.read is None:  # one look at them all is quicker than one at each member
            numbers = snapshot.all_relations("COVERS")
            wanted = np.zeros(snapshot.size, np.bool_)
            wanted[members] = True
            self.numbers = numbers[wanted[snapshot.ends(numbers)]]
        else:
            distinct = as_ints(np.unique(members))
            self.numbers = np.sort(snapshot.relations_of(distinct, "COVERS", Direction.BACKWARD)[1])
        self.picked = snapshot.picked(self.numbers)
        self.under = snapshot.all_relations("UNDER")
        self.looked_at: dict[int, tuple[LastDays, Flags]] = {}
        self.by_member: tuple[int, LastDays, Ints, Rows] | None = None

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
        flags[self.picked.end[self._active(day)[1]]] = True
        return flags

    def _active(self, day: int) -> tuple[LastDays, Flags]:
        """Last days, and which COVERS hold and are of contracts in force; a few days are kept."""
        if day not in self.looked_at:
            found = last_days(self.snapshot, self.terms, day)
            recent = list(self.looked_at.items())[1 - MOST_KEPT :]
            self.looked_at = {**dict(recent), day: (found, self._covering(day, found))}
        return self.looked_at[day]

    def _covering(self, day: int, found: LastDays) -> Flags:
        force = np.zeros(self.snapshot.size, np.bool_)
        force[found.rows[found.in_force(day)]] = True
        holds: Flags = self.snapshot.periods.hold(day)[self.picked.period]
        return holds & force[self.picked.start]

    def last(self, member: int, day: int) -> int:
        """The contract with the latest last day that covers an item on a day, ties by id."""
        _, found, contracts, by_end = self._members(day)
        mine = contracts[by_end.of(member)]
        last = found.last[found.rows.searchsorted(mine)].tolist()
        rank = [(-on, self.snapshot.id(row)) for on, row in zip(last, mine.tolist(), strict=True)]
        return int(mine[rank.index(min(rank))])

    def _members(self, day: int) -> tuple[int, LastDays, Ints, Rows]:
        """The contracts in force that cover, by what they cover; kept for the last day."""
        if self.by_member is None or self.by_member[0] != day:
            found, active = self._active(day)
            at = as_ints(np.flatnonzero(active))
            by_end = grouped(as_ints(self.picked.end[at]), self.snapshot.size)
            self.by_member = day, found, as_ints(self.picked.start[at]), by_end
        return self.by_member
