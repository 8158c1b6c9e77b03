"""Why not, in GraphQL: what kept an item from being affected, or from being worse."""

from __future__ import annotations

from dataclasses import dataclass

from api.graphql.batch import Node
from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.impact_answer import ImpactAnswer
from api.graphql.registry import Registry
from api.graphql.relation_item import Relation
from api.graphql.witness import HIDDEN, seen_relations
from queries.impact.blocker import Reason, Stop
from queries.impact.why_not import WhyNot, why_not


@dataclass(frozen=True, slots=True)
class WhyNotStop:
    """One thing that stopped an effect, with what of it may be seen."""

    answer: ImpactAnswer
    stop: Stop

    @property
    def reason(self) -> str:
        """The reason's name."""
        return self.stop.reason.name.lower()

    @property
    def said(self) -> str:
        """The reason in words."""
        return self.stop.reason.value

    @property
    def origin(self) -> Node | None:
        """What the effect would come from."""
        return self.answer.items([self.stop.origin])[0]

    @property
    def target(self) -> Node | None:
        """What it did not reach."""
        return self.answer.items([self.stop.target])[0]

    @property
    def relation(self) -> Relation | None:
        """The relation between."""
        number = self.stop.relation
        return None if number is None else seen_relations(self.answer, [number])[0]

    @property
    def origin_kind(self) -> str | None:
        """The kind of what it would come from."""
        row = self.stop.origin
        return None if row is None else self.answer.impact.snapshot.kind(row)

    @property
    def target_kind(self) -> str | None:
        """The kind of what it did not reach."""
        row = self.stop.target
        return None if row is None else self.answer.impact.snapshot.kind(row)

    @property
    def failed(self) -> list[Node]:
        """The members of the group that failed."""
        return [node for node in self.answer.items(self.stop.failed) if node is not None]

    @property
    def holding(self) -> list[Node]:
        """The members that still hold."""
        return [node for node in self.answer.items(self.stop.holding) if node is not None]

    @property
    def hidden(self) -> int:
        """How many members may not be seen."""
        members = (*self.stop.failed, *self.stop.holding)
        return sum(self.answer.masked.seen(row) is None for row in members)

    @property
    def more(self) -> int | None:
        """How many more failures it takes."""
        return self.stop.more if self.stop.reason is Reason.GROUP_HELD else None


@dataclass(frozen=True, slots=True)
class WhyNotAnswer:
    """What stopped an effect."""

    answer: ImpactAnswer
    found: WhyNot
    first: int

    @property
    def level(self) -> str:
        """The level that it does not have."""
        return self.found.level

    @property
    def together(self) -> int:
        """How many of the stops lie on each of the nearest ways."""
        return self.found.together

    @property
    def complete(self) -> bool:
        """Whether the search came to its end."""
        return self.found.complete

    @property
    def reason(self) -> str | None:
        """Why it did not."""
        return self.found.reason

    @property
    def total_count(self) -> int:
        """How many stops there are."""
        return len(self.found.stops)

    @property
    def stops(self) -> list[WhyNotStop]:
        """The first of them."""
        return [WhyNotStop(self.answer, stop) for stop in self.found.stops[: self.first]]


def why_not_field(registry: Registry) -> ComputedField:
    """The field ``whyNot`` of an impact, and its types."""
    registry.enum("WhyNotReason", [r.name.lower() for r in Reason], "What can stop an effect.")
    registry.object("WhyNotStop", _stop(registry), "One thing that stopped an effect.")
    alone = (
        "How many of the stops lie on each of the nearest ways: 1 where each alone kept it away."
    )
    fields = [
        PlainField("level", "str", registry, "The level that it does not have."),
        PlainField("together", "int", registry, alone),
        PlainField("total_count", "int", registry, "How many stops there are."),
        PlainField("stops", "list[WhyNotStop]", registry, "The nearest of them first."),
        PlainField("complete", "bool", registry, "Whether the search came to its end."),
        PlainField("reason", "str | None", registry, "Why it did not, if so."),
    ]
    registry.object("WhyNot", fields, "Why an item is not affected so badly.")
    said_level = "The level; absent: the next above what it has."
    arguments = [
        argument("id", "ID", registry, "The item's id or alias."),
        argument("level", "str | None", registry, said_level),
        argument("first", "int", registry, "How many stops.", 20),
    ]
    said = "What kept an item from being affected, or from being worse."
    return ComputedField("whyNot", "WhyNot", resolve, registry, said, arguments)


def resolve(
    source: ImpactAnswer, context: Context, id: str, first: int, level: str | None = None
) -> WhyNotAnswer:
    """What stopped the effect.

    Raises:
        NotFound: there is no such item, or the viewer may not see it.
        InvalidQuestion: it has the level, or the lens has no such level.
    """
    found = why_not(source.impact, source.row(id), level)
    return WhyNotAnswer(source, found, context.page(first) or 0)


def _stop(registry: Registry) -> list[PlainField]:
    more = "How many more members must fail to break the group; null: it is no group."
    return [
        PlainField("reason", "WhyNotReason", registry, "What it is."),
        PlainField("said", "str", registry, "What it is, in words."),
        PlainField("origin", "Item | None", registry, f"What the effect comes from; {HIDDEN}."),
        PlainField("origin_kind", "str | None", registry, "Its kind."),
        PlainField("target", "Item | None", registry, f"What it did not reach; {HIDDEN}."),
        PlainField("target_kind", "str | None", registry, "Its kind."),
        PlainField("relation", "Relation | None", registry, f"The relation between; {HIDDEN}."),
        PlainField("failed", "list[Item]", registry, "The group's members that failed."),
        PlainField("holding", "list[Item]", registry, "The group's members that still hold."),
        PlainField("hidden", "int", registry, "How many members more you may not see."),
        PlainField("more", "int | None", registry, more),
    ]
