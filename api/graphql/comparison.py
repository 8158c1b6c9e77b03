"""Before and after a what-if, in GraphQL: what is new, gone, worse and better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.graphql.affected import AffectedPage
from api.graphql.context import PAGE, Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.impact_answer import ImpactAnswer
from api.graphql.registry import Registry
from queries.snapshot.rows import Ints, as_ints
from queries.what_if.comparison import Comparison

SIDES: dict[str, tuple[str, Callable[[Comparison], Ints]]] = {
    "new": ("Affected with the edits only.", lambda compared: compared.new),
    "gone": ("Affected without the edits only.", lambda compared: compared.gone),
    "worse": ("At a higher level with the edits.", lambda compared: compared.worse),
    "better": ("At a lower level with the edits.", lambda compared: compared.better),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What edits change of an answer; ``before`` is the answer without them."""

    before: ImpactAnswer
    after: ImpactAnswer
    compared: Comparison

    def rows(self, name: str) -> tuple[Ints, int]:
        """The rows of one list that may be seen, and how many more there are."""
        found = SIDES[name][1](self.compared)
        seen = self.compared.visible(self.after.context.scope)[found]
        return as_ints(found[seen]), int((~seen).sum())


def comparison_fields(registry: Registry) -> list[ComputedField]:
    """The fields ``before`` and ``difference`` of an impact, and their types."""
    counts = [
        PlainField(name, "int", registry, f"{said} Those that you may not see.")
        for name, (said, _) in SIDES.items()
    ]
    registry.object("DifferenceCounts", counts, "How many of a difference you may not see.")

    def hidden(source: Difference, context: Context) -> HiddenCounts:
        return HiddenCounts(*(source.rows(name)[1] for name in SIDES))

    lists = [_list(name, said, registry) for name, (said, _) in SIDES.items()]
    said = "How many more there are that you may not see."
    masked = ComputedField("hidden", "DifferenceCounts", hidden, registry, said)
    registry.object("Difference", [*lists, masked], "What edits change of an answer.")
    said_before = "The answer without the edits; null where none were given."
    said_difference = "What the edits change; null where none were given."
    return [
        ComputedField("before", "Impact | None", _before, registry, said_before),
        ComputedField("difference", "Difference | None", _difference, registry, said_difference),
    ]


@dataclass(frozen=True, slots=True)
class HiddenCounts:
    """How many of each list may not be seen."""

    new: int
    gone: int
    worse: int
    better: int


def _before(source: ImpactAnswer, context: Context) -> ImpactAnswer | None:
    return None if source.compared is None else ImpactAnswer.of(context, source.compared.before)


def _difference(source: ImpactAnswer, context: Context) -> Difference | None:
    before = _before(source, context)
    if before is None or source.compared is None:
        return None
    return Difference(before, source, source.compared)


def _list(name: str, description: str, registry: Registry) -> ComputedField:
    arguments = [
        argument("first", "int | None", registry, "How many.", PAGE),
        argument("after", "str | None", registry, "Begin after this cursor."),
    ]

    def resolve(source: Difference, context: Context, **given: Any) -> AffectedPage:
        side = source.before if name == "gone" else source.after
        return AffectedPage(side, source.rows(name)[0], given)

    return ComputedField(name, "AffectedConnection", resolve, registry, description, arguments)
