"""What still holds: redundancy groups that lost members and did not break."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Those of the groups that lost members that hold.

    Those of what is as badly off as if they broke are left out.
    """
    breaks = impact.lens.code(impact.lens.redundancy.breaks)
    return [group for group in impact.struck if impact.levels[group.row] < breaks]


def struck_groups(impact: Impact) -> list[HeldGroup]:
    """The groups of ours that lost members by what it brings, the least to spare first.

    Then by dependent and name; those that broke are among them. Of what else is open it counts, too
    how many failed.
    """
    struck = _struck(impact)
    dependents = as_ints(sorted({row for row, _ in struck}))
    found: dict[tuple[int, str], list[tuple[int, int]]] = {key: [] for key in struck}
    for row, name, member, need in _members(impact, dependents, Direction.FORWARD):
        if (row, name) in found:
            found[row, name].append((member, need))
    groups = [_group(impact, *key, members) for key, members in found.items()]
    id_of = impact.snapshot.id
    return sorted(groups, key=lambda one: (one.spare, id_of(one.row), one.group))


def _struck(impact: Impact) -> set[tuple[int, str]]:
    """Dependent and name of each group of ours with a member that it makes fail."""
    brought = impact.brought
    failing = np.isin(brought.levels[brought.rows], list(impact.lens.failing))
    struck = _members(impact, as_ints(brought.rows[failing]), Direction.BACKWARD)
    mine = set(impact.ours.tolist()) if struck else set()
    return {(row, name) for row, name, _, _ in struck if row in mine}


def _group(impact: Impact, row: int, name: str, members: Sequence[tuple[int, int]]) -> HeldGroup:
    """A group of its members, each with the need that its relation says."""
    rows = as_ints([member for member, _ in members])
    rows = rows[~impact.adjacency.closed[rows]]
    failed = int(np.isin(impact.levels[rows], list(impact.lens.failing)).sum())
    need = min(max(asked for _, asked in members), len(rows))
    return HeldGroup(row, name, len(rows), len(rows) - failed, need)


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
