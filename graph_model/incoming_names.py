"""Which items of a store a file's ids and aliases mean: systems of an office share no ids."""

from __future__ import annotations

from collections.abc import Sequence

from graph_model.facts import Item
from graph_model.state import MemoryState, aliases_of


class IncomingNames:
    """The names of a file's items beside those of a store.

    ``aliases`` leads from the file's aliases to its ids; ``same`` from its ids that the store does
    not know to those that it does, of what has one of their aliases there.
    """

    def __init__(self, state: MemoryState, items: Sequence[Item]) -> None:
        """Compare the names of the file's items with the store's."""
        self._state = state
        self.aliases = aliases_in(items)
        self.same = self._renamed(items)

    def _renamed(self, items: Sequence[Item]) -> dict[str, str]:
        """Ids of the store, by the unknown ids of the file that mean them, as their aliases say."""
        new = [item for item in items if not self._state.item(item.id)]
        found = {item.id: self._by_alias(item) for item in new if not self._state.owner(item.id)}
        if not any(found.values()):
            return {}
        told = {self._known(item.id) or item.id for item in items}
        return {id_: known for id_, known in found.items() if known and known not in told}

    def _by_alias(self, item: Item) -> str | None:
        """The one item of its kind that has one of its aliases, as its id or as an alias."""
        known = {id_ for alias in aliases_of(item) if (id_ := self._known(alias))}
        held = self._state.item(known.pop()) if len(known) == 1 else None
        return held.id if held and held.kind == item.kind else None

    def _known(self, name: str) -> str | None:
        """The id in the store of a name."""
        return name if self._state.item(name) else self._state.owner(name)

    def resolve(self, id_: str) -> str:
        """The id that an incoming id means: its own, or that of the item it is an alias of."""
        if self._state.item(id_):
            return id_
        if id_ in self.same:
            return self.same[id_]
        meant = self._state.owner(id_) or self.aliases.get(id_, id_)
        return self._state.owner(meant) or meant


def aliases_in(items: Sequence[Item]) -> dict[str, str]:
    """The id of the item that has each alias, the last where several have it.

    An alias that is the id of another kind's item leads nowhere: it names that one.
    """
    kinds = {item.id: item.kind for item in items}
    pairs = ((alias, item) for item in items for alias in aliases_of(item))
    return {alias: item.id for alias, item in pairs if kinds.get(alias, item.kind) == item.kind}
