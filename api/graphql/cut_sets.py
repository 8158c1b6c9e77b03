"""The cut sets question in GraphQL: which items, lost together, take one service."""

from __future__ import annotations

from dataclasses import dataclass

from api.graphql.answer import answer_fields, masked_fields
from api.graphql.batch import Node, one
from api.graphql.context import PAGE, Context
from api.graphql.criticality import kinds_argument
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.question import question_field
from api.graphql.registry import Registry
from queries.failure.criticality import of_kinds
from queries.failure.cut_sets import CutSets, cut_sets
from queries.snapshot.rows import Ints


@dataclass(frozen=True, slots=True)
class CutSetClass:
    """Items any one of which will do."""

    answer: CutSets
    rows: Ints


@dataclass(frozen=True, slots=True)
class CutSet:
    """One set of classes."""

    answer: CutSets
    at: int

    @property
    def size(self) -> int:
        """How many items are lost."""
        return len(self.answer.of(self.at))

    @property
    def ways(self) -> int:
        """How many sets of items it stands for."""
        return int(self.answer.ways[self.at])

    @property
    def classes(self) -> list[CutSetClass]:
        """The classes, one item of each."""
        return [CutSetClass(self.answer, rows) for rows in self.answer.of(self.at)]


@dataclass(frozen=True, slots=True)
class CutSetsAnswer:
    """The answer, a set at a time."""

    answer: CutSets
    item: Node

    @property
    def total_count(self) -> int:
        """How many sets of classes were found."""
        return self.answer.found

    @property
    def item_sets(self) -> int:
        """How many sets of items they stand for."""
        return self.answer.item_sets

    @property
    def nodes(self) -> list[CutSet]:
        """The first of them."""
        return [CutSet(self.answer, at) for at in range(len(self.answer.sets))]


def cut_sets_field(registry: Registry) -> ComputedField:
    """The root field ``cutSets``, and its types."""
    _declare(registry)
    arguments = [
        argument("of", "ID", registry, "The service, or any other item that can be lost."),
        argument("size", "int", registry, "How many items at most: 2 or 3.", 3),
        kinds_argument(registry),
        argument("first", "int | None", registry, "How many sets.", PAGE),
    ]
    said = (
        "Which items, lost together, make this LOST, though no part of them does? The fewest items "
        "first, then those that stand for the most sets, then by id."
    )
    return question_field("cutSets", "CutSets", resolve, registry, said, arguments)


def resolve(
    source: None,
    context: Context,
    of: str,
    size: int,
    kinds: list[str],
    first: int | None = None,
) -> CutSetsAnswer:
    """The finished answer.

    Raises:
        NotFound: the id is not recorded, or the viewer may not see it.
    """
    context.scope.require(context.snapshot, [of])
    found = cut_sets(context.snapshot, of, context.day(), size, context.page(first), kinds)
    return CutSetsAnswer(found, one(context, found.row))


def _declare(registry: Registry) -> None:
    every = "Its items: any one of them will do."
    single = "What needs no company: whose loss alone makes it LOST."
    items = masked_fields(
        "items", every, registry, lambda s, kinds: of_kinds(s.answer.snapshot, s.rows, kinds)
    )
    said = "Items that are interchangeable here, such as a chain that leads to one group's member."
    registry.object("CutSetClass", items, said)
    cut_set = [
        PlainField("size", "int", registry, "How many items are lost."),
        PlainField("classes", "list[CutSetClass]", registry, "One item of each of these."),
        PlainField("ways", "Int64", registry, "How many sets of items it stands for."),
    ]
    registry.object("CutSet", cut_set, "Items whose joint loss suffices, and no part of them does.")
    found = "How many were found; there are more where the answer is not complete."
    fields = [
        *answer_fields(registry),
        PlainField("item", "Item", registry, "What was asked about."),
        *masked_fields(
            "single",
            single,
            registry,
            lambda s, kinds: of_kinds(s.answer.snapshot, s.answer.single, kinds),
        ),
        PlainField("total_count", "int", registry, found),
        PlainField("item_sets", "Int64", registry, "How many sets of items they stand for."),
        PlainField("nodes", "list[CutSet]", registry, "The first of them."),
    ]
    registry.object("CutSets", fields, "The minimal cut sets of one item.")
