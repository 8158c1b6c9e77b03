"""What a reconciliation would find, with nothing written: whichever store it is."""

from __future__ import annotations

from stores.out_of_band import Expected, Reconciliation
from stores.protocol import Store
from stores.sqlite import SqliteStore


def rehearse(store: Store, expected: Expected) -> Reconciliation:
    """What ``store.reconcile(expected)`` would find: the revisions are those that it would make.

    Raises:
        StoreUnavailable: the store does not answer.
    """
    if isinstance(store, SqliteStore):
        return store.rehearse(expected)
    from stores.neo4j import Neo4jStore  # the driver takes its time to import
    from stores.neo4j.rehearsal import rehearsed

    assert isinstance(store, Neo4jStore)
    return rehearsed(store, expected)
