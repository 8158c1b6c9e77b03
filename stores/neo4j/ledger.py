"""Records beside the facts, one node each: see :mod:`stores.ledger`."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from neo4j import ManagedTransaction

from graph_model.facts import Record
from stores.neo4j.names import RECORD

_REMOVE = f"UNWIND $keys AS key MATCH (n:{RECORD} {{key: key}}) DELETE n"
_PUT = f"""
    UNWIND range(0, size($keys) - 1) AS row
    MERGE (n:{RECORD} {{key: $keys[row]}}) SET n.kind = $kind, n.body = $bodies[row]
"""
_OF_KIND = f"MATCH (n:{RECORD}) WHERE n.key STARTS WITH $prefix RETURN n.key AS key, n.body AS body"


def put_records(tx: ManagedTransaction, kind: str, records: Mapping[str, Record | None]) -> None:
    """Put records of a kind by key, or remove them (None)."""
    gone = [_prefix(kind) + key for key, record in records.items() if record is None]
    held = {_prefix(kind) + key: _body(r) for key, r in records.items() if r is not None}
    tx.run(_REMOVE, keys=gone).consume()
    tx.run(_PUT, keys=list(held), bodies=list(held.values()), kind=kind).consume()


def records(tx: ManagedTransaction, kind: str) -> dict[str, Record]:
    """The records of a kind, by key, in its order."""
    prefix = _prefix(kind)
    rows = {str(r["key"]): str(r["body"]) for r in tx.run(_OF_KIND, prefix=prefix)}
    return {key.removeprefix(prefix): orjson.loads(rows[key]) for key in sorted(rows)}


def _prefix(kind: str) -> str:
    return f"{kind}\n"


def _body(record: Record) -> str:
    return orjson.dumps(record).decode()
