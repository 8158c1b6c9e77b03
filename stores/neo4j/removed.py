"""Which kinds removed items had: an id never changes kind, nor after its item was removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from neo4j import ManagedTransaction, Session

from stores.neo4j.names import REMOVED

# Whether any was removed is answered from the counts that Neo4j keeps.
KINDS = f"""
    CALL () {{ MATCH (n:{REMOVED}) RETURN count(n) AS count }}
    WITH count WHERE count > 0
    UNWIND $ids AS id MATCH (n:{REMOVED} {{id: id}}) USING INDEX n:{REMOVED}(id)
    RETURN collect(n.id) AS ids, collect(n.kind) AS kinds
"""
_PUT = f"""
    UNWIND range(0, size($ids) - 1) AS row
    MERGE (n:{REMOVED} {{id: $ids[row]}}) SET n.kind = $kinds[row]
"""


def put_removed(tx: ManagedTransaction, kinds: Mapping[str, str]) -> None:
    """Keep the kinds of removed items, by id."""
    if kinds:
        tx.run(_PUT, ids=list(kinds), kinds=list(kinds.values())).consume()


def removed_kinds(tx: ManagedTransaction | Session, ids: Iterable[str]) -> dict[str, str]:
    """The kinds of removed items of some ids."""
    wanted = list(ids)
    if not wanted:
        return {}
    columns = tx.run(KINDS, ids=wanted).single(strict=True)
    return dict(zip(columns["ids"], columns["kinds"], strict=True))
