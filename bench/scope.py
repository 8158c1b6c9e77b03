"""A scope over a million items: compiled, and mended after each of many small revisions.

Two scopes: agencies with what belongs to them, and every agency with all that lies beneath, which
reaches most of the state. The revisions move consumption and dependencies about, and rename.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

import numpy as np

from access.belonging import ScopePart
from access.column import ScopeColumn, compiled
from access.scope import Scope
from bench.figure import FULL, BenchFigure, median_seconds, timed, within
from bench.synthetic import synthetic
from graph_model.changes import Change, Put, Remove, SetFields
from graph_model.facts import Relation, RelationKey
from graph_model.model import standard_model
from graph_model.plan import plan
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot

ITEMS = {FULL: 1_000_000}
REVISIONS = 200


def measure(size: str) -> Iterator[BenchFigure]:
    """Compile and mend both scopes."""
    count = ITEMS.get(size, 20_000)
    snapshot = Snapshot.of(synthetic(count), standard_model())
    agencies = tuple(snapshot.ids_of(snapshot.rows_of_kind("Agency")))
    scopes = {
        "one agency in twenty": Scope(agencies[::20]),
        "every agency and all beneath": Scope(agencies, shows=frozenset(ScopePart)),
    }
    for named, scope in scopes.items():
        shown = int(compiled(scope, snapshot).flags.sum())
        took = median_seconds(lambda scope=scope: compiled(scope, snapshot))  # type: ignore[misc]
        words = f"Compile the scope of {named}: {shown:,} of {snapshot.size:,} items"
        yield within(words, took * 1_000, "ms", 500, size == FULL)
        times = list(_mended(scope, snapshot))
        for what, took in (("median", median(times)), ("slowest", max(times))):
            words = f"Mend it after a revision, the {what} of {REVISIONS}"
            yield within(words, took * 1_000, "ms", 5, size == FULL)


def _mended(scope: Scope, snapshot: Snapshot) -> Iterator[float]:
    """How long the scope takes after each of the revisions, those before it laid on top."""
    column, random = ScopeColumn(scope), np.random.default_rng(3)
    column(snapshot)
    for number in range(1, REVISIONS + 1):
        images = plan(tuple(_changes(snapshot, random)), snapshot, snapshot.model)
        snapshot = snapshot.overlaid(images, number)
        yield timed(lambda laid=snapshot: column(laid))[1]  # type: ignore[misc]


def _changes(snapshot: Snapshot, random: np.random.Generator) -> Iterator[Change]:
    """Ten changes of three sorts: a relation that ends, one that begins, a name."""
    for type_, start, end in (
        ("CONSUMES", "Agency", "Service"),
        ("DEPENDS_ON", "Service", "ConfigurationItem"),
        ("HELD_BY", "Contract", "Agency"),
    ):
        numbers = snapshot.all_relations(type_)
        ended = snapshot.key_at(int(random.choice(numbers)))
        yield Remove(ended)
        ends = [snapshot.id(int(random.choice(snapshot.rows_of_kind(k)))) for k in (start, end)]
        key = RelationKey(type_, *ends)
        if snapshot.number(key) is None:
            yield Put(Relation(*key))
    for row in random.choice(snapshot.rows_of_kind("Service"), 4, replace=False).tolist():
        yield SetFields(snapshot.ids_of(as_ints([row]))[0], {"name": "Renamed"})
