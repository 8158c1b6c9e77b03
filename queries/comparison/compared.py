"""What stands side by side: things, words, terms, figures, charges, deviations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Annotated

from graph_model.declare import Field
from graph_model.values import Shape
from queries.answers.told import subject, told
from queries.answers.types import ContractRow, ItemRow, KindName, MoneyText, Said, ServiceRow
from queries.check.rule import Rule
from queries.comparison.side import THINGS, ComparedSide
from queries.performance.promised_figure import PromisedFigure
from queries.service_level.yardstick import yardstick


class Whose(Enum):
    """Which of the two has something."""

    FIRST = "the first alone"
    SECOND = "the second alone"
    BOTH = "both"


def whose(first: bool, second: bool) -> Whose:
    """Which of the two has something that one of them has."""
    return Whose.BOTH if first and second else Whose.FIRST if first else Whose.SECOND


@dataclass(frozen=True, slots=True)
class ComparedThing:
    """Something that one of the two has, or both."""

    kind: Annotated[KindName, Said("Its kind.")]
    row: int
    whose: Annotated[Whose, Said("Which of the two has it.")]

    @subject
    @told
    def item(self) -> ItemRow:
        """What it is."""
        return self.row


def things(first: ComparedSide, second: ComparedSide) -> list[ComparedThing]:
    """What either has, by kind: what one alone has before what both have, then by id."""
    found = []
    for kind in THINGS[first.kind]:
        sides = [set(side.things(kind).tolist()) for side in (first, second)]
        lines = [
            ComparedThing(kind, r, whose(r in sides[0], r in sides[1])) for r in sides[0] | sides[1]
        ]
        id_of = first.view.snapshot.id
        found += sorted(lines, key=lambda one: (list(Whose).index(one.whose), id_of(one.row)))
    return found


GENERIC = frozenset({"name", "description", "aliases", "source", "verified_on", "number"})
COUNTED = frozenset({"value"})
"""Terms that are sums, told as such."""
INHERITED = frozenset({"notice", "rights"})
"""Terms that hold for what stands under the contract that states them."""


@dataclass(frozen=True, slots=True)
class ComparedTerm:
    """One term of the contracts of both, each value once; none where it is not recorded."""

    term: Annotated[str, Said("The field of a contract.")]
    meaning: Annotated[str, Said("What it means.")]
    first: Annotated[list[str], Said("What the first's contracts say.")]
    second: Annotated[list[str], Said("What the second's contracts say.")]

    @told
    def differs(self) -> bool:
        """Whether the two differ."""
        return self.first != self.second


def terms(first: ComparedSide, second: ComparedSide) -> list[ComparedTerm]:
    """The terms on record of either, those that differ first, in the model's order."""
    kind = first.view.snapshot.model.kind_by_name["Contract"]
    fields = [one for one in kind.fields if one.name not in GENERIC | COUNTED]
    lines = [
        ComparedTerm(one.name.replace("_", " "), one.meaning, *_said(one, first, second))
        for one in fields
    ]
    return sorted((one for one in lines if one.first or one.second), key=lambda o: not o.differs)


def _said(field: Field, *sides: ComparedSide) -> Iterator[list[str]]:
    for side in sides:
        values = {v for contract in side.contracts.tolist() for v in _of(field, side, contract)}
        yield sorted(values)


def _of(field: Field, side: ComparedSide, contract: int) -> list[str]:
    """What a contract says, or the nearest above it; its rights are those of all of them."""
    snapshot = side.view.snapshot
    stated = side.above(contract) if field.name in INHERITED else [contract]
    values = [v for v in (snapshot.value(row, field.name) for row in stated) if v is not None]
    if field.shape.many or field.shape is Shape.CHOICES:
        return [str(one) for many in values for one in (many if isinstance(many, list) else [many])]
    return [_worded(values[0])] if values else []


def _worded(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class ComparedFigure:
    """One metric: what each promises, offers and was measured to keep."""

    metric: Annotated[str, Said("What is measured.")]
    sides: tuple[tuple[list[PromisedFigure], list[str]], ...]

    def _promised(self, at: int) -> str | None:
        figures = self.sides[at][0]
        words = dict.fromkeys(one.held.promised for one in figures)
        return ", ".join(word for word in words if word) or None

    def _measured(self, at: int) -> str | None:
        words = (f"{one.average} ({one.missed} missed)" for one in self.sides[at][0] if one.average)
        return ", ".join(words) or None

    @told
    def first_promised(self) -> str | None:
        """What the first has committed to, or was promised."""
        return self._promised(0)

    @told
    def first_offered(self) -> str | None:
        """What it offers on the market: market information, not an evaluation."""
        return ", ".join(self.sides[0][1]) or None

    @told
    def first_measured(self) -> str | None:
        """The mean of a year's readings, with the months missed; null: not measured."""
        return self._measured(0)

    @told
    def second_promised(self) -> str | None:
        """What the second has committed to, or was promised."""
        return self._promised(1)

    @told
    def second_offered(self) -> str | None:
        """What it offers on the market: market information, not an evaluation."""
        return ", ".join(self.sides[1][1]) or None

    @told
    def second_measured(self) -> str | None:
        """The mean of a year's readings, with the months missed; null: not measured."""
        return self._measured(1)


def figures(first: ComparedSide, second: ComparedSide) -> list[ComparedFigure]:
    """The metrics of either, by name."""
    sides = (first, second)
    offered = [[yardstick(s.view.snapshot, row) for row in s.offered()] for s in sides]
    metrics = {one.held.metric for side in sides for one in side.figures}
    metrics |= {held.metric for many in offered for held in many}
    return [
        ComparedFigure(
            metric,
            tuple(
                (
                    [one for one in side.figures if one.held.metric == metric],
                    [h.promised for h in many if h.metric == metric and h.promised],
                )
                for side, many in zip(sides, offered, strict=True)
            ),
        )
        for metric in sorted(metrics)
    ]


@dataclass(frozen=True, slots=True)
class ComparedCharge:
    """What both pay a year for one service that both consume."""

    row: int
    first: Annotated[list[MoneyText], Said("What the first pays a year, by currency.")]
    second: Annotated[list[MoneyText], Said("What the second pays a year, by currency.")]

    @subject
    @told
    def service(self) -> ServiceRow:
        """The service."""
        return self.row


def charges(first: ComparedSide, second: ComparedSide) -> list[ComparedCharge]:
    """What two jurisdictions pay for what both consume, by the service's id."""
    if first.kind != "Agency":
        return []
    both = set(first.things("Service").tolist()) & set(second.things("Service").tolist())
    lines = [
        ComparedCharge(row, first.charges_of(row), second.charges_of(row))
        for row in sorted(both, key=first.view.snapshot.id)
    ]
    return [one for one in lines if one.first or one.second]


@dataclass(frozen=True)
class Deviation:
    """A contract that deviates from one of the office's standard terms."""

    whose: Annotated[Whose, Said("Whose contract it is.")]
    rule: Annotated[Rule, Said("The standard term.")]
    row: int
    said: Annotated[str, Said("In what it deviates, and what to do.")]

    @subject
    @told
    def contract(self) -> ContractRow:
        """The contract."""
        return self.row

    @cached_property
    def place(self) -> tuple[int, str]:
        """What deviations are ordered by, before the contract's id."""
        return list(Whose).index(self.whose), self.rule.id


def deviations(sides: tuple[ComparedSide, ComparedSide], rules: Sequence[Rule]) -> list[Deviation]:
    """From which standard terms the contracts of both deviate, by side, term and contract."""
    from queries.check.dated import Dated

    view = sides[0].view
    at = Dated(view.snapshot, view.as_of)
    mine = [set(side.contracts.tolist()) for side in sides]
    found = [
        Deviation(whose(row in mine[0], row in mine[1]), rule, row, one.message)
        for rule in rules
        if rule.standard
        for one in rule.find(at)
        for row in one.items
        if row in mine[0] | mine[1]
    ]
    return sorted(found, key=lambda one: (one.place, view.snapshot.id(one.row)))
