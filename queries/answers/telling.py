"""A fact told to a viewer: rows become items through the view, and what is hidden is left out.

Every door reads answers through :func:`tell`; what a door gets holds no row any more, but items,
relations, pages of either, and :class:`Shown` objects that can be asked further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from typing import Any

import numpy as np

from queries.answers.arranged import Arranged, arranged
from queries.answers.batch import Batch
from queries.answers.columnar import Columnar, taken
from queries.answers.listing import Listing
from queries.answers.page import page_by_id
from queries.answers.paging import PageInfo, Paging, cursor_of
from queries.answers.sorted_by import CONTAINING, SORT
from queries.answers.told import VIEW, Fact, facts_of
from queries.answers.types import (
    ItemOf,
    ItemsOf,
    Listed,
    Name,
    Object,
    Optional,
    Paged,
    RelationOf,
    Type,
)
from queries.answers.view import Meter, View
from queries.snapshot.rows import Flags, Ints, as_ints


class Shown:
    """An object that tells facts, and the view that it is told through."""

    __slots__ = ("of", "view")

    def __init__(self, of: object, view: View) -> None:
        """Show an object; one with facts of its own (``snapshot``) is shown on those."""
        snapshot = getattr(of, "snapshot", None)
        self.of = of
        self.view = view if snapshot is None else view.on(snapshot, getattr(of, "as_of", None))

    def told(self, name: str, given: Mapping[str, Any] | None = None) -> Any:
        """A fact by its name, with its arguments."""
        cls: Any = type(self.of)
        return tell(facts_of(cls)[name], self, given or {})


def tell(fact: Fact, source: Shown, given: Mapping[str, Any]) -> Any:
    """A fact of an object, as its viewer may see it; ``given`` are its arguments and its page's.

    Raises:
        InvalidQuestion, LimitExceeded: an argument or a page does not fit.
    """
    return told_as(fact.type, read_fact(fact, source, given), source.view, given)


def read_fact(fact: Fact, source: Shown, given: Mapping[str, Any]) -> Any:
    """A fact of an object as it tells it: rows, which no door may be handed."""
    value = getattr(source.of, fact.name)
    if not fact.parameters and not fact.wants_view:
        return value
    own = {p.name: given[p.name] for p in fact.parameters if p.name in given}
    return value(**own, **({VIEW: source.view} if fact.wants_view else {}))


def told_as(type_: Type, value: Any, view: View, given: Mapping[str, Any]) -> Any:
    """A value of a type, as a viewer may see it."""
    if isinstance(type_, Optional):
        return None if value is None else told_as(type_.of, value, view, given)
    tell_one = _TOLD_AS.get(type(type_))
    return value if tell_one is None else tell_one(type_, value, view, given)


_TOLD_AS: dict[type, Callable[[Any, Any, View, Mapping[str, Any]], Any]] = {
    ItemOf: lambda type_, row, view, given: view.item(row),
    RelationOf: lambda type_, number, view, given: view.relation(number),
    ItemsOf: lambda type_, rows, view, given: page_by_id(view, as_ints(rows), given),
    Paged: lambda type_, listing, view, given: LinesPage(view, listing, type_.cls, given),
    Object: lambda type_, value, view, given: _object(value, view),
    Listed: lambda type_, values, view, given: _list(type_.of, values, view),
    Name: lambda type_, value, view, given: value if isinstance(value, str) else value.name,
}


def _object(value: Any, view: View) -> Shown | None:
    """An object as a viewer may see it: None where what it stands for is hidden."""
    shown = Shown(value, view)
    return shown if sees(shown) else None


def _list(type_: Type, values: Sequence[Any], view: View) -> list[Any]:
    """A list as a viewer may see it: what stands for something hidden is left out."""
    if isinstance(type_, ItemOf):
        return [node for node in view.items(values) if node is not None]
    if isinstance(type_, RelationOf):
        return [relation for relation in view.relations(values) if relation is not None]
    if isinstance(type_, Object):
        return [shown for value in values if sees(shown := Shown(value, view))]
    return [told_as(type_, value, view, {}) for value in values]


def sees(shown: Shown) -> bool:
    """Whether the items that an object stands for may all be seen."""
    cls: Any = type(shown.of)
    subjects = subjects_of(cls)
    return not subjects or shown.view.sees(*_rows(shown.of, subjects))


def _rows(of: object, subjects: Sequence[Fact]) -> Iterator[int]:
    """The rows of what an object stands for: one, or several of a list."""
    for fact in subjects:
        value = getattr(of, fact.name)
        yield from value if isinstance(value, list | tuple) else () if value is None else (value,)


def told_and_hidden(fact: Fact, source: Shown, given: Mapping[str, Any]) -> tuple[Any, int]:
    """A list that counts its hidden, as a viewer may see it, and their number; read once.

    Raises:
        InvalidQuestion, LimitExceeded: an argument or a page does not fit.
    """
    value = read_fact(fact, source, given)
    told = told_as(fact.type, value, source.view, given)
    if isinstance(fact.type, ItemsOf):
        return told, source.view.hidden(as_ints(value))
    return told, len(value) - len(told)


def hidden_in(fact: Fact, source: Shown, given: Mapping[str, Any] | None = None) -> int:
    """How many of a list's entries stand for what may not be seen; ``given`` are its arguments."""
    value = read_fact(fact, source, given or {})
    if isinstance(fact.type, ItemsOf):
        return source.view.hidden(as_ints(value))
    assert isinstance(fact.type, Listed)
    return len(value) - len(_list(fact.type.of, value, source.view))


def counts_hidden(fact: Fact) -> bool:
    """Whether a fact is a list beside which it is told how many of its entries are hidden."""
    if not isinstance(fact.type, ItemsOf | Listed):
        return False
    if any(parameter.required for parameter in fact.parameters):
        return False
    match fact.type:
        case ItemsOf() | Listed(of=ItemOf() | RelationOf()):
            return True
        case Listed(of=Object(cls=cls)):
            return bool(subjects_of(cls))
        case _:
            return False


@cache
def subjects_of(cls: type) -> tuple[Fact, ...]:
    """The facts that name what an object of a class stands for."""
    return tuple(fact for fact in facts_of(cls).values() if fact.subject)


class LineEdge:
    """A line and the cursor of its place."""

    __slots__ = ("cursor", "node")

    def __init__(self, cursor: str, node: Shown) -> None:
        """Hold both."""
        self.cursor, self.node = cursor, node


class LinesPage:
    """A window of a listing, as a viewer may see it: lines, edges, where it stands, the hidden."""

    def __init__(
        self, view: View, listing: Listing[Any], cls: type, given: Mapping[str, Any]
    ) -> None:
        """Take the page that ``first``, ``last``, ``after`` and ``before`` ask for.

        Of all lines in their order, or as ``sort`` and ``containing`` ask for them.
        """
        self.view = view = view if listing.snapshot is None else view.on(listing.snapshot)
        self._source, self._listing, self.cls = LineSource(view, listing), listing, cls
        seen = as_ints(np.flatnonzero(_seen(view, listing)))
        self.hidden = listing.size - len(seen) + listing.withheld
        self._arranged = _arranged(view, listing, cls, seen, given)
        self._at = seen if self._arranged is None else self._arranged.positions
        self.total_count = len(self._at)
        self._sorting = self._arranged or _Rising(listing.order)
        paging = Paging.of(given, self._sorting, view.office)
        self._window = paging.window(self.total_count, self._key)
        if listing.rows is None:
            view.meter.spend(self._window.high - self._window.low)

    @cached_property
    def nodes(self) -> Lines:
        """The page's lines."""
        return Lines(self._source, self._at[self._window.low : self._window.high])

    @cached_property
    def edges(self) -> LineEdges:
        """The lines with their cursors."""
        low, high = self._window.low, self._window.high
        return LineEdges([self._cursor(at) for at in range(low, high)], self.nodes)

    @cached_property
    def page_info(self) -> PageInfo:
        """Where the page stands."""
        return self._window.page_info(self._cursor)

    def _key(self, at: int) -> tuple[Any, ...]:
        return self._sorting.key(self._place(at))

    def _place(self, at: int) -> tuple[list[Any], str, str]:
        own = self._listing.key(int(self._at[at]))
        before = [] if self._arranged is None else self._arranged.values[at]
        return [*before, *own], "", ""

    def _cursor(self, at: int) -> str:
        return cursor_of(self._place(at), self._sorting)


def _arranged(
    view: View, listing: Listing[Any], cls: type, seen: Ints, given: Mapping[str, Any]
) -> Arranged | None:
    """The lines as they are asked for; what is looked through is not told, and not counted so."""
    if not (given.get(SORT) or given.get(CONTAINING)):
        return None
    lines = Lines(LineSource(replace(view, meter=Meter()), listing), seen)
    return arranged(lines, cls, listing.order, given, view.snapshot.model)


class LineSource:
    """Where lines are read from: a listing, as a viewer may see it."""

    __slots__ = ("_listing", "view")

    def __init__(self, view: View, listing: Listing[Any]) -> None:
        """Hold both."""
        self.view, self._listing = view, listing

    def line(self, position: int) -> Shown:
        """The line of a position of the listing."""
        return Shown(self._listing.one(position), self.view)

    def column(self, fact: Fact, positions: Ints) -> Sequence[Any] | None:
        """A fact of many lines, read at once; None where it is not told so."""
        if fact.subject and self._listing.rows is not None and isinstance(fact.type, ItemOf):
            return Batch(self.view, self._listing.rows[positions]).nodes
        read = self._listing.columns.get(fact.name)
        return None if read is None else read(positions)


def _seen(view: View, listing: Listing[Any]) -> Flags:
    """Which lines of a listing may be seen, shape (size,)."""
    if listing.stands_for is not None:
        found = (view.sees(*listing.stands_for(at)) for at in range(listing.size))
        return np.fromiter(found, np.bool_, listing.size)
    if listing.rows is not None:
        seen: Flags = view.visible[listing.rows]
        return seen
    return np.ones(listing.size, np.bool_)


class _Rising:
    """The order of a listing's keys, for cursors."""

    def __init__(self, order: str) -> None:
        self.names = [order]

    def key(self, place: tuple[list[Any], str, str]) -> tuple[Any, ...]:
        """The key of a cursor's place.

        Raises:
            ValueError: it holds what no key does.
        """
        values, _, _ = place
        if not all(isinstance(value, int | float | str) for value in values):
            raise ValueError("a place of another listing")
        return tuple(values)


class Lines(Columnar[Shown]):
    """Some lines of a listing."""

    __slots__ = ("_source", "positions")

    def __init__(self, source: LineSource, positions: Ints) -> None:
        """Stand for these positions of the source's listing."""
        self._source, self.positions = source, positions

    def __len__(self) -> int:
        return len(self.positions)

    def one(self, at: int) -> Shown:
        """The line of a position."""
        return self._source.line(int(self.positions[at]))

    def some(self, positions: Sequence[int]) -> Lines:
        """The lines of some positions."""
        return Lines(self._source, self.positions[as_ints(positions)])

    def fact(self, fact: Fact) -> Sequence[Any]:
        """A fact of every line: at once where the listing reads it so."""
        column = self._source.column(fact, self.positions)
        return [tell(fact, line, {}) for line in self] if column is None else column


class LineEdges(Columnar[LineEdge]):
    """The lines of a page with their cursors."""

    __slots__ = ("_cursors", "_nodes")

    def __init__(self, cursors: Sequence[str], nodes: Lines) -> None:
        """Put both side by side."""
        self._cursors, self._nodes = cursors, nodes

    def __len__(self) -> int:
        return len(self._cursors)

    def one(self, at: int) -> LineEdge:
        """The edge of a position."""
        return LineEdge(self._cursors[at], self._nodes.one(at))

    def some(self, positions: Sequence[int]) -> LineEdges:
        """Those of some positions."""
        return LineEdges(taken(self._cursors, positions), self._nodes.some(positions))

    def column(self, name: str) -> Sequence[Any]:
        """An attribute of every edge."""
        return self._nodes if name == "node" else self._cursors
