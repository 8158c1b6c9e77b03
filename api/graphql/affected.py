"""What an impact lists: affected items, highest level first, each with its witness on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from api.graphql.batch import Batch, Node, Nodes
from api.graphql.columnar import Columnar, taken
from api.graphql.connection import PageInfo, Paging, cursor_of
from api.graphql.context import PAGE, Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.impact_answer import ImpactAnswer
from api.graphql.order import Place
from api.graphql.registry import Registry
from api.graphql.relation import connection_type
from api.graphql.witness import WitnessStep, chains
from queries.impact.confidence import Confidence, confidence
from queries.impact.impact import Impact
from queries.snapshot.rows import Ints, as_ints


class ByLevel:
    """From the highest level, then by id."""

    names: ClassVar[list[str]] = ["level desc", "id asc"]

    def key(self, place: Place) -> tuple[Any, ...]:
        """What compares as the affected are listed."""
        (code,), id_, _ = place
        return (-int(code), id_)


BY_LEVEL = ByLevel()


def declare_affected(registry: Registry) -> None:
    """The type ``Affected``, its connection and edge."""
    fields = [
        PlainField("level", "str", registry, "How badly it is affected, in the lens's words."),
        PlainField("item", "Item", registry, "What is affected."),
        PlainField(
            "witness",
            "list[WitnessStep]",
            registry,
            "Why: a shortest chain from a start that gives it its level; empty for a start.",
        ),
        PlainField(
            "confidence", "Confidence", registry, "How sure it is: by what stands on its witness."
        ),
        PlainField(
            "before",
            "str | None",
            registry,
            "Its level without the edits of a what-if; null: not affected, or no edits.",
        ),
    ]
    registry.object("Affected", fields, "An affected item.")
    edge = [
        PlainField("cursor", "str", registry, "The place of the edge in its connection."),
        PlainField("node", "Affected", registry, "What is affected."),
    ]
    registry.object("AffectedEdge", edge, "A place of an affected item.")
    connection_type("AffectedConnection", "AffectedEdge", "Affected", registry)


def affected_field(
    name: str, description: str, registry: Registry, kind: str | None = None
) -> ComputedField:
    """A field that lists what is affected, of an impact or of a question that has one.

    ``kind`` narrows it to one; without, ``kinds`` is an argument.
    """
    level = argument("minLevel", "str | None", registry, "At this level or above.")
    kinds = argument("kinds", "list[str] | None", registry, "Of one of these kinds, by name.")
    first = argument("first", "int | None", registry, "How many.", PAGE)
    after = argument("after", "str | None", registry, "Begin after this cursor.")

    def resolve(source: Any, context: Context, **given: Any) -> AffectedPage:
        if not isinstance(source, ImpactAnswer):
            source = ImpactAnswer.of(context, source.impact)
        wanted = [kind] if kind else given.get("kinds")
        rows = source.impact.affected(wanted, given.get("minLevel"))
        return AffectedPage(source, source.visible(rows), given)

    arguments = [*([] if kind else [kinds]), level, first, after]
    return ComputedField(name, "AffectedConnection", resolve, registry, description, arguments)


class Affected:
    """One affected item of a page."""

    __slots__ = ("_at", "_page", "item", "level")

    def __init__(self, page: AffectedPage, at: int, item: Node, level: str) -> None:
        """Stand for one position of the page."""
        self._page, self._at, self.item, self.level = page, at, item, level

    @property
    def witness(self) -> list[WitnessStep]:
        """The steps of its witness."""
        return self._page.witnesses[self._at]

    @property
    def confidence(self) -> Confidence:
        """How sure it is that it is affected."""
        order = self._page.answer.context.settings.source_order
        return confidence(self._page.answer.impact, self.item.row, order)

    @property
    def before(self) -> str | None:
        """The level that it had without the edits."""
        answer = self._page.answer
        code = int(answer.levels_before[self.item.row])
        return answer.impact.lens.level(code) if code else None


class AffectedNodes(Columnar[Affected]):
    """Positions of a page, and its items."""

    __slots__ = ("_page", "_places", "items")

    def __init__(self, page: AffectedPage, places: Sequence[int], items: Nodes) -> None:
        """Stand for some positions of a page."""
        self._page, self._places, self.items = page, places, items

    def __len__(self) -> int:
        return len(self._places)

    def one(self, at: int) -> Affected:
        """The affected item of a position."""
        place = self._places[at]
        return Affected(self._page, place, self.items.one(at), self._page.levels[place])

    def some(self, positions: Sequence[int]) -> AffectedNodes:
        """Those of some positions."""
        places = taken(self._places, positions)
        return AffectedNodes(self._page, places, self.items.some(positions))

    def column(self, name: str) -> Sequence[Any]:
        """An attribute of every one; items and levels are there already."""
        match name:
            case "item":
                return self.items
            case "level":
                return taken(self._page.levels, self._places)
            case _:
                return super().column(name)


class AffectedEdge:
    """An affected item and its cursor."""

    __slots__ = ("cursor", "node")

    def __init__(self, cursor: str, node: Affected) -> None:
        """Hold both."""
        self.cursor, self.node = cursor, node


class AffectedEdges(Columnar[AffectedEdge]):
    """The nodes of a page with their cursors."""

    __slots__ = ("_cursors", "_nodes")

    def __init__(self, cursors: Sequence[str], nodes: AffectedNodes) -> None:
        """Put both side by side."""
        self._cursors, self._nodes = cursors, nodes

    def __len__(self) -> int:
        return len(self._cursors)

    def one(self, at: int) -> AffectedEdge:
        """The edge of a position."""
        return AffectedEdge(self._cursors[at], self._nodes.one(at))

    def some(self, positions: Sequence[int]) -> AffectedEdges:
        """Those of some positions."""
        return AffectedEdges(taken(self._cursors, positions), self._nodes.some(positions))

    def column(self, name: str) -> Sequence[Any]:
        """An attribute of every edge."""
        return self._nodes if name == "node" else self._cursors


class AffectedPage:
    """A page of the affected, by level from the highest, then by id."""

    def __init__(self, answer: ImpactAnswer, rows: Ints, given: Mapping[str, Any]) -> None:
        """Take the page that the arguments ask for; ``rows`` are all that it is a page of."""
        self.answer, self.impact = answer, answer.impact
        context, impact = answer.context, answer.impact
        self._rows = _by_level(impact, rows)
        paging = Paging.of(given, BY_LEVEL, context)
        self._window = paging.window(len(rows), lambda at: BY_LEVEL.key(self._place(at)))
        self.total_count = len(rows)
        window = self._rows[self._window.low : self._window.high]
        items = Batch(context, window).nodes
        self.nodes = AffectedNodes(self, range(len(window)), items)

    @cached_property
    def levels(self) -> list[str]:
        """The level of each node of the page."""
        names = ["", *map(self.impact.lens.level, (1, 2, 3))]
        codes = self.impact.levels[self._rows[self._window.low : self._window.high]]
        return [names[code] for code in codes.tolist()]

    @cached_property
    def edges(self) -> AffectedEdges:
        """The nodes with their cursors."""
        low, high = self._window.low, self._window.high
        return AffectedEdges([self._cursor(at) for at in range(low, high)], self.nodes)

    @cached_property
    def page_info(self) -> PageInfo:
        """Where the page stands."""
        return self._window.page_info(self._cursor)

    def _cursor(self, position: int) -> str:
        return cursor_of(self._place(position), BY_LEVEL)

    def _place(self, position: int) -> Place:
        row = int(self._rows[position])
        return [self.impact.code(row)], self.impact.snapshot.id(row), ""

    @cached_property
    def witnesses(self) -> list[list[WitnessStep]]:
        """The witness of each node of the page, worked out for all at once."""
        rows = self.nodes.items.batch.rows.tolist()
        return chains(self.answer, [self.impact.witness(row) for row in rows])


def _by_level(impact: Impact, rows: Ints) -> Ints:
    levels = impact.levels[rows]
    return as_ints(np.concatenate([_by_id(impact, rows[levels == code]) for code in (3, 2, 1)]))


def _by_id(impact: Impact, rows: Ints) -> Ints:
    ids = impact.snapshot.ids_of(rows)
    return rows[as_ints(sorted(range(len(ids)), key=ids.__getitem__))]
