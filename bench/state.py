"""A whole state in the embedded store: built as a snapshot, held, asked, and kept current."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import bench.synthetic
from application.settings import SETTINGS
from bench.figure import FULL, BenchFigure, timed, within
from bench.resident import MANY, MOST
from bench.synthetic import change_sets, synthetic
from graph_model.columns import Tables
from graph_model.model import Model, standard_model
from stores.local_neo4j.artifacts import default_cache
from stores.protocol import Store
from stores.sqlite import SqliteStore

ITEMS = {FULL: 1_000_000, "small": 20_000}


def measure(size: str) -> Iterator[BenchFigure]:
    """Everything about a snapshot of the synthetic state from SQLite."""
    path = _place(ITEMS[size])
    if not path.exists():
        yield _load(path, ITEMS[size])
    yield from snapshot_figures("SQLite", f"sqlite:///{path}", {}, 20, size == FULL)


def kept_state(items: int) -> Path:
    """The file of a state, made if it is not kept yet."""
    path = _place(items)
    if not path.exists():
        _load(path, items)
    return path


def _place(items: int) -> Path:
    return default_cache() / "bench" / f"state-{items}-{_made_by()}.db"


def _made_by() -> str:
    """What tells states of different generators apart."""
    return sha256(Path(bench.synthetic.__file__).read_bytes()).hexdigest()[:12]


def _load(path: Path, items: int) -> BenchFigure:
    """Load the state into a file that is kept: it takes minutes, and is the same each time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    model, partial = standard_model(), path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    store = SqliteStore(partial, model)
    facts, took = timed(lambda: fill(store, synthetic(items), model))
    store.close()
    partial.rename(path)
    megabytes = path.stat().st_size / 1e6
    said = f"load {facts:,} facts into SQLite, validated and journaled ({megabytes:,.0f} MB)"
    return BenchFigure(said, took, "s", f"{facts / took:,.0f} a second")


def fill(store: Store, tables: Tables, model: Model) -> int:
    """Put a synthetic state into an empty store; return the number of facts."""
    count = 0
    for change_set in change_sets(tables, model):
        store.apply(change_set, "bench", "synthetic")
        count += len(change_set.changes)
    return count


def snapshot_figures(
    store: str, url: str, environment: Mapping[str, str], most: float, whole: bool
) -> Iterator[BenchFigure]:
    """What a fresh process finds that builds a snapshot from a store.

    The targets, ``most`` seconds to build it among them, are meant for the ``whole`` state.
    """
    done = subprocess.run(
        [sys.executable, "-m", "bench.resident", url],
        env=os.environ | dict(environment),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found = json.loads(done.stdout)
    of = f"{found['items']:,.0f} items, {found['relations']:,.0f} relations"
    built = within(f"snapshot from {store}: {of}", found["built"], "s", most, whole)
    yield replace(built, peer=f"of that, this process's processor: {found['processor']:.1f} s")
    said = f"from {store}: resident after building"
    yield within(said, found["resident"], "MB", 2_500, whole)
    yield within(f"from {store}: peak while building", found["peak"], "MB", 4_000, whole)
    yield BenchFigure(
        f"from {store}: the first question (what a lens needs is made)", found["first"], "s"
    )
    said = f"an impact question, median over 200 random ({found['affected']:,.0f} affected)"
    yield within(said, found["impact"] * 1e3, "ms", 5, whole)
    said = f"the same, median of those that affect {MANY:,} to {MOST:,}"
    yield within(said, found["impact_many"] * 1e3, "ms", 5, whole)
    yield BenchFigure("the same, 95th percentile of all", found["impact_p95"] * 1e3, "ms")
    poll = float(SETTINGS["poll_seconds"].default)
    said = f"from {store}: another's commit visible to questions, {poll} s of polling included"
    yield within(said, poll + found["visible"], "s", 1, whole)
    yield BenchFigure(f"from {store}: resident after the questions", found["after"], "MB")
