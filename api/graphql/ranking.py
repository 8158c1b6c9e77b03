"""Pages of ranked items: by numbers, the greatest first, then by id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np

from api.graphql.answer import Answer
from api.graphql.batch import Batch, Node
from api.graphql.connection import PageInfo, Paging, cursor_of
from api.graphql.context import Context
from api.graphql.field import PlainField
from api.graphql.order import Place
from api.graphql.registry import Registry
from api.graphql.relation import connection_type
from queries.snapshot.rows import Ints, as_ints

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class ByNumbers:
    """From the greatest number, one after the other, then by id."""

    names: list[str]

    def key(self, place: Place) -> tuple[Any, ...]:
        """What compares as the lines are ranked.

        Raises:
            ValueError: the place, of a cursor, is not one of this ranking.
        """
        values, id_, _ = place
        if not all(isinstance(value, int | float) for value in values):
            raise ValueError("a place of another ranking")
        pairs = zip(values, self.names, strict=True)
        return (*(-value for value, _ in pairs), id_)


@dataclass(frozen=True, slots=True)
class RankedEdge(Generic[Line]):
    """A line and its cursor."""

    cursor: str
    node: Line


class RankedPage(Generic[Line]):
    """A page of an answer's ranked rows; ``line`` makes what stands at a position of the ranking.

    ``columns`` are the numbers that rank, by name, each with a value a row. What the viewer may not
    see is counted in ``hidden`` and left out.
    """

    def __init__(
        self,
        context: Context,
        answer: Answer,
        rows: Ints,
        columns: Mapping[str, Sequence[float]],
        given: Mapping[str, Any],
        line: Callable[[int, Node], Line],
    ) -> None:
        """Take the page that the arguments ask for; ``rows`` are all, in their ranking."""
        self.answer, self._context, self._line = answer, context.on(answer.snapshot), line
        self._at = as_ints(np.flatnonzero(context.scope.visible(answer.snapshot)[rows]))
        self.total_count, self.hidden = len(self._at), len(rows) - len(self._at)
        self._rows, self._columns = rows, list(columns.values())
        self._ordering = ByNumbers([f"{name} desc" for name in columns])
        paging = Paging.of(given, self._ordering, context)
        self._window = paging.window(
            self.total_count, lambda at: self._ordering.key(self._place(at))
        )

    @cached_property
    def nodes(self) -> list[Line]:
        """The page's lines."""
        at = self._at[self._window.low : self._window.high]
        items = Batch(self._context, self._rows[at]).nodes
        return [
            self._line(position, item) for position, item in zip(at.tolist(), items, strict=True)
        ]

    @cached_property
    def edges(self) -> list[RankedEdge[Line]]:
        """The lines with their cursors."""
        low = self._window.low
        return [RankedEdge(self._cursor(low + at), node) for at, node in enumerate(self.nodes)]

    @cached_property
    def page_info(self) -> PageInfo:
        """Where the page stands."""
        return self._window.page_info(self._cursor)

    def _cursor(self, position: int) -> str:
        return cursor_of(self._place(position), self._ordering)

    def _place(self, position: int) -> Place:
        at = int(self._at[position])
        values = [column[at] for column in self._columns]
        return values, self.answer.snapshot.id(int(self._rows[at])), ""


def ranked_type(name: str, said: str, registry: Registry, more: Sequence[PlainField] = ()) -> None:
    """The connection over ranked lines of a type, with ``more`` fields of its own."""
    edge = [
        PlainField("cursor", "str", registry, "The place of the edge in its connection."),
        PlainField("node", name, registry, "What stands there."),
    ]
    registry.object(f"{name}Edge", edge, f"A place of a {name} in the ranking.")
    hidden = PlainField("hidden", "int", registry, f"How many more {said} you may not see.")
    connection_type(f"{name}Connection", f"{name}Edge", name, registry, [*more, hidden])
