"""What becomes of facts that others edited: valid edits stand, the rest is as the journal has it.

Field by field: a value that cannot be read is the journal's, and so are a name that was taken away
and a kind that was changed. What the journal does not know either is left out. The same edits so
come to the same facts for everybody, whatever store they were made in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from graph_model.declare import Kind, RelationType
from graph_model.errors import Problem
from graph_model.facts import Fact, Fields, Item, Ref, Relation, RelationKey
from graph_model.model import Model
from graph_model.plan import ends_problem
from graph_model.records import Report, item_problems, relation_problems
from graph_model.state import aliases_of
from graph_model.values import Value, same


@dataclass(frozen=True, slots=True)
class FoundFields:
    """A fact's fields as somebody left them: the valid ones, and the names of the others."""

    valid: Fields = field(default_factory=dict)
    spoiled: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item as somebody left it: its kind (None: none that is known), and how it reads as one."""

    kind: str | None
    read: Callable[[Kind], FoundFields]


@dataclass(frozen=True, slots=True)
class FoundFacts:
    """How facts are now; one that is in neither mapping is gone."""

    items: Mapping[str, FoundItem]
    relations: Mapping[RelationKey, FoundFields]


class Surroundings(Protocol):
    """The facts beside those that are settled."""

    def item(self, id_: str) -> Item | None:
        """The item of an id that is not being settled."""

    def owner(self, name: str) -> str | None:
        """Which of them has a name, as its id or as an alias."""


class Settlement:
    """What some facts are from now on, as far as they can stand; see ``settled``."""

    def __init__(
        self,
        expected: Mapping[Ref, Fact | None],
        found: FoundFacts,
        around: Surroundings,
        model: Model,
        report: Report,
    ) -> None:
        """Settle every fact that was ``expected`` to be so, or not to be (None).

        Kinds, names and ends that cannot stand are reported; values are for their reader to tell.
        """
        self.expected, self.found, self.around = expected, found, around
        self.model, self.report = model, report
        self.settled: dict[Ref, Fact | None] = {}
        # By name, whatever order a store finds them in: problems are told alike each time.
        refs = sorted(expected, key=str)
        keys = [ref for ref in refs if isinstance(ref, RelationKey)]
        ids = [ref for ref in refs if not isinstance(ref, RelationKey)]
        self.settled |= {id_: self._item(id_) for id_ in ids}
        self._settle_names()
        self.settled |= {key: self._relation(key) for key in keys}

    def _item(self, id_: str) -> Item | None:
        found, was = self.found.items.get(id_), self.expected[id_]
        if found is None:
            return None
        held = was if isinstance(was, Item) else None
        name = held.kind if held else found.kind
        if name is None:
            return None
        if name != found.kind:
            told = f"kind {found.kind}" if found.kind else "no one kind"
            self.report(Problem(id_, told, f"kind {name}: an id keeps its kind"))
        kind = self.model.kind_by_name[name]
        for fields in _candidates(kind, found.read(kind), held):
            if not item_problems(kind, fields, id_):
                return Item(name, id_, fields)
        return None

    def _relation(self, key: RelationKey) -> Relation | None:
        found, was = self.found.relations.get(key), self.expected[key]
        if found is None:
            return None
        wrong = ends_problem(key, self._end(key.start), self._end(key.end), self.model)
        if wrong:
            self.report(Problem(str(key), *wrong))
            return None
        type_ = self.model.relation_by_name[key.type]
        for fields in _candidates(type_, found, was):
            if not relation_problems(fields, str(key)):
                return Relation(*key, fields)
        return None

    def _end(self, id_: str) -> Item | None:
        if id_ not in self.settled:
            return self.around.item(id_)
        item = self.settled[id_]
        return item if isinstance(item, Item) else None

    def _settle_names(self) -> None:
        """Nobody has a name that is another's; whom the journal knows by it keeps it."""
        claims = Counter(name for item in self._items() for name in {*names_of(item)})
        for item in list(self._items()):
            if self.expected[item.id] is None and self._is_known(item.id, claims):
                self._untake(item.id, item.id)
                self.settled[item.id] = None
                continue
            free = [a for a in aliases_of(item) if not self._is_taken(a, item, claims)]
            if len(free) < len(aliases_of(item)):
                self.settled[item.id] = _named(item, free)

    def _items(self) -> Iterator[Item]:
        return (fact for fact in self.settled.values() if isinstance(fact, Item))

    def _is_known(self, id_: str, claims: Counter[str]) -> bool:
        """Whether the id of a new item is an alias that another has."""
        if self.around.owner(id_) not in (None, id_):
            return True
        return claims[id_] > 1 and any(
            id_ in aliases_of(item) and id_ in self._held(item.id) for item in self._items()
        )

    def _is_taken(self, alias: str, item: Item, claims: Counter[str]) -> bool:
        owner = item.id if alias == item.id else self.around.owner(alias)
        taken = owner not in (None, item.id) or (
            claims[alias] > 1 and alias not in (item.id, *self._held(item.id))
        )
        if taken:
            self._untake(item.id, alias)
        return taken

    def _untake(self, id_: str, name: str) -> None:
        self.report(Problem(f"{id_}, aliases", f"{name!r}, another's name", "a name of its own"))

    def _held(self, id_: str) -> tuple[str, ...]:
        """The names that the journal knows an item by."""
        was = self.expected[id_]
        return names_of(was) if isinstance(was, Item) else ()


def names_of(item: Item) -> tuple[str, ...]:
    """What the item claims for itself: its id, and its aliases."""
    return item.id, *aliases_of(item)


def _named(item: Item, aliases: list[str]) -> Item:
    """The item with these aliases."""
    fields = {name: value for name, value in item.fields.items() if name != "aliases"}
    return Item(item.kind, item.id, fields | ({"aliases": aliases} if aliases else {}))


def _candidates(
    owner: Kind | RelationType, found: FoundFields, was: Fact | None
) -> Iterator[dict[str, Value]]:
    """What a fact's fields may be, the best first: not all go together."""
    known = _valid(owner, was.fields) if was is not None else {}
    needed = {f.name: known[f.name] for f in owner.fields if f.required and f.name in known}
    spoiled = {name: known[name] for name in found.spoiled if name in known}
    yield needed | spoiled | dict(found.valid)
    yield needed | dict(found.valid)
    if was is not None:
        yield known


def _valid(owner: Kind | RelationType, fields: Fields) -> dict[str, Value]:
    """The fields that can be read today: the model may have been another one when they were."""
    return {name: value for name, value in fields.items() if _is_valid(owner, name, value)}


def _is_valid(owner: Kind | RelationType, name: str, value: Value) -> bool:
    declared = owner.field(name)
    if declared is None:
        return isinstance(owner, Kind) and owner.open
    try:
        return same(declared.read(value), value)
    except ValueError:
        return False
