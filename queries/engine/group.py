"""Redundancy groups of a snapshot: their dependents, members, and what each can spare on a day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_model.lens import Direction
from queries.snapshot.base import DEPENDS_ON, Groups
from queries.snapshot.in_service import out_of_service
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import NO_ROWS, Flags, Ints, Rows, among, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class Numbered:
    """Every group of a snapshot: those ``held`` by the base, then the ``fresh`` ones.

    ``fresh`` are those that its patch changed, ``changed`` the rows of their members. ``numbers``
    (rising) are their relations, ``group`` which of the groups each is in now.
    """

    held: Groups
    fresh: Groups
    changed: Ints
    numbers: Ints
    group: Ints

    @cached_property
    def dependent(self) -> Ints:
        """The dependent's row of each."""
        return _followed(self.held.dependent, self.fresh.dependent)

    @property
    def members(self) -> Rows:
        """The member relations of each; a copy of the base's, which may be many."""
        held, fresh = self.held.members, self.fresh.members
        return Rows(
            np.concatenate([held.offsets, held.offsets[-1] + fresh.offsets[1:]]),
            np.concatenate([held.entries, fresh.entries]),
        )

    def renumbered(self, numbers: Ints, group: Ints) -> Ints:
        """The groups of some relations, given those that they are in by their columns."""
        found = np.flatnonzero(among(numbers, self.numbers))
        renumbered = group.copy()
        renumbered[found] = self.group[np.searchsorted(self.numbers, numbers[found])]
        return renumbered


@dataclass(frozen=True)
class Sizes:
    """How many members of each group hold and are in service (|M|) on a day: shapes (groups,).

    ``asked`` is the largest need that a relation of the group that holds says.
    """

    size: Ints
    asked: Ints

    @property
    def need(self) -> Ints:
        """How many must hold (k): no more than there are."""
        return as_ints(np.minimum(self.asked, self.size))

    @cached_property
    def spare(self) -> Ints:
        """How many may fail before the group breaks."""
        return as_ints(self.size - self.need)


def numbered(snapshot: Snapshot) -> Numbered:
    """The groups of a snapshot, those that its patch touches numbered anew."""
    held = snapshot.base.groups
    if not (snapshot.patch.relations or snapshot.patch.gone):
        return Numbered(held, _NO_GROUPS, NO_ROWS, NO_ROWS, NO_ROWS)
    touched = _touched(snapshot)
    members = [_members(snapshot, dependent, discriminator) for dependent, discriminator in touched]
    counts = [len(found) for found in members]
    entries = as_ints(np.concatenate([as_ints([]), *members]))
    fresh = Groups(
        as_ints([dependent for dependent, _ in touched]),
        Rows(np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]), entries),
    )
    first = len(held.dependent)
    order, group = np.argsort(entries), np.repeat(np.arange(first, first + len(counts)), counts)
    return Numbered(
        held, fresh, snapshot.ends(entries), as_ints(entries[order]), as_ints(group[order])
    )


_NO_GROUPS = Groups(NO_ROWS, Rows(np.zeros(1, np.int64), NO_ROWS))


def _touched(snapshot: Snapshot) -> list[tuple[int, str]]:
    """The (dependent row, group) of every grouped relation that is new, changed or gone."""
    tail, gone = snapshot.tail, as_ints(sorted(snapshot.patch.gone))
    held = snapshot.picked(gone)
    code = snapshot.relation_codes[DEPENDS_ON]
    found: dict[tuple[int, str], None] = {}
    for columns in (tail, held):
        for at in np.flatnonzero((columns.type == code) & (columns.discriminator > 0)):
            found[
                int(columns.start[at]), snapshot.discriminators[int(columns.discriminator[at])]
            ] = None
    return list(found)


def _members(snapshot: Snapshot, dependent: int, discriminator: str) -> Ints:
    numbers = snapshot.relations(dependent, DEPENDS_ON, Direction.FORWARD)
    discriminators = snapshot.picked(numbers).discriminator
    return (
        numbers[[snapshot.discriminators[int(m)] == discriminator for m in discriminators]]
        if len(numbers)
        else numbers
    )


def sizes(snapshot: Snapshot, of: Numbered, day: int, idle: Flags) -> Sizes:
    """|M| and k of every group, without the members that are ``idle`` (size,)."""
    held, fresh = _sides(snapshot, of, day, idle)
    return Sizes(_followed(held.size, fresh.size), _followed(held.asked, fresh.asked))


def spares(snapshot: Snapshot, of: Numbered, day: int, idle: Flags) -> Ints:
    """:attr:`Sizes.spare` of every group, what is known of the base's at hand."""
    held, fresh = _sides(snapshot, of, day, idle)
    return _followed(held.spare, fresh.spare)


def _followed(held: Ints, fresh: Ints) -> Ints:
    """One behind the other; the base's own, which may be long, where nothing follows."""
    return as_ints(np.concatenate([held, fresh])) if len(fresh) else held


def _sides(snapshot: Snapshot, of: Numbered, day: int, idle: Flags) -> tuple[Sizes, Sizes]:
    """The sizes of the base's groups, which are worked out once a day, and of the changed ones."""
    was_idle, held = _of_base(snapshot, day)
    held = _turned(snapshot, held, was_idle, idle[: len(was_idle)], day)
    return held, _sizes(snapshot, of.fresh, day, idle)


def _of_base(snapshot: Snapshot, day: int) -> tuple[Flags, Sizes]:
    """What is idle in the base alone on a day, and the sizes of its groups; kept."""
    days, groups = snapshot.base.days, snapshot.base.groups
    idle = days.get(
        MemoKey.BASE_IDLE, day, np.ndarray, lambda: out_of_service(snapshot.unpatched, day)
    )
    return idle, days.get(
        MemoKey.BASE_SIZES, day, Sizes, lambda: _sizes(snapshot.unpatched, groups, day, idle)
    )


def _turned(snapshot: Snapshot, held: Sizes, was_idle: Flags, idle: Flags, day: int) -> Sizes:
    """The sizes of the base's groups where members went out of service, or came into it."""
    rows = as_ints(np.flatnonzero(was_idle != idle))
    if not len(rows):
        return held
    base = snapshot.base
    owner, numbers = base.incoming.of_many(rows)
    group = base.relations.group[numbers]
    counts = (group >= 0) & base.periods.hold(day)[base.relations.period[numbers]]
    size = held.size.copy()
    np.add.at(size, group[counts], np.where(idle[rows[owner[counts]]], -1, 1).astype(np.int32))
    return Sizes(size, held.asked)


def _sizes(snapshot: Snapshot, of: Groups, day: int, idle: Flags) -> Sizes:
    members = of.members
    found = snapshot.picked(members.entries)
    holds = snapshot.periods.hold(day)[found.period]
    stands = holds & ~idle[found.end]
    group = np.repeat(np.arange(len(of.dependent)), np.diff(members.offsets))
    size = np.bincount(group[stands], minlength=len(of.dependent)).astype(np.int32)
    asked = np.zeros(len(of.dependent), np.int32)
    np.maximum.at(asked, group[holds], found.need[holds])
    return Sizes(size, asked)
