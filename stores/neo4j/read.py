"""The whole graph as columns: `collect`-ed on the server, a few lists a message over Bolt.

Two queries run at once, so that the server gathers one table while this process unpacks another.
Facts that other tools wrote and that are invalid are left out.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from neo4j import ManagedTransaction, Transaction

from graph_model.columns import Column, ItemTable, RelationTable, Tables
from graph_model.declare import Kind, RelationType
from graph_model.model import Model
from stores.neo4j import journal
from stores.neo4j.connection import Connection
from stores.neo4j.gather import (
    Int64,
    Part,
    column,
    columns,
    columns_text,
    in_order,
    int64,
    values_text,
)
from stores.neo4j.kept import KeptFields
from stores.neo4j.names import ITEM, quoted
from stores.neo4j.soundness import sound_items, sound_relations

_AT_ONCE = 2
_SPAN = 50_000
"""How many of Neo4j's ids one message spans: it bounds what is in flight, not what is read."""

_IN_USE = (
    "CALL db.labels() YIELD label RETURN label",
    "CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type",
)
_ITEMS = """
    MATCH (n:{kind}) WHERE n:{item}
    WITH id(n) AS at, n.id AS id{values} WHERE id IS NOT NULL
    RETURN at / $span AS part, collect(at) AS at, collect(id) AS ids{columns}
"""
_OPEN = """
    MATCH (n:{kind}) WHERE n:{item}
    UNWIND [key IN keys(n) WHERE NOT key IN $declared] AS key
    RETURN key, id(n) / $span AS part, collect(id(n)) AS at, collect(n[key]) AS found
"""
_RELATIONS = """
    MATCH (a)-[r:{type}]->(b)
    RETURN id(r) / $span AS part, collect(id(r)) AS at, collect(id(a)) AS starts,
        collect(id(b)) AS ends
"""
_FIELDS = """
    MATCH ()-[r:{type}]->()
    WITH id(r) AS at{values} WHERE {present}
    RETURN at / $span AS part{columns}
"""


def read_tables(connection: Connection, model: Model) -> Tables:
    """Everything, as of the revision named or later.

    A transaction stays open throughout: Neo4j gives an id to another node only when none that began
    before its removal is left.
    """
    with connection.session() as session, session.begin_transaction() as held:
        revision = journal.present_revision(held)
        labels, types = (_in_use(held, procedure) for procedure in _IN_USE)
        kinds = [kind for kind in model.kinds if kind.name in labels]
        drawn = [type_ for type_ in model.relations if type_.name in types]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            items = [pool.submit(connection.read, _items, kind) for kind in kinds]
            links = [pool.submit(connection.read, _relations, type_) for type_ in drawn]
            tables = sound_items([one.result() for one in items], model)
            relations = sound_relations([one.result() for one in links], tables, model)
    return Tables(revision, tables, relations)


def _in_use(tx: Transaction, procedure: str) -> set[str]:
    """The labels, or the types, of which there is at least one: each other one saves a query."""
    return {record[0] for record in tx.run(procedure)}


def _items(tx: ManagedTransaction, kind: Kind) -> ItemTable:
    names, label = [field.name for field in kind.fields], quoted(kind.name, {kind.name})
    text = _ITEMS.format(
        kind=label, item=ITEM, values=values_text("n", names), columns=columns_text(names)
    )
    parts = in_order(tx.run(text, span=_SPAN))
    nodes, ids = int64(parts, "at"), [id_ for part in parts for id_ in part["ids"]]
    if len(nodes) > 1 and not (nodes[1:] > nodes[:-1]).all():
        order = np.argsort(nodes)
        nodes, ids = nodes[order], [ids[i] for i in order.tolist()]
    kept = KeptFields(kind)
    found = columns(parts, names, kept, nodes)
    if kind.open and len(nodes):
        declared = [*names, "id"]
        rows = tx.run(_OPEN.format(kind=label, item=ITEM), span=_SPAN, declared=declared)
        found |= _open_columns(in_order(rows), kept, nodes)
    return ItemTable(kind.name, ids, nodes, found)


def _open_columns(parts: list[Part], kept: KeptFields, nodes: Int64) -> dict[str, Column]:
    """The columns of the open attributes, by name."""
    by_name: dict[str, list[Part]] = {}
    for part in parts:
        by_name.setdefault(part["key"], []).append(part)
    made = {}
    for name, found in by_name.items():
        values = kept.column(name, [value for part in found for value in part["found"]])
        made[name] = column(int64(found, "at"), values, nodes)
    return {name: one for name, one in made.items() if len(one.values)}


def _relations(tx: ManagedTransaction, type_: RelationType) -> RelationTable:
    """The relations of a type with the ends they have; a row each, in the order of Neo4j's ids."""
    names, label = [field.name for field in type_.fields], quoted(type_.name, {type_.name})
    parts = in_order(tx.run(_RELATIONS.format(type=label), span=_SPAN))
    at, starts, ends = (int64(parts, name) for name in ("at", "starts", "ends"))
    if len(at) > 1 and not (at[1:] > at[:-1]).all():
        order = np.argsort(at)
        at, starts, ends = at[order], starts[order], ends[order]
    if not len(at):
        return RelationTable(type_.name, starts, ends)
    present = " OR ".join(f"f{i} IS NOT NULL" for i, _ in enumerate(names))
    text = _FIELDS.format(
        type=label, values=values_text("r", names), present=present, columns=columns_text(names)
    )
    fields = in_order(tx.run(text, span=_SPAN))
    return RelationTable(type_.name, starts, ends, columns(fields, names, KeptFields(type_), at))
