"""The one way by which a name gets into the text of a Cypher statement."""

from __future__ import annotations

import re
from collections.abc import Container

from graph_model.errors import InvalidModel, Problem

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

ITEM = "Item"
"""The label of every item, beside that of its kind."""
HEAD = "RamifyHead"
"""The label of the one node whose write lock orders the revisions."""
REVISION = "RamifyRevision"
"""The label of a journal entry."""
ALIAS = "RamifyAlias"
"""The label of an alias: a node of its own, since no index looks into a property's list."""
REMOVED = "RamifyRemoved"
"""The label of what is kept of a removed item: its id and its kind."""
RECORD = "RamifyRecord"
"""The label of a record of the ledger."""
WRITES = "RamifyRecordWrites"
"""The label of the node that says how often a kind of record was written."""

# Every look-up insists on its index: a plan made for a graph that was small or empty at the time
# would scan, and is kept while the graph grows by a hundred thousand items.
BY_ID = f"MATCH (n:{ITEM} {{id: id}}) USING INDEX n:{ITEM}(id)"
"""Finds ``n``, the item of ``id``."""
BY_ALIAS = f"MATCH (a:{ALIAS} {{alias: alias}}) USING INDEX a:{ALIAS}(alias)"
"""Finds ``a``, the node of ``alias``; its ``item`` is an id."""


def quoted(name: str, declared: Container[str]) -> str:
    """A declared label, relationship type or property key, in backticks.

    Raises:
        InvalidModel: it is not declared, or has more than letters, digits and underscores: Cypher
            reads escapes even between backticks.
    """
    if name not in declared:
        raise InvalidModel([Problem("Cypher", f"the name {name!r}", "a declared name")])
    if not _PLAIN.fullmatch(name):
        expected = "letters, digits and underscores, no digit first"
        raise InvalidModel([Problem("Cypher", f"the name {name!r}", expected)])
    return f"`{name}`"
