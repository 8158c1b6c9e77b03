"""Keep the facts: one protocol, in Neo4j or in one SQLite file."""
