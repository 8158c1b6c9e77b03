"""The compiled engine gives the answers of the numpy one, on every random graph, patched or not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import LimitExceeded
from graph_model.lens import TOP
from queries.engine import kernels, passes
from queries.engine.adjacency import SnapshotAdjacency, adjacency
from queries.engine.copies import levels_of_each
from queries.engine.edges import Edges
from queries.engine.packed import PERIODS, packed_edges
from queries.engine.propagation import propagate
from queries.engine.start import starts
from queries.engine.sweep import sweep
from queries.failure.fault_graph import fault_graph
from queries.failure.losses import pairs
from queries.impact.impact import impact
from queries.snapshot.days import day_number
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot
from tests.support.graphs import DATES, KINDS, MODEL, SEEDS, drawn, drawn_office
from tests.support.history import history
from tests.support.naive import LEVELS

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])


def _patched(seed: int, size: int, relations: int, revisions: int) -> Snapshot:
    random = Random(seed)
    office = random.random() < 0.4
    graph = (
        drawn_office(random, size, relations) if office else drawn(random, KINDS, size, relations)
    )
    snapshot = graph.snapshot
    for number, revised in enumerate(history(random, graph, revisions), 1):
        snapshot = snapshot.overlaid(revised.images, number)
    return snapshot


SNAPSHOTS = st.builds(
    _patched, SEEDS, st.integers(1, 14), st.integers(0, 70), st.sampled_from((0, 0, 1, 2))
)
"""Snapshots of random graphs, half of them patched."""


def standing(snapshot: Snapshot) -> list[int]:
    """The rows of the items that stand."""
    return [row for kind in MODEL.kinds for row in snapshot.rows_of_kind(kind.name).tolist()]


@settings(max_examples=150)
@given(SNAPSHOTS, AS_OF)
def test_a_compiled_pass_gives_the_same_fixpoint(snapshot: Snapshot, as_of: date) -> None:
    day, rows = day_number(as_of), standing(snapshot)
    sets = [[snapshot.id(row)] for row in rows] + ([snapshot.ids_of(as_ints(rows))] if rows else [])
    for lens in LEVELS:
        for of in sets:
            found = starts(snapshot, of, day)
            graph = adjacency(snapshot, MODEL.lens(lens), day, found.rows)
            slow = propagate(graph, found.rows, found.levels)
            fast = passes.settled(graph, found.rows, found.levels)
            assert fast.levels.tolist() == slow.levels.tolist()
            assert sorted(fast.rows.tolist()) == sorted(slow.rows.tolist())
            assert sorted(fast.rows.tolist()) == np.flatnonzero(slow.levels).tolist()
            order = fast.levels[fast.rows]
            assert order.tolist() == sorted(order.tolist(), reverse=True)


@settings(max_examples=100)
@given(SNAPSHOTS, AS_OF)
def test_counts_of_each_start_are_those_of_asking_one_by_one(
    snapshot: Snapshot, as_of: date
) -> None:
    tickets = snapshot.kind_codes["Ticket"]
    for lens in LEVELS:
        graph = adjacency(snapshot, MODEL.lens(lens), day_number(as_of), as_ints([]))
        open_ = ~graph.day.closed & (snapshot.kinds != tickets)
        rows = as_ints([row for row in standing(snapshot) if open_[row]])
        counts = passes.counts_of_each(graph, rows)
        for row, found in zip(rows.tolist(), counts.tolist(), strict=True):
            one = impact(snapshot, [snapshot.id(row)], lens, as_of)
            assert found == np.bincount(one.levels[one.rows], minlength=4).tolist()
        again = passes.counts_of_each(graph, rows)
        assert np.array_equal(again, counts), "a sweep leaves what it touched as it was"


@settings(max_examples=60)
@given(SNAPSHOTS, AS_OF)
def test_counts_are_those_of_copies_side_by_side(snapshot: Snapshot, as_of: date) -> None:
    graph = adjacency(snapshot, MODEL.lens("sourcing"), day_number(as_of), as_ints([]))
    rows = as_ints([row for row in standing(snapshot) if not graph.closed[row]])
    counts = passes.counts_of_each(graph, rows)
    for which, levels in levels_of_each(graph, rows):
        for found, row in zip(counts[which], levels, strict=True):
            affected = np.bincount(row[~graph.day.closed], minlength=4)
            assert found[1:].tolist() == affected[1:].tolist()


@settings(max_examples=100)
@given(SNAPSHOTS, AS_OF)
def test_bits_of_each_start_are_those_of_copies_side_by_side(
    snapshot: Snapshot, as_of: date
) -> None:
    for lens in LEVELS:
        graph = adjacency(snapshot, MODEL.lens(lens), day_number(as_of), as_ints([]))
        rows = as_ints([row for row in standing(snapshot) if not graph.closed[row]] * 6)
        found = np.zeros((len(rows), snapshot.size), np.uint8)
        for which, bits in passes.bits_of_each(graph, rows):
            for at in range(which.start, which.stop):
                for level in (1, 2, 3):
                    ones = (bits[level] >> np.uint64(at - which.start)) & np.uint64(1)
                    found[at, ones.astype(np.bool_)] = level
        expected = [levels for _, levels in levels_of_each(graph, rows)]
        assert (found == np.concatenate([found[:0], *expected])).all()


@settings(max_examples=150)
@given(SNAPSHOTS, AS_OF)
def test_compiled_losses_are_the_same_pairs(snapshot: Snapshot, as_of: date) -> None:
    graph, causes = fault_graph(snapshot, as_of), as_ints(standing(snapshot))
    slow, fast = (
        [pair for batch in found for pair in zip(batch.cause, batch.node, strict=True)]
        for found in (pairs(graph, causes, 10**9), pairs(graph, causes, 0))
    )
    assert fast == slow


@settings(max_examples=60)
@given(SNAPSHOTS, AS_OF, st.integers(1, 60))
def test_sweeps_one_by_one_and_side_by_side_are_the_same(
    snapshot: Snapshot, as_of: date, room: int
) -> None:
    for lens in LEVELS:
        graph = adjacency(snapshot, MODEL.lens(lens), day_number(as_of), as_ints([]))
        rows = as_ints([row for row in standing(snapshot) if not graph.closed[row]])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("queries.engine.sweep.ROOM", room)
            batches = list(sweep(graph, rows, compile_at=0))
        slow, fast = (
            sorted(
                triple
                for batch in found
                for triple in zip(batch.start, batch.row, batch.level, strict=True)
            )
            for found in (sweep(graph, rows, compile_at=10**9), batches)
        )
        assert fast == slow
        starts = [set(batch.start.tolist()) for batch in batches]
        assert sum(map(len, starts)) == len(rows), "a start is in one batch"


def test_losses_come_in_batches_when_room_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = _patched(11, 14, 70, 0)
    graph, causes = fault_graph(snapshot, date(2027, 1, 1)), as_ints(standing(snapshot))
    whole = list(pairs(graph, causes, 0))
    monkeypatch.setattr("queries.failure.losses.ROOM", 1)
    parts = list(pairs(graph, causes, 0))
    assert len(parts) > len(whole) == 1
    assert np.concatenate([part.node for part in parts]).tolist() == whole[0].node.tolist()
    assert np.concatenate([part.cause for part in parts]).tolist() == whole[0].cause.tolist()


@settings(max_examples=20)
@given(SNAPSHOTS)
def test_one_compilation_serves_every_graph(snapshot: Snapshot) -> None:
    """Another type or layout of an array would be compiled for again, for seconds."""
    of = snapshot.ids_of(as_ints(standing(snapshot)))[:1]
    for lens in LEVELS if of else ():
        found = starts(snapshot, of, 0)
        passes.settled(
            adjacency(snapshot, MODEL.lens(lens), 0, found.rows), found.rows, found.levels
        )
    assert len(kernels.settle.signatures) <= 1  # type: ignore[attr-defined]


def test_a_graph_is_compiled_for_from_its_size_on(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = _patched(11, 14, 70, 0)
    first = as_ints([0])
    graph: SnapshotAdjacency = adjacency(snapshot, MODEL.lens("outage"), 0, first)
    used: list[str] = []
    for name in ("propagate", "settled"):
        monkeypatch.setattr(passes, name, lambda *_, name=name: used.append(name))
    levels = np.full(1, TOP, np.uint8)
    for _ in range(passes.PATIENCE + 1):
        passes.reach(graph, first, levels, snapshot.relation_rows + 1)
    assert set(used) == {"propagate"}, "never for a small one"
    used.clear()
    for _ in range(passes.PATIENCE + 1):
        passes.reach(graph, first, levels, snapshot.relation_rows)
    assert used == [*["propagate"] * passes.PATIENCE, "settled"], "once it is asked often"


def test_a_graph_that_is_warm_answers_compiled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = _patched(11, 14, 70, 0)
    passes.warm(snapshot, 0, compile_at=1)
    monkeypatch.setattr(passes, "propagate", None)
    graph = adjacency(snapshot, MODEL.lens("outage"), 0, as_ints([0]))
    assert len(passes.reach(graph, as_ints([0]), np.full(1, TOP, np.uint8), 1).rows)


def test_numba_is_not_loaded_with_the_questions() -> None:
    imports = "import sys, queries.impact.impact, queries.failure.losses"
    code = f"{imports}; sys.exit('numba' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_kernels_are_compiled_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(nogil: bool, cache: bool = False) -> Callable[..., object]:
        if cache:
            raise RuntimeError("no locator available for file")
        return numba.njit(nogil=nogil)

    monkeypatch.setattr(kernels, "njit", refusing)
    assert kernels.compiled(lambda number: number + 1)(1) == 2


def test_more_periods_than_an_edge_has_room_for_are_refused() -> None:
    none = as_ints([])
    held = Edges(np.zeros(1, np.int64), none, none.astype(np.uint8), none, none)
    many = replace(held, period=as_ints([PERIODS + 1]))
    assert len(packed_edges(held)) == 0
    with pytest.raises(LimitExceeded, match="at most 16,777,216"):
        packed_edges(many)
