"""One impact pass over Debian, beside Cypher and networkx that list the same packages.

The peers know no redundancy, so for equal sets the pass is made over the graph whose alternatives
are all needed; the same pass with the alternatives counted (k of n) stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from statistics import median

import networkx as nx
import numpy as np
from neo4j import Driver

from bench.debian import tables
from bench.debian_neo4j import debian_neo4j
from bench.figure import FULL, BenchFigure, faster, median_seconds
from graph_model.model import standard_model
from queries.engine.adjacency import SnapshotAdjacency, adjacency
from queries.engine.passes import counts_of_each, settled
from queries.engine.propagation import Reached, propagate
from queries.impact.impact import impact
from queries.snapshot.days import day_number
from queries.snapshot.rows import Bytes, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

TODAY = date(2026, 11, 25)
LEAST = 100
"""How many a package must affect to be among those measured."""
_REACHED = "MATCH (a:ConfigurationItem {id: $id})<-[:DEPENDS_ON*1..]-(b) RETURN "
ROWS = _REACHED + "DISTINCT b.id AS id"
COLLECTED = _REACHED + "collect(DISTINCT b.id) AS ids"
Pass = Callable[[SnapshotAdjacency, Ints, Bytes], Reached]
TOP = np.array([3], np.uint8)


def measure(size: str) -> Iterator[BenchFigure]:
    """The median over 200 random packages, and over the ten that affect most."""
    plain, real = ungrouped(), Snapshot.of(tables(), standard_model())
    graph = reversed_graph(plain)
    random, largest = chosen(plain, 200 if size == FULL else 10)
    with debian_neo4j() as (_, driver):
        for name in random[:5]:
            listed(driver, name)  # the plan is made, the pages are read
        yield from _compared(f"{len(random)} random packages", random, plain, real, graph, driver)
        if size == FULL:
            yield from _compared("the ten largest", largest, plain, real, graph, driver)


def _compared(
    what: str,
    names: Sequence[str],
    plain: Snapshot,
    real: Snapshot,
    graph: nx.DiGraph[str],
    driver: Driver,
) -> Iterator[BenchFigure]:
    for name in names:
        _check_equal(plain, graph, driver, name)
    compiled, numpy_ = (_passes(plain, names, way) for way in (settled, propagate))
    redundant = _passes(real, names, settled)
    asked = median(
        median_seconds(lambda n=n: impact(plain, [n], "outage", TODAY).rows)  # type: ignore[misc]
        for n in names
    )
    peers = (  # with how many times as fast is asked for; 0: shown beside, nothing is asked
        (_peer(names, lambda n: listed(driver, n), 1), 100, "Cypher, a row an id"),
        (_peer(names, lambda n: collected(driver, n), 1), 0, "Cypher, ids in one list"),
        (_peer(names, lambda n: nx.descendants(graph, n), 3), 20, "networkx"),
    )
    said = f"an impact pass, {what}"
    for ours, way in ((compiled, "compiled"), (numpy_, "numpy")):
        for peer, least, name in peers:
            ratio, target, met = faster(ours, peer, least)
            beside = f"{name}: {peer * 1e3:,.2f} ms"
            asked_for = (target, met) if least and way == "compiled" else ("", None)
            yield BenchFigure(f"{said}, {way}", ours * 1e3, "ms", beside, ratio, *asked_for)
    yield BenchFigure(f"{said}: the whole question, from id to rows", asked * 1e3, "ms")
    yield BenchFigure(f"{said}, alternatives counted, compiled", redundant * 1e3, "ms")


def _peer(names: Sequence[str], ask: Callable[[str], object], runs: int) -> float:
    return median(median_seconds(lambda n=name: ask(n), runs, runs - 1) for name in names)  # type: ignore[misc]


def _passes(snapshot: Snapshot, names: Sequence[str], way: Pass) -> float:
    """The median pass, the graph being there under its lens and day, as the peers' graphs are."""
    found = []
    for name in names:
        graph, starts = prepared(snapshot, name)
        found.append(median_seconds(lambda s=starts, g=graph: way(g, s, TOP)))  # type: ignore[misc]
    return median(found)


def ungrouped() -> Snapshot:
    """Debian with every alternative needed: what plain reachability is about."""
    held = tables()
    (depends,) = held.relations
    packed = np.asarray(depends.starts) * 2**32 + np.asarray(depends.ends)
    _, first = np.unique(packed, return_index=True)
    bare = replace(
        depends,
        starts=np.asarray(depends.starts)[first],
        ends=np.asarray(depends.ends)[first],
        columns={},
    )
    return Snapshot.of(replace(held, relations=[bare]), standard_model())


def reversed_graph(snapshot: Snapshot) -> nx.DiGraph[str]:
    """What networkx walks: from a package to those that depend on it."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(snapshot.base.ids)
    numbers = snapshot.all_relations("DEPENDS_ON")
    ends, starts = (
        snapshot.ids_of(snapshot.ends(numbers)),
        snapshot.ids_of(snapshot.starts(numbers)),
    )
    graph.add_edges_from(zip(ends, starts, strict=True))
    return graph


def chosen(snapshot: Snapshot, count: int, seed: int = 1) -> tuple[list[str], list[str]]:
    """Random packages that affect at least so many, and the ten that affect most."""
    order = np.random.default_rng(seed).permutation(snapshot.size).tolist()
    found: list[str] = []
    for row in order:
        if len(found) == count:
            break
        if len(passed(snapshot, name := snapshot.id(row), settled).rows) > LEAST:
            found.append(name)
    affected = affected_counts(snapshot)
    return found, snapshot.ids_of(as_ints(np.argsort(-affected, kind="stable")[:10]))


def affected_counts(snapshot: Snapshot) -> Ints:
    """How many items each item affects, itself included, shape (size,)."""
    graph = _graph(snapshot, as_ints([]))
    counts = counts_of_each(graph, as_ints(np.arange(snapshot.size)))
    return as_ints(counts.sum(axis=1))


def _graph(snapshot: Snapshot, starts: Ints) -> SnapshotAdjacency:
    return adjacency(snapshot, snapshot.model.lens("outage"), day_number(TODAY), starts)


def prepared(snapshot: Snapshot, name: str) -> tuple[SnapshotAdjacency, Ints]:
    """The graph as an engine takes it, and the row to start from."""
    starts = snapshot.rows([name])
    return _graph(snapshot, starts), starts


def passed(snapshot: Snapshot, name: str, way: Pass) -> Reached:
    """One pass from a package."""
    graph, starts = prepared(snapshot, name)
    return way(graph, starts, TOP)


def listed(driver: Driver, name: str) -> set[str]:
    """What Cypher lists, as it is usually asked."""
    return {record["id"] for record in driver.execute_query(ROWS, id=name).records}


def collected(driver: Driver, name: str) -> set[str]:
    """The same, in one list of one row, which the driver reads faster."""
    return set(driver.execute_query(COLLECTED, id=name).records[0]["ids"])


def _check_equal(plain: Snapshot, graph: nx.DiGraph[str], driver: Driver, name: str) -> None:
    ours = set(plain.ids_of(passed(plain, name, settled).rows)) - {name}
    others = (
        set(plain.ids_of(passed(plain, name, propagate).rows)) - {name},
        listed(driver, name) - {name},
        collected(driver, name) - {name},
        nx.descendants(graph, name),
    )
    if any(ours != other for other in others):
        raise AssertionError(f"{name}: the sets differ: {[len(s) for s in (ours, *others)]}")
