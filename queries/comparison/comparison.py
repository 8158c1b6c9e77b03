"""The compare question: what one of two has that the other lacks, and all else side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph_model.errors import InvalidQuestion, Problem
from graph_model.words import counted, listed, sentence
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.batch import Money
from queries.answers.told import told_once
from queries.answers.types import Said
from queries.answers.view import View
from queries.check.rule import Rule
from queries.comparison.compared import (
    ComparedCharge,
    ComparedFigure,
    ComparedTerm,
    ComparedThing,
    Deviation,
    Whose,
    charges,
    deviations,
    figures,
    terms,
    things,
)
from queries.comparison.side import THINGS, ComparedSide
from queries.performance.agreed import Agreed
from queries.performance.performance import whole_office
from queries.snapshot.snapshot import Snapshot

TWO = 2
MAY_BE_COMPARED = "two suppliers, two contracts or two agencies"


@dataclass(frozen=True)
class Comparison(Answer):
    """Two suppliers, two contracts or the catalogs of two jurisdictions side by side."""

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    first: Annotated[ComparedSide, Said("The first.")]
    second: Annotated[ComparedSide, Said("The second.")]
    rules: Sequence[Rule]

    @told_once
    def things(self) -> list[ComparedThing]:
        """What either has: services, capabilities, what is covered; what one alone has first."""
        return things(self.first, self.second)

    @told_once
    def terms(self) -> list[ComparedTerm]:
        """Rights, notice and the other terms of their contracts in force; those that differ first.

        Notice and rights hold for what stands under the contract that states them.
        """
        return terms(self.first, self.second)

    @told_once
    def figures(self) -> list[ComparedFigure]:
        """What each promises, offers and was measured to keep over a year, by metric."""
        return figures(self.first, self.second)

    @told_once
    def charges(self) -> list[ComparedCharge]:
        """What two jurisdictions pay a year for the services that both consume."""
        return charges(self.first, self.second)

    @told_once
    def deviations(self) -> list[Deviation]:
        """Where their contracts deviate from the office's standard terms: policies marked so."""
        return deviations((self.first, self.second), self.rules)

    def sentence(self, view: View) -> str:
        """What one has that the other lacks, and where they differ."""
        sides = (self.first, self.second)
        parts = [
            *(
                self._has(view, sides[n], sides[1 - n], Whose.SECOND if n else Whose.FIRST)
                for n in (0, 1)
            ),
            self._terms(view),
            self._standard(),
            self._kept(),
            self._money(),
        ]
        return sentence("; ".join(part for part in parts if part))

    def _has(self, view: View, one: ComparedSide, other: ComparedSide, mine: Whose) -> str:
        alone = [thing.kind for thing in self.things if thing.whose is mine]
        kind_of = self.snapshot.model.kind_by_name
        many = [
            counted(alone.count(kind), kind_of[kind].called(1), kind_of[kind].called(2))
            for kind in THINGS[one.kind]
            if kind in alone
        ]
        has = f"{view.name(one.row)} has {', '.join(many) or 'nothing'}"
        return f"{has} that {view.name(other.row)} lacks"

    def _terms(self, view: View) -> str:
        sides = (self.first, self.second)
        if without := [view.name(one.row) for one in sides if not len(one.contracts)]:
            return f"no contract in force is recorded of {' and of '.join(without)}"
        differing = [one.term for one in self.terms if one.differs]
        return f"their contracts differ in {', '.join(differing)}" if differing else "same terms"

    def _standard(self) -> str:
        rules = [rule for rule in self.rules if rule.standard]
        if not rules:
            return "no standard terms are declared"
        many = [
            sum(one.whose in (mine, Whose.BOTH) for one in self.deviations)
            for mine in (Whose.FIRST, Whose.SECOND)
        ]
        return f"{many[0]} and {many[1]} deviations from standard terms"

    def _kept(self) -> str:
        words = [
            f"{side.missed} of {side.measured}" if side.measured else "none measured"
            for side in (self.first, self.second)
        ]
        return f"figures missed within a year: {words[0]} and {words[1]}"

    def _money(self) -> str:
        first, second = (
            listed([Money.of(charge).words for charge in side.annual_charges]) or "none recorded"
            for side in (self.first, self.second)
        )
        return f"charged a year: {first} and {second}"


def compare(asked: Asked, of: Sequence[str]) -> Comparison:
    """Two suppliers, two contracts or two agencies side by side, as far as the viewer may see.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: there are not two, they are one, or of kinds that cannot be compared.
    """
    first, second = _two(asked, of)
    alone = asked.view.on(asked.view.seen_alone()) if asked.viewer.scoped else asked.view
    agreed, performance = Agreed(alone), whole_office(alone)
    sides = [ComparedSide(alone, row, agreed, performance) for row in (first, second)]
    return Comparison(asked.snapshot, asked.as_of, sides[0], sides[1], asked.rules())


def _two(asked: Asked, of: Sequence[str]) -> tuple[int, int]:
    rows = asked.view.require(of).tolist()
    kinds = [asked.snapshot.kind(row) for row in rows]
    if len(rows) != TWO:
        _wrong(f"{len(rows)} of them", "two ids")
    if rows[0] == rows[1]:
        _wrong(
            f"{of[0]!r} twice" if of[0] == of[1] else f"{of[0]!r} and {of[1]!r}, which are one",
            "two different items",
        )
    if kinds[0] != kinds[1] or kinds[0] not in THINGS:
        named = " and ".join(
            f"{id_!r}, of kind {kind}" for id_, kind in zip(of, kinds, strict=True)
        )
        _wrong(named, MAY_BE_COMPARED)
    return rows[0], rows[1]


def _wrong(found: str, expected: str) -> None:
    raise InvalidQuestion([Problem("of", found, expected)])
