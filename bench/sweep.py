"""The substitution of every supplier at once, over the synthetic state."""

from __future__ import annotations

from collections.abc import Iterator

from bench.figure import FULL, BenchFigure, timed, within
from bench.state import ITEMS
from bench.synthetic import synthetic
from bench.synthetic_fields import TODAY
from graph_model.model import standard_model
from queries.snapshot.snapshot import Snapshot
from queries.substitution.sourcing_sweep import sourcing_sweep


def measure(size: str) -> Iterator[BenchFigure]:
    """The sweep, all of its columns."""
    snapshot = Snapshot.of(synthetic(ITEMS[size]), standard_model())
    found, took = timed(lambda: sourcing_sweep(snapshot, TODAY))
    of = f"{len(found.rows):,} suppliers of {snapshot.size:,} items"
    yield within(f"the substitution of each of {of}", took, "s", 60, size == FULL)
