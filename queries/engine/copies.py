"""Very many impact passes at once: copies of one graph side by side, in each an effect of its own.

Item ``n`` of copy ``c`` has the number ``c * size + n`` and group ``g`` the number
``c * groups + g``: copies never meet, and the one engine spreads all effects in the same few steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_model.facts import RelationKey
from graph_model.lens import Lens
from queries.engine.adjacency import Adjacency, Crossings
from queries.engine.propagation import TOP, propagate
from queries.snapshot.rows import Bytes, Ints, as_ints

CELLS = 2**24
"""The most items of all copies of a batch together: about ten bytes each."""


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
        """The number of items of all copies."""
        return self.count * self.one.size

    @property
    def groups(self) -> int:
        """The number of groups of all copies."""
        return self.count * self.one.groups

    @property
    def table(self) -> Bytes:
        """What arrives by transfer code and level, shape (codes, 4)."""
        return self.one.table

    def cross(self, origins: Ints) -> Crossings:
        """Every crossing from the origins, each within its copy."""
        copy, item = np.divmod(origins, np.int32(self.one.size))
        found = self.one.cross(as_ints(item))
        within = copy[found.origin]
        shift = np.where(found.target < 0, -within * self.one.groups, within * self.one.size)
        return Crossings(found.origin, as_ints(found.target + shift), found.code, found.relation)

    def dependents(self, groups: Ints) -> Ints:
        """The items that depend on the groups."""
        copy, group = np.divmod(groups, np.int32(max(1, self.one.groups)))
        return as_ints(copy * self.one.size + self.one.dependents(as_ints(group)))

    def spare(self, groups: Ints) -> Ints:
        """How many members of each group may fail before it breaks."""
        return self.one.spare(as_ints(groups % np.int32(max(1, self.one.groups))))

    def id(self, item: int) -> str:
        """The id of an item."""
        return self.one.id(item % self.one.size)

    def key(self, relation: int) -> RelationKey:
        """What identifies a relation."""
        return self.one.key(relation)


def levels_of_each(adjacency: Adjacency, starts: Ints) -> Iterator[tuple[slice, NDArray[np.uint8]]]:
    """The levels of every item for each start alone, at the top level, batch by batch.

    Gives the positions in ``starts`` and their levels, shape (batch, size). None of the starts is a
    contract that is not in force: that is minded for a question's own starts only.
    """
    size = adjacency.size
    most = max(1, CELLS // max(1, size, adjacency.groups))
    for first in range(0, len(starts), most):
        batch = starts[first : first + most]
        copies = Copies(adjacency, len(batch))
        numbers = as_ints(np.arange(len(batch), dtype=np.int32) * size + batch)
        levels = propagate(copies, numbers, np.full(len(batch), TOP, np.uint8)).levels
        yield slice(first, first + len(batch)), levels.reshape(len(batch), size)
