"""An impact as a viewer may see it: rows by row, and the hidden counted, not named."""

from __future__ import annotations

from dataclasses import dataclass

from queries.answers.viewer import Viewer
from queries.impact.impact import Impact
from queries.snapshot.rows import Flags, Ints, as_ints


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

    def seen(self, row: int) -> int | None:
        """The row of a witness, corridor or stop, if it may be seen; its kind always may."""
        return row if self.visible[row] else None

    def sees_relations(self, numbers: Ints) -> Flags:
        """Of which relations both ends may be seen, shape (numbers,)."""
        snapshot = self.impact.snapshot
        flags: Flags = self.visible[snapshot.starts(numbers)] & self.visible[snapshot.ends(numbers)]
        return flags


def masked(impact: Impact, scope: Viewer) -> Masked:
    """An answer seen through a scope; its totals are those of the unmasked one."""
    return Masked(impact, scope.visible(impact.snapshot))
