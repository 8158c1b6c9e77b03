"""Debian in a local Neo4j, as any Cypher user would have it there: for the peers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from neo4j import Driver, GraphDatabase

from bench.debian import dependencies, packages
from stores.local_neo4j import LocalNeo4j, local_neo4j

_PART = 20_000
_CONSTRAINT = """
    CREATE CONSTRAINT package_id IF NOT EXISTS FOR (n:ConfigurationItem) REQUIRE n.id IS UNIQUE
"""
_PACKAGES = "UNWIND $rows AS id CREATE (:ConfigurationItem {id: id, name: id})"
_DEPENDENCIES = """
    UNWIND $rows AS row
    MATCH (a:ConfigurationItem {id: row[0]}) MATCH (b:ConfigurationItem {id: row[1]})
    CREATE (a)-[:DEPENDS_ON]->(b)
"""


@contextmanager
def debian_neo4j() -> Iterator[tuple[LocalNeo4j, Driver]]:
    """A Neo4j that holds the packages and what each depends on, any of the alternatives alike."""
    with (
        local_neo4j() as server,
        GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver,
    ):
        driver.execute_query(_CONSTRAINT)
        _load(driver, _PACKAGES, packages())
        pairs = sorted({(start, end) for start, _, end in dependencies()})
        _load(driver, _DEPENDENCIES, [list(pair) for pair in pairs])
        driver.execute_query("CALL db.awaitIndexes()")
        yield server, driver


def _load(driver: Driver, text: str, rows: Sequence[object]) -> None:
    for at in range(0, len(rows), _PART):
        driver.execute_query(text, rows=rows[at : at + _PART])
