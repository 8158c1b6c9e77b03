"""What a viewer may see. Hidden items are traversed, counted and masked, never skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from graph_model.errors import NotFound
from queries.contract import Flags
from queries.impact import Impact
from queries.rows import Ints, as_ints
from queries.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Scope:
    """A viewer's scope: ``hides`` gives the rows of a snapshot that the viewer may not see."""

    hides: Callable[[Snapshot], Ints]

    def visible(self, snapshot: Snapshot) -> Flags:
        """Which item rows may be seen, shape (size,)."""
        flags = np.ones(snapshot.size, np.bool_)
        flags[self.hides(snapshot)] = False
        return flags

    def require(self, snapshot: Snapshot, ids: Iterable[str]) -> None:
        """Answer ids that are hidden as if they were not recorded.

        Raises:
            NotFound: with the ids that are unknown or hidden, alike.
        """
        wanted = list(ids)
        visible = self.visible(snapshot)
        rows = [snapshot.find(id_) for id_ in wanted]
        missing = [
            id_ for id_, row in zip(wanted, rows, strict=True) if row is None or not visible[row]
        ]
        if missing:
            raise NotFound(missing)


def everything() -> Scope:
    """The scope of a viewer who may see all."""
    return Scope(lambda snapshot: as_ints([]))


def hiding(ids: Iterable[str]) -> Scope:
    """A scope that hides the items of some ids."""
    hidden = frozenset(ids)

    def rows(snapshot: Snapshot) -> Ints:
        found = (snapshot.find(id_) for id_ in sorted(hidden))
        return as_ints([row for row in found if row is not None])

    return Scope(rows)


@dataclass(frozen=True, slots=True)
class Masked:
    """An answer as a viewer may see it: ``visible`` by row, and the hidden counted, not named."""

    impact: Impact
    visible: Flags

    @property
    def rows(self) -> Ints:
        """The affected rows that the viewer may see, in the answer's order."""
        rows = self.impact.rows
        return as_ints(rows[self.visible[rows]])

    def hidden(self) -> list[tuple[str, str, int]]:
        """Kind, level and number of the affected items that the viewer may not see."""
        rows = self.impact.rows
        return self.impact.count(as_ints(rows[~self.visible[rows]]))

    def sees_relation(self, number: int) -> bool:
        """Whether both ends of a relation may be seen."""
        at = as_ints([number])
        snapshot = self.impact.snapshot
        return bool(self.visible[snapshot.starts(at)[0]] and self.visible[snapshot.ends(at)[0]])


def masked(impact: Impact, scope: Scope) -> Masked:
    """An answer seen through a scope; its totals are those of the unmasked one."""
    return Masked(impact, scope.visible(impact.snapshot))
