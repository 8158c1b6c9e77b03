"""Constraints, indexes and names, derived from the model: those that the Community edition has.

Uniqueness of ids, aliases and revisions is the database's; which fields and ends a kind or relation
may have is validated before a ChangeSet is written, and again when the graph is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph_model.model import Model
from stores.neo4j.ledger import SLOTS
from stores.neo4j.names import ALIAS, HEAD, ITEM, RECORD, REMOVED, REVISION, WRITES, quoted

_UNIQUE = (
    (ITEM, "id"),
    (ALIAS, "alias"),
    (REMOVED, "id"),
    (RECORD, "key"),
    (WRITES, "kind"),
    (HEAD, "key"),
    (REVISION, "number"),
)


# What is named for the first time is committed by itself, before whatever names it: to whom watches
# for edits past the journal, that would look like one.
NAMES = """
    CALL () { UNWIND $keys AS key CALL db.createProperty(key) }
    CALL () { UNWIND $types AS type CALL db.createRelationshipType(type) }
"""
_OWN_KEYS = (
    *("key", "kind", "body", "ends", "writes", "form", "locked", "alias", "item", "number"),
    *("changeSet", "recordedAt", "author", "source", "digest", "images"),
    *("door", "token", "reason"),
)


def declared_names(model: Model) -> dict[str, list[str]]:
    """The parameters of :data:`NAMES`: all property keys and relationship types that are written.

    Beside open attributes, whose names are anybody's.
    """
    fields = {field.name for kind in model.kinds for field in kind.fields}
    fields |= {field.name for type_ in model.relations for field in type_.fields}
    marks = {type_.discriminator for type_ in model.relations if type_.discriminator}
    keys = sorted({"id", *_OWN_KEYS, *SLOTS, *fields, *marks})
    return {"keys": keys, "types": [type_.name for type_ in model.relations]}


def constraint_statements(model: Model) -> Iterator[str]:
    """The statements that make what is not there yet, each to be run in a transaction of its own.

    A kind's name is indexed for people who ask in plain Cypher.
    """
    for label, key in (*_UNIQUE, (REVISION, "changeSet")):
        name = f"ramify_{label}_{key}".lower()
        yield (f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE")
    yield f"CREATE INDEX ramify_record_ends IF NOT EXISTS FOR (n:{RECORD}) ON (n.ends)"
    for slot in SLOTS:
        name = f"ramify_record_{slot}"
        yield f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{RECORD}) ON (n.{slot}, n.key)"
    kinds = {kind.name for kind in model.kinds}
    for kind in model.kinds:
        name = f"ramify_{kind.name}_name".lower()
        label = quoted(kind.name, kinds)
        yield f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.name)"
