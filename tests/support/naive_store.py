"""A store as its definition reads: dictionaries, copied for every ChangeSet. Slow and plain."""

from __future__ import annotations

from typing import Any

from graph_model.changes import Change, ChangeSet, Put, Remove
from graph_model.facts import Fact, Item, Ref, Relation, RelationKey
from graph_model.model import standard_model

MODEL = standard_model()


class Refused(Exception):
    """The ChangeSet cannot be applied."""


class NaiveStore:
    """The present facts by their refs, and what each ChangeSet changed."""

    def __init__(self) -> None:
        self.facts: dict[Ref, Fact] = {}
        self.kinds: dict[str, str] = {}
        self.journal: list[tuple[str, dict[Ref, tuple[Fact | None, Fact | None]]]] = []

    def apply(self, change_set: ChangeSet) -> None:
        """Apply all changes or none."""
        facts = dict(self.facts)
        for change in change_set.changes:
            _apply(change, facts, self.facts)
        for fact in facts.values():
            if isinstance(fact, Relation):
                _check_ends(fact, facts)
        for ref, fact in facts.items():
            if isinstance(fact, Item) and self.kinds.get(str(ref), fact.kind) != fact.kind:
                raise Refused
        self.kinds |= {i.id: i.kind for i in self.facts.values() if isinstance(i, Item)}
        changed = {
            ref: (self.facts.get(ref), facts.get(ref))
            for ref in {**self.facts, **facts}
            if self.facts.get(ref) != facts.get(ref)
        }
        # What compares equal has not changed: 1 put over 1.0 leaves 1.0.
        self.facts = {ref: self.facts[ref] if ref not in changed else facts[ref] for ref in facts}
        self.journal.append((change_set.id, changed))


def _apply(change: Change, facts: dict[Ref, Fact], before: dict[Ref, Fact]) -> None:
    if isinstance(change, Put):
        _put(change.fact, facts, before)
    elif change.ref not in facts:
        raise Refused
    elif isinstance(change, Remove):
        gone = [change.ref, *(k for k in facts if _touches(k, change.ref))]
        for ref in gone:
            del facts[ref]
    else:
        _put(_with(facts[change.ref], dict(change.fields)), facts, before)


def _touches(key: Ref, ref: Ref) -> bool:
    return isinstance(key, RelationKey) and ref in (key.start, key.end)


def _with(fact: Fact, named: dict[str, Any]) -> Fact:
    attributes = named.pop("attributes", {})
    if attributes and not (isinstance(fact, Item) and MODEL.kind_by_name[fact.kind].open):
        raise Refused
    named |= attributes
    fields = {n: v for n, v in {**fact.fields, **named}.items() if v is not None}
    if isinstance(fact, Item):
        return Item(fact.kind, fact.id, fields)
    return Relation(*fact.key, fields)


def _put(fact: Fact, facts: dict[Ref, Fact], before: dict[Ref, Fact]) -> None:
    if isinstance(fact, Relation):
        facts[fact.key] = fact
        return
    held = facts.get(fact.id) or before.get(fact.id)
    if (isinstance(held, Item) and held.kind != fact.kind) or "name" not in fact.fields:
        raise Refused
    names = {fact.id, *_aliases(fact)}
    others = [f for f in facts.values() if isinstance(f, Item) and f.id != fact.id]
    if any(names & {other.id, *_aliases(other)} for other in others):
        raise Refused
    facts[fact.id] = fact


def _aliases(item: Item) -> list[str]:
    aliases = item.fields.get("aliases", [])
    assert isinstance(aliases, list)
    return aliases


def _check_ends(relation: Relation, facts: dict[Ref, Fact]) -> None:
    start, end = facts.get(relation.start), facts.get(relation.end)
    if not (isinstance(start, Item) and isinstance(end, Item)):
        raise Refused
    if (start.kind, end.kind) not in MODEL.relation_by_name[relation.type].joins:
        raise Refused
