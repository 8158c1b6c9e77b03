"""Debian's dependencies, a real k-of-n graph: counts equal to those of plain code over it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import numpy as np
import pytest

from graph_model.lens import TOP
from queries.engine import passes
from queries.engine.adjacency import SnapshotAdjacency, adjacency
from queries.engine.propagation import propagate
from queries.failure.criticality import critical_to_every
from queries.impact.impact import Impact, impact
from queries.snapshot.days import day_number
from queries.snapshot.rows import as_ints, grouped
from tests.support.debian import debian_snapshot, plain
from tests.support.graphs import MODEL

TODAY = date(2027, 1, 1)
SAMPLED = 60


@cache
def impact_of(package: str) -> Impact:
    return impact(debian_snapshot(), [package], "outage", TODAY)


def graph() -> SnapshotAdjacency:
    return adjacency(debian_snapshot(), MODEL.lens("outage"), day_number(TODAY), as_ints([]))


def sample() -> list[str]:
    """Packages at random among those that something depends on, the same in every run."""
    depended_on = sorted(plain().groups)
    chosen = np.random.default_rng(7).choice(len(depended_on), SAMPLED, replace=False)
    return ["dbus", "libc6", *(depended_on[at] for at in chosen)]


def names(rows: Iterable[int]) -> set[str]:
    return {debian_snapshot().id(int(row)) for row in rows}


def test_the_whole_graph_is_there() -> None:
    held = debian_snapshot()
    assert (held.count, held.relation_rows) == (63_666, 296_471)
    assert len(held.base.groups.dependent) == len(plain().members)


@pytest.mark.parametrize(
    ("package", "lost", "reachable"), [("dbus", 560, 5_252), ("libc6", 49_572, 49_655)]
)
def test_known_counts(package: str, lost: int, reachable: int) -> None:
    found = impact_of(package)
    start = 1
    assert len(found.rows_of(min_level="LOST")) == lost + start
    assert len(found.rows) == reachable + start


def test_losses_are_those_of_plain_code() -> None:
    for package in sample():
        assert names(impact_of(package).rows_of(min_level="LOST")) == plain().lost(package)


def test_everything_that_plainly_depends_is_reached() -> None:
    for package in sample():
        assert names(impact_of(package).rows) == plain().reached(package)


def test_the_numpy_engine_and_the_compiled_one_agree() -> None:
    for package in sample():
        start, level = debian_snapshot().rows([package]), np.full(1, TOP, np.uint8)
        slow, fast = (run(graph(), start, level) for run in (propagate, passes.settled))
        assert np.array_equal(slow.levels, fast.levels)


def test_every_single_failure_at_once() -> None:
    counts = passes.counts_of_each(graph(), np.arange(debian_snapshot().size, dtype=np.int32))
    for package in sample():
        found = impact_of(package)
        expected = np.bincount(found.levels[found.rows], minlength=4)
        assert counts[debian_snapshot().rows([package])[0]].tolist() == expected.tolist()
    assert counts[:, TOP].min() == 1


def test_single_points_of_failure_are_the_transpose_of_single_failures() -> None:
    critical = critical_to_every(debian_snapshot(), TODAY)
    owner = np.repeat(np.arange(debian_snapshot().size), np.diff(critical.offsets))
    by_cause = grouped(critical.entries, debian_snapshot().size)
    for package in sample():
        hanging = owner[by_cause.of(int(debian_snapshot().rows([package])[0]))]
        assert names(hanging) == plain().lost(package) - {package}
