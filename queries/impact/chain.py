"""A chain of an effect, step by step; what may not be seen has its kind and level alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph_model.words import counted
from queries.answers.told import told, told_with
from queries.answers.types import ItemRow, KindName, LevelName, RelationName, RelationNumber
from queries.answers.view import View
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

    @told_with
    def over(self, view: View) -> str:
        """The relation's type, with its group or role where you may see it."""
        return view.over(self.step.relation)

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
        return f"{view.arrow(self.step.relation)}: {self.level}"


@dataclass(frozen=True, slots=True)
class WitnessChain:
    """A way of an effect from a start to an item."""

    impact: Impact
    witness: Witness

    @told
    def start(self) -> ItemRow:
        """Where it begins; null: you may not see it."""
        return self.witness.start

    @told
    def length(self) -> int:
        """How many relations the effect crosses."""
        return len(self.witness.steps)

    @told
    def steps(self) -> list[WitnessStep]:
        """Its steps; none for a start."""
        return steps_of(self.impact, self.witness)

    def in_words(self, view: View) -> str:
        """How long it is, and where it begins: "4 steps from SAN-1"."""
        if not self.witness.steps:
            return "it was asked about"
        begins = view.name(self.witness.start)
        level = self.impact.start_level(self.witness.start)
        partial = "" if level == self.impact.lens.levels[-1] else f", which is {level}"
        return f"{counted(self.length, 'step', 'steps')} from {begins}{partial}"


def steps_of(impact: Impact, witness: Witness) -> list[WitnessStep]:
    """The steps of a witness."""
    return [WitnessStep(impact, step) for step in witness.steps]
