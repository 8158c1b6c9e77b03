"""Redundancy that will disappear, in GraphQL: groups that shrink before anything fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.graphql.batch import Node
from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.impact_answer import ImpactAnswer
from api.graphql.registry import Registry
from queries.impact.redundancy import Shrinking, shrinking


@dataclass(frozen=True, slots=True)
class RedundancyEnd:
    """A group that loses a member."""

    shrinking: Shrinking
    dependent: Node
    member: Node
    contract: Node | None

    @property
    def on(self) -> str:
        """The first day without it."""
        return self.shrinking.on.isoformat()

    @property
    def group(self) -> str:
        """The group's name."""
        return self.shrinking.group

    @property
    def size(self) -> int:
        """How many members there are on the question's day."""
        return self.shrinking.size

    @property
    def need(self) -> int:
        """How many of them must hold."""
        return self.shrinking.need

    @property
    def left(self) -> int:
        """How many are left."""
        return self.shrinking.left

    @property
    def spare(self) -> int:
        """How many of those may fail."""
        return self.shrinking.spare


@dataclass(frozen=True, slots=True)
class RedundancyEnds:
    """The groups that shrink."""

    nodes: list[RedundancyEnd]
    hidden: int
    total_count: int


def redundancy_ends_field(registry: Registry) -> ComputedField:
    """The field ``redundancyEnds`` of an impact, and its types."""
    fields = [
        PlainField("dependent", "Item", registry, "What depends on the group."),
        PlainField("group", "str", registry, "The group's name."),
        PlainField("member", "Item", registry, "The member that it loses."),
        PlainField("on", "Date", registry, "The first day without it."),
        PlainField(
            "contract",
            "Contract | None",
            registry,
            "The last contract that covers it, whose end this is; null: the relation ends.",
        ),
        PlainField("size", "int", registry, "How many members it has on the day asked for."),
        PlainField("need", "int", registry, "How many of them must hold."),
        PlainField("left", "int", registry, "How many are left then."),
        PlainField("spare", "int", registry, "How many of those may fail."),
    ]
    registry.object("RedundancyEnd", fields, "A redundancy group that loses a member on a day.")
    answer = [
        PlainField("nodes", "list[RedundancyEnd]", registry, "The soonest first."),
        PlainField("total_count", "int", registry, "How many there are."),
        PlainField("hidden", "int", registry, "How many more you may not see."),
    ]
    registry.object("RedundancyEnds", answer, "Groups that shrink before anything fails.")
    said = "Which groups of what is affected, or with a member that is, will lose a member?"
    arguments = [
        argument("until", "Date", registry, "Up to this day."),
        argument("first", "int", registry, "How many.", 100),
    ]
    return ComputedField("redundancyEnds", "RedundancyEnds", resolve, registry, said, arguments)


def resolve(source: ImpactAnswer, context: Context, until: str, first: int) -> RedundancyEnds:
    """The groups that shrink.

    Raises:
        InvalidQuestion: the day is before the question's.
    """
    impact, seen = source.impact, source.masked.seen
    found = [
        s
        for s in shrinking(impact.snapshot, impact.as_of, date.fromisoformat(until))
        if impact.levels[s.dependent] or impact.levels[s.member]
    ]
    shown = [s for s in found if seen(s.dependent) is not None and seen(s.member) is not None]
    page = shown[: context.page(first)]
    items = source.items(row for s in page for row in (s.dependent, s.member, s.contract))
    nodes = []
    for at, s in enumerate(page):
        dependent, member, contract = items[3 * at : 3 * at + 3]
        assert dependent is not None
        assert member is not None
        nodes.append(RedundancyEnd(s, dependent, member, contract))
    return RedundancyEnds(nodes, len(found) - len(shown), len(shown))
