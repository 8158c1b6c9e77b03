"""A relation's connections: its edges carry its fields, and all of a batch are followed at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from strawberry.types.field import StrawberryField

from api.graphql.batch import Batch, Node, RelationBatch
from api.graphql.connection import PageInfo, Paging
from api.graphql.context import Context
from api.graphql.field import ComputedField, DeclaredField, PlainField
from api.graphql.filter import related
from api.graphql.inputs import Inputs
from api.graphql.kind_input import connection_arguments
from api.graphql.order import Ordering, Place
from api.graphql.page import Page
from api.graphql.registry import Registry
from api.graphql.shape import output
from api.graphql.way import Way
from queries.rows import Ints, as_ints


def relation_field(way: Way, registry: Registry, inputs: Inputs) -> ComputedField:
    """The field by which a kind answers a relation from its end."""
    name = registry.once(f"{way.types}Connection", lambda: _connection(way, registry))
    arguments = connection_arguments(way.target, registry, related=True)
    described = f"{way.relation.meaning} ({way.relation.name})"

    def resolve(source: Node, context: Context, **given: Any) -> Page:
        key = (way.relation.name, way.direction, way.kind, repr(given))
        pages = source.batch.made(key, lambda batch: _pages(batch, way, given, inputs))
        page: Page = pages[source.at]
        return page

    return ComputedField(way.name, name, resolve, registry, described, arguments)


def _connection(way: Way, registry: Registry) -> None:
    type_ = way.relation
    edge = f"{way.types}Edge"
    fields: list[StrawberryField] = [
        PlainField("cursor", "str", registry, "The place of the edge in its connection."),
        PlainField("node", way.target, registry, "What stands at the other end."),
    ]
    owner = type_.name.title().replace("_", "")
    fields += [DeclaredField(f, output(f, owner, registry), registry) for f in type_.fields]
    registry.object(edge, fields, f"A {type_.name} and what stands at its other end.")
    connection_type(f"{way.types}Connection", edge, way.target, registry)


def connection_type(
    name: str, edge: str, node: str, registry: Registry, more: Sequence[PlainField] = ()
) -> None:
    """A connection over edges of a type, with ``more`` fields of its own."""
    fields = [
        PlainField("edges", f"list[{edge}]", registry, "The page's nodes with their cursors."),
        PlainField("nodes", f"list[{node}]", registry, "The page's nodes alone."),
        PlainField("page_info", PageInfo, registry, "Where the page stands."),
        PlainField("total_count", "int", registry, "How many there are on all pages."),
        *more,
    ]
    registry.object(name, fields, f"A page of {node}.")


def _pages(batch: Batch, way: Way, given: Mapping[str, Any], inputs: Inputs) -> list[Page]:
    """The page of each row of a batch."""
    context = batch.context
    ordering = inputs.orderings.of(way.target, given.get("orderBy"))
    paging = Paging.of(given, ordering, context)
    found = _sorted(batch, way, given, inputs, ordering)
    bounds = np.searchsorted(found.owner, np.arange(len(batch.rows) + 1))
    windows = []
    for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        windows.append(paging.window(high - low, lambda at, low=low: found.key(low + at)))  # type: ignore[misc]
    shown = [
        np.arange(low + window.low, low + window.high)
        for low, window in zip(bounds[:-1], windows, strict=True)
    ]
    at = as_ints(np.concatenate(shown)) if shown else as_ints([])
    nodes = Batch(context, found.other[at]).nodes
    relations = RelationBatch(context.snapshot, found.numbers[at], way.relation.mark)
    pages, first = [], 0
    for low, window in zip(bounds[:-1].tolist(), windows, strict=True):
        many = window.high - window.low
        place = lambda at, low=low: found.places[low + at]  # noqa: E731
        pages.append(Page(paging, window, nodes[first : first + many], place, (relations, first)))
        first += many
    return pages


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

    def key(self, at: int) -> tuple[Any, ...]:
        """What the relation at a position is compared by."""
        return self._keys[at]


def _sorted(
    batch: Batch, way: Way, given: Mapping[str, Any], inputs: Inputs, ordering: Ordering
) -> _Sorted:
    snapshot = batch.snapshot
    owner, numbers, other = related(snapshot, way, batch.rows, given.get("asOf"))
    kept = inputs.filters.met(snapshot, way.target, other, given.get("filter"))
    owner, numbers, other = owner[kept], numbers[kept], other[kept]
    places = ordering.places(snapshot, other)
    if way.relation.mark:
        places = [
            (values, id_, snapshot.key_at(number).mark)
            for (values, id_, _), number in zip(places, numbers.tolist(), strict=True)
        ]
    return _Sorted(owner, numbers, other, places, ordering)
