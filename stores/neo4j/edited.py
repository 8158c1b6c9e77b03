"""How facts that others edited look in the graph now, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neo4j import ManagedTransaction

from graph_model.declare import Kind
from graph_model.facts import Fact, Item, Ref, Relation, RelationKey, same_fact
from graph_model.state import Mentions, aliases_of
from stores.neo4j.lookup import BY_ID_WHOLE, PresentNodes, look_up
from stores.neo4j.names import BY_ALIAS
from stores.neo4j.property_codec import Kept, kind_of
from stores.settlement import FoundFacts, FoundFields, FoundItem

_ALIASES = f"""
    UNWIND $aliases AS alias {BY_ALIAS} RETURN collect(alias) AS aliases, collect(a.item) AS owners
"""


@dataclass(frozen=True, slots=True)
class EditedNode:
    """A node that has an id, an item or not."""

    at: int
    labels: list[str]
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EditedFacts:
    """Some facts as they are in the graph; the items around them are asked for by id and name.

    ``copies`` are relations that somebody wrote beside those that are ``found``, of the same keys.
    """

    found: FoundFacts
    copies: Mapping[RelationKey, Sequence[Relation]]
    nodes: Mapping[str, EditedNode]
    relationships: Mapping[RelationKey, int]
    settling: frozenset[str]
    owners: Mapping[str, str]
    kept: Kept

    def claimed(self, expected: Mapping[Ref, Fact | None]) -> FoundFacts:
        """The facts that somebody may have meant: of several relations of one key, one.

        Neo4j gives ids anew, so that the first read need not be the first written: the one that is
        as ``expected`` stands, or else the first by its fields, which is the same for everybody.
        """
        meant = {key: self._meant(key, expected.get(key)) for key in self.copies}
        return FoundFacts(self.found.items, {**self.found.relations, **meant})

    def _meant(self, key: RelationKey, was: Fact | None) -> FoundFields:
        first = self.found.relations[key]
        found = [first, *(FoundFields(copy.fields) for copy in self.copies[key])]
        if was is not None:
            for one in found:
                if not one.spoiled and same_fact(Relation(*key, one.valid), was):
                    return one
        return min(found, key=lambda one: repr(sorted(one.valid.items())))

    def item(self, id_: str) -> Item | None:
        """The item of an id that is not being settled."""
        node = self.nodes.get(id_)
        return self.kept.item(node.labels, node.properties) if node else None

    def owner(self, name: str) -> str | None:
        """Which item has a name, of those that are not being settled."""
        if name not in self.settling and self.item(name):
            return name
        owner = self.owners.get(name, name)
        if owner in self.settling:
            return None
        item = self.item(owner)
        return owner if item and name in aliases_of(item) else None


def look_at(tx: ManagedTransaction, refs: Iterable[Ref], kept: Kept) -> EditedFacts:
    """Look at facts, at the ends of relations, and at whoever has a name that a fact claims."""
    keys = frozenset(ref for ref in refs if isinstance(ref, RelationKey))
    ids = frozenset(ref for ref in refs if not isinstance(ref, RelationKey))
    ends = frozenset(id_ for key in keys for id_ in (key.start, key.end))
    nodes = _nodes(tx, ids | ends)
    claimed = ids | {alias for id_ in ids if id_ in nodes for alias in _claimed(nodes[id_], kept)}
    owners = _owners(tx, claimed)
    nodes |= _nodes(tx, (claimed | set(owners.values())) - nodes.keys())
    none: frozenset[str] = frozenset()
    known = look_up(tx, Mentions(ends, keys, none, none), kept)
    found = FoundFacts(
        {id_: _item(nodes[id_], kept) for id_ in ids if id_ in nodes},
        {key: _fields(key, known, kept) for key in keys if known.state.relation(key)},
    )
    relationships = {key: known.relationships[key][0] for key in found.relations}
    copies = {key: known.copies[key] for key in found.relations if key in known.copies}
    return EditedFacts(found, copies, nodes, relationships, ids, owners, kept)


def _nodes(tx: ManagedTransaction, ids: Iterable[str]) -> dict[str, EditedNode]:
    columns = tx.run(BY_ID_WHOLE, ids=list(ids)).single(strict=True)
    rows = zip(columns["nodes"], columns["labels"], columns["properties"], strict=True)
    return {properties["id"]: EditedNode(at, labels, properties) for at, labels, properties in rows}


def _claimed(node: EditedNode, kept: Kept) -> list[str]:
    """The aliases that a node has, whatever its kind: each kind has the field."""
    kind = kept.model.kinds[0].name
    aliases = kept.of[kind].value("aliases", node.properties.get("aliases"))
    return aliases if isinstance(aliases, list) else []


def _owners(tx: ManagedTransaction, names: Iterable[str]) -> dict[str, str]:
    """The items that the journal knows by the names, by name."""
    columns = tx.run(_ALIASES, aliases=list(names)).single(strict=True)
    return dict(zip(columns["aliases"], columns["owners"], strict=True))


def _item(node: EditedNode, kept: Kept) -> FoundItem:
    def read(kind: Kind) -> FoundFields:
        return kept.of[kind.name].found(node.properties)

    kind = kind_of(node.labels, kept.model)
    return FoundItem(kind.name if kind else None, read)


def _fields(key: RelationKey, known: PresentNodes, kept: Kept) -> FoundFields:
    relation = known.state.relation(key)
    assert relation is not None
    names, type_ = known.left_out.get(key, ()), kept.model.relation_by_name[key.type]
    return FoundFields(relation.fields, {name for name in names if type_.field(name)})
