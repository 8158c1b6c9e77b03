"""A second source that says what a first one said, beside a load with one: into the same store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from application.load_report import LoadReport
from application.loading import load
from bench.figure import FULL, BenchFigure, timed
from graph_model.model import standard_model
from stores.sqlite import SqliteStore

ITEMS = {FULL: (250_000, 1_000_000), "small": (5_000,)}
MOST = 1.5
"""A second source's load may take so many times as long as the first one's."""


def measure(size: str) -> Iterator[BenchFigure]:
    """The first load, then that of a source that agrees in the names and adds a field."""
    for items in ITEMS[size]:
        yield from _loads(items)


def _loads(items: int) -> Iterator[BenchFigure]:
    model = standard_model()
    with TemporaryDirectory() as folder:
        place = Path(folder)
        store = SqliteStore(place / "store.db", model)

        def loaded(name: str, field: str, value: str) -> tuple[LoadReport, float]:
            path = place / f"{name}.jsonl"
            with path.open("wb") as file:
                for n in range(items):
                    item = {"kind": "ConfigurationItem", "id": f"ci:{n}", "name": f"Host {n}"}
                    file.write(orjson.dumps(item | {field: value}) + b"\n")
            return timed(lambda: load([path], store, model, source=name))

        first, alone = loaded("cmdb", "status", "in use")
        second, beside = loaded("scan", "environment", "production")
        store.close()
    if (first.total.put, second.total.set) != (items, items):
        raise AssertionError(f"{first.total}, {second.total}")
    yield BenchFigure(f"load {items:,} items of one source, compared and applied", alone, "s")
    yield BenchFigure(
        f"load the same {items:,} of a second source, merged field by field",
        beside,
        "s",
        f"the load of the first: {alone:.1f} s",
        alone / beside,
        f"≤ {MOST:g} × the load with one",
        beside <= MOST * alone,
    )
