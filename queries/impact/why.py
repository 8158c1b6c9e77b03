"""The why question: the chain that gives an item its level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph_model.errors import InvalidQuestion, Problem
from queries.answers.asked import Asked
from queries.answers.told import told, told_once, told_with
from queries.answers.types import ItemRow, LensName, LevelName
from queries.answers.view import View
from queries.engine.witness import Witness
from queries.impact.asking import impact_on
from queries.impact.chain import WitnessChain, WitnessStep, steps_of
from queries.impact.confidence import Confidence, confidence
from queries.impact.from_starts import FromStarts
from queries.impact.impact import Impact
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class Explained(FromStarts):
    """What is said of how an impact reaches one item."""

    impact: Impact
    row: int

    @property
    def snapshot(self) -> Snapshot:
        """The facts it is about."""
        return self.impact.snapshot

    @told
    def as_of(self) -> date:
        """The day it is asked for."""
        return self.impact.as_of

    @told
    def lens(self) -> LensName:
        """The lens it is seen through."""
        return self.impact.lens.name

    @told
    def item(self) -> ItemRow:
        """What is asked about."""
        return self.row

    @told
    def level(self) -> LevelName | None:
        """How badly it is affected; null: it is not."""
        return self.impact.level_at(self.row) if self.impact.affects(self.row) else None

    def state(self, view: View) -> str:
        """How the item is affected, in a sentence."""
        impact, row, name = self.impact, self.row, view.name(self.row)
        if impact.affects(row):
            return f"{name} is {impact.level_at(row)}"
        if impact.levels[row]:
            return f"{name} was reached by {impact.level_at(row)}, but is not affected"
        return f"{name} is not affected"


@dataclass(frozen=True)
class Why(Explained):
    """Why an item is affected."""

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        return f"{self.state(view)}: {WitnessChain(self.impact, self.witness).in_words(view)}."

    @property
    def witness(self) -> Witness:
        """The chain."""
        return self.impact.witness(self.row)

    @told
    def start(self) -> ItemRow:
        """Where the chain begins."""
        return self.witness.start

    @told_once
    def steps(self) -> list[WitnessStep]:
        """A shortest chain from a start that gives it its level; empty for a start."""
        return steps_of(self.impact, self.witness)

    @told_with
    def confidence(self, view: View) -> Confidence:
        """How sure it is: by what stands on the chain."""
        return confidence(self.impact, self.row, view)


def reached(
    asked: Asked,
    of: Sequence[str],
    to: str,
    lens: str,
    background: bool = False,
    only_affected: bool = True,
) -> tuple[Impact, int]:
    """The impact of some starts, and the row of the item that is asked about.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        InvalidQuestion: nothing reaches the item.
    """
    impact = impact_on(asked, of, lens, [to], background)
    row = int(asked.view.on(impact.snapshot).require([to])[0])
    if only_affected and not impact.levels[row]:
        advice = "whyNot says what stopped it"
        raise InvalidQuestion([Problem("to", f"{to!r}, not affected", "what is", advice)])
    return impact, row


def why(asked: Asked, of: Sequence[str], to: str, lens: str, background: bool = False) -> Why:
    """A shortest chain that gives an item its level.

    Raises:
        NotFound, InvalidQuestion: there is no such item, or nothing reaches it.
    """
    return Why(*reached(asked, of, to, lens, background))
