"""When hands can change: what each contract asks to be done by when, and what comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated

from graph_model.periods import moved, parse_period
from graph_model.words import day_in_words
from queries.answers.told import subject, told, told_once, told_with
from queries.answers.types import ContractRow, ForumRow, Said, StakeholderRows
from queries.answers.view import View
from queries.contract.deadline import arithmetic
from queries.expiration.contract_expiration import Expiration
from queries.expiration.contract_step import replaced_by, times
from queries.expiration.expiration_warnings import doubts
from queries.expiration.step_kind import StepKind

BEFORE = (StepKind.NOTICE, StepKind.START, StepKind.MEETING)
"""What a contract's end asks for before; an option is not used of one that is replaced."""

AGREEMENT = "; by agreement: no right to leave it before its end is recorded"


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something to be done by a day."""

    of: Expiration = field(compare=False)
    on: Annotated[date, Said("By when.")]
    what: Annotated[StepKind, Said("What has to happen.")]
    arithmetic: Annotated[
        str, Said("How the day was worked out, with the field or default of each part.")
    ]
    forum: Annotated[ForumRow | None, Said("Who meets, for a meeting.", subject=True)] = None

    @subject
    @told
    def contract(self) -> ContractRow:
        """For which contract."""
        return self.of.row

    @told
    def owners(self) -> StakeholderRows:
        """Who owns the contract."""
        return self.of.owners


@dataclass(frozen=True, slots=True)
class EarliestDay:
    """The earliest day on which all contracts' work can have changed hands, if it begins today."""

    on: Annotated[date, Said("The day.")]
    contract: Annotated[ContractRow, Said("Which contract decides it; null: hidden.")]
    arithmetic: Annotated[str, Said("What decides it: the work, the notice, or the end, in full.")]
    by_agreement: Annotated[
        bool, Said("Whether it would be left before its end though no right is recorded.")
    ]

    def in_words(self, view: View) -> str:
        """The day, whose it is, and how it was worked out."""
        return f"{day_in_words(self.on)}, for {view.label(self.contract)}: {self.arithmetic}"


@dataclass(frozen=True, slots=True)
class ContractNote:
    """What is doubtful about the dates of a contract."""

    contract: Annotated[ContractRow, Said("The contract.", subject=True)]
    note: Annotated[str, Said("What was taken for granted, or is not known.")]


@dataclass(frozen=True)
class CriticalPath:
    """When a supplier can be replaced.

    ``endings`` are the contracts that change hands, the one to act on first before the others.
    """

    endings: Sequence[Expiration]
    as_of: date
    on: date

    @property
    def head(self) -> Expiration | None:
        """The contract whose act-by date comes first, if any has one."""
        first = next(iter(self.endings), None)
        return first if first is not None and first.act_by is not None else None

    @told
    def act_by(self) -> date | None:
        """The first deadline of all."""
        return self.head.act_by if self.head else None

    @told
    def critical(self) -> ContractRow | None:
        """The contract whose it is."""
        return self.head.row if self.head else None

    @told_once
    def earliest(self) -> EarliestDay | None:
        """If work begins on the day asked; null: there is no contract, or no such day."""
        return earliest(self.endings)

    @told
    def spare_days(self) -> int | None:
        """Days from then to the day of the replacement; below 0: too late; null: none is named."""
        if self.earliest is None or self.on <= self.as_of:
            return None
        return (self.on - self.earliest.on).days

    @told_once
    def milestones(self) -> list[Milestone]:
        """What has to be done by when, over all contracts, by day."""
        return critical_path(self.endings)

    @told
    def ahead(self) -> list[Milestone]:
        """Those that are not past, by day."""
        return [milestone for milestone in self.milestones if milestone.on >= self.as_of]

    @told_with
    def notes(self, view: View) -> list[ContractNote]:
        """What the dates took for granted, and what is not known."""
        return [
            ContractNote(ending.row, note)
            for ending in self.endings
            for note in doubts(replace(ending, name=view.label))
        ]


def critical_path(endings: Sequence[Expiration]) -> list[Milestone]:
    """The milestones of some contracts, by day: contract ends, and what they ask for before."""
    found = [milestone for ending in endings for milestone in _milestones(ending)]
    name = {ending.row: ending.answer.snapshot.id(ending.row) for ending in endings}
    return sorted(found, key=lambda m: (m.on, name[m.contract], m.what.value))


def _milestones(of: Expiration) -> Iterator[Milestone]:
    """What the first end that is still open asks for, past or not."""
    end = of.exit_on
    if end is None:
        return
    for past in of.missed:
        if past.kind in BEFORE:
            yield Milestone(of, past.on, past.kind, past.arithmetic)
    for step in of.ahead:
        if step.kind in BEFORE:
            yield Milestone(of, step.on, step.kind, step.arithmetic, step.forum)
    transition = times(of)[-1]
    begins = moved(end, parse_period(transition.duration), -1)
    said = arithmetic(end, [transition], begins)
    yield Milestone(of, begins, StepKind.TRANSITION, said)
    yield Milestone(of, end, StepKind.END, f"end {day_in_words(end)}")


def earliest(endings: Sequence[Expiration]) -> EarliestDay | None:
    """The latest of the contracts' earliest days; None where there are no contracts."""
    return max(map(_earliest, endings), key=lambda found: found.on, default=None)


def _earliest(of: Expiration) -> EarliestDay:
    """The day that the work is done, or, if later, that the contract can be over."""
    worked, over = replaced_by(of), of.leaving.on
    ended = None if of.exit_on is None else moved(of.exit_on, timedelta(days=1))
    by_end = ended is not None and ended <= over
    free = ended if by_end and ended is not None else over
    if worked >= free:
        said = f"begun {day_in_words(of.answer.as_of)}{_work(of)} = {day_in_words(worked)}"
    elif by_end:
        said = f"the day after its end on {day_in_words(of.exit_on or free)}"
    else:
        said = of.leaving.arithmetic
    on = max(worked, free)
    by_agreement = (ended is None or on < ended) and not of.leaving.may
    return EarliestDay(on, of.row, said + AGREEMENT * by_agreement, by_agreement)


def _work(of: Expiration) -> str:
    return "".join(f" + {part}" for part in times(of))
