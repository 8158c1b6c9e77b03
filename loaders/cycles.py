"""Which members of a dependency graph depend on each other: its strongly connected components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def cycles(edges: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Every component of more than one member, or of one that depends on itself, sorted.

    Tarjan's algorithm (SIAM J. Comput. 1(2), 1972) with a stack of its own, in O(edges).
    """
    found: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    for root in edges:
        if root not in found:
            for component in _from(root, edges, found, low, path):
                if len(component) > 1 or component[0] in edges.get(component[0], ()):
                    yield sorted(component)


def _from(
    root: str,
    edges: Mapping[str, Iterable[str]],
    found: dict[str, int],
    low: dict[str, int],
    path: list[str],
) -> Iterator[list[str]]:
    work = [(root, iter(edges.get(root, ())))]
    on_path: set[str] = set()
    while work:
        node, ends = work[-1]
        if node not in found:
            found[node] = low[node] = len(found)
            path.append(node)
            on_path.add(node)
        following = next((end for end in ends if end not in found or end in on_path), None)
        if following is None:
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[node])
            if low[node] == found[node]:
                yield _popped(path, node, on_path)
        elif following in found:
            low[node] = min(low[node], found[following])
        else:
            work.append((following, iter(edges.get(following, ()))))


def _popped(path: list[str], node: str, on_path: set[str]) -> list[str]:
    """The component whose root is the node: the end of the path, from the node on."""
    component: list[str] = []
    while not component or component[-1] != node:
        component.append(path.pop())
    on_path.difference_update(component)
    return component
