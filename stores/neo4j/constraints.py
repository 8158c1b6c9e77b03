"""Constraints, indexes and names, derived from the model: those that the Community edition has.

Uniqueness of ids, aliases and revisions is the database's; which fields and ends a kind or relation
may have is validated before a ChangeSet is written, and again when the graph is read.
"""

from __future__ import annotations

from graph_model.model import Model
from stores.neo4j.ledger import SLOTS
from stores.neo4j.names import ALIAS, HEAD, ITEM, RECORD, REMOVED, REVISION, WRITES, quoted

Standing = tuple[str, str | None]
"""The name of an index, and that of the constraint that it is made for: its own, or none."""

STANDING = """
    SHOW INDEXES YIELD name, state, owningConstraint WHERE state = 'ONLINE'
    RETURN collect([name, owningConstraint]) AS standing
"""
"""Asks for all that stand, and are at work."""

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


def constraint_statements(model: Model) -> dict[Standing, str]:
    """What makes each constraint and index, to be run in a transaction of its own.

    A kind's name is indexed for people who ask in plain Cypher.
    """
    made: dict[Standing, str] = {}
    for label, key in (*_UNIQUE, (REVISION, "changeSet")):
        name = f"ramify_{label}_{key}".lower()
        made[name, name] = (
            f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"
        )
    indexed = {"ramify_record_ends": (RECORD, "n.ends")}
    indexed |= {f"ramify_record_{slot}": (RECORD, f"n.{slot}, n.key") for slot in SLOTS}
    kinds = {kind.name for kind in model.kinds}
    for kind in model.kinds:
        indexed[f"ramify_{kind.name}_name".lower()] = (quoted(kind.name, kinds), "n.name")
    for name, (label, keys) in indexed.items():
        made[name, None] = f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON ({keys})"
    return made
