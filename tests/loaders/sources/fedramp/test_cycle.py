"""Cycles of a dependency graph, against networkx."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from loaders.sources.fedramp.cycle import cycles

NODES = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(NODES, NODES), max_size=24))
def test_cycles_are_the_strongly_connected_components(pairs: list[tuple[str, str]]) -> None:
    edges: dict[str, dict[str, None]] = {}
    for start, end in pairs:
        edges.setdefault(start, {})[end] = None
    graph = nx.DiGraph(pairs)
    components = nx.strongly_connected_components(graph)
    expected = [sorted(c) for c in components if len(c) > 1 or graph.has_edge(*list(c) * 2)]
    assert sorted(cycles(edges)) == sorted(expected)


def test_a_chain_longer_than_any_stack_is_walked() -> None:
    chain = {str(n): [str(n + 1)] for n in range(50_000)} | {"50000": ["0"]}
    assert [len(component) for component in cycles(chain)] == [50_001]
