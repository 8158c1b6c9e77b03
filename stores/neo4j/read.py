"""The whole graph as columns: `collect`-ed on the server, a few long lists a message over Bolt.

First the ids of all nodes and relationships, which are small; then what they have, a bounded part
at a time, so that the server's memory need not grow with the graph. Two parts are under way at
once: the server gathers one while this process unpacks the other. Facts that other tools wrote and
that are invalid are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from neo4j import ManagedTransaction, Transaction

from graph_model.columns import ItemTable, RelationTable, Tables
from graph_model.declare import Kind, RelationType
from graph_model.errors import Problem
from graph_model.records import Report
from stores.neo4j import journal
from stores.neo4j.connection import Connection
from stores.neo4j.gather import (
    GatheredRows,
    columns_text,
    int64,
    joined_items,
    joined_relations,
    values_text,
)
from stores.neo4j.names import ITEM, quoted
from stores.neo4j.property_codec import Kept, KeptFields, ignore
from stores.neo4j.row_validation import sound_items, sound_relations

_AT_ONCE = 2
_ATTEMPTS = 4
_PART = 50_000
"""How many nodes or relationships are asked for together."""

_TYPES_IN_USE = "CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type"
_NODES = "MATCH (n:{name}) WHERE n:{item} RETURN id(n) / 1000000 AS part, collect(id(n)) AS at"
_RELATIONSHIPS = "MATCH ()-[r:{name}]->() RETURN id(r) / 1000000 AS part, collect(id(r)) AS at"
_ITEMS = """
    UNWIND $at AS at MATCH (n:{item}:{name}) WHERE id(n) = at
    WITH at, n.id AS id{values} WHERE id IS NOT NULL
    RETURN collect(at) AS at, collect(id) AS ids{columns}
"""
_OPEN = """
    UNWIND $at AS at MATCH (n) WHERE id(n) = at
    UNWIND [key IN keys(n) WHERE NOT key IN $declared] AS key
    RETURN key, collect(at) AS at, collect(n[key]) AS found
"""
_RELATIONS = """
    MATCH (a)-[r:{name}]->(b) WHERE id(r) IN $at
    WITH id(a) AS start, id(b) AS end, id(r) AS at{values}
    RETURN collect(at) AS at, collect(start) AS starts, collect(end) AS ends{columns}
"""
_STILL = "MATCH ()-[r:{name}]->() WHERE id(r) IN $at RETURN collect(id(r)) AS at"

T = TypeVar("T")
Owner = TypeVar("Owner", Kind, RelationType)


def read_tables(connection: Connection, kept: Kept, report: Report = ignore) -> Tables:
    """Everything, as of the revision named or later; what is invalid is left out and reported.

    What is being written can look invalid for a moment, and the relations of an item left out are
    in no later image: so it is read again if anything was left out while others wrote.
    """
    for _ in range(_ATTEMPTS):
        problems: list[Problem] = []
        tables = _read(connection, kept, problems.append)
        if not problems or connection.read(journal.present_revision) == tables.revision:
            break
    for problem in problems:
        report(problem)
    return tables


def _read(connection: Connection, kept: Kept, report: Report) -> Tables:
    """Read once.

    A transaction stays open throughout: Neo4j gives an id to another node only when none that began
    before its removal is left.
    """
    model = kept.model
    with connection.session() as session, session.begin_transaction() as held:
        revision = journal.present_revision(held)
        kinds, types = _kinds_in_use(held, model.kinds), _types_in_use(held)
        read = _Reading(connection, held, kept, report)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            items = [read.parts(pool, _NODES, kind, _items) for kind in kinds]
            links = [
                read.parts(pool, _RELATIONSHIPS, t, _relations)
                for t in model.relations
                if t.name in types
            ]
            tables = sound_items(list(map(joined_items, _results(items))), model, report)
            relations = list(map(joined_relations, _results(links)))
    return Tables(revision, tables, sound_relations(relations, tables, model, report))


def counts_text(kinds: Sequence[Kind]) -> str:
    """The statement that counts the nodes of each kind, as the server counts them all along.

    `db.labels` would list each kind: it lists whatever is indexed.
    """
    counts = (f"COUNT {{ (:{quoted(kind.name, {kind.name})}) }}" for kind in kinds)
    return f"RETURN [{', '.join(counts)}] AS counts"


def _kinds_in_use(tx: Transaction, kinds: Sequence[Kind]) -> list[Kind]:
    """The kinds of which there is at least one node: each other one saves a query."""
    counts = tx.run(counts_text(kinds)).single(strict=True)["counts"]
    return [kind for kind, count in zip(kinds, counts, strict=True) if count]


def _types_in_use(tx: Transaction) -> set[str]:
    """The types of which there is at least one relationship: each other one saves a query."""
    return {record["type"] for record in tx.run(_TYPES_IN_USE)}


def _results(asked: Iterable[list[Future[T]]]) -> Iterator[list[T]]:
    """The parts of one table after the other, as they become complete."""
    return ([part.result() for part in parts] for parts in asked if parts)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading under way."""

    connection: Connection
    held: Transaction
    kept: Kept
    report: Report

    def parts(
        self, pool: ThreadPoolExecutor, all_ids: str, owner: Owner, read: Callable[..., T]
    ) -> list[Future[T]]:
        """Ask for all of a kind or type, in parts whose ids rise."""
        found = self.held.run(all_ids.format(name=quoted(owner.name, {owner.name}), item=ITEM))
        at = np.sort(int64(list(found), "at"))
        spans = (at[first : first + _PART].tolist() for first in range(0, len(at), _PART))
        kept = self.kept.of[owner.name]
        return [
            pool.submit(self.connection.read, read, owner, span, kept, self.report)
            for span in spans
        ]


def _items(
    tx: ManagedTransaction, kind: Kind, at: list[int], kept: KeptFields, report: Report
) -> ItemTable:
    """A part of the items of a kind."""
    names = [field.name for field in kind.fields]
    text = _ITEMS.format(
        item=ITEM,
        name=quoted(kind.name, {kind.name}),
        values=values_text("n", names),
        columns=columns_text(names),
    )
    part = dict(tx.run(text, at=at).single(strict=True))
    nodes, ids = int64([part], "at"), part["ids"]
    rows = GatheredRows(nodes, kept, lambda row: f"{kind.name} {ids[row]!r}", report)
    found = rows.columns(part, names)
    if kind.open:
        found |= rows.columns_by_key(tx.run(_OPEN, at=at, declared=[*names, "id"]))
    return ItemTable(kind.name, ids, nodes, found)


def _relations(
    tx: ManagedTransaction, type_: RelationType, at: list[int], kept: KeptFields, report: Report
) -> RelationTable:
    """A part of the relations of a type with the ends they have, in the order of Neo4j's ids.

    A relationship that is being removed reads as one without properties. Its discriminator is
    part of what it is, so that no later image would tell: one gone afterwards is left out.
    """
    names, label = [field.name for field in type_.fields], quoted(type_.name, {type_.name})
    values, columns = values_text("r", names), columns_text(names)
    text = _RELATIONS.format(name=label, values=values, columns=columns)
    part = dict(tx.run(text, at=at).single(strict=True))
    found = int64([part], "at")
    order = np.argsort(found)
    if type_.discriminator:
        still = dict(tx.run(_STILL.format(name=label), at=at).single(strict=True))
        order = order[np.isin(found[order], int64([still], "at"))]
    rows = GatheredRows(
        found[order], kept, lambda row: f"{type_.name} with id {found[order][row]} in Neo4j", report
    )
    starts, ends = int64([part], "starts")[order], int64([part], "ends")[order]
    return RelationTable(type_.name, starts, ends, rows.columns(part, names))
