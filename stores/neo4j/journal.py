"""The journal in Neo4j: the head whose lock orders the revisions, and one node a revision."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from neo4j import ManagedTransaction, Record, Session, Transaction

from graph_model.changes import Revision, Via
from graph_model.model import Model
from stores.journal import (
    Newest,
    digest_of,
    erased,
    removed_in,
    removed_items,
    unpacked,
)
from stores.neo4j import ledger
from stores.neo4j.names import HEAD, REVISION, WRITES
from stores.neo4j.removed import put_removed
from stores.neo4j.watch import Present

_KEY = "head"
FORM = 3
"""The form of a store's nodes, as its head says; 1, where it says nothing, forgot removed items, 2
had one kind of record."""
_FORM = f"MATCH (h:{HEAD} {{key: $key}}) RETURN coalesce(h.form, 1) AS form"
_SET_FORM = f"MATCH (h:{HEAD} {{key: $key}}) SET h.form = $form REMOVE h.records"
NEWEST = f"""
    MATCH (r:{REVISION}) WHERE r.number > 0
    RETURN r.number AS number, r.recordedAt AS recorded_at ORDER BY number DESC LIMIT 1
"""
_PRESENT = f"""
    CALL () {{ {NEWEST} UNION ALL RETURN 0 AS number, "" AS recorded_at }}
    WITH max(number) AS number OPTIONAL MATCH (c:{WRITES})
    RETURN number, collect(c.kind) AS kinds, collect(c.writes) AS writes
"""
_ENTRY = """
    r {.number, change_set: r.changeSet, recorded_at: r.recordedAt, .author, .source, .digest,
        .images, .door, .token, .reason} AS entry
"""
# Writing takes the lock, whatever is written; what is read after it, nobody else can change.
LOCK = f"""
    MERGE (h:{HEAD} {{key: $key}}) ON CREATE SET h.form = $form SET h.locked = true
    WITH h CALL () {{ {NEWEST} UNION ALL RETURN 0 AS number, "" AS recorded_at }}
    WITH number, recorded_at ORDER BY number DESC LIMIT 1
    OPTIONAL MATCH (r:{REVISION} {{changeSet: $change_set}})
    RETURN number, recorded_at, {_ENTRY}
"""
AFTER = f"""
    MATCH (r:{REVISION}) WHERE r.number > $since AND r.number <= $until
    WITH r ORDER BY r.number LIMIT $most RETURN {_ENTRY}
"""
IDS = f"""
    MATCH (r:{REVISION}) WHERE r.changeSet STARTS WITH $prefix
    RETURN collect(r.number) AS numbers, collect(r.changeSet) AS ids
"""
_SET = f"MATCH (r:{REVISION} {{number: $number}}) SET r += $told"
_APPEND = f"""
    CREATE (:{REVISION} {{number: $number, changeSet: $change_set, recordedAt: $recorded_at,
        author: $author, source: $source, digest: $digest, images: $images,
        door: $door, token: $token, reason: $reason}})
"""

_AT_ONCE = 16
"""How many entries are fetched together: each may hold megabytes."""


def lock_head(tx: ManagedTransaction) -> Newest:
    """Wait for the head's write lock, and return the newest revision."""
    return _newest(_locked(tx, ""))


def lock_head_for(
    tx: ManagedTransaction, change_set: str, model: Model
) -> tuple[Newest, Revision | None]:
    """The same, and the revision that a ChangeSet's id was used for."""
    found = _locked(tx, change_set)
    return _newest(found), None if found["entry"] is None else unpack(found["entry"], model)


def _locked(tx: ManagedTransaction, change_set: str) -> Record:
    return tx.run(LOCK, key=_KEY, form=FORM, change_set=change_set).single(strict=True)


def _newest(found: Record) -> Newest:
    return Newest(int(found["number"]), str(found["recorded_at"] or ""))


def is_older_form(tx: ManagedTransaction) -> bool:
    """Whether the store is of an older form than this one; a new one is of none."""
    record = tx.run(_FORM, key=_KEY).single()
    return record is not None and record["form"] < FORM


def bring_up(tx: ManagedTransaction) -> None:
    """Bring a store of an older form to this one, unless somebody else just did."""
    newest = lock_head(tx).number
    form = tx.run(_FORM, key=_KEY).single(strict=True)["form"]
    if form < 2:
        _bring_up_removed(tx, newest)
    if form < 3:
        ledger.bring_up(tx)
    tx.run(_SET_FORM, key=_KEY, form=FORM).consume()


def _bring_up_removed(tx: ManagedTransaction, newest: int) -> None:
    """What was removed is known from the journal."""
    since = 0
    while since < newest and (found := entries(tx, since, newest)):
        for entry in found:
            put_removed(tx, removed_in(entry["images"]))
            since = entry["number"]


def present_revision(tx: Transaction | Session) -> int:
    """The newest revision's number; 0 if there is none."""
    found = tx.run(NEWEST).single()
    return 0 if found is None else int(found["number"])


def present(session: Session) -> Present:
    """The newest revision's number, and how often each kind of record was written."""
    found = session.run(_PRESENT).single(strict=True)
    return Present(found["number"], dict(zip(found["kinds"], found["writes"], strict=True)))


def append(tx: ManagedTransaction, revision: Revision, images: bytes) -> None:
    """Append an entry with its packed images; the head is locked."""
    tx.run(
        _APPEND,
        number=revision.number,
        change_set=revision.change_set,
        recorded_at=revision.recorded_at,
        author=revision.author,
        source=revision.source,
        digest=revision.digest,
        images=images,
        door=revision.via.door,
        token=revision.via.token,
        reason=revision.reason,
    ).consume()
    put_removed(tx, removed_items(revision.images))


def entries(tx: ManagedTransaction | Session, since: int, until: int) -> list[Mapping[str, Any]]:
    """The first few entries after ``since`` up to and with ``until``, not yet unpacked."""
    return [r["entry"] for r in tx.run(AFTER, since=since, until=until, most=_AT_ONCE)]


def erase(tx: ManagedTransaction, id_: str) -> int:
    """Clear an item in every image; return in how many entries. Holds the head's lock."""
    newest, since, count = lock_head(tx).number, 0, 0
    while since < newest and (found := entries(tx, since, newest)):
        for entry in found:
            since = entry["number"]
            if (cleared := erased(entry["images"], id_)) is not None:
                told = {"images": cleared, "digest": digest_of(cleared)}
                tx.run(_SET, number=since, told=told).consume()
                count += 1
    return count


def ids(session: Session, prefix: str) -> list[tuple[int, str]]:
    """Number and ChangeSet id of the entries whose id begins so, oldest first."""
    columns = session.run(IDS, prefix=prefix).single(strict=True)
    return sorted(zip(columns["numbers"], columns["ids"], strict=True))


def unpack(entry: Mapping[str, Any], model: Model, of: Collection[str] = ()) -> Revision:
    """The revision of an entry; with the images ``of`` some items and at them alone."""
    return Revision(
        entry["number"],
        entry["change_set"],
        entry["recorded_at"],
        entry["author"],
        entry["source"],
        entry["digest"],
        unpacked(entry["images"], model, of),
        Via(entry["door"], entry["token"]),
        entry["reason"],
    )
