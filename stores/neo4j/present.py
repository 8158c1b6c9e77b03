"""The part of the present graph that some changes mention, looked up in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from neo4j import ManagedTransaction

from graph_model.declare import RelationType
from graph_model.facts import Item, Relation, RelationKey
from graph_model.model import Model
from graph_model.state import MemoryState, Mentions
from stores.neo4j.kept import KeptFields, kept_item, kind_of
from stores.neo4j.names import ALIAS, ITEM, quoted

_NODE = "collect(id(n)) AS nodes, collect(labels(n)) AS labels"
_BY_ID = f"""
    UNWIND $ids AS id MATCH (n:{ITEM} {{id: id}})
    RETURN {_NODE}, collect(properties(n)) AS properties
"""
_BY_ALIAS = f"""
    UNWIND $aliases AS alias MATCH (a:{ALIAS} {{alias: alias}}) MATCH (n:{ITEM} {{id: a.item}})
    WITH DISTINCT n RETURN {_NODE}, collect(properties(n)) AS properties
"""
_ENDS = f"""
    UNWIND $ids AS id MATCH (n:{ITEM} {{id: id}})
    RETURN {_NODE}, collect(id) AS ids
"""
_KEYED = """
    UNWIND range(0, size($starts) - 1) AS row
    MATCH (a)-[r:{type}]->(b) WHERE id(a) = $starts[row] AND id(b) = $ends[row]
    RETURN collect(row) AS rows, collect(id(r)) AS relationships, collect(properties(r)) AS fields
"""
_TOUCHING = f"""
    UNWIND $nodes AS node MATCH (n) WHERE id(n) = node
    MATCH (n)-[r]-(:{ITEM})
    WITH DISTINCT r
    RETURN collect(id(r)) AS relationships, collect(type(r)) AS types,
        collect(properties(r)) AS fields, collect(startNode(r).id) AS starts,
        collect(endNode(r).id) AS ends
"""


@dataclass(slots=True)
class Present:
    """What was looked up: facts to plan with, and Neo4j's own ids to write with.

    ``nodes`` has what is there, an item or not; ``relationships`` may have several of one key,
    where somebody wrote them in Cypher: the first is the relation.
    """

    state: MemoryState = field(default_factory=MemoryState)
    nodes: dict[str, int] = field(default_factory=dict)
    relationships: dict[RelationKey, list[int]] = field(default_factory=lambda: defaultdict(list))


def look_up(tx: ManagedTransaction, mentioned: Mentions, model: Model) -> Present:
    """Look up what is mentioned; the head is locked, so that it stays true until written.

    An item that is mentioned as an end only is held without its fields.
    """
    present = Present()
    whole = mentioned.aliases | mentioned.removed
    if whole:
        _hold(tx.run(_BY_ID, ids=list(whole)).single(strict=True), present, model)
        _hold(
            tx.run(_BY_ALIAS, aliases=list(mentioned.aliases)).single(strict=True), present, model
        )
    if ends := mentioned.ids - whole - present.nodes.keys():
        _hold_ends(tx.run(_ENDS, ids=list(ends)).single(strict=True), present, model)
    for type_, keys in _by_type(mentioned.keys, model):
        _hold_keyed(tx, type_, keys, present)
    if removed := [present.nodes[id_] for id_ in mentioned.removed if id_ in present.nodes]:
        _hold_touching(tx.run(_TOUCHING, nodes=removed).single(strict=True), present, model)
    return present


def _hold(columns: Any, present: Present, model: Model) -> None:
    rows = zip(columns["nodes"], columns["labels"], columns["properties"], strict=True)
    for node, labels, properties in rows:
        present.nodes[properties["id"]] = node
        if item := kept_item(labels, properties, model):
            present.state.put(item)


def _hold_ends(columns: Any, present: Present, model: Model) -> None:
    rows = zip(columns["nodes"], columns["labels"], columns["ids"], strict=True)
    for node, labels, id_ in rows:
        present.nodes[id_] = node
        if kind := kind_of(labels, model):
            present.state.put(Item(kind.name, id_))


def _by_type(
    keys: Iterable[RelationKey], model: Model
) -> Iterator[tuple[RelationType, list[RelationKey]]]:
    grouped: dict[str, list[RelationKey]] = defaultdict(list)
    for key in keys:
        grouped[key.type].append(key)
    return ((model.relation_by_name[type_], grouped[type_]) for type_ in sorted(grouped))


def _hold_keyed(
    tx: ManagedTransaction, type_: RelationType, keys: Iterable[RelationKey], present: Present
) -> None:
    """Hold the relations between the ends of the keys; of absent ends there are none."""
    nodes = present.nodes
    ends = {(k.start, k.end) for k in keys if k.start in nodes and k.end in nodes}
    if not ends:
        return
    pairs = list(ends)
    columns = tx.run(
        _KEYED.format(type=quoted(type_.name, {type_.name})),
        starts=[nodes[start] for start, _ in pairs],
        ends=[nodes[end] for _, end in pairs],
    ).single(strict=True)
    kept = KeptFields(type_)
    rows = zip(columns["rows"], columns["relationships"], columns["fields"], strict=True)
    for row, relationship, properties in sorted(rows, key=lambda found: found[1]):
        _hold_relation(present, type_, pairs[row], relationship, kept.values(properties))


def _hold_touching(columns: Any, present: Present, model: Model) -> None:
    kept = {type_.name: KeptFields(type_) for type_ in model.relations}
    names = ("relationships", "types", "starts", "ends", "fields")
    for relationship, name, start, end, properties in sorted(
        zip(*(columns[n] for n in names), strict=True), key=lambda found: found[0]
    ):
        if name in kept:
            fields = kept[name].values(properties)
            type_ = model.relation_by_name[name]
            _hold_relation(present, type_, (start, end), relationship, fields)


def _hold_relation(
    present: Present,
    type_: RelationType,
    ends: Collection[str],
    relationship: int,
    fields: dict[str, Any],
) -> None:
    mark = str(fields.pop(type_.mark, "")) if type_.mark else ""
    start, end = ends
    key = RelationKey(type_.name, start, end, mark)
    known = present.relationships[key]
    if not known:
        present.state.put(Relation(*key, fields))
    if relationship not in known:
        known.append(relationship)
