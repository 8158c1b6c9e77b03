"""The synthetic state in Neo4j, built as a snapshot.

It is put there the bare way, which leaves the same graph in half the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from neo4j import Driver, GraphDatabase, ManagedTransaction

from bench.figure import FULL, BenchFigure
from bench.state import ITEMS, snapshot_figures
from bench.synthetic import synthetic
from graph_model.columns import Column, Tables
from graph_model.model import standard_model
from stores.local_neo4j import LocalNeo4j, local_neo4j
from stores.neo4j import Neo4jStore

PART = 20_000
"""How many rows a bare UNWIND is handed: more are no faster."""
_ITEMS = "UNWIND $rows AS row CREATE (n:Item:`{kind}`) SET n = row"
_RELATIONS = """
    UNWIND $rows AS row
    MATCH (a:Item {{id: row.start}}) MATCH (b:Item {{id: row.end}})
    CREATE (a)-[r:`{type}`]->(b) SET r = row.fields
"""


def measure(size: str) -> Iterator[BenchFigure]:
    """The snapshot."""
    with empty() as (server, driver):
        bare(driver, synthetic(ITEMS[size]))
        environment = {"BOLT_USER": server.user, "BOLT_PASSWORD": server.password}
        yield from snapshot_figures("Neo4j", server.uri, environment, 30, size == FULL)


@contextmanager
def empty() -> Iterator[tuple[LocalNeo4j, Driver]]:
    """A new server with the constraints that Ramify makes, and nothing else."""
    with local_neo4j() as server:
        login = server.user, server.password
        Neo4jStore(server.uri, standard_model(), *login).close()
        with GraphDatabase.driver(server.uri, auth=login) as driver:
            yield server, driver


def bare(driver: Driver, tables: Tables) -> None:
    """Put everything there with one UNWIND a batch, as anybody would."""
    ids: dict[int, str] = {}
    for items in tables.items:
        ids.update(zip(np.asarray(items.handles).tolist(), items.ids, strict=True))
        rows: list[dict[str, Any]] = [{"id": id_} for id_ in items.ids]
        _put_fields(rows, items.columns)
        _run(driver, _ITEMS.format(kind=items.kind), rows)
    for relations in tables.relations:
        fields: list[dict[str, Any]] = [{} for _ in range(len(relations.starts))]
        _put_fields(fields, relations.columns)
        ends = zip(
            np.asarray(relations.starts).tolist(), np.asarray(relations.ends).tolist(), strict=True
        )
        lines = [
            {"start": ids[start], "end": ids[end], "fields": found}
            for (start, end), found in zip(ends, fields, strict=True)
        ]
        _run(driver, _RELATIONS.format(type=relations.type), lines)


def _put_fields(rows: list[dict[str, Any]], columns: Mapping[str, Column]) -> None:
    for name, column in columns.items():
        for row, value in zip(np.asarray(column.rows).tolist(), column.values, strict=True):
            rows[row][name] = value


def _run(driver: Driver, text: str, rows: list[dict[str, Any]]) -> None:
    with driver.session() as session:
        for at in range(0, len(rows), PART):
            session.execute_write(_statement, text, rows[at : at + PART])


def _statement(tx: ManagedTransaction, text: str, rows: list[dict[str, Any]]) -> None:
    tx.run(text, rows=rows).consume()
