"""The system of record: a graph in Neo4j, readable with plain Cypher by any other tool."""

from stores.neo4j.store import Neo4jStore

__all__ = ["Neo4jStore"]
