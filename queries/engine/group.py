"""Redundancy groups of a snapshot: their dependents, members, and what each can spare on a day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_model.lens import Direction
from queries.snapshot.base import DEPENDS_ON, Groups
from queries.snapshot.rows import Ints, Rows, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Numbered:
    """Every group of a snapshot: the base's, then those that its patch changed.

    ``changed`` are the rows of the changed groups' members; ``group_of`` has the number of the
    changed group by relation number.
    """

    groups: Groups
    changed: Ints
    group_of: dict[int, int]


@dataclass(frozen=True)
class Sizes:
    """How many members hold (|M|) and are needed (k) in each group on a day: shapes (groups,)."""

    size: Ints
    need: Ints

    @cached_property
    def spare(self) -> Ints:
        """How many may fail before the group breaks."""
        return self.size - self.need


def numbered(snapshot: Snapshot) -> Numbered:
    """The groups of a snapshot, those that its patch touches numbered anew."""
    held = snapshot.base.groups
    touched = _touched(snapshot)
    if not touched:
        return Numbered(held, as_ints([]), {})
    members = [_members(snapshot, dependent, discriminator) for dependent, discriminator in touched]
    dependents = as_ints([dependent for dependent, _ in touched])
    first = len(held.dependent)
    group_of = {int(m): first + n for n, found in enumerate(members) for m in found}
    offsets = held.members.offsets[-1] + np.cumsum([len(found) for found in members])
    rows = Rows(
        np.concatenate([held.members.offsets, offsets]),
        np.concatenate([held.members.entries, *members]),
    )
    groups = Groups(np.concatenate([held.dependent, dependents]), rows)
    return Numbered(groups, snapshot.ends(np.concatenate(members)), group_of)


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


def sizes(snapshot: Snapshot, of: Groups, day: int) -> Sizes:
    """|M| and k of every group: k is the largest need on the members that hold, at most |M|.

    ``of`` begins with the groups of the base, whose sizes are worked out once a day.
    """
    base = snapshot.base
    first = len(base.groups.dependent)
    held = base.days.get(
        ("sizes", day), Sizes, lambda: _sizes(snapshot.unpatched, base.groups, day)
    )
    if len(of.dependent) == first:
        return held
    offsets = of.members.offsets[first:]
    members = Rows(offsets - offsets[0], of.members.entries[offsets[0] :])
    fresh = _sizes(snapshot, Groups(of.dependent[first:], members), day)
    return Sizes(np.concatenate([held.size, fresh.size]), np.concatenate([held.need, fresh.need]))


def _sizes(snapshot: Snapshot, of: Groups, day: int) -> Sizes:
    members = of.members
    found = snapshot.picked(members.entries)
    holds = snapshot.periods.hold(day)[found.period]
    group = np.repeat(np.arange(len(of.dependent)), np.diff(members.offsets))
    size = np.bincount(group[holds], minlength=len(of.dependent)).astype(np.int32)
    need = np.zeros(len(of.dependent), np.int32)
    np.maximum.at(need, group[holds], found.need[holds])
    return Sizes(size, np.minimum(need, size))
