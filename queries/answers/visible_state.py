"""The facts of a snapshot as somebody knows them who sees a part only."""

from __future__ import annotations

from collections.abc import Iterable

from graph_model.facts import Item, Relation, RelationKey
from queries.snapshot.rows import Flags
from queries.snapshot.snapshot import Snapshot


class VisibleState:
    """What changes are planned over where a part is hidden."""

    def __init__(self, snapshot: Snapshot, visible: Flags) -> None:
        """Know the items whose row is visible, and the relations between those."""
        self.snapshot, self.visible = snapshot, visible

    @property
    def all_visible(self) -> bool:
        """Whether nothing is hidden."""
        return bool(self.visible.all())

    def hides(self, id_: str) -> bool:
        """Whether an id or alias names an item that is recorded, but hidden."""
        row = self.snapshot.find(id_)
        return row is not None and not self.visible[row]

    def item(self, id_: str) -> Item | None:
        """The item of that id, if it may be seen."""
        return None if self.hides(id_) else self.snapshot.item(id_)

    def relation(self, key: RelationKey) -> Relation | None:
        """The relation of that key, if both ends may be seen."""
        hidden = self.hides(key.start) or self.hides(key.end)
        return None if hidden else self.snapshot.relation(key)

    def touching(self, id_: str) -> Iterable[RelationKey]:
        """The keys of the relations at an item whose ends may both be seen."""
        keys = self.snapshot.touching(id_)
        return (key for key in keys if not (self.hides(key.start) or self.hides(key.end)))

    def owner(self, alias: str) -> str | None:
        """The id of the item that has the alias, if it may be seen."""
        return None if self.hides(alias) else self.snapshot.owner(alias)
