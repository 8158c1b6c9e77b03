"""The pages that connections answer with: of a kind's items, and of an item's relations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from graph_model.declare import ITEM_FIELDS, Field
from queries.answers.batch import Batch, Node, RelationBatch
from queries.answers.ordering import BY_ID, Ordering, Place, SortTerm, terms
from queries.answers.paging import PageInfo, Paging, Window, cursor_of
from queries.answers.sorted_by import CONTAINING, SORT, SortedBy, no_column, sorted_by
from queries.answers.view import View
from queries.snapshot.rows import Ints

BY_IDS = Ordering((BY_ID,))


class Edge:
    """An item on a page, the cursor of its place, and the relation that leads to it, if any."""

    __slots__ = ("_cursor", "_relation", "node")

    def __init__(
        self, node: Node, cursor: Callable[[], str], relation: tuple[RelationBatch, int] | None
    ) -> None:
        """Stand for a place; ``cursor`` is worked out only when it is asked for."""
        self.node, self._cursor, self._relation = node, cursor, relation

    @property
    def cursor(self) -> str:
        """The cursor of its place."""
        return self._cursor()

    def value(self, field: Field) -> Any:
        """A field of the relation."""
        assert self._relation is not None
        batch, at = self._relation
        return batch.column(field)[at]


class Page:
    """A window of an ordered list: nodes, edges, and where it stands."""

    def __init__(
        self,
        paging: Paging,
        window: Window,
        nodes: Callable[[], Sequence[Node]],
        place: Callable[[int], Place],
        relations: tuple[RelationBatch, int] | None = None,
    ) -> None:
        """Hold a window; ``place`` gives the place of a position of the whole list.

        ``nodes`` makes the window's, when they are asked for: a count alone costs none.
        ``relations`` are those that lead to the nodes, and where in them the first node's is.
        """
        self.paging, self.window = paging, window
        self._nodes, self._place, self._relations = nodes, place, relations

    @cached_property
    def nodes(self) -> Sequence[Node]:
        """The nodes of the window."""
        return self._nodes()

    @property
    def total_count(self) -> int:
        """How many there are on all pages."""
        return self.window.total

    @cached_property
    def page_info(self) -> PageInfo:
        """Where the page stands."""
        return self.window.page_info(self._cursor)

    @cached_property
    def edges(self) -> list[Edge]:
        """The nodes with their cursors and relations."""
        return [self._edge(at, node) for at, node in enumerate(self.nodes)]

    def _edge(self, at: int, node: Node) -> Edge:
        relation = None
        if self._relations is not None:
            batch, first = self._relations
            relation = (batch, first + at)
        return Edge(node, lambda: self._cursor(self.window.low + at), relation)

    def _cursor(self, position: int) -> str:
        return cursor_of(self._place(position), self.paging.ordering)


def page_of_rows(view: View, rows: Ints, ordering: Ordering, given: Mapping[str, Any]) -> Page:
    """The page that the arguments ask for, of rows that may be seen, in the ordering already."""
    paging = Paging.of(given, ordering, view.office)

    def place(position: int) -> Place:
        return ordering.places(view, rows[position : position + 1])[0]

    window = paging.window(len(rows), lambda position: ordering.key(place(position)))
    shown = rows[window.low : window.high]
    return Page(paging, window, lambda: Batch(view, shown).nodes, place)


def page_by_id(view: View, rows: Ints, given: Mapping[str, Any]) -> Page:
    """The page that the arguments ask for of those of some rows that may be seen.

    By id, or by ``sort``: fields that every item has; all, or those ``containing`` a text in their
    id or name.

    Raises:
        InvalidQuestion: an argument does not fit.
    """
    shown = view.shown(rows)
    if text := (given.get(CONTAINING) or "").strip().casefold():
        says = (
            text in f"{view.snapshot.name(row)} {view.snapshot.id(row)}".casefold() for row in shown
        )
        shown = shown[np.fromiter(says, np.bool_, len(shown))]
    ordering = Ordering(tuple(map(_term, sorted_by(given)))) if given.get(SORT) else BY_IDS
    return page_of_rows(view, ordering.of_rows(view, shown), ordering, given)


def _terms() -> Iterator[tuple[str, SortTerm]]:
    for term in terms(ITEM_FIELDS).values():
        path = "id" if term.field is None else term.field.graphql_name
        yield SortedBy(path, term.descending).text, term


_TERMS = dict(_terms())


def _term(by: SortedBy) -> SortTerm:
    if by.text not in _TERMS:
        raise no_column(by.path, sorted({name.partition(" ")[0] for name in _TERMS}))
    return _TERMS[by.text]
