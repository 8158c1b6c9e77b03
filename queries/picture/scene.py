"""What a picture is drawn from: items with their levels, what links them, and their groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from queries.impact.shortest import GroupState
from queries.picture.lane import LANE_OF, Lane
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot


class Links(NamedTuple):
    """What links items, shapes (links,): the rows that each leads from and to, and its relation.

    ``group`` is the number of the redundancy group that it is a member's link of, or -1.
    """

    origin: Ints
    target: Ints
    relation: Ints
    group: Ints

    def where(self, kept: Flags) -> Links:
        """Those that are kept."""
        return Links(*(column[kept] for column in self))

    def and_also(self, steps: list[tuple[int, int, int]]) -> Links:
        """These and some more, by origin, target and relation; what is there already comes once."""
        known = set(zip(self.origin.tolist(), self.target.tolist(), strict=True))
        fresh = [step for step in steps if step[:2] not in known]
        columns = zip(*fresh, strict=True) if fresh else ([], [], [])
        added = (*map(as_ints, columns), np.full(len(fresh), -1, np.int32))
        return Links(*(np.concatenate(pair) for pair in zip(self, added, strict=True)))


@dataclass(frozen=True)
class Scene:
    """What can be drawn: ``rows``, each once, with the code of its level and its distance.

    Shapes (items,). ``starts`` are among the rows; with ``apart`` they have a lane of their own.
    ``chosen`` are rows and relations of the chain to an item that somebody chose: they are always
    drawn, one by one. ``passed`` are those of them that are not affected. ``relations`` is how many
    there are between the rows in all.
    """

    snapshot: Snapshot
    rows: Ints
    codes: Ints
    ranks: Ints
    starts: Ints
    links: Links
    relations: int
    group: Callable[[int], GroupState]
    apart: bool = True
    chosen: tuple[tuple[int, int, int], ...] = ()
    passed: Ints = field(default_factory=lambda: as_ints([]))

    @cached_property
    def chain(self) -> Ints:
        """The rows on the chain to the chosen item."""
        return as_ints(
            sorted({row for origin, target, _ in self.chosen for row in (origin, target)})
        )

    @cached_property
    def lanes(self) -> Ints:
        """The number of each row's lane among all, shape (items,)."""
        order = list(Lane)
        of_kind = [order.index(LANE_OF[kind.name]) for kind in self.snapshot.model.kinds]
        found = np.asarray(of_kind, np.int32)[self.snapshot.kinds[self.rows]]
        if self.apart:
            found[np.isin(self.rows, self.starts)] = order.index(Lane.START)
        return as_ints(found)
