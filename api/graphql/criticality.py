"""The criticality question in GraphQL: whose loss alone takes what, from both ends."""

from __future__ import annotations

from dataclasses import dataclass

from strawberry.types.arguments import StrawberryArgument

from api.graphql.answer import answer_fields, masked_fields
from api.graphql.batch import Batch, Node
from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.question import question_field
from api.graphql.registry import Registry
from queries.failure.criticality import CAUSES, Counts, Criticality, criticality


@dataclass(frozen=True, slots=True)
class LossCounts:
    """What hangs on one item, counted."""

    agencies: int
    citizen_facing: int
    slas: int
    services: int
    items: int

    @classmethod
    def of(cls, counts: Counts, at: int) -> LossCounts:
        """The counts at one position."""
        return cls(**counts.named(at))


@dataclass(frozen=True, slots=True)
class ItemCriticality:
    """One item asked about."""

    answer: Criticality
    at: int
    item: Node

    @property
    def counts(self) -> LossCounts:
        """What hangs on it."""
        return LossCounts.of(self.answer.counts, self.at)


@dataclass(frozen=True, slots=True)
class CriticalityAnswer:
    """The answer, an item at a time."""

    answer: Criticality
    items: list[ItemCriticality]


def criticality_field(registry: Registry) -> ComputedField:
    """The root field ``criticality``, and its types."""
    _declare(registry)
    arguments = [
        argument("of", "list[ID]", registry, "The items, at most a page of them."),
        kinds_argument(registry),
    ]
    said = "What does the loss of each of these alone make LOST, and whose loss alone takes it?"
    return question_field("criticality", "Criticality", resolve, registry, said, arguments)


def kinds_argument(registry: Registry) -> StrawberryArgument:
    """The argument ``kinds``: what is looked at as a cause."""
    return argument("kinds", "list[str]", registry, "Only causes of these kinds.", list(CAUSES))


def resolve(
    source: None,
    context: Context,
    of: list[str],
    kinds: list[str],
) -> CriticalityAnswer:
    """The finished answer.

    Raises:
        LimitExceeded: it asks about more items than a page may have.
        NotFound: with the ids that are not recorded, or that the viewer may not see.
    """
    context.page(len(of))
    context.scope.require(context.snapshot, of)
    found = criticality(context.snapshot, of, context.day(), kinds)
    nodes = Batch(context, found.rows).nodes
    return CriticalityAnswer(
        found, [ItemCriticality(found, at, node) for at, node in enumerate(nodes)]
    )


def _declare(registry: Registry) -> None:
    counts = [
        PlainField("agencies", "int", registry, "Agencies, a service of theirs being LOST."),
        PlainField("citizen_facing", "int", registry, "Services that citizens use directly."),
        PlainField("slas", "int", registry, "SLAs: promises broken."),
        PlainField("services", "int", registry, "Services, the citizen-facing ones included."),
        PlainField("items", "int", registry, "Items of any kind, all of these included."),
    ]
    said = "How many other items the loss of one alone makes LOST."
    registry.object("LossCounts", counts, said)
    taken = "What its loss alone makes LOST, itself left out."
    critical = "What is critical to it: whose loss alone makes it LOST."
    item = [
        PlainField("item", "Item", registry, "What was asked about."),
        PlainField("counts", "LossCounts", registry, "What hangs on it."),
        *masked_fields("takes", taken, registry, lambda s, kinds: s.answer.takes(s.at, kinds)),
        *masked_fields(
            "critical", critical, registry, lambda s, kinds: s.answer.critical(s.at, kinds)
        ),
    ]
    registry.object("ItemCriticality", item, "What hangs on an item, and what it hangs on.")
    each = PlainField("items", "list[ItemCriticality]", registry, "Each item asked about, once.")
    fields = [*answer_fields(registry), each]
    registry.object("Criticality", fields, "Whose loss alone takes what, under the outage lens.")
