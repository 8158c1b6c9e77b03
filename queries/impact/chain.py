"""A chain of an effect, step by step; what may not be seen has its kind and level alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from queries.answers.told import told
from queries.answers.types import ItemRow, KindName, LevelName, RelationName, RelationNumber, Said
from queries.answers.view import HIDDEN, View
from queries.engine.witness import Step, Witness

if TYPE_CHECKING:
    from queries.impact.impact import Impact


@dataclass(frozen=True, slots=True)
class WitnessStep:
    """A step of an effect."""

    impact: Impact
    step: Step

    @told
    def relation(self) -> RelationNumber:
        """The relation that the effect crosses; null: you may not see it."""
        return self.step.relation

    @told
    def type(self) -> RelationName:
        """The relation's type."""
        return self.impact.snapshot.key_at(self.step.relation).type

    @told
    def item(self) -> ItemRow:
        """What it reaches; null: you may not see it."""
        return self.step.target

    @told
    def kind(self) -> KindName:
        """The kind of what it reaches."""
        return self.impact.snapshot.kind(self.step.target)

    @told
    def level(self) -> LevelName:
        """The level that arrives there."""
        return self.impact.lens.level(self.step.level)

    @told
    def together(self) -> list[ItemRow]:
        """Where a redundancy group breaks: the other members that failed, by id."""
        return sorted(self.step.together, key=self.impact.snapshot.id)

    def in_words(self, view: View) -> str:
        """The step as a sentence has it."""
        key = self.impact.snapshot.key_at(self.step.relation)
        ends = self.impact.snapshot.rows([key.start, key.end]).tolist()
        start, end = (self.impact.snapshot.id(row) if view.sees(row) else HIDDEN for row in ends)
        return f"{start} {key.type} {end}: {self.level}"


@dataclass(frozen=True, slots=True)
class Chain:
    """A way of an effect from a start to an item."""

    length: Annotated[int, Said("How many relations the effect crosses.")]
    steps: Annotated[list[WitnessStep], Said("Its steps; none for a start.")]


def steps_of(impact: Impact, witness: Witness) -> list[WitnessStep]:
    """The steps of a witness."""
    return [WitnessStep(impact, step) for step in witness.steps]


def chain_of(impact: Impact, witness: Witness) -> Chain:
    """A witness as it is told."""
    return Chain(len(witness.steps), steps_of(impact, witness))
