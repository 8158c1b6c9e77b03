"""A second source that says what a first one said, beside a load with one: into the same store.

Both are compared by their process's own processor, which is all that a load waits for but for a
local file: what else the machine does at that moment is then no part of the ratio.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import orjson

from application.load_report import LoadReport
from application.loading import load
from bench.figure import FULL, BenchFigure
from graph_model.model import standard_model
from stores.protocol import Store
from stores.sqlite import SqliteStore

ITEMS = {FULL: (250_000, 1_000_000), "small": (5_000,)}
MOST = 1.5
"""A second source's load may take so many times as long as the first one's."""


@dataclass(frozen=True, slots=True)
class TimedLoad:
    """A load, and how many seconds it took, of the clock and of the processor."""

    report: LoadReport
    clock: float
    processor: float


def measure(size: str) -> Iterator[BenchFigure]:
    """The first load, then that of a source that agrees in the names and adds a field."""
    for items in ITEMS[size]:
        first, second = _loads(items)
        if (first.report.total.put, second.report.total.set) != (items, items):
            raise AssertionError(f"{first.report.total}, {second.report.total}")
        yield BenchFigure(
            f"load {items:,} items of one source, compared and applied",
            first.clock,
            "s",
            f"of that, this process's processor: {first.processor:.1f} s",
        )
        yield BenchFigure(
            f"load the same {items:,} of a second source, merged field by field",
            second.clock,
            "s",
            f"of that, this process's processor: {second.processor:.1f} s",
            first.processor / second.processor,
            f"≤ {MOST:g} × the load with one: it is {second.processor / first.processor:.2f} ×",
            second.processor <= MOST * first.processor,
        )


def _loads(items: int) -> tuple[TimedLoad, TimedLoad]:
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "store.db", standard_model())
        try:
            return (
                _load(store, Path(folder), items, ("cmdb", "status", "in use")),
                _load(store, Path(folder), items, ("scan", "environment", "production")),
            )
        finally:
            store.close()


def _load(store: Store, folder: Path, items: int, said: tuple[str, str, str]) -> TimedLoad:
    name, field, value = said
    path = folder / f"{name}.jsonl"
    with path.open("wb") as file:
        for n in range(items):
            item = {"kind": "ConfigurationItem", "id": f"ci:{n}", "name": f"Host {n}"}
            file.write(orjson.dumps(item | {field: value}) + b"\n")
    clock, processor = perf_counter(), process_time()
    report = load([path], store, standard_model(), source=name)
    return TimedLoad(report, perf_counter() - clock, process_time() - processor)
