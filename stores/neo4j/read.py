"""The whole graph as columns: `collect`-ed on the server, a few lists a message over Bolt.

Two queries run at once, so that the server gathers one table while this process unpacks another.
Facts that other tools wrote and that are invalid are left out.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from neo4j import ManagedTransaction, Transaction

from graph_model.columns import ItemTable, RelationTable, Tables
from graph_model.declare import Kind, RelationType
from graph_model.records import Report
from stores.neo4j import journal
from stores.neo4j.connection import Connection
from stores.neo4j.gather import Rows, columns_text, in_order, int64, rising, values_text
from stores.neo4j.kept import Kept, KeptFields, ignore
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


def read_tables(connection: Connection, kept: Kept, report: Report = ignore) -> Tables:
    """Everything, as of the revision named or later; what is invalid is left out and reported.

    A transaction stays open throughout: Neo4j gives an id to another node only when none that began
    before its removal is left.
    """
    model = kept.model
    with connection.session() as session, session.begin_transaction() as held:
        revision = journal.present_revision(held)
        labels, types = (_in_use(held, procedure) for procedure in _IN_USE)
        read = connection.read
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            items = [
                pool.submit(read, _items, kind, kept.of[kind.name], report)
                for kind in model.kinds
                if kind.name in labels
            ]
            links = [
                pool.submit(read, _relations, type_, kept.of[type_.name], report)
                for type_ in model.relations
                if type_.name in types
            ]
            tables = sound_items([one.result() for one in items], model, report)
            relations = sound_relations([one.result() for one in links], tables, model, report)
    return Tables(revision, tables, relations)


def _in_use(tx: Transaction, procedure: str) -> set[str]:
    """The labels, or the types, of which there is at least one: each other one saves a query."""
    return {record[0] for record in tx.run(procedure)}


def _items(tx: ManagedTransaction, kind: Kind, kept: KeptFields, report: Report) -> ItemTable:
    names, label = [field.name for field in kind.fields], quoted(kind.name, {kind.name})
    text = _ITEMS.format(
        kind=label, item=ITEM, values=values_text("n", names), columns=columns_text(names)
    )
    parts = in_order(tx.run(text, span=_SPAN))
    nodes, ids = int64(parts, "at"), [id_ for part in parts for id_ in part["ids"]]
    if not rising(nodes):
        order = np.argsort(nodes)
        nodes, ids = nodes[order], [ids[i] for i in order.tolist()]
    rows = Rows(nodes, kept, lambda row: f"{kind.name} {ids[row]!r}", report)
    found = rows.columns(parts, names)
    if kind.open and ids:
        declared = [*names, "id"]
        attributes = tx.run(_OPEN.format(kind=label, item=ITEM), span=_SPAN, declared=declared)
        found |= rows.columns_by_key(in_order(attributes))
    return ItemTable(kind.name, ids, nodes, found)


def _relations(
    tx: ManagedTransaction, type_: RelationType, kept: KeptFields, report: Report
) -> RelationTable:
    """The relations of a type with the ends they have; a row each, in the order of Neo4j's ids."""
    names, label = [field.name for field in type_.fields], quoted(type_.name, {type_.name})
    parts = in_order(tx.run(_RELATIONS.format(type=label), span=_SPAN))
    at, starts, ends = (int64(parts, name) for name in ("at", "starts", "ends"))
    if not rising(at):
        order = np.argsort(at)
        at, starts, ends = at[order], starts[order], ends[order]
    rows = Rows(at, kept, lambda row: f"{type_.name} with id {at[row]} in Neo4j", report)
    present = " OR ".join(f"f{i} IS NOT NULL" for i, _ in enumerate(names))
    text = _FIELDS.format(
        type=label, values=values_text("r", names), present=present, columns=columns_text(names)
    )
    found = rows.columns(in_order(tx.run(text, span=_SPAN)), names)
    return RelationTable(type_.name, starts, ends, found)
