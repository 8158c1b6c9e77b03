"""Every single failure of Debian, the transpose, the ranking, and cut sets of its desktops.

``python -m bench.criticality`` prints seconds, the first run (which loads compiled code) apart.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter
from typing import TypeVar

from bench.debian import tables
from graph_model.model import standard_model
from queries.criticality import critical_to_every, criticality
from queries.cut_sets import cut_sets
from queries.fault_graph import fault_graph
from queries.losses import pairs
from queries.single_points_of_failure import single_points_of_failure
from queries.snapshot import Snapshot

T = TypeVar("T")
TODAY = date(2026, 11, 25)
RUNS = 5
DESKTOPS = ("gnome", "kde-plasma-desktop", "libreoffice", "default-jdk")


def timed(what: str, make: Callable[[], T], runs: int = RUNS) -> T:
    """What ``make`` makes; the seconds of the first run and the median of the others, printed."""
    seconds = []
    for _ in range(runs + 1):
        began = perf_counter()
        made = make()
        seconds.append(perf_counter() - began)
    first, *others = seconds
    print(f"{first:8.3f} s first {median(others):8.3f} s then  {what}")
    return made


def measure() -> None:
    """Print the seconds of each question."""
    snapshot = Snapshot.of(tables(), standard_model())
    print(f"{snapshot.size:,} packages, {snapshot.relation_rows:,} dependencies")
    graph = fault_graph(snapshot, TODAY)
    timed("the affected count of every single failure", lambda: _count(snapshot))
    every = timed(
        "single points of failure of every package", lambda: critical_to_every(snapshot, TODAY)
    )
    print(f"{'':29}{len(every.entries):,} pairs, {len(graph.spare):,} gates")
    timed("the ranking", lambda: single_points_of_failure(snapshot, TODAY, 100))
    timed("libc6 from both ends", lambda: criticality(snapshot, ["libc6"], TODAY))
    for package in DESKTOPS:
        found = timed(f"cut sets of {package}", lambda of=package: cut_sets(snapshot, of, TODAY))  # type: ignore[misc]
        reach = (
            f"{found.found} of classes, {found.item_sets} of packages, {len(found.single)} alone"
        )
        print(f"{'':29}{reach}{'' if found.complete else ', ' + str(found.reason)}")


def _count(snapshot: Snapshot) -> int:
    graph = fault_graph(snapshot, TODAY)
    return sum(len(batch.node) for batch in pairs(graph, graph.rows))


if __name__ == "__main__":
    measure()
