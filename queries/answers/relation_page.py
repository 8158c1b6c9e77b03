"""The pages of one relation for a whole batch of items: followed, filtered and sorted at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from queries.answers.batch import Batch, Node, RelationBatch
from queries.answers.filter import related
from queries.answers.lookup import Lookups
from queries.answers.ordering import Key, Ordering, Place
from queries.answers.page import Page
from queries.answers.paging import Paging
from queries.answers.way import Way
from queries.snapshot.rows import Ints, as_ints


class RelationPages:
    """A page for each row of a batch; the nodes of all are made together, when any is read."""

    def __init__(self, batch: Batch, way: Way, given: Mapping[str, Any], lookups: Lookups) -> None:
        """Follow the relation from every row; ``given`` are the field's arguments."""
        ordering = lookups.orderings.of(way.target, given.get("orderBy"))
        self._view = batch.view
        self._paging = Paging.of(given, ordering, batch.view.office)
        self._found = _sorted(batch, way, given, lookups, ordering)
        bounds = np.searchsorted(self._found.owner, np.arange(len(batch.rows) + 1)).tolist()
        self._lows = bounds[:-1]
        self._windows = [
            self._paging.window(high - low, self._found.keys_from(low))
            for low, high in pairwise(bounds)
        ]
        self._firsts = np.cumsum([0, *(w.high - w.low for w in self._windows)]).tolist()
        numbers = self._found.numbers[self._shown]
        self._relations = RelationBatch(batch.snapshot, numbers, way.relation.discriminator)

    @cached_property
    def _shown(self) -> Ints:
        """The positions that are on some page, page after page."""
        spans = zip(self._lows, self._windows, strict=True)
        shown = [np.arange(low + w.low, low + w.high, dtype=np.int32) for low, w in spans]
        return np.concatenate(shown) if shown else as_ints([])

    @cached_property
    def _nodes(self) -> Sequence[Node]:
        return Batch(self._view, self._found.other[self._shown]).nodes

    def page(self, at: int) -> Page:
        """The page of the row at a position of the batch."""
        low, first, last = self._lows[at], self._firsts[at], self._firsts[at + 1]
        return Page(
            self._paging,
            self._windows[at],
            lambda: self._nodes[first:last],
            lambda position: self._found.places[low + position],
            (self._relations, first),
        )


class _Sorted:
    """Relations of a batch, by the position of their owner, then in the order of the paging."""

    def __init__(
        self, owner: Ints, numbers: Ints, other: Ints, places: list[Place], ordering: Ordering
    ) -> None:
        keys = [ordering.key(place) for place in places]
        owners = owner.tolist()
        order = sorted(range(len(places)), key=lambda at: (owners[at], keys[at]))
        self.owner, self.numbers = owner[as_ints(order)], numbers[as_ints(order)]
        self.other = other[as_ints(order)]
        self.places = [places[at] for at in order]
        self._keys = [keys[at] for at in order]

    def keys_from(self, low: int) -> Callable[[int], Key]:
        """The key of a position, counted from ``low``."""
        return lambda at: self._keys[low + at]


def _sorted(
    batch: Batch, way: Way, given: Mapping[str, Any], lookups: Lookups, ordering: Ordering
) -> _Sorted:
    snapshot = batch.snapshot
    owner, numbers, other = related(batch.view, way, batch.rows, given.get("asOf"))
    kept = lookups.filters.met(batch.view, way.target, other, given.get("filter"))
    owner, numbers, other = owner[kept], numbers[kept], other[kept]
    places = ordering.places(batch.view, other)
    if way.relation.discriminator:
        places = [
            (values, id_, snapshot.key_at(number).discriminator)
            for (values, id_, _), number in zip(places, numbers.tolist(), strict=True)
        ]
    return _Sorted(owner, numbers, other, places, ordering)
