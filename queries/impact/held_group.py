"""What still holds: redundancy groups that lost members and did not break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np

from graph_model.lens import Direction
from queries.answers.told import subject, told
from queries.answers.types import ItemRow, Said
from queries.answers.view import View
from queries.snapshot.base import DEPENDS_ON
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints

if TYPE_CHECKING:
    from queries.impact.impact import Impact


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """A redundancy group of which members failed; told where it still holds."""

    row: int
    group: Annotated[str, Said("The group's name.")]
    size: Annotated[int, Said("How many members it has that are in service.")]
    left: Annotated[int, Said("How many of them did not fail.")]
    need: Annotated[int, Said("How many must hold.")]

    @subject
    @told
    def dependent(self) -> ItemRow:
        """What depends on the group."""
        return self.row

    @told
    def spare(self) -> int:
        """How many more may fail before it breaks."""
        return self.left - self.need

    @told
    def said(self) -> str:
        """What is left of it: "group relays: 1 of 2 left, none to spare"."""
        return f"group {self.group}: {self._left}"

    @property
    def _left(self) -> str:
        spare = f"{self.spare:,} to spare" if self.spare else "none to spare"
        return f"{self.left:,} of {self.size:,} left, {spare}"

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return f"group {self.group} of {view.name(self.row)}: {self._left}"


def held_groups(impact: Impact) -> list[HeldGroup]:
    """The groups that lost members and hold, the least to spare first, then by dependent and name.

    Those of reference data are left out, and those of what is as badly off as if they broke.
    """
    breaks = impact.lens.code(impact.lens.redundancy.breaks)
    return [group for group in struck_groups(impact) if impact.levels[group.row] < breaks]


def struck_groups(impact: Impact) -> list[HeldGroup]:
    """The same of every group of ours that lost members, those that broke included."""
    failed, members = _touched(impact)
    mine = set(impact.ours.tolist())
    found = [
        HeldGroup(row, name, size, size - failed[row, name], need)
        for (row, name), (size, need) in members.items()
        if row in mine
    ]
    id_of = impact.snapshot.id
    return sorted(found, key=lambda one: (one.spare, id_of(one.row), one.group))


def _touched(
    impact: Impact,
) -> tuple[dict[tuple[int, str], int], dict[tuple[int, str], tuple[int, int]]]:
    """By dependent and name, of each group with members that it failed: how many; size and need."""
    failing = impact.rows[np.isin(impact.levels[impact.rows], list(impact.lens.failing))]
    failed = _members(impact, as_ints(failing), Direction.BACKWARD)
    brought = impact.brought.levels
    counts: dict[tuple[int, str], int] = {}
    ours = set[tuple[int, str]]()
    for row, name, member, _ in failed:
        counts[row, name] = counts.get((row, name), 0) + 1
        if int(brought[member]) in impact.lens.failing:
            ours.add((row, name))
    counts = {key: many for key, many in counts.items() if key in ours}
    dependents = as_ints(sorted({row for row, _ in counts}))
    sizes = dict.fromkeys(counts, (0, 0))
    for row, name, member, need in _members(impact, dependents, Direction.FORWARD):
        if (row, name) in sizes:
            size, asked = sizes[row, name]
            sizes[row, name] = size + int(not impact.adjacency.closed[member]), max(asked, need)
    return counts, {key: (size, min(asked, size)) for key, (size, asked) in sizes.items()}


def _members(impact: Impact, rows: Ints, towards: Direction) -> list[tuple[int, str, int, int]]:
    """Dependent, group, member and need of grouped relations at some rows that hold."""
    snapshot = impact.snapshot
    _, numbers = snapshot.relations_of(rows, DEPENDS_ON, towards)
    numbers = as_ints(np.unique(snapshot.holding(numbers, day_number(impact.as_of))))
    found = snapshot.picked(numbers)
    columns = (snapshot.starts(numbers), found.discriminator, snapshot.ends(numbers), found.need)
    return [
        (start, snapshot.discriminators[name], end, need)
        for start, name, end, need in zip(*(c.tolist() for c in columns), strict=True)
        if name > 0
    ]
