"""The structure question: classical measures of the graph as a graph, by rustworkx.

They know nothing of lenses, redundancy groups or contracts in force: an articulation point is where
the drawing falls apart, not whose loss is felt. For that there are impact and criticality.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Annotated

import numpy as np

from graph_model.words import counted
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.listing import Listing, of_rows
from queries.answers.told import subject, told, told_with
from queries.answers.types import ItemRow, ItemRows, KindName, RelationName, Said
from queries.answers.view import View
from queries.graph.interchange import to_rustworkx
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    import rustworkx as rx


@dataclass(frozen=True)
class ItemSet:
    """Items that belong together."""

    rows: Ints

    @told
    def size(self) -> int:
        """How many items it has, hidden ones included."""
        return len(self.rows)

    @told_with
    def items(
        self,
        view: View,
        kinds: Annotated[list[KindName] | None, Said("Of one of these kinds.")] = None,
    ) -> ItemRows:
        """The items."""
        if kinds is None:
            return self.rows
        codes = [view.snapshot.kind_codes[kind] for kind in kinds]
        return as_ints(self.rows[np.isin(view.snapshot.kinds[self.rows], codes)])


@dataclass(frozen=True, slots=True)
class ArticulationPoint:
    """An item without which its component falls apart."""

    row: int
    parts: Annotated[int, Said("Into how many parts its component falls without it.")]

    @subject
    @told
    def item(self) -> ItemRow:
        """The item."""
        return self.row


@dataclass(frozen=True)
class Structure(Answer):
    """How the graph hangs together as a graph; each measure is worked out when asked for.

    Lists of sets are largest first, then by their ids; items within one are in the order of
    their ids.
    """

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    types: Annotated[tuple[RelationName, ...], Said("The types of relation that it is over.")]
    graph: rx.PyDiGraph[int, int]

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        items = counted(self.items, "item", "items")
        relations = counted(self.relations, "relation", "relations")
        parts = counted(len(self.component_rows), "component", "components")
        rings = counted(len(self.cycle_rows), "ring", "rings")
        points = counted(len(self.articulation_rows), "articulation point", "articulation points")
        return f"{items} and {relations} in {parts}, with {rings} and {points}."

    @told
    def items(self) -> int:
        """How many items there are."""
        return self.graph.num_nodes()

    @told
    def relations(self) -> int:
        """How many relations hold."""
        return self.graph.num_edges()

    @told
    def components(self) -> Listing[ItemSet]:
        """What hangs together, whichever way relations point."""
        return _sets(self.component_rows)

    @told
    def cycles(self) -> Listing[ItemSet]:
        """Items of which each leads to each other, two or more."""
        return _sets(self.cycle_rows)

    @told
    def biconnected(self) -> Listing[ItemSet]:
        """Three items or more that no one item's removal parts."""
        return _sets(self.biconnected_rows)

    @told
    def articulation_points(self) -> Listing[ArticulationPoint]:
        """Items without which their component falls apart, most parts first, then by id."""
        rows = self.articulation_rows

        def one(at: int) -> ArticulationPoint:
            return ArticulationPoint(int(rows[at]), self.parts_without(int(rows[at])))

        def key(at: int) -> tuple[int, str]:
            row = int(rows[at])
            return -self.parts_without(row), self.snapshot.id(row)

        return of_rows(rows, "parts desc, id", key, one)

    @cached_property
    def component_rows(self) -> list[Ints]:
        """What hangs together, whichever way relations point: rows of each (weak) component."""
        import rustworkx as rx

        return self._ordered(rx.weakly_connected_components(self.graph))

    @cached_property
    def cycle_rows(self) -> list[Ints]:
        """Items that reach each other: strongly connected components of more than one item."""
        import rustworkx as rx

        found = rx.strongly_connected_components(self.graph)
        return self._ordered(component for component in found if len(component) > 1)

    @cached_property
    def articulation_rows(self) -> Ints:
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
    def biconnected_rows(self) -> list[Ints]:
        """Parts of three items or more that no single item's removal takes apart."""
        import rustworkx as rx

        members: dict[int, set[int]] = {}
        for (one, other), number in rx.biconnected_components(self._undirected).items():
            members.setdefault(number, set()).update((one, other))
        # Two that share an item may begin with it both.
        return self._ordered((one for one in members.values() if len(one) > 2), by_all=True)

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

    @cached_property
    def _ids(self) -> list[str]:
        """The id of each node."""
        return self.snapshot.ids_of(self._all)

    def _rows(self, nodes: Iterable[int]) -> Ints:
        return self._all[np.fromiter(nodes, np.int32)]

    def _ordered(self, found: Iterable[Iterable[int]], by_all: bool = False) -> list[Ints]:
        """The rows of each set of nodes, by id; the largest first, then by the first of their ids.

        ``by_all``: by all their ids, where the first may be the same.
        """
        name = self._ids.__getitem__
        sets = [sorted(nodes, key=name) for nodes in found]
        if by_all:
            sets.sort(key=lambda nodes: (-len(nodes), list(map(name, nodes))))
        else:
            sets.sort(key=lambda nodes: (-len(nodes), name(nodes[0])))
        rows = self._rows(chain.from_iterable(sets))
        ends = list(accumulate(map(len, sets), initial=0))
        return [rows[first:last] for first, last in pairwise(ends)]


def _sets(found: Sequence[Ints]) -> Listing[ItemSet]:
    """Sets as they are told; their place alone is in cursors, for a set may hide its first id."""
    places = [(-len(rows), at) for at, rows in enumerate(found)]
    lines = [ItemSet(rows) for rows in found]
    return Listing("size desc", len(lines), lines.__getitem__, places.__getitem__)


def structure_of(asked: Asked, relations: Sequence[str] | None) -> Structure:
    """How the graph hangs together over some types of relation (None: all)."""
    return structure(asked.snapshot, asked.as_of, relations)


def structure(snapshot: Snapshot, as_of: date, types: Sequence[str] | None = None) -> Structure:
    """The structure of the relations (None: all; else of those types) that hold on a date."""
    known = tuple(relation.name for relation in snapshot.model.relations)
    named = known if types is None else tuple(dict.fromkeys(types))
    return Structure(snapshot, as_of, named, to_rustworkx(snapshot, as_of, named))
