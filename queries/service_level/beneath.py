"""What lies beneath an item, in the order to work it out in.

Items that each require the other stand and fall together: they are one *unit*. Units that depend on
each other by way of groups are one *circle*, worked out together. What depends on the item asked
about adds nothing by that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from graph_model.lens import Direction
from queries.snapshot.base import DEPENDS_ON
from queries.snapshot.days import day_number
from queries.snapshot.in_service import idle_beside, relied_on
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

Unit = tuple[int, ...]
Circle = tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of dependencies: ``need`` of its ``members`` (rows) must hold."""

    discriminator: int
    need: int
    members: Sequence[int]


@dataclass(frozen=True)
class Beneath:
    """Everything in service that an item depends on, as of a date. Rows throughout."""

    snapshot: Snapshot
    root: int
    as_of: date

    @cached_property
    def rows(self) -> Ints:
        """The item and everything beneath it, rising."""
        return closure(self.snapshot, as_ints([self.root]), self.as_of)

    @cached_property
    def _held(self) -> Ints:
        """Their dependencies that hold, but for those on the item itself."""
        _, numbers = self.snapshot.relations_of(self.rows, DEPENDS_ON, Direction.FORWARD)
        numbers = self.snapshot.holding(numbers, day_number(self.as_of))
        return as_ints(numbers[self.snapshot.ends(numbers) != self.root])

    @cached_property
    def _numbers(self) -> Ints:
        """The dependencies among them: what is out of service is nothing to depend on."""
        return as_ints(self._held[np.isin(self.snapshot.ends(self._held), self.rows)])

    @cached_property
    def _discriminators(self) -> Ints:
        return self.snapshot.picked(self._numbers).discriminator

    def _places(self) -> tuple[Ints, Ints]:
        """The start and the end of each dependency, as positions in ``rows``."""
        starts, ends = self.snapshot.starts(self._numbers), self.snapshot.ends(self._numbers)
        return as_ints(np.searchsorted(self.rows, starts)), as_ints(
            np.searchsorted(self.rows, ends)
        )

    def _together(self, kept: Flags) -> Ints:
        """A number for each row: the same for those that some dependencies lead round between."""
        import rustworkx as rx

        start, end = (places[kept] for places in self._places())
        graph: rx.PyDiGraph[None, None] = rx.PyDiGraph(multigraph=True)
        graph.add_nodes_from([None] * len(self.rows))
        graph.extend_from_edge_list(list(zip(start.tolist(), end.tolist(), strict=True)))
        labels = np.zeros(len(self.rows), np.int32)
        for number, places in enumerate(rx.strongly_connected_components(graph)):
            labels[places] = number
        return labels

    @cached_property
    def requirements(self) -> Mapping[int, Sequence[int]]:
        """What each item needs by itself, in no group, each once."""
        found: dict[int, dict[int, None]] = defaultdict(dict)
        alone = self._numbers[self._discriminators == 0]
        for start, end in zip(*self._pairs(alone), strict=True):
            if start != end:
                found[start][end] = None
        return {row: list(ends) for row, ends in found.items()}

    def _pairs(self, numbers: Ints) -> tuple[list[int], list[int]]:
        return self.snapshot.starts(numbers).tolist(), self.snapshot.ends(numbers).tolist()

    @cached_property
    def groups(self) -> Mapping[int, Sequence[Group]]:
        """The groups that each item depends on."""
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        starts, ends = self._pairs(self._numbers)
        for n in np.flatnonzero(self._discriminators > 0).tolist():
            found[starts[n], int(self._discriminators[n])].append(n)
        needs = self._needs()
        by_row: dict[int, list[Group]] = defaultdict(list)
        for (row, of), places in found.items():
            k = min(needs[row, of], len(places))
            by_row[row].append(Group(of, k, [ends[n] for n in places]))
        return by_row

    def _needs(self) -> Mapping[tuple[int, int], int]:
        """The largest need that a relation of each group says, to whatever member."""
        held = self.snapshot.picked(self._held)
        found: dict[tuple[int, int], int] = defaultdict(int)
        for row, of, need in zip(held.start, held.discriminator, held.need, strict=True):
            key = int(row), int(of)
            found[key] = max(found[key], int(need))
        return found

    @cached_property
    def circles(self) -> list[Circle]:
        """The units by the circle they are in, each circle after what it depends on."""
        every = self._together(np.ones(len(self._numbers), np.bool_))
        alone = self._together(self._discriminators == 0)
        found: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        labels = zip(self.rows.tolist(), every.tolist(), alone.tolist(), strict=True)
        for row, circle, unit in labels:
            found[circle][unit].append(row)
        order = _beneath_first(list(found), self._needed(every))
        return [tuple(tuple(unit) for unit in found[circle].values()) for circle in order]

    def _needed(self, circles: Ints) -> Mapping[int, list[int]]:
        """The circles that each circle depends on, by number."""
        start, end = (circles[places] for places in self._places())
        found: dict[int, list[int]] = defaultdict(list)
        for one, other in zip(start.tolist(), end.tolist(), strict=True):
            if one != other:
                found[one].append(other)
        return found


def _beneath_first(every: Sequence[int], needed: Mapping[int, list[int]]) -> Iterator[int]:
    """Each after what it needs, where no circle is; in time linear in both."""
    seen: set[int] = set()
    for first in every:
        if first in seen:
            continue
        seen.add(first)
        waiting = [(first, iter(needed.get(first, ())))]
        while waiting:
            at, below = waiting[-1]
            deeper = next((each for each in below if each not in seen), None)
            if deeper is None:
                yield at
                waiting.pop()
            else:
                seen.add(deeper)
                waiting.append((deeper, iter(needed.get(deeper, ()))))


def closure(snapshot: Snapshot, rows: Ints, as_of: date) -> Ints:
    """Everything in service that some items depend on, and they themselves, rising."""
    day = day_number(as_of)
    idle = idle_beside(snapshot, day, rows)
    seen = np.zeros(snapshot.size, np.bool_)
    frontier = rows
    while len(frontier):
        seen[frontier] = True
        found = np.unique(snapshot.ends(relied_on(snapshot, frontier, day, idle)))
        frontier = as_ints(found[~seen[found]])
    return as_ints(np.flatnonzero(seen))
