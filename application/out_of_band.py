"""Edits made past the journal, in plain Cypher: looked for, compared, and journaled."""

from __future__ import annotations

import time

import structlog

from application.graph import Graph
from graph_model.changes import lay
from graph_model.facts import Fact, Ref
from queries.snapshot.facts import facts_of
from stores.out_of_band import Expected, Reconciliation
from stores.protocol import Store

log = structlog.get_logger("ramify.out_of_band")

EVERY = 3_600.0
"""After so many seconds the store is compared anyhow."""


def replayed(store: Store) -> Expected:
    """The graph as the whole journal leads to it: what a store holds that nobody else wrote to."""
    facts: dict[Ref, Fact] = {}
    newest = 0
    for revision in store.journal():
        newest = revision.number
        lay(revision.images, facts)
    return Expected(newest, facts.values)


class Reconciler:
    """Looks whether the store holds what its journal says, and sees to it that it does again."""

    def __init__(self, graph: Graph, every: float = EVERY) -> None:
        """Compare when something happened, and ``every`` so many seconds."""
        self._graph, self._every = graph, every
        self._compared = time.monotonic()

    def look(self) -> Reconciliation | None:
        """Compare if there is reason to; None where there is none. Milliseconds if so.

        Raises:
            StoreUnavailable: the store does not answer.
        """
        due = time.monotonic() - self._compared >= self._every
        if not self._graph.store.disturbed() and not due:
            return None
        snapshot = self._graph.refresh()
        expected = Expected(snapshot.revision, lambda: facts_of(snapshot))
        found = self._graph.store.reconcile(expected)
        self._compared = time.monotonic()
        self._graph.refresh()
        _tell(found)
        return found


def _tell(found: Reconciliation) -> None:
    for revision in found.revisions:
        log.info("journaled out of band", revision=revision.number, facts=len(revision.images))
    for problem in found.problems:
        log.warning("invalid, put back or left out", problem=str(problem))
