"""The part of the present graph that some changes mention, looked up in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from neo4j import ManagedTransaction

from graph_model.facts import Item, Ref, Relation, RelationKey
from graph_model.model import Model
from graph_model.state import MemoryState, Mentions
from stores.neo4j.names import BY_ALIAS, BY_ID, ITEM, quoted
from stores.neo4j.property_codec import Kept, kind_of

_WHOLE = """
    RETURN collect(id(n)) AS nodes, collect(labels(n)) AS labels,
        collect(properties(n)) AS properties
"""
BY_ID_WHOLE = f"UNWIND $ids AS id {BY_ID} {_WHOLE}"
# The items of some ids and those that have some aliases; and of the ends, their kinds alone.
MENTIONED = f"""
    CALL () {{ UNWIND $aliases AS alias {BY_ALIAS} RETURN collect(a.item) AS owners }}
    CALL (owners) {{ UNWIND $ids + owners AS id WITH DISTINCT id {BY_ID} {_WHOLE} }}
    CALL () {{
        UNWIND $ends AS id {BY_ID}
        RETURN collect(id(n)) AS end_nodes, collect(labels(n)) AS end_labels, collect(id) AS ends
    }}
    RETURN nodes, labels, properties, end_nodes, end_labels, ends
"""
# Both ends are found first: from one of them only, a hub's every relationship would be looked at.
KEYED = """
    UNWIND range(0, size($starts) - 1) AS row
    MATCH (a) WHERE id(a) = $starts[row]
    MATCH (b) WHERE id(b) = $ends[row]
    WITH row, a, b
    MATCH (a)-[r:{type}]->(b)
    RETURN collect(row) AS rows, collect(id(r)) AS relationships, collect(properties(r)) AS fields
"""
# Answered from the counts that Neo4j keeps: no relationship is looked at.
IN_USE = "MATCH ()-[r:{type}]->() RETURN count(r) AS count"
TOUCHING = f"""
    UNWIND $nodes AS node MATCH (n) WHERE id(n) = node
    MATCH (n)-[r]-(:{ITEM})
    WITH DISTINCT r
    RETURN collect(id(r)) AS relationships, collect(type(r)) AS types,
        collect(properties(r)) AS fields, collect(startNode(r).id) AS starts,
        collect(endNode(r).id) AS ends
"""


@dataclass(slots=True)
class PresentNodes:
    """What was looked up: facts to plan with, and Neo4j's own ids to write with.

    ``nodes`` has what is there, an item or not; ``relationships`` may have several of one key,
    where somebody wrote them in Cypher: the first is the relation, the rest are its ``copies``.
    """

    state: MemoryState = field(default_factory=MemoryState)
    nodes: dict[str, int] = field(default_factory=dict)
    relationships: dict[RelationKey, list[int]] = field(default_factory=lambda: defaultdict(list))
    copies: dict[RelationKey, list[Relation]] = field(default_factory=lambda: defaultdict(list))
    left_out: dict[Ref, Set[str]] = field(default_factory=dict)
    """The properties whose values are invalid, and so are not among their fact's fields."""


def look_up(tx: ManagedTransaction, mentioned: Mentions, kept: Kept) -> PresentNodes:
    """Look up what is mentioned; the head is locked, so that it stays true until written.

    An item that is mentioned as an end only is held without its fields.
    """
    present = PresentNodes()
    whole = mentioned.aliases | mentioned.removed
    ends = mentioned.ids - whole
    if whole or ends:
        given = {"aliases": list(mentioned.aliases), "ids": list(whole), "ends": list(ends)}
        found = tx.run(MENTIONED, given).single(strict=True)
        _hold(found, present, kept)
        _hold_ends(found, present, kept.model)
    for type_, keys in _by_type(mentioned.keys):
        _hold_keyed(tx, type_, keys, present, kept)
    if removed := [present.nodes[id_] for id_ in mentioned.removed if id_ in present.nodes]:
        _hold_touching(tx.run(TOUCHING, nodes=removed).single(strict=True), present, kept)
    return present


def _hold(columns: Any, present: PresentNodes, kept: Kept) -> None:
    rows = zip(columns["nodes"], columns["labels"], columns["properties"], strict=True)
    for node, labels, properties in rows:
        present.nodes[properties["id"]] = node
        if item := kept.item(labels, properties):
            present.state.put(item)
            if len(item.fields) < len(properties) - 1:
                present.left_out[item.id] = properties.keys() - item.fields.keys() - {"id"}


def _hold_ends(columns: Any, present: PresentNodes, model: Model) -> None:
    """Hold the ends, but for those that are held whole: whoever has an alias may be one."""
    rows = zip(columns["end_nodes"], columns["end_labels"], columns["ends"], strict=True)
    for node, labels, id_ in rows:
        if id_ in present.nodes:
            continue
        present.nodes[id_] = node
        if kind := kind_of(labels, model):
            present.state.put(Item(kind.name, id_))


def _by_type(keys: Iterable[RelationKey]) -> Iterator[tuple[str, list[RelationKey]]]:
    grouped: dict[str, list[RelationKey]] = defaultdict(list)
    for key in keys:
        grouped[key.type].append(key)
    return ((type_, grouped[type_]) for type_ in sorted(grouped))


def _hold_keyed(
    tx: ManagedTransaction,
    type_: str,
    keys: Iterable[RelationKey],
    present: PresentNodes,
    kept: Kept,
) -> None:
    """Hold the relations between the ends of the keys; of absent ends there are none."""
    nodes, name = present.nodes, quoted(type_, kept.model.relation_by_name)
    pairs = list({(k.start, k.end) for k in keys if k.start in nodes and k.end in nodes})
    if not pairs or not tx.run(IN_USE.format(type=name)).single(strict=True)["count"]:
        return
    columns = tx.run(
        KEYED.format(type=name),
        starts=[nodes[start] for start, _ in pairs],
        ends=[nodes[end] for _, end in pairs],
    ).single(strict=True)
    rows = zip(columns["relationships"], columns["rows"], columns["fields"], strict=True)
    for relationship, row, properties in sorted(rows, key=itemgetter(0)):
        start, end = pairs[row]
        relation = kept.relation(type_, start, end, properties)
        _hold_relation(present, relation, relationship, properties.keys() - _mark(relation, kept))


def _hold_touching(columns: Any, present: PresentNodes, kept: Kept) -> None:
    wanted = ("relationships", "types", "starts", "ends", "fields")
    rows = zip(*(columns[name] for name in wanted), strict=True)
    for relationship, type_, start, end, properties in sorted(rows, key=itemgetter(0)):
        if type_ in kept.model.relation_by_name:
            relation = kept.relation(type_, start, end, properties)
            names = properties.keys() - _mark(relation, kept)
            _hold_relation(present, relation, relationship, names)


def _mark(relation: Relation, kept: Kept) -> set[str | None]:
    """The name of the property that holds the relation's discriminator, if it has one."""
    return (
        {kept.model.relation_by_name[relation.type].discriminator}
        if relation.discriminator
        else set()
    )


def _hold_relation(
    present: PresentNodes, relation: Relation, relationship: int, names: Set[str]
) -> None:
    """Hold a relation, if it is the first of its key, and its relationship in any case.

    ``names`` are those of its properties but the discriminator.
    """
    key = relation.key
    known = present.relationships[key]
    if relationship in known:
        return
    known.append(relationship)
    if len(known) == 1:
        present.state.put(relation)
        if left_out := names - relation.fields.keys():
            present.left_out[key] = left_out
    else:
        present.copies[key].append(relation)
