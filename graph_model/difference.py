"""A load is the difference between a file and the store: what to put, set and remove."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from graph_model.agreeing_rows import contradiction, together
from graph_model.changes import Change, ChangeSet, Put, Remove, SetFields
from graph_model.declare import Field
from graph_model.errors import Problem
from graph_model.facts import Fact, Fields, Item, Ref, Relation, RelationKey
from graph_model.incoming_names import IncomingNames, aliases_in
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

    ``warnings`` tell which items were known by an alias alone (they keep the id they have), and
    which stay though their source lets go of them. ``again`` are the rows that speak of what a row
    before them did; ``unchanged`` counts the facts that are in the store as the file has them.
    """

    changes: list[Change] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    again: list[Placed] = field(default_factory=list)
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
    one as well. Rows that speak of one fact are made one, unless they contradict each other: then
    the first stands. ``removed`` has the kinds of removed items: an id keeps its own. A fact new to
    the store gets ``source`` where it names none; fields that the file does not name are untouched.
    With ``replacing``, facts of the sources which the files no longer have are removed; one that a
    file has but that is refused stays as it is, and so do those in ``kept``, which the file has in
    a form that could not be read, and an item that a relation of another source stands on.
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
        self.relations: dict[RelationKey, Relation] = {}
        self.claimed: dict[str, str] = {}
        self.first: dict[Ref, Placed] = {}
        self.refused: set[Ref] = set()
        self.leaving: dict[str, None] = {}
        own = [placed.fact for placed in incoming if isinstance(placed.fact, Item)]
        self.names = IncomingNames(state, own)

    def resolve(self, id_: str) -> str:
        """The id that an incoming id means: its own, or that of the item it is an alias of."""
        return id_ if id_ in self.items else self.names.resolve(id_)

    def resolve_ref(self, ref: Ref) -> Ref:
        """What a ref of the file is known by in the store."""
        if not isinstance(ref, RelationKey):
            return self.resolve(ref)
        return ref._replace(start=self.resolve(ref.start), end=self.resolve(ref.end))

    def compare_items(self) -> None:
        """Put the new items and set the changed ones."""
        rows = [(p.fact, p) for p in self.incoming if isinstance(p.fact, Item)]
        aliases = frozenset(self.names.aliases)
        # What a row names by an alias of the file is the item of another row, if that one stands:
        # from then on an alias counts only if the record that gives it was not refused.
        for by_alias in (False, True):
            for item, placed in rows:
                if (item.id in aliases) is by_alias:
                    self._gather_item(item, placed)
            self.names.aliases = aliases_in(list(self.items.values()))
        for item in self.items.values():
            self._compare_item(item)

    def _gather_item(self, raw: Item, placed: Placed) -> None:
        """Take a row's item, with what rows before it say of the same one."""
        item = self._resolved(raw)
        held = self.state.item(item.id)
        before = self.items.get(item.id)
        problem = self._item_problem(item, held, before, placed.where)
        if problem is not None:
            self._refuse(item.id, placed, problem)
            return
        self.items[item.id] = item if before is None else together(before, item)
        self.claimed |= dict.fromkeys(aliases_of(item), item.id)
        self._note(item.id, placed)
        if raw.id in self.names.same:
            self._tell_renamed(raw.id, item.id, placed.where)

    def _compare_item(self, item: Item) -> None:
        held = self.state.item(item.id)
        if held is None:
            fields = self._sourced(item.fields, self.first[item.id])
            self._change(Put(Item(item.kind, item.id, fields)))
            return
        kind = self.model.kind_by_name[item.kind]
        self._compare(item.id, held.fields, item.fields, kind.fields)

    def _note(self, ref: Ref, placed: Placed) -> None:
        """Remember where a fact was said first."""
        if self.first.setdefault(ref, placed) is not placed:
            self.found.again.append(placed)

    def _tell_renamed(self, new: str, old: str, where: str) -> None:
        names = f"{old} keeps its id, and {new!r} names it too"
        advice = names if is_alias(new) else f"{old} keeps its id; {new!r} is no scheme:value"
        found = f"{new!r}, by its aliases {old}"
        self.found.warnings.append(Problem(where, found, "one id", advice))

    def _resolved(self, raw: Item) -> Item:
        """The item under the id it has in the store; an alias that led there stays its alias."""
        id_ = self.resolve(raw.id)
        if id_ == raw.id or "aliases" not in raw.fields:
            return Item(raw.kind, id_, raw.fields)
        held = self.state.item(id_) if raw.id in self.names.same else None
        named = [raw.id] if is_alias(raw.id) else []
        names = (*(aliases_of(held) if held else ()), *aliases_of(raw), *named)
        aliases = [name for name in dict.fromkeys(names) if name != id_]
        return Item(raw.kind, id_, {**raw.fields, "aliases": aliases})

    def _item_problem(
        self, item: Item, held: Item | None, before: Item | None, where: str
    ) -> Problem | None:
        kind = (held or before or item).kind
        if held is None and before is None:
            kind = self.removed.get(item.id, kind)
        if kind != item.kind:
            return kind_problem(item, kind, where)
        if before is not None and (
            problem := contradiction(before, item, self.first[item.id].where, where)
        ):
            return problem
        known = {**(held.fields if held else {}), **(before.fields if before else {})}
        return self._alias_problem(item, where) or self._merged_problem(item, known, where)

    def _alias_problem(self, item: Item, where: str) -> Problem | None:
        if (owner := self.claimed.get(item.id, item.id)) != item.id:
            found = f"id {item.id!r}, which names {owner}"
            return Problem(where, found, "a name of its own", renaming(item.id, owner))
        for alias in aliases_of(item):
            held = alias if self.state.item(alias) else self.state.owner(alias)
            owner = held or self._named_in_file(alias, item.id)
            if owner != item.id and (held or self.resolve(owner) != item.id):
                found = f"alias {alias!r}, which names {owner}"
                return Problem(where, found, "a name of its own", renaming(item.id, owner))
        return None

    def _named_in_file(self, alias: str, otherwise: str) -> str:
        """What an alias names in the file: an item under that id, or one that has it."""
        return alias if alias in self.items else self.names.aliases.get(alias, otherwise)

    def _merged_problem(self, item: Item, known: Fields, where: str) -> Problem | None:
        """What is wrong with the item's fields and those known before together."""
        kind = self.model.kind_by_name[item.kind]
        return next(iter(item_problems(kind, {**known, **item.fields}, where)), None)

    def compare_relations(self) -> None:
        """Put the new relations and set the changed ones."""
        for placed in self.incoming:
            if isinstance(placed.fact, Relation):
                self._gather_relation(placed.fact, placed)
        for relation in self.relations.values():
            self._compare_relation(relation)

    def _gather_relation(self, raw: Relation, placed: Placed) -> None:
        """Take a row's relation, with what rows before it say of the same one."""
        start, end = self.resolve(raw.start), self.resolve(raw.end)
        relation = Relation(raw.type, start, end, raw.discriminator, raw.fields)
        before = self.relations.get(relation.key)
        if problem := self._relation_problem(relation, before, placed.where):
            self._refuse(relation.key, placed, problem)
            return
        self.relations[relation.key] = relation if before is None else together(before, relation)
        self._note(relation.key, placed)

    def _compare_relation(self, relation: Relation) -> None:
        key = relation.key
        held = self.state.relation(key)
        if held is None:
            fields = self._sourced(relation.fields, self.first[key])
            self._change(Put(Relation(key.type, key.start, key.end, key.discriminator, fields)))
            return
        type_ = self.model.relation_by_name[relation.type]
        self._compare(key, held.fields, relation.fields, type_.fields)

    def _relation_problem(
        self, relation: Relation, before: Relation | None, where: str
    ) -> Problem | None:
        key = relation.key
        if before is not None and (
            problem := contradiction(before, relation, self.first[key].where, where)
        ):
            return problem
        wrong = ends_problem(key, self._item(key.start), self._item(key.end), self.model)
        if wrong:
            return Problem(f"{where} ({key})", *wrong)
        held = self.state.relation(key)
        known = {**(held.fields if held else {}), **(before.fields if before else {})}
        return next(iter(relation_problems({**known, **relation.fields}, f"{where} ({key})")), None)

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
        """Find the source's items that the file no longer has, and that no other source names."""
        leaving = {
            item.id: None
            for item in self.state.items.values()
            if item.fields.get("source") in self.sources
            and item.id not in self.items
            and item.id not in self.refused
        }
        for key, relation in self.state.relations.items():
            if relation.fields.get("source") not in self.sources:
                for id_ in (key.start, key.end):
                    if leaving.pop(id_, self) is not self:
                        self._tell_kept(id_, relation)
        self.leaving = leaving

    def _tell_kept(self, id_: str, relation: Relation) -> None:
        found = f"no more in {', '.join(sorted(self.sources))}"
        by = relation.fields.get("source") or "an edit"
        expected = f"it, since {by} says {relation.key}"
        advice = "it stays; remove that relation first, or the item by an edit"
        self.found.warnings.append(Problem(id_, found, expected, advice))

    def remove_gone(self) -> None:
        """Remove the source's relations and items that the file no longer has."""
        for key, relation in self.state.relations.items():
            named = key in self.relations or key in self.refused
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
