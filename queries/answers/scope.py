"""What a viewer may see. Hidden items are traversed, counted and masked, never skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from graph_model.errors import NotFound
from graph_model.facts import Item, Relation, RelationKey
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Scope:
    """A viewer's scope: ``hides`` gives the rows of a snapshot that the viewer may not see."""

    hides: Callable[[Snapshot], Ints]

    def visible(self, snapshot: Snapshot) -> Flags:
        """Which item rows may be seen, shape (size,)."""
        flags = np.ones(snapshot.size, np.bool_)
        flags[self.hides(snapshot)] = False
        return flags

    def known(self, snapshot: Snapshot, ids: Iterable[str]) -> list[str]:
        """Those of the ids and aliases that name something recorded that the viewer may see."""
        visible = self.visible(snapshot)
        pairs = [(id_, snapshot.find(id_)) for id_ in ids]
        return [id_ for id_, row in pairs if row is not None and visible[row]]

    def require(self, snapshot: Snapshot, ids: Iterable[str]) -> None:
        """Answer ids that are hidden as if they were not recorded.

        Raises:
            NotFound: with the ids that are unknown or hidden, alike.
        """
        wanted = list(ids)
        known = set(self.known(snapshot, wanted))
        if missing := [id_ for id_ in wanted if id_ not in known]:
            raise NotFound(missing)


class SeenState:
    """A snapshot's facts as somebody knows them who sees a part only, to plan changes over."""

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
