"""Loading into Neo4j, validated and journaled, beside a bare UNWIND of the same fields."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from bench.figure import BenchFigure
from bench.state import ITEMS, fill
from bench.state_neo4j import bare, empty
from bench.synthetic import synthetic
from graph_model.model import standard_model
from stores.neo4j import Neo4jStore

LEAST = 0.7
"""Of a bare load's rate."""


def measure(size: str) -> Iterator[BenchFigure]:
    """A twentieth of the state, each into an empty database of a server just started."""
    model, items = standard_model(), ITEMS[size] // 20
    with empty() as (server, _):
        store = Neo4jStore(server.uri, model, server.user, server.password)
        tables = synthetic(items)
        began = perf_counter()
        facts = fill(store, tables, model)
        ours = perf_counter() - began
        store.close()
    with empty() as (_, driver):
        tables = synthetic(items)
        began = perf_counter()
        bare(driver, tables)
        peer = perf_counter() - began
    rate, theirs = facts / ours, facts / peer
    yield BenchFigure(
        f"load {facts:,} facts into Neo4j, validated and journaled",
        ours,
        "s",
        f"a bare UNWIND: {peer:.1f} s ({theirs:,.0f} a second, Ramify {rate:,.0f})",
        peer / ours,
        f"≥ {LEAST:g} of its rate",
        peer / ours >= LEAST,
    )
