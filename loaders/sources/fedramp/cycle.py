"""Which packages depend on each other: the strongly connected components of what they run on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def cycles(edges: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Every component of more than one member, or of one that depends on itself, sorted.

    In the order of their first members in ``edges``.
    """
    import rustworkx as rx

    number = {name: at for at, name in enumerate(edges)}
    between = [
        (number[start], number[end])
        for start, ends in edges.items()
        for end in ends
        if end in edges
    ]
    graph: rx.PyDiGraph[None, None] = rx.PyDiGraph()
    graph.extend_from_edge_list(between)
    names = list(edges)
    for members in sorted(rx.strongly_connected_components(graph), key=min):
        if len(members) > 1 or graph.has_edge(members[0], members[0]):
            yield sorted(names[member] for member in members)
