"""What a planner needs to know of the present graph, and a small copy of it in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from graph_model.changes import Change, Put, Remove, SetFields, start_and_end
from graph_model.facts import Fact, Item, Relation, RelationKey
from graph_model.values import Shape, read


class State(Protocol):
    """The present facts, looked up one at a time."""

    def item(self, id_: str) -> Item | None:
        """The item of that id."""

    def relation(self, key: RelationKey) -> Relation | None:
        """The relation of that key."""

    def touching(self, id_: str) -> Iterable[RelationKey]:
        """The keys of the relations that start or end at an item, in any order."""

    def owner(self, alias: str) -> str | None:
        """The id of the item that has the alias."""


class MemoryState:
    """A state held in dictionaries: all of a graph, or the part that some changes mention."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        """Hold the facts."""
        self.items: dict[str, Item] = {}
        self.relations: dict[RelationKey, Relation] = {}
        self._touching: dict[str, set[RelationKey]] | None = None  # made when first asked for
        self._owners: dict[str, str] = {}
        for fact in facts:
            self.put(fact)

    def put(self, fact: Fact) -> None:
        """Hold a fact; one of the same ref is replaced."""
        if isinstance(fact, Relation):
            key = fact.key
            self.relations[key] = fact
            if self._touching is not None:
                _touch(self._touching, key)
            return
        if fact.id in self.items:
            self._disown(fact.id)
        self.items[fact.id] = fact
        if "aliases" in fact.fields:
            for alias in aliases_of(fact):
                self._owners[alias] = fact.id

    def remove(self, ref: str | RelationKey) -> None:
        """Hold the fact no longer; an item's relations are the caller's to remove."""
        if isinstance(ref, RelationKey):
            self.relations.pop(ref, None)
            if self._touching is not None:
                self._touching[ref.start].discard(ref)
                self._touching[ref.end].discard(ref)
            return
        self._disown(ref)
        self.items.pop(ref, None)

    def _disown(self, id_: str) -> None:
        held = self.items.get(id_)
        for alias in aliases_of(held) if held else ():
            self._owners.pop(alias, None)

    def item(self, id_: str) -> Item | None:
        """The item of that id."""
        return self.items.get(id_)

    def relation(self, key: RelationKey) -> Relation | None:
        """The relation of that key."""
        return self.relations.get(key)

    def touching(self, id_: str) -> Iterable[RelationKey]:
        """The keys of the relations that start or end at an item."""
        if self._touching is None:
            self._touching = defaultdict(set)
            for key in self.relations:
                _touch(self._touching, key)
        return tuple(self._touching.get(id_, ()))

    def owner(self, alias: str) -> str | None:
        """The id of the item that has the alias."""
        return self._owners.get(alias)


def _touch(touching: dict[str, set[RelationKey]], key: RelationKey) -> None:
    touching[key.start].add(key)
    touching[key.end].add(key)


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a store must look up before changes can be planned.

    ``ids``: items by id. ``keys``: relations by key. ``removed``: items whose relations are needed.
    ``aliases``: names whose owner, if any, is needed.
    """

    ids: frozenset[str]
    keys: frozenset[RelationKey]
    removed: frozenset[str]
    aliases: frozenset[str]


def mentions(changes: Iterable[Change]) -> Mentions:
    """What the changes mention."""
    ids: set[str] = set()
    keys: set[RelationKey] = set()
    removed: set[str] = set()
    aliases: set[str] = set()
    for change in changes:
        ref = change.ref
        ids.update(start_and_end(ref))
        if isinstance(ref, RelationKey):
            keys.add(ref)
        elif isinstance(change, Remove):
            removed.add(ref)
        else:
            aliases.update(_claimed(change), (ref,))
    return Mentions(
        frozenset(ids | aliases), frozenset(keys), frozenset(removed), frozenset(aliases)
    )


def aliases_of(item: Item) -> tuple[str, ...]:
    """The item's aliases."""
    held = item.fields.get("aliases")
    return tuple(held) if isinstance(held, list) else ()


def _claimed(change: Put | SetFields) -> tuple[str, ...]:
    if isinstance(change, Put):
        return aliases_of(change.fact) if isinstance(change.fact, Item) else ()
    if "aliases" not in change.fields:
        return ()
    try:
        claimed = read(Shape.TEXTS, change.fields.get("aliases"))
    except ValueError:
        return ()  # the plan reports it
    return tuple(claimed) if isinstance(claimed, list) else ()
