"""Cycles of a relation, against networkx: in graphs of few and of many, near chains and apart."""

from __future__ import annotations

from datetime import date

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from queries.check.cycle import cycles
from queries.check.dated import Dated
from tests.support.facts import Raw
from tests.support.snapshots import snapshot_of

DAY = date(2026, 11, 25)
NODES = st.integers(0, 9)

Edges = set[tuple[int, int]]


def found(edges: Edges) -> list[tuple[list[int], Edges]]:
    """The cycles' members and the edges between them."""
    nodes = sorted({node for edge in edges for node in edge})
    facts: list[Raw] = [{"kind": "ConfigurationItem", "id": f"{node:05}"} for node in nodes]
    facts += [{"type": "DEPENDS_ON", "from": f"{a:05}", "to": f"{b:05}"} for a, b in edges]
    at = Dated(snapshot_of(*facts), DAY)
    return [
        (
            [int(at.snapshot.id(row)) for row in rows.tolist()],
            {(int(key.start), int(key.end)) for key in map(at.snapshot.key_at, numbers.tolist())},
        )
        for rows, numbers in cycles(at, at.relations("DEPENDS_ON"))
    ]


def expected(edges: Edges) -> list[tuple[list[int], Edges]]:
    graph = nx.DiGraph(edges)
    components = (sorted(members) for members in nx.strongly_connected_components(graph))
    inside = ((c, set(graph.subgraph(c).edges)) for c in components)
    return sorted((members, between) for members, between in inside if between)


@given(st.sets(st.tuples(NODES, NODES), max_size=24))
def test_cycles_are_the_strongly_connected_components(edges: Edges) -> None:
    assert sorted(found(edges)) == expected(edges)


@given(st.sets(st.tuples(NODES, NODES), max_size=6), st.integers(0, 30), NODES, NODES)
def test_what_leads_into_a_cycle_and_on_from_it_is_on_none(
    edges: Edges, length: int, into: int, on: int
) -> None:
    before = {(100 + n, 101 + n if n < length else into) for n in range(length + 1)}
    after = {(200 + n if n else on, 201 + n) for n in range(length + 1)}
    assert sorted(found(edges | before | after)) == expected(edges | before | after)
