"""Planning turns changes into whole images before and after, the same for every store and overlay.

A store looks up what the changes mention (:func:`graph_model.state.mentions`), plans, and writes
the images in one transaction; a what-if plans over a snapshot and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from graph_model.changes import Change, Image, Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet, Problem
from graph_model.facts import Fact, Fields, Item, Ref, Relation, RelationKey, same_fact
from graph_model.model import Model
from graph_model.records import (
    item_problems,
    read_item_fields,
    read_relation_fields,
    relation_problems,
)
from graph_model.state import MemoryState, State, aliases_of
from graph_model.values import Value

MOST_PROBLEMS = 1_000


def plan(changes: Sequence[Change], state: State, model: Model) -> tuple[Image, ...]:
    """One image for every fact that the changes leave different, in the order of first touch.

    Facts in a Put are in kept form. Nothing is written.

    Raises:
        InvalidChangeSet: with each problem and the position (from 1) of its change.
    """
    draft = _Draft(state, model)
    for position, change in enumerate(changes, 1):
        draft.apply(change, f"change {position} ({_VERBS[type(change)]} {change.ref})")
        if len(draft.problems) >= MOST_PROBLEMS:
            break
    draft.check_ends()
    if draft.problems:
        raise InvalidChangeSet(draft.problems)
    return draft.images()


_VERBS = {Put: "put", SetFields: "set", Remove: "remove"}


class _Draft:
    """A state with changes laid over it: what was touched, and how it looks now."""

    def __init__(self, base: State, model: Model) -> None:
        self.base, self.model = base, model
        self.now = MemoryState()
        self.touched: dict[Ref, str] = {}
        self.freed: set[str] = set()
        self.problems: list[Problem] = []

    def apply(self, change: Change, where: str) -> None:
        if isinstance(change, Remove):
            self._remove(change.ref, where)
        elif isinstance(change, SetFields):
            self._set(change, where)
        elif isinstance(change.fact, Item):
            self._put_item(change.fact, where)
        else:
            self._put(change.fact, where)

    def item(self, id_: str) -> Item | None:
        return self.now.item(id_) if id_ in self.touched else self.base.item(id_)

    def relation(self, key: RelationKey) -> Relation | None:
        return self.now.relation(key) if key in self.touched else self.base.relation(key)

    def _fact(self, ref: Ref) -> Fact | None:
        return self.relation(ref) if isinstance(ref, RelationKey) else self.item(ref)

    def _owner(self, alias: str) -> str | None:
        owner = self.base.owner(alias)
        if owner is not None and owner not in self.touched:
            return owner
        return self.now.owner(alias)

    def _touching(self, id_: str) -> Iterable[RelationKey]:
        held = (key for key in self.base.touching(id_) if key not in self.touched)
        return [*held, *self.now.touching(id_)]

    def _put(self, fact: Fact, where: str) -> None:
        self.touched[fact.key if isinstance(fact, Relation) else fact.id] = where
        self.now.put(fact)

    def _put_item(self, item: Item, where: str) -> None:
        held = self.item(item.id) or self.base.item(item.id)
        if held is not None and held.kind != item.kind:
            self.problems.append(kind_problem(item, held.kind, where))
        elif self._aliases_free(item, where):
            self._put(item, where)

    def _aliases_free(self, item: Item, where: str) -> bool:
        """Whether no other item is known by one of the item's names, or has its id as an alias."""
        taken = {
            name: holder
            for name in (item.id, *aliases_of(item))
            for holder in (self._owner(name), name if self.item(name) else None)
            if holder not in (None, item.id)
        }
        for name, holder in taken.items():
            found = f"{name!r}, which names {holder}"
            advice = renaming(item.id, str(holder))
            self.problems.append(Problem(f"{where}, aliases", found, "a name of its own", advice))
        return not taken

    def _set(self, change: SetFields, where: str) -> None:
        held = self._fact(change.ref)
        if held is None:
            self._wrong(where, "nothing under that id", "an item or relation that exists")
        elif isinstance(held, Item):
            self._set_item(held, change, where)
        else:
            self._set_relation(held, change, where)

    def _set_item(self, held: Item, change: SetFields, where: str) -> None:
        kind, known = self.model.kind_by_name[held.kind], len(self.problems)
        read = _kept(change)
        if read is None:
            read = read_item_fields(change.fields, kind, where, self.problems.append)
        fields = _merged(held.fields, read)
        self.problems += item_problems(kind, fields, where, self.problems[known:])
        item = Item(held.kind, held.id, fields)
        if len(self.problems) > known:
            return
        # What an item was known by before, nobody else can have taken since.
        if "aliases" not in read or self._aliases_free(item, where):
            self._put(item, where)

    def _set_relation(self, held: Relation, change: SetFields, where: str) -> None:
        type_, known = self.model.relation_by_name[held.type], len(self.problems)
        read = _kept(change)
        if read is None:
            read = read_relation_fields(change.fields, type_, where, self.problems.append)
        if type_.discriminator in read:
            self._wrong(
                f"{where}, {type_.discriminator}", "a new value", "none: it is part of its identity"
            )
        fields = _merged(held.fields, read)
        self.problems += relation_problems(fields, where)
        if len(self.problems) == known:
            self._put(Relation(held.type, held.start, held.end, held.discriminator, fields), where)

    def _remove(self, ref: Ref, where: str) -> None:
        if self._fact(ref) is None:
            self._wrong(where, "nothing under that id", "an item or relation that exists")
            return
        for key in () if isinstance(ref, RelationKey) else sorted(self._touching(ref)):
            self._drop(key, where)
        self._drop(ref, where)

    def _drop(self, ref: Ref, where: str) -> None:
        self.touched[ref] = where
        self.now.remove(ref)

    def _wrong(self, where: str, found: str, expected: str) -> None:
        self.problems.append(Problem(where, found, expected))

    def check_ends(self) -> None:
        """Report every relation put whose ends are missing or of kinds that it does not join."""
        for key in self.now.relations:
            wrong = ends_problem(key, self.item(key.start), self.item(key.end), self.model)
            if wrong:
                self._wrong(self.touched[key], *wrong)

    def images(self) -> tuple[Image, ...]:
        """Every touched fact whose before and after differ."""
        pairs = ((_of(self.base, ref), self._fact(ref)) for ref in self.touched)
        return tuple(Image(*pair) for pair in pairs if not same_fact(*pair))


def kind_problem(item: Item, kind: str, where: str) -> Problem:
    """An item under an id that is, or was before it was removed, one of another kind."""
    advice = (
        "give it an id of its own; if it is the same thing, remove the old item and add "
        f"{item.id!r} to the new one's aliases"
    )
    return Problem(where, f"kind {item.kind}", f"kind {kind}: an id keeps its kind", advice)


def renaming(new: str, old: str) -> str:
    """How to say that a thing has a new id."""
    return f"if they are one thing, keep {old} and add {new!r} to its aliases: both then name it"


def ends_problem(
    key: RelationKey, start: Item | None, end: Item | None, model: Model
) -> tuple[str, str] | None:
    """What was found and expected of a relation's ends; None if it may join them."""
    for id_, item in ((key.start, start), (key.end, end)):
        if item is None:
            return f"no item {id_!r}", "both ends to exist"
    assert start is not None
    assert end is not None
    type_ = model.relation_by_name[key.type]
    if (start.kind, end.kind) in type_.joins:
        return None
    pairs = ", ".join(f"{a} → {b}" for a, b in type_.joins)
    return f"{start.kind} → {end.kind}", f"{key.type} to join {pairs}"


def _of(state: State, ref: Ref) -> Fact | None:
    return state.relation(ref) if isinstance(ref, RelationKey) else state.item(ref)


def _kept(change: SetFields) -> Mapping[str, Value | None] | None:
    """The fields of a change that were read before, None where they are raw."""
    return cast("Mapping[str, Value | None]", change.fields) if change.kept else None


def _merged(held: Fields, read: Mapping[str, Value | None]) -> dict[str, Value]:
    merged: dict[str, Any] = {**held, **read}
    if None in read.values():
        return {name: value for name, value in merged.items() if value is not None}
    return merged
