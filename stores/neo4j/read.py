"""The whole graph as columns: `collect`-ed on the server, a few long lists a message over Bolt.

First the ids of all nodes and relationships, which are small; then what they have, a bounded part
at a time, so that the server's memory need not grow with the graph. Two parts are under way at
once: the server gathers one while this process unpacks the other. One statement reads all kinds,
and two all types: what named a kind would be planned, and asked, for each alone. Facts that other
tools wrote and that are invalid are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from operator import attrgetter
from typing import Any, TypeVar

import numpy as np
from neo4j import Record, Session, Transaction

from graph_model.columns import ItemTable, RelationTable, Tables
from graph_model.declare import Kind, RelationType
from graph_model.errors import Problem
from graph_model.records import Report
from stores.neo4j import journal
from stores.neo4j.connection import Connection
from stores.neo4j.gather import (
    GatheredRows,
    int64,
    joined_items,
    joined_relations,
)
from stores.neo4j.names import ALIAS, ITEM
from stores.neo4j.property_codec import Kept, ignore
from stores.neo4j.row_validation import sound_items, sound_relations

_AT_ONCE = 2
_ATTEMPTS = 4
_PART = 50_000
"""How many nodes or relationships are asked for together."""

_FEW = 2_000
"""So many in all are read one after another: another connection would cost more than it saves."""

_SPANS = f"""
    MATCH (n:{ITEM}) RETURN true AS nodes, id(n) / 1000000 AS part, collect(id(n)) AS at
    UNION ALL
    MATCH ()-[r]->() WHERE type(r) IN $types
    RETURN false AS nodes, id(r) / 1000000 AS part, collect(id(r)) AS at
"""
_ITEMS = f"""
    UNWIND $at AS at MATCH (n:{ITEM}) WHERE id(n) = at
    WITH at, labels(n) AS labels, properties(n) AS held UNWIND keys(held) AS key
    RETURN labels, key, collect(at) AS at, collect(held[key]) AS found
"""
_FIELDS = """
    MATCH ()-[r]->() WHERE id(r) IN $at
    WITH id(r) AS at, type(r) AS type, properties(r) AS held UNWIND keys(held) AS key
    RETURN type, key, collect(at) AS at, collect(held[key]) AS found
"""
_ENDS = """
    MATCH (a)-[r]->(b) WHERE id(r) IN $at
    RETURN type(r) AS type, collect(id(r)) AS at, collect(id(a)) AS starts, collect(id(b)) AS ends
"""

_ALIASES = f"""
    MATCH (a:{ALIAS}) MATCH (n:{ITEM} {{id: a.alias}}) USING INDEX n:{ITEM}(id)
    WHERE n.id <> a.item RETURN collect(id(n)) AS at
"""

Found = dict[str, dict[str, Any]]
"""By a property's key: the ids ``at`` which it was found, and what was ``found`` there."""
T = TypeVar("T", ItemTable, RelationTable)
ReadPart = Callable[[Session | Transaction, list[int], Kept, Report], list[T]]
Later = Callable[[], list[T]]


def read_tables(
    connection: Connection, kept: Kept, report: Report = ignore, journaled: bool = True
) -> Tables:
    """Everything, as of the revision named or later; what is invalid is left out and reported.

    So is an item whose id the journal knows for another's alias, also where that other cannot be
    read: once it is put right, no image tells that the first never was one. To compare with what is
    ``journaled``, it is read.

    What is being written can look invalid for a moment, and the relations of an item left out are
    in no later image: so it is read again if anything was left out while others wrote.
    """
    for _ in range(_ATTEMPTS):
        problems: list[Problem] = []
        tables = _read(connection, kept, problems.append, journaled)
        if not problems or connection.read(journal.present_revision) == tables.revision:
            break
    for problem in problems:
        report(problem)
    return tables


def _read(connection: Connection, kept: Kept, report: Report, journaled: bool) -> Tables:
    """Read once.

    A transaction stays open throughout: Neo4j gives an id to another node only when none that began
    before its removal is left.
    """
    model = kept.model
    with connection.session() as session, session.begin_transaction() as held:
        revision = journal.present_revision(held)
        nodes, relationships = _spans(held, list(model.relation_by_name))
        few = sum(map(len, nodes + relationships)) <= _FEW
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            begun = partial(_in_turn, held) if few else partial(_beside, pool, connection)
            items = [begun(_items, at, kept, report) for at in nodes]
            relations = [begun(_relations, at, kept, report) for at in relationships]
            read = _joined(items, attrgetter("kind"), model.kinds, joined_items)
            known = int64(list(held.run(_ALIASES)), "at") if journaled else int64([], "at")
            tables = sound_items(read, model, report, known)
            links = _joined(relations, attrgetter("type"), model.relations, joined_relations)
    return Tables(revision, tables, sound_relations(links, tables, model, report))


def _in_turn(held: Transaction, work: ReadPart[T], *given: Any) -> Later[T]:
    """What reads a part when it is asked for it."""
    return partial(work, held, *given)


def _beside(
    pool: ThreadPoolExecutor, connection: Connection, work: ReadPart[T], *given: Any
) -> Later[T]:
    """What has a part that is being read from now on."""
    return pool.submit(connection.read, work, *given).result


def _spans(tx: Transaction, types: list[str]) -> tuple[list[list[int]], list[list[int]]]:
    """All ids, rising, in parts: of the nodes, and of the relationships of some types."""
    found = list(tx.run(_SPANS, types=types))
    nodes = [row for row in found if row["nodes"]]
    return _parts(nodes), _parts([row for row in found if not row["nodes"]])


def _parts(found: list[Record]) -> list[list[int]]:
    at = np.sort(int64(found, "at"))
    return [at[first : first + _PART].tolist() for first in range(0, len(at), _PART)]


def _joined(
    read: Iterable[Later[T]],
    name: Callable[[T], str],
    owners: Iterable[Kind | RelationType],
    joined: Callable[[list[T]], T],
) -> list[T]:
    """One table of all parts for each kind or type of which there is anything, in their order."""
    parts: dict[str, list[T]] = defaultdict(list)
    for part in read:
        for table in part():
            parts[name(table)].append(table)
    return [joined(parts[owner.name]) for owner in owners if owner.name in parts]


def _items(tx: Session | Transaction, at: list[int], kept: Kept, report: Report) -> list[ItemTable]:
    """A part of the items, a table a kind; a node of several kinds is in the table of each."""
    found: dict[tuple[str, ...], Found] = defaultdict(dict)
    for part in tx.run(_ITEMS, at=at):
        found[tuple(part["labels"])][part["key"]] = dict(part)
    return [
        _item_table(kept.model.kind_by_name[label], columns, kept, report)
        for labels, columns in found.items()
        for label in labels
        if label in kept.model.kind_by_name and "id" in columns
    ]


def _item_table(kind: Kind, found: Found, kept: Kept, report: Report) -> ItemTable:
    nodes, ids = int64([found["id"]], "at"), found["id"]["found"]
    names = [field.name for field in kind.fields]
    others = sorted(found.keys() - {"id", *names}) if kind.open else ()
    rows = GatheredRows(nodes, kept.of[kind.name], lambda row: f"{kind.name} {ids[row]!r}", report)
    return ItemTable(kind.name, ids, nodes, rows.columns(found, (*names, *others)))


def _relations(
    tx: Session | Transaction, at: list[int], kept: Kept, report: Report
) -> list[RelationTable]:
    """A part of the relations, a table a type, with the ends they have.

    A relationship that is being removed reads as one without properties. Its discriminator is part
    of what it is, so that no later image would tell: the ends are read last, and what has none any
    more is left out.
    """
    found: dict[str, Found] = defaultdict(dict)
    for part in tx.run(_FIELDS, at=at):
        found[part["type"]][part["key"]] = dict(part)
    types = kept.model.relation_by_name
    return [
        _relation_table(types[ends["type"]], ends, found[ends["type"]], kept, report)
        for ends in tx.run(_ENDS, at=at)
        if ends["type"] in types
    ]


def _relation_table(
    type_: RelationType, read: Mapping[str, Any], found: Found, kept: Kept, report: Report
) -> RelationTable:
    """The relations of a type in the order of Neo4j's ids."""
    at = int64([read], "at")
    order = np.argsort(at)
    at = at[order]
    rows = GatheredRows(
        at, kept.of[type_.name], lambda row: f"{type_.name} with id {at[row]} in Neo4j", report
    )
    starts, ends = int64([read], "starts")[order], int64([read], "ends")[order]
    names = [field.name for field in type_.fields]
    return RelationTable(type_.name, starts, ends, rows.columns(found, names))
