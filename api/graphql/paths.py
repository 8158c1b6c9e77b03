"""More ways than one, in GraphQL: the shortest chains to one affected item."""

from __future__ import annotations

from dataclasses import dataclass

from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.impact_answer import ImpactAnswer
from api.graphql.registry import Registry
from api.graphql.witness import WitnessStep, chains
from queries.impact.paths import paths


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain of steps."""

    steps: list[WitnessStep]

    @property
    def length(self) -> int:
        """How many relations the effect crosses."""
        return len(self.steps)


@dataclass(frozen=True, slots=True)
class Paths:
    """Chains, the shortest first."""

    nodes: list[Chain]
    complete: bool
    reason: str | None


def paths_field(registry: Registry) -> ComputedField:
    """The field ``paths`` of an impact, and its types."""
    chain = [
        PlainField("length", "int", registry, "How many relations the effect crosses."),
        PlainField("steps", "list[WitnessStep]", registry, "Its steps; none for a start."),
    ]
    registry.object("Chain", chain, "A way of an effect from a start to an item.")
    fields = [
        PlainField("nodes", "list[Chain]", registry, "The chains, the shortest first."),
        PlainField("complete", "bool", registry, "Whether there are no others."),
        PlainField("reason", "str | None", registry, "Why there may be others."),
    ]
    registry.object("Paths", fields, "The ways that give an item its level, no item twice.")
    arguments = [
        argument("to", "ID", registry, "An affected item's id or alias."),
        argument("first", "int", registry, "How many, the shortest first.", 5),
    ]
    said = "Other ways than the witness that give an item its level."
    return ComputedField("paths", "Paths", resolve, registry, said, arguments)


def resolve(source: ImpactAnswer, context: Context, to: str, first: int) -> Paths:
    """The shortest chains.

    Raises:
        NotFound, InvalidQuestion: there is no such item, or nothing reaches it.
    """
    found = paths(source.impact, source.affected_row(to), context.page(first) or 0)
    nodes = [Chain(steps) for steps in chains(source, list(found.chains))]
    return Paths(nodes, found.complete, found.reason)
