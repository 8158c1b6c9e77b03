"""How the time of a pass grows with the edges that it crosses: measured, and drawn.

Starts of Debian that affect from a few packages to most of them; the line is fitted through the
larger half, and the plot's axes are logarithmic, where time in proportion to edges has slope 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.debian import tables
from bench.figure import FULL, BenchFigure, median_seconds
from bench.impact_pass import TOP, affected_counts, prepared
from bench.plot import scatter
from graph_model.lens import Direction
from graph_model.model import standard_model
from queries.engine.passes import settled
from queries.engine.propagation import propagate
from queries.snapshot.snapshot import Snapshot

PLOT = Path(__file__).parent / "growth.svg"
Numbers = NDArray[np.float64]


def measure(size: str) -> Iterator[BenchFigure]:
    """The slope of both ways, and the plot."""
    snapshot = Snapshot.of(tables(), standard_model())
    starts = _spread(snapshot, 120 if size == FULL else 20)
    edges = np.array([_edges(snapshot, row) for row in starts], np.float64)
    series = {}
    for way in (settled, propagate):
        name = "compiled" if way is settled else "numpy"
        took = np.array([_time(snapshot, row, way is settled) for row in starts])
        large = edges >= np.median(edges)
        slope = float(np.polyfit(np.log(edges[large]), np.log(took[large]), 1)[0])
        series[name] = took * 1e3
        nanoseconds = float(np.median(took[large] / edges[large]) * 1e9)
        said = f"growth, {name}: time as a power of the affected edges (1 is linear)"
        yield BenchFigure(said, slope, "", f"{nanoseconds:.1f} ns an edge")
    if size == FULL:
        title = "An impact pass over Debian: time by edges crossed"
        PLOT.write_text(scatter(title, "affected edges", "ms", edges, series), encoding="utf-8")


def _spread(snapshot: Snapshot, count: int) -> list[int]:
    """Starts whose numbers of affected are spread evenly by their logarithm."""
    affected = affected_counts(snapshot)
    order = np.argsort(affected, kind="stable")
    wanted = np.geomspace(10, affected.max(), count)
    at = np.minimum(np.searchsorted(affected[order], wanted), len(order) - 1)
    return [int(row) for row in dict.fromkeys(order[at].tolist())]


def _edges(snapshot: Snapshot, row: int) -> int:
    """How many dependencies on what a start affects there are: each is crossed once."""
    graph, starts = prepared(snapshot, snapshot.id(row))
    reached = settled(graph, starts, TOP).rows
    return len(snapshot.relations_of(reached, "DEPENDS_ON", Direction.BACKWARD)[1])


def _time(snapshot: Snapshot, row: int, compiled: bool) -> float:
    graph, starts = prepared(snapshot, snapshot.id(row))
    way = settled if compiled else propagate
    return median_seconds(lambda: way(graph, starts, TOP), 7)
