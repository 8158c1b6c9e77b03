"""Every single failure of Debian, the transpose, the ranking, and cut sets of its desktops.

Cold is the first run over a snapshot just built (compiled code is loaded from its cache), warm the
median of the others, where what can be kept is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from statistics import median
from typing import TypeVar

from bench.debian import tables
from bench.figure import FULL, BenchFigure, timed, within
from graph_model.model import standard_model
from queries.failure.criticality import critical_to_every, criticality
from queries.failure.cut_sets import cut_sets
from queries.failure.fault_graph import fault_graph
from queries.failure.losses import pairs
from queries.failure.single_points_of_failure import single_points_of_failure
from queries.snapshot.snapshot import Snapshot

T = TypeVar("T")
TODAY = date(2026, 11, 25)
RUNS = {FULL: 5, "small": 1}
DESKTOPS = ("gnome", "kde-plasma-desktop", "libreoffice", "default-jdk")


def measure(size: str) -> Iterator[BenchFigure]:
    """The figures of each question, cold and warm."""
    runs = RUNS[size]

    def both(
        what: str, make: Callable[[Snapshot], T], most: float | None = None
    ) -> list[BenchFigure]:
        cold, *warm = _runs(make, runs)
        times = ((f"{what}, cold", cold), (f"{what}, warm", median(warm)))
        if most is None:
            return [BenchFigure(said, took, "s") for said, took in times]
        return [within(said, took, "s", most) for said, took in times]

    held = Snapshot.of(tables(), standard_model())
    packages = f"{held.size:,} packages"
    count = f"the affected count of every single failure of {packages}"
    every = critical_to_every(held, TODAY)
    found = f"single points of failure of every package ({len(every.entries):,} pairs)"
    yield from both(count, _count, 2)
    yield from both(found, lambda s: critical_to_every(s, TODAY), 5)
    yield from both("their ranking", lambda s: single_points_of_failure(s, TODAY))
    yield from both("libc6 from both ends", lambda s: criticality(s, ["libc6"], TODAY))
    for package in DESKTOPS if size == FULL else DESKTOPS[:1]:
        sets = cut_sets(held, package, TODAY)
        many, alone = len(sets.numbers), len(sets.single)
        said = f"cut sets of {package}: {many:,} of classes, {alone:,} alone"
        reason = sets.gap or ""
        (cold, warm) = both(said, lambda s, of=package: cut_sets(s, of, TODAY))  # type: ignore[misc]
        yield from (BenchFigure(f.measure, f.value, f.unit, reason) for f in (cold, warm))


def _runs(make: Callable[[Snapshot], object], runs: int) -> list[float]:
    """The seconds of the first run over a new snapshot, then of the others over the same."""
    snapshot = Snapshot.of(tables(), standard_model())
    return [timed(lambda: make(snapshot))[1] for _ in range(runs + 1)]


def _count(snapshot: Snapshot) -> int:
    graph = fault_graph(snapshot, TODAY)
    return sum(len(batch.node) for batch in pairs(graph, graph.rows))
