"""The structure question: classical measures of the graph as a graph, by rustworkx.

They know nothing of lenses, redundancy groups or contracts in force: an articulation point is where
the drawing falls apart, not whose loss is felt. For that there are impact and criticality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from queries.answers.answer import Answer
from queries.graph.interchange import to_rustworkx
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    import rustworkx as rx


@dataclass(frozen=True)
class Structure(Answer):
    """The graph of some relations on a day; each measure is worked out when asked for.

    ``types`` are the relations' names. Lists are largest first, then by their first id; items
    within one are in the order of their ids.
    """

    snapshot: Snapshot
    as_of: date
    types: tuple[str, ...]
    graph: rx.PyDiGraph[int, int]

    @property
    def items(self) -> int:
        """How many items there are."""
        return self.graph.num_nodes()

    @property
    def relations(self) -> int:
        """How many relations hold."""
        return self.graph.num_edges()

    @cached_property
    def components(self) -> list[Ints]:
        """What hangs together, whichever way relations point: rows of each (weak) component."""
        import rustworkx as rx

        return self._ordered(rx.weakly_connected_components(self.graph))

    @cached_property
    def cycles(self) -> list[Ints]:
        """Items that reach each other: strongly connected components of more than one item."""
        import rustworkx as rx

        found = rx.strongly_connected_components(self.graph)
        return self._ordered(component for component in found if len(component) > 1)

    @cached_property
    def articulation_points(self) -> Ints:
        """Items without which their component falls apart, most parts first, then by id."""
        import rustworkx as rx

        rows = self._rows(rx.articulation_points(self._undirected))
        parts = {row: self.parts_without(row) for row in rows.tolist()}
        return as_ints(sorted(rows.tolist(), key=lambda r: (-parts[r], self.snapshot.id(r))))

    @cached_property
    def _parts(self) -> dict[int, int]:
        """How many biconnected components meet in each node that is in one."""
        import rustworkx as rx

        found: dict[int, set[int]] = {}
        for (one, other), number in rx.biconnected_components(self._undirected).items():
            found.setdefault(one, set()).add(number)
            found.setdefault(other, set()).add(number)
        return {node: len(numbers) for node, numbers in found.items()}

    def parts_without(self, row: int) -> int:
        """Into how many parts the component of a row falls without it; 0 where it stands alone."""
        return self._parts.get(int(self._node_of[row]), 0)

    @cached_property
    def biconnected(self) -> list[Ints]:
        """Parts of three items or more that no single item's removal takes apart."""
        import rustworkx as rx

        members: dict[int, set[int]] = {}
        for (one, other), number in rx.biconnected_components(self._undirected).items():
            members.setdefault(number, set()).update((one, other))
        return self._ordered(found for found in members.values() if len(found) > 2)

    @cached_property
    def _undirected(self) -> rx.PyGraph[int, int]:
        return self.graph.to_undirected(multigraph=False)

    @cached_property
    def _node_of(self) -> Ints:
        """The node of each row; -1 for rows of removed items."""
        node = np.full(self.snapshot.size, -1, np.int32)
        node[self._all] = np.arange(len(self._all), dtype=np.int32)
        return node

    @cached_property
    def _all(self) -> Ints:
        return as_ints(self.graph.nodes())

    def _rows(self, nodes: object) -> Ints:
        return self._all[as_ints(list(nodes))]  # type: ignore[call-overload]

    def _ordered(self, found: object) -> list[Ints]:
        """The rows of each set of nodes, by id; the largest first, then by the first id."""
        name = self.snapshot.id
        sets = [sorted(self._rows(nodes).tolist(), key=name) for nodes in found]  # type: ignore[attr-defined]
        return [as_ints(one) for one in sorted(sets, key=lambda s: (-len(s), name(s[0])))]


def structure(snapshot: Snapshot, as_of: date, types: Sequence[str] | None = None) -> Structure:
    """The structure of the relations (None: all; else those named) that hold on a date.

    Raises:
        InvalidQuestion: there is no relation of a name.
    """
    named = _named(snapshot, types)
    return Structure(snapshot, as_of, named, to_rustworkx(snapshot, as_of, named))


def _named(snapshot: Snapshot, types: Sequence[str] | None) -> tuple[str, ...]:
    if types is None:
        return tuple(relation.name for relation in snapshot.model.relations)
    found = [(name, snapshot.model.find_relation(name)) for name in types]
    known = ", ".join(relation.name for relation in snapshot.model.relations)
    problems = [Problem("relations", repr(n), f"one of {known}") for n, r in found if r is None]
    if problems:
        raise InvalidQuestion(problems)
    return tuple(dict.fromkeys(relation.name for _, relation in found if relation))
