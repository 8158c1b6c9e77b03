"""A load is the difference between a file and the store: what to put, set and remove."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from graph_model.changes import Change, ChangeSet, Put, Remove, SetFields
from graph_model.declare import Field
from graph_model.errors import Problem
from graph_model.facts import Fact, Fields, Item, Ref, Relation, RelationKey
from graph_model.model import Model
from graph_model.plan import ends_problem, kind_problem, renaming
from graph_model.records import is_alias, item_problems, relation_problems
from graph_model.state import MemoryState, aliases_of
from graph_model.values import same


@dataclass(frozen=True, slots=True)
class Placed:
    """A fact as a file has it, and where: "line 12", "items, 3".

    ``source`` is the name it gets where it names none; "": the load's. Files of several sources
    can so be one load.
    """

    fact: Fact
    where: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A fact of the file that cannot stand in the graph, and why."""

    placed: Placed
    problem: Problem


@dataclass(slots=True)
class Difference:
    """What a load would change; ``changes`` are in an order that every prefix leaves valid.

    ``renamed`` tells which items were known by an alias alone: they keep the id they have.
    """

    changes: list[Change] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    renamed: list[Problem] = field(default_factory=list)
    unchanged: int = 0


def difference(
    incoming: Iterable[Placed],
    state: MemoryState,
    model: Model,
    source: str,
    replacing: bool,
    kept: Iterable[Ref] = (),
    removed: Mapping[str, str] = MappingProxyType({}),
) -> Difference:
    """The changes that make the store say what the file says.

    Incoming ids are resolved against ids and aliases, of the store and of the file; an item under
    an unknown id is the one of its kind that has one of its aliases, if the file does not name that
    one as well. ``removed`` has the kinds of removed items: an id keeps its own. A fact new to
    the store gets ``source`` where it names none; fields that the file does not name are untouched.
    With ``replacing``, facts of the sources which the files no longer have are removed; one that a
    file has but that is refused stays as it is, and so do those in ``kept``, which the file has in
    a form that could not be read.
    """
    load = _Load(state, model, source, list(incoming), removed)
    load.refused.update(map(load.resolve_ref, kept))
    load.compare_items()
    if replacing:
        load.find_leaving()
    load.compare_relations()
    if replacing:
        load.remove_gone()
    return load.found


def split(changes: Sequence[Change], load: str, most: int) -> list[ChangeSet]:
    """The changes as a numbered series of at most ``most`` each, ids ``load:part/parts``."""
    parts = [tuple(changes[at : at + most]) for at in range(0, len(changes), most)]
    return [ChangeSet(f"{load}:{n}/{len(parts)}", part) for n, part in enumerate(parts, 1)]


class _Load:
    """One comparison under way: the file's facts, resolved, beside the store's."""

    def __init__(
        self,
        state: MemoryState,
        model: Model,
        source: str,
        incoming: list[Placed],
        removed: Mapping[str, str],
    ) -> None:
        self.state, self.model, self.source, self.removed = state, model, source, removed
        self.incoming = incoming
        self.sources = {placed.source or source for placed in incoming} or {source}
        self.found = Difference()
        self.items: dict[str, Item] = {}
        self.keys: dict[RelationKey, str] = {}
        self.places: dict[str, str] = {}
        self.refused: set[Ref] = set()
        self.leaving: dict[str, None] = {}
        self.own: dict[str, str] = {}
        for placed in incoming:
            if isinstance(placed.fact, Item):
                self.own.setdefault(placed.fact.id, placed.where)
        self.aliases = {
            alias: placed.fact.id
            for placed in incoming
            if isinstance(placed.fact, Item)
            for alias in aliases_of(placed.fact)
        }
        self.same = self._renamed()

    def _renamed(self) -> dict[str, str]:
        """The ids of the store that unknown ids of the file mean, as their aliases say."""
        told = {self._known(id_) or id_ for id_ in self.own}
        items = (p.fact for p in self.incoming if isinstance(p.fact, Item))
        found = {item.id: self._by_alias(item) for item in items if not self._known(item.id)}
        return {id_: known for id_, known in found.items() if known and known not in told}

    def _by_alias(self, item: Item) -> str | None:
        """The one item of its kind that has one of its aliases, as its id or as an alias."""
        known = {id_ for alias in aliases_of(item) if (id_ := self._known(alias))}
        held = self.state.item(known.pop()) if len(known) == 1 else None
        return held.id if held and held.kind == item.kind else None

    def _known(self, name: str) -> str | None:
        """The id in the store of a name."""
        return name if self.state.item(name) else self.state.owner(name)

    def resolve(self, id_: str) -> str:
        """The id that an incoming id means: its own, or that of the item it is an alias of."""
        if id_ in self.items or self.state.item(id_):
            return id_
        if id_ in self.same:
            return self.same[id_]
        meant = self.state.owner(id_) or self.aliases.get(id_, id_)
        return self.state.owner(meant) or meant

    def resolve_ref(self, ref: Ref) -> Ref:
        """What a ref of the file is known by in the store."""
        if not isinstance(ref, RelationKey):
            return self.resolve(ref)
        return ref._replace(start=self.resolve(ref.start), end=self.resolve(ref.end))

    def compare_items(self) -> None:
        """Put the new items and set the changed ones."""
        for placed in self.incoming:
            if isinstance(placed.fact, Item):
                self._compare_item(placed.fact, placed)
        # From here on, an alias counts only if the record that gives it was not refused.
        self.aliases = {a: item.id for item in self.items.values() for a in aliases_of(item)}

    def _compare_item(self, raw: Item, placed: Placed) -> None:
        item = self._resolved(raw)
        held = self.state.item(item.id)
        problem = self._alias_for(raw.id, item.id, placed.where)
        if problem := problem or self._item_problem(item, held, placed.where):
            self._refuse(item.id, placed, problem)
            return
        self.items[item.id], self.places[item.id] = item, placed.where
        if raw.id in self.same:
            self._tell_renamed(raw.id, item.id, placed.where)
        if held is None:
            self._change(Put(Item(item.kind, item.id, self._sourced(item.fields, placed))))
            return
        kind = self.model.kind_by_name[item.kind]
        self._compare(item.id, held.fields, item.fields, kind.fields)

    def _tell_renamed(self, new: str, old: str, where: str) -> None:
        names = f"{old} keeps its id, and {new!r} names it too"
        advice = names if is_alias(new) else f"{old} keeps its id; {new!r} is no scheme:value"
        found = f"{new!r}, by its aliases {old}"
        self.found.renamed.append(Problem(where, found, "one id", advice))

    def _resolved(self, raw: Item) -> Item:
        """The item under the id it has in the store; an alias that led there stays its alias."""
        id_ = self.resolve(raw.id)
        if id_ == raw.id or "aliases" not in raw.fields:
            return Item(raw.kind, id_, raw.fields)
        held = self.state.item(id_) if raw.id in self.same else None
        named = [raw.id] if is_alias(raw.id) else []
        names = (*(aliases_of(held) if held else ()), *aliases_of(raw), *named)
        aliases = [name for name in dict.fromkeys(names) if name != id_]
        return Item(raw.kind, id_, {**raw.fields, "aliases": aliases})

    def _alias_for(self, alias: str, id_: str, where: str) -> Problem | None:
        """A problem if the file names the same item elsewhere by another name."""
        by_file = None if self.state.owner(alias) else self.aliases.get(alias)
        place = self.own.get(by_file or id_)
        if alias == id_ or place is None:
            return None
        return Problem(where, f"id {alias!r}, an alias of {id_}", f"it once; it is at {place}")

    def _item_problem(self, item: Item, held: Item | None, where: str) -> Problem | None:
        if item.id in self.items:
            first = self.places[item.id]
            return Problem(where, f"id {item.id!r} a second time", f"it once; it is at {first}")
        kind = held.kind if held else self.removed.get(item.id, item.kind)
        if kind != item.kind:
            return kind_problem(item, kind, where)
        return self._alias_problem(item, where) or self._merged_problem(item, held, where)

    def _alias_problem(self, item: Item, where: str) -> Problem | None:
        for alias in aliases_of(item):
            held = alias if self.state.item(alias) else self.state.owner(alias)
            owner = held or self.aliases.get(alias, item.id)
            if owner != item.id and (held or self.resolve(owner) != item.id):
                found = f"alias {alias!r}, which names {owner}"
                return Problem(where, found, "a name of its own", renaming(item.id, owner))
        return None

    def _merged_problem(self, item: Item, held: Item | None, where: str) -> Problem | None:
        """What is wrong with the fields of the file and of the store together."""
        kind = self.model.kind_by_name[item.kind]
        fields = {**(held.fields if held else {}), **item.fields}
        return next(iter(item_problems(kind, fields, where)), None)

    def compare_relations(self) -> None:
        """Put the new relations and set the changed ones."""
        for placed in self.incoming:
            if isinstance(placed.fact, Relation):
                self._compare_relation(placed.fact, placed)

    def _compare_relation(self, raw: Relation, placed: Placed) -> None:
        start, end = self.resolve(raw.start), self.resolve(raw.end)
        relation = Relation(raw.type, start, end, raw.discriminator, raw.fields)
        if problem := self._relation_problem(relation, placed.where):
            self._refuse(relation.key, placed, problem)
            return
        self.keys[relation.key] = placed.where
        held = self.state.relation(relation.key)
        if held is None:
            fields = self._sourced(relation.fields, placed)
            self._change(Put(Relation(raw.type, start, end, raw.discriminator, fields)))
            return
        type_ = self.model.relation_by_name[relation.type]
        self._compare(relation.key, held.fields, relation.fields, type_.fields)

    def _relation_problem(self, relation: Relation, where: str) -> Problem | None:
        key = relation.key
        if key in self.keys:
            return Problem(where, f"{key} a second time", f"it once; it is at {self.keys[key]}")
        wrong = ends_problem(key, self._item(key.start), self._item(key.end), self.model)
        if wrong:
            return Problem(f"{where} ({key})", *wrong)
        held = self.state.relation(key)
        fields = {**(held.fields if held else {}), **relation.fields}
        return next(iter(relation_problems(fields, f"{where} ({key})")), None)

    def _item(self, id_: str) -> Item | None:
        """The item as it is after the load, or None."""
        return None if id_ in self.leaving else self.items.get(id_) or self.state.item(id_)

    def _compare(
        self, ref: str | RelationKey, held: Fields, named: Fields, declared: tuple[Field, ...]
    ) -> None:
        """Set the named fields that differ, open attributes under their own entry."""
        differing = {n: v for n, v in named.items() if not same(held.get(n), v)}
        if not differing:
            self.found.unchanged += 1
            return
        names = {f.name for f in declared}
        fields: dict[str, object] = {n: v for n, v in differing.items() if n in names}
        if attributes := {n: v for n, v in differing.items() if n not in names}:
            fields["attributes"] = attributes
        self._change(SetFields(ref, fields))

    def find_leaving(self) -> None:
        """Find the source's items that the file no longer has."""
        self.leaving = {
            item.id: None
            for item in self.state.items.values()
            if item.fields.get("source") in self.sources
            and item.id not in self.items
            and item.id not in self.refused
        }

    def remove_gone(self) -> None:
        """Remove the source's relations and items that the file no longer has."""
        for key, relation in self.state.relations.items():
            named = key in self.keys or key in self.refused
            goes_along = key.start in self.leaving or key.end in self.leaving
            if relation.fields.get("source") in self.sources and not (named or goes_along):
                self._change(Remove(key))
        self.found.changes += [Remove(id_) for id_ in self.leaving]

    def _refuse(self, ref: str | RelationKey, placed: Placed, problem: Problem) -> None:
        self.refused.add(ref)
        self.found.refused.append(Refused(placed, problem))

    def _sourced(self, fields: Fields, placed: Placed) -> Fields:
        return fields if "source" in fields else {**fields, "source": placed.source or self.source}

    def _change(self, change: Change) -> None:
        self.found.changes.append(change)
