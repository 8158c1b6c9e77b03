"""Records beside the facts, one node each, and a node a kind that says how often it was written.

Whoever writes records counts so first, and holds that node's lock until they are committed: records
of other kinds, and ChangeSets without any, are written meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from neo4j import ManagedTransaction, Record, Session

from graph_model.record_kind import MOST_INDEXED, RecordKind, RecordWrite
from stores.ledger import Matching, last_of_each
from stores.neo4j.names import RECORD, WRITES
from stores.older_records import brought_up

SLOTS = tuple(f"by{slot}" for slot in range(MOST_INDEXED))
"""The properties that hold a record's indexed fields."""
_JOINT = "\n"
_BEYOND = "\v"
"""What comes after a kind's name and the joint, whatever follows that."""
_STILL = "(n.ends IS NULL OR n.ends > $now)"
# What is counted is locked, all of it before anything is read.
COUNT = f"""
    UNWIND $kinds AS kind MERGE (c:{WRITES} {{kind: kind}})
    SET c.writes = coalesce(c.writes, 0) + 1
    WITH count(c) AS counted
    UNWIND $keys AS key MATCH (n:{RECORD} {{key: key}}) WHERE {_STILL}
    RETURN key, n.body AS body
"""
WRITE = f"""
    CALL () {{ UNWIND $gone AS key MATCH (n:{RECORD} {{key: key}}) DELETE n }}
    UNWIND range(0, size($key) - 1) AS row
    MERGE (n:{RECORD} {{key: $key[row]}})
    SET n.kind = $kind[row], n.body = $body[row], n.ends = $ends[row],
        {", ".join(f"n.{slot} = ${slot}[row]" for slot in SLOTS)}
"""
ONE = f"MATCH (n:{RECORD} {{key: $key}}) WHERE {_STILL} RETURN n.body AS body"
PAGE = f"""
    MATCH (n:{RECORD}) USING INDEX n:{RECORD}(key) WHERE n.key > $after AND n.key < $beyond
    AND {_STILL} RETURN n.body AS body ORDER BY n.key LIMIT $most
"""
MATCHING = f"""
    MATCH (n:{RECORD}) USING INDEX n:{RECORD}({{slot}}, key)
    WHERE n.{{slot}} = $value AND n.key > $after AND {_STILL}
    RETURN n.body AS body ORDER BY n.key LIMIT $most
"""
NUMBER = f"MATCH (c:{WRITES} {{kind: $kind}}) RETURN c.writes AS writes"
ENDED = f"""
    MATCH (n:{RECORD}) USING INDEX n:{RECORD}(ends) WHERE n.ends <= $now
    RETURN collect(DISTINCT n.kind) AS kinds
"""
FORGET = f"""
    MATCH (n:{RECORD}) USING INDEX n:{RECORD}(ends) WHERE n.ends <= $now
    AND n.kind IN $kinds DELETE n RETURN count(n) AS count
"""
_OLDER = f"MATCH (n:{RECORD}) WITH n, n.body AS body DELETE n RETURN body"


Named = tuple[str, str]
"""The kind and the key of a record."""


def count_writes(
    tx: ManagedTransaction, kinds: Iterable[str], names: Iterable[Named] = (), now: str = ""
) -> dict[Named, str]:
    """Count that the records of some kinds are written, and keep others from writing them.

    Returned are the bodies of those of the records named that have not come to their end ``now``.
    """
    # In one order everywhere: who waits for one never holds what another waits for.
    if not (counted := sorted(kinds)):
        return {}
    wanted = {_key(*name): name for name in names}
    found = tx.run(COUNT, kinds=counted, keys=list(wanted), now=now)
    return {wanted[row["key"]]: body for row in found if (body := _body(row)) is not None}


def write_records(tx: ManagedTransaction, writes: Iterable[RecordWrite]) -> None:
    """Keep and remove records, whose kinds are counted."""
    if last := last_of_each(writes):
        gone = [_key(write.kind, write.key) for write in last if write.body is None]
        held = [write for write in last if write.body is not None]
        tx.run(WRITE, {"gone": gone, **_columns(held)}).consume()


def kinds_of(writes: Iterable[RecordWrite]) -> frozenset[str]:
    """The kinds that some writes are of."""
    return frozenset(write.kind for write in writes)


def record(session: Session, kind: str, key: str, now: str) -> str | None:
    """The body of the record of a key, if it has not come to its end."""
    found = session.run(ONE, key=_key(kind, key), now=now).single()
    return None if found is None else _body(found)


def records(
    session: Session,
    kind: RecordKind[Any],
    matching: Matching | None,
    after: str,
    now: str,
    most: int,
) -> list[str]:
    """The bodies of the first records of a kind whose keys come after one.

    What is removed while it is read is passed over; where others may stand behind it, it is read
    again.
    """
    behind = {"after": _key(kind.name, after), "now": now, "most": most}
    text, more = PAGE, {"beyond": kind.name + _BEYOND}
    if matching is not None:
        text = MATCHING.format(slot=SLOTS[kind.slot(matching.field)])
        more = {"value": _key(kind.name, matching.value)}
    while True:
        bodies = [_body(row) for row in session.run(text, parameters=behind | more)]
        held = [body for body in bodies if body is not None]
        if len(bodies) < most or len(held) == most:
            return held


def _body(row: Record) -> str | None:
    """A row's body; None: its record was found, and removed before its body was read."""
    body: str | None = row["body"]
    return body


def records_number(session: Session, kind: str) -> int:
    """How often a kind's records were written."""
    found = session.run(NUMBER, kind=kind).single()
    return 0 if found is None else int(found["writes"])


def kinds_ended(session: Session, now: str) -> list[str]:
    """The kinds of which a record has come to its end."""
    kinds: list[str] = session.run(ENDED, now=now).single(strict=True)["kinds"]
    return kinds


def forget_ended(tx: ManagedTransaction, kinds: Sequence[str], now: str) -> int:
    """Remove the records of some kinds, which are counted, that have come to their end."""
    return int(tx.run(FORGET, now=now, kinds=kinds).single(strict=True)["count"])


def bring_up(tx: ManagedTransaction) -> None:
    """Bring the records of the older form to this one."""
    writes = [brought_up(str(row["body"])) for row in tx.run(_OLDER)]
    count_writes(tx, kinds_of(writes))
    write_records(tx, writes)


def _key(kind: str, key: str) -> str:
    """A key, or a value, with its kind: one index serves all kinds."""
    return f"{kind}{_JOINT}{key}"


def _columns(writes: Sequence[RecordWrite]) -> dict[str, list[str | None]]:
    columns: dict[str, list[str | None]] = {
        "key": [_key(write.kind, write.key) for write in writes],
        "kind": [write.kind for write in writes],
        "body": [write.body for write in writes],
        "ends": [write.ends for write in writes],
    }
    for slot, name in enumerate(SLOTS):
        columns[name] = [_indexed(write, slot) for write in writes]
    return columns


def _indexed(write: RecordWrite, slot: int) -> str | None:
    value = write.by[slot] if slot < len(write.by) else None
    return None if value is None else _key(write.kind, value)
