"""What a reconciliation would journal: the same work, each transaction undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from neo4j import ManagedTransaction

from graph_model.changes import Revision
from graph_model.errors import Problem
from graph_model.facts import Fact, Ref
from stores.neo4j.out_of_band import account, strangers
from stores.neo4j.read import read_tables
from stores.neo4j.store import Neo4jStore
from stores.out_of_band import MOST_PROBLEMS, SOURCE, Expected, Reconciliation, differing, parts


class _Undone(Exception):
    """What a part would come to; raised to undo its transaction."""

    def __init__(self, revision: Revision | None, problems: list[Problem]) -> None:
        self.revision, self.problems = revision, problems


def rehearsed(store: Neo4jStore, expected: Expected) -> Reconciliation:
    """What :meth:`Neo4jStore.reconcile` would find; nothing is written.

    Each part is undone before the next, so its number is counted here.
    """
    connection, kept, model = store._connection, store._kept, store._model
    problems = connection.read(strangers, model)
    tables = read_tables(connection, kept, problems.append)
    apart = differing(expected.facts, lambda: tables.facts(model))
    revisions: list[Revision] = []
    for part in parts(apart, store._most_changes):
        undone = _rehearsed_part(store, expected.revision, part)
        problems += undone.problems
        if found := undone.revision:
            revisions.append(replace(found, number=found.number + len(revisions)))
    return Reconciliation(tuple(revisions), tuple(problems[:MOST_PROBLEMS]))


def _rehearsed_part(store: Neo4jStore, since: int, part: Mapping[Ref, Fact | None]) -> _Undone:
    def work(tx: ManagedTransaction) -> None:
        raise _Undone(*account(tx, since, part, f"{SOURCE}:{uuid4()}", store._kept))

    try:
        store._connection.write(work)
    except _Undone as undone:
        return undone
    raise AssertionError("the work ends by undoing itself")
