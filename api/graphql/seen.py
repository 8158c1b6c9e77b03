"""Rows of an answer as items, each only where its viewer may see it."""

from __future__ import annotations

from collections.abc import Iterable

from api.graphql.batch import Batch, Node
from api.graphql.context import Context
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot

HIDDEN = "what you may not see"
"""What a hidden item is called in a sentence."""


class Seen:
    """What a viewer may see of a snapshot."""

    __slots__ = ("_visible", "context", "snapshot")

    def __init__(self, context: Context, snapshot: Snapshot) -> None:
        """See the snapshot as the context's viewer does."""
        self.context, self.snapshot = context.on(snapshot), snapshot
        self._visible = context.scope.visible(snapshot)

    @property
    def everything(self) -> bool:
        """Whether nothing is hidden."""
        return bool(self._visible.all())

    def sees(self, *rows: int) -> bool:
        """Whether all of the rows may be seen."""
        return all(self._visible[row] for row in rows)

    def items(self, rows: Iterable[int]) -> list[Node]:
        """The items of those rows that may be seen, in their order."""
        shown = as_ints([row for row in rows if self._visible[row]])
        return list(Batch(self.context, shown).nodes)

    def item(self, row: int | None) -> Node | None:
        """The item of a row; None for no row, and where it may not be seen."""
        return None if row is None else next(iter(self.items([row])), None)

    def name(self, row: int) -> str:
        """What a row is called in a sentence."""
        return self.snapshot.name(row) if self._visible[row] else HIDDEN
