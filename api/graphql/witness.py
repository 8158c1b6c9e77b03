"""A witness in GraphQL: a chain of steps, in which what may not be seen has its kind alone."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice

from api.graphql.batch import Node
from api.graphql.field import PlainField
from api.graphql.impact_answer import ImpactAnswer
from api.graphql.registry import Registry
from api.graphql.relation_item import Relation, relations
from queries.engine.witness import Step, Witness
from queries.snapshot.rows import as_ints

HIDDEN = "null: you may not see it"


def declare_witness(registry: Registry) -> None:
    """The type ``WitnessStep``."""
    step = [
        PlainField(
            "relation",
            "Relation | None",
            registry,
            f"The relation that the effect crosses; {HIDDEN}.",
        ),
        PlainField("type", "str", registry, "The relation's type."),
        PlainField("item", "Item | None", registry, f"What it reaches; {HIDDEN}."),
        PlainField("kind", "str", registry, "The kind of what it reaches."),
        PlainField("level", "str", registry, "The level that arrives there."),
        PlainField(
            "together",
            "list[Item]",
            registry,
            "Where a redundancy group breaks: the other members that failed.",
        ),
        PlainField("hidden", "int", registry, "How many more of those you may not see."),
    ]
    registry.object("WitnessStep", step, "One step on the way of an effect.")


class WitnessStep:
    """One step of a witness, as it is answered."""

    __slots__ = ("hidden", "item", "kind", "level", "relation", "together", "type")

    def __init__(
        self,
        answer: ImpactAnswer,
        step: Step,
        relation: Relation | None,
        item: Node | None,
        together: list[Node],
    ) -> None:
        """Show a step with what of it may be seen."""
        snapshot = answer.impact.snapshot
        self.relation, self.item, self.together = relation, item, together
        self.type = snapshot.key_at(step.relation).type
        self.kind, self.level = snapshot.kind(step.target), answer.impact.lens.level(step.level)
        self.hidden = len(step.together) - len(together)


def chains(answer: ImpactAnswer, found: list[Witness]) -> list[list[WitnessStep]]:
    """The steps of several witnesses, worked out for all at once."""
    steps = iter(_steps(answer, [step for witness in found for step in witness.steps]))
    return [list(islice(steps, len(witness.steps))) for witness in found]


def _steps(answer: ImpactAnswer, steps: list[Step]) -> list[WitnessStep]:
    crossed = seen_relations(answer, [step.relation for step in steps])
    reached = answer.items(step.target for step in steps)
    others = answer.items(chain.from_iterable(step.together for step in steps))
    rest = iter(others)
    return [
        WitnessStep(answer, step, relation, item, _shown(islice(rest, len(step.together))))
        for step, relation, item in zip(steps, crossed, reached, strict=True)
    ]


def _shown(nodes: Iterable[Node | None]) -> list[Node]:
    return [node for node in nodes if node is not None]


def seen_relations(answer: ImpactAnswer, numbers: list[int]) -> list[Relation | None]:
    """The relations of some numbers, None for those that the viewer may not see."""
    seen = answer.masked.sees_relations(as_ints(numbers)).tolist()
    shown = [number for number, sees in zip(numbers, seen, strict=True) if sees]
    found = iter(relations(answer.context, shown))
    return [next(found) if sees else None for sees in seen]
