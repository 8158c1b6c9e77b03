"""Very many impact passes at once: copies of one graph side by side, in each an effect of its own.

Node ``n`` of copy ``c`` has the number ``c * size + n`` and gate ``g`` the number
``c * gates + g``: copies never meet, and the one engine spreads all effects in the same few steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_model.facts import RelationKey
from graph_model.lens import TOP, Lens
from queries.engine.adjacency import Adjacency, Crossings, SnapshotAdjacency
from queries.engine.propagation import propagate
from queries.snapshot.rows import Bytes, Ints, as_ints

CELLS = 2**24
"""The most nodes of all copies of a batch together: about ten bytes each."""


@dataclass(frozen=True, slots=True)
class Copies:
    """So many copies of an adjacency, itself an adjacency."""

    one: Adjacency
    count: int

    @property
    def lens(self) -> Lens:
        """The lens whose rules carry."""
        return self.one.lens

    @property
    def size(self) -> int:
        """The number of nodes of all copies."""
        return self.count * self.one.size

    @property
    def gates(self) -> int:
        """The number of gates of all copies."""
        return self.count * self.one.gates

    @property
    def table(self) -> Bytes:
        """What arrives by code and level; through a gate, while it holds. Shape (codes, 4)."""
        return self.one.table

    @property
    def breaks(self) -> Bytes:
        """What arrives through a gate that has broken, by code and level, shape (codes, 4)."""
        return self.one.breaks

    def otherwise(self, items: Ints) -> Ints:
        """The face that each item shows where an effect begins at it, -1 for none."""
        copy, item = np.divmod(items, np.int32(max(1, self.one.size)))
        face = self.one.otherwise(as_ints(item))
        return as_ints(np.where(face < 0, -1, copy * self.one.size + face))

    def cross(self, origins: Ints) -> Crossings:
        """Every crossing from the origins, each within its copy."""
        copy, item = np.divmod(origins, np.int32(self.one.size))
        found = self.one.cross(as_ints(item))
        within = copy[found.origin]
        shift = np.where(found.target < 0, -within * self.one.gates, within * self.one.size)
        return Crossings(found.origin, as_ints(found.target + shift), found.code, found.relation)

    def dependents(self, gates: Ints) -> Ints:
        """The nodes that depend on the gates."""
        copy, gate = np.divmod(gates, np.int32(max(1, self.one.gates)))
        return as_ints(copy * self.one.size + self.one.dependents(as_ints(gate)))

    def spare(self, gates: Ints) -> Ints:
        """How many members of each gate may fail before it breaks."""
        return self.one.spare(as_ints(gates % np.int32(max(1, self.one.gates))))

    def items(self, nodes: Ints) -> Ints:
        """The item that each node is, or is a face of, each within its copy."""
        copy, node = np.divmod(nodes, np.int32(max(1, self.one.size)))
        return as_ints(copy * self.one.size + self.one.items(as_ints(node)))

    def id(self, item: int) -> str:
        """The id of an item."""
        return self.one.id(item % self.one.size)

    def key(self, relation: int) -> RelationKey:
        """What identifies a relation."""
        return self.one.key(relation)


def levels_of_each(
    adjacency: SnapshotAdjacency, starts: Ints
) -> Iterator[tuple[slice, NDArray[np.uint8]]]:
    """The levels of every item for each start alone, at the top level, batch by batch.

    Gives the positions in ``starts`` and their levels, shape (batch, items). None of the starts is
    a contract that is not in force, or out of service: a question's own starts only may be.
    """
    size, items = adjacency.size, adjacency.snapshot.size
    most = max(1, CELLS // max(1, size, adjacency.gates))
    for first in range(0, len(starts), most):
        batch = starts[first : first + most]
        copies = Copies(adjacency, len(batch))
        numbers = as_ints(np.arange(len(batch), dtype=np.int32) * size + batch)
        levels = propagate(copies, numbers, np.full(len(batch), TOP, np.uint8)).levels
        yield slice(first, first + len(batch)), levels.reshape(len(batch), size)[:, :items]
