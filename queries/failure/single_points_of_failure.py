"""The single points of failure of every service and agency at once, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from queries.answers.answer import Answer
from queries.failure.criticality import CAUSES, Counts, Tally, cause_rows, kinds_named
from queries.failure.fault_graph import fault_graph
from queries.failure.losses import pairs
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class SinglePointsOfFailure(Answer):
    """The items whose loss alone makes an agency, a service or an SLA other than itself LOST.

    They are ranked by how many agencies hang on them, then citizen-facing services, then SLAs,
    then services, then items of any kind (most first), then by id. ``rows`` are the first of them,
    ``counts`` what hangs on each, ``total`` how many there are.
    """

    snapshot: Snapshot
    as_of: date
    kinds: tuple[str, ...]
    rows: Ints
    counts: Counts
    total: int


def single_points_of_failure(
    snapshot: Snapshot, as_of: date, first: int | None = None, kinds: Sequence[str] = CAUSES
) -> SinglePointsOfFailure:
    """Sweep every item of ``kinds`` in one go and rank those on which something hangs.

    Raises:
        InvalidQuestion: ``first`` is negative, or a kind is none that can be lost.
    """
    if first is not None and first < 0:
        raise InvalidQuestion([Problem("first", str(first), "0 or more")])
    named = kinds_named(snapshot, kinds)
    causes = cause_rows(snapshot, named)
    counts = _swept(snapshot, as_of, causes)
    hangs = counts.agencies + counts.services + counts.slas
    at = as_ints(np.flatnonzero(hangs))
    ranked = at[_ranking(snapshot, causes[at], counts.take(at))]
    shown = ranked if first is None else ranked[:first]
    return SinglePointsOfFailure(
        snapshot, as_of, named, causes[shown], counts.take(shown), len(ranked)
    )


def _swept(snapshot: Snapshot, as_of: date, causes: Ints) -> Counts:
    tally = Tally(snapshot, len(causes))
    for batch in pairs(fault_graph(snapshot, as_of), causes):
        tally.add(batch.cause, batch.node)
    return tally.counts


def _ranking(snapshot: Snapshot, rows: Ints, counts: Counts) -> Ints:
    """The order of the rows, most first column by column, ties by id."""
    ids = np.array(snapshot.ids_of(rows), dtype=object)
    by_id = np.empty(len(rows), np.int32)
    by_id[np.argsort(ids, kind="stable")] = np.arange(len(rows), dtype=np.int32)
    return as_ints(np.lexsort((by_id, *(-column for column in reversed(counts.columns)))))
