"""Items found by what people call them: in the files of a load, and in the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from graph_model.facts import Item
from graph_model.state import aliases_of
from loaders.intake.slug import slug
from loaders.mapping.mapping import NameRule

Known = Callable[[str], Iterable[Item]]
"""The items of a kind that the store has."""


class CalledItems:
    """Who is called what: items of the load first, then those of the store."""

    def __init__(self, loaded: Callable[[], Iterable[Item]], known: Known) -> None:
        self._loaded = loaded
        self._known = known
        self._by_name: dict[tuple[str, str], dict[str, set[str]]] = {}

    def find(self, rule: NameRule, name: str) -> set[str]:
        """The ids of the items that a rule means by a name; several where nobody can tell."""
        return self._index(rule.kind.name, rule.by).get(slug(name), set())

    def _index(self, kind: str, by: str) -> dict[str, set[str]]:
        if (kind, by) not in self._by_name:
            index: dict[str, set[str]] = {}
            loaded = {item.id: item for item in self._loaded() if item.kind == kind}
            stored = (item for item in self._known(kind) if item.id not in loaded)
            for item in (*loaded.values(), *stored):
                for name in _called(item, by):
                    index.setdefault(slug(name), set()).add(item.id)
            self._by_name[kind, by] = index
        return self._by_name[kind, by]


def _called(item: Item, by: str) -> list[str]:
    named = {
        "id": [item.id],
        "alias": [part for alias in aliases_of(item) for part in (alias, alias.partition(":")[2])],
        "name": [item.name],
        "number": [str(item.fields["number"])] if "number" in item.fields else [],
    }
    return [name for names in named.values() for name in names] if by == "any" else named[by]
