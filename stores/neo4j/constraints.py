"""Constraints and indexes, derived from the model: those that the Community edition has.

Uniqueness of ids, aliases and revisions is the database's; which fields and ends a kind or relation
may have is validated before a ChangeSet is written, and again when the graph is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph_model.model import Model
from stores.neo4j.names import ALIAS, HEAD, ITEM, RECORD, REMOVED, REVISION, quoted

_UNIQUE = (
    (ITEM, "id"),
    (ALIAS, "alias"),
    (REMOVED, "id"),
    (RECORD, "key"),
    (HEAD, "key"),
    (REVISION, "number"),
)


def constraint_statements(model: Model) -> Iterator[str]:
    """The statements that make what is not there yet, each to be run in a transaction of its own.

    A kind's name is indexed for people who ask in plain Cypher.
    """
    for label, key in (*_UNIQUE, (REVISION, "changeSet")):
        name = f"ramify_{label}_{key}".lower()
        yield (f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE")
    kinds = {kind.name for kind in model.kinds}
    for kind in model.kinds:
        name = f"ramify_{kind.name}_name".lower()
        label = quoted(kind.name, kinds)
        yield f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.name)"
