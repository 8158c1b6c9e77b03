"""The check, the policies, the structure and GraphML of a state with 100,000 contracts.

Each is taken once, on one snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator

from application.policy import shipped_policies
from bench.expirations import TODAY, tables
from bench.figure import FULL, BenchFigure, timed
from graph_model.model import standard_model
from queries.check.question import check
from queries.graph.graphml import graphml
from queries.graph.structure import Structure, structure
from queries.snapshot.snapshot import Snapshot


def measure(size: str) -> Iterator[BenchFigure]:
    """The seconds of each."""
    model = standard_model()
    snapshot = Snapshot.of(tables(100_000 if size == FULL else 2_000), model)
    of = f"{snapshot.size:,} items"
    found, took = timed(lambda: check(snapshot, TODAY))
    said = f"{len(found.rules)} rules over {of}: {len(found.all_findings):,} findings"
    yield BenchFigure(said, took, "s")
    rules = [policy.rule for policy in shipped_policies(model)]
    kept, took = timed(lambda: check(snapshot, TODAY, rules))
    said = f"{len(kept.rules)} shipped policies over {of}: {len(kept.all_findings):,} findings"
    yield BenchFigure(said, took, "s")
    _, took = timed(lambda: _parts(structure(snapshot, TODAY)))
    yield BenchFigure(f"components and rings of {of}", took, "s")
    _, took = timed(lambda: len(structure(snapshot, TODAY).articulation_rows))
    yield BenchFigure(f"articulation points of {of}", took, "s")
    size_, took = timed(lambda: sum(len(line) for line in graphml(snapshot)))
    yield BenchFigure(f"GraphML of {of}, {size_ / 1e6:.0f} MB", took, "s")


def _parts(found: Structure) -> int:
    return len(found.component_rows) + len(found.cycle_rows)
