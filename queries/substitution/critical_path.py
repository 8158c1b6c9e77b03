"""When hands can change: what each contract asks to be done by when, and what comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Annotated

from graph_model.periods import add, parse_period, subtract
from queries.answers.told import told, told_once, told_with
from queries.answers.types import ContractRow, ForumRow, Said
from queries.answers.view import View
from queries.contract.deadline import Durations, arithmetic, in_words
from queries.expiration.contract_expiration import Expiration
from queries.expiration.expiration_warnings import doubts


class MilestoneKind(Enum):
    """What has to happen on the way to a change of hands."""

    MEETING = "last meeting in time"
    NOTICE = "last day for notice"
    START = "latest safe start"
    TRANSITION = "transition begins"
    END = "contract ends"


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something to be done by a day."""

    on: Annotated[date, Said("By when.")]
    what: Annotated[MilestoneKind, Said("What has to happen.")]
    contract: Annotated[ContractRow, Said("For which contract.", subject=True)]
    arithmetic: Annotated[
        str, Said("How the day was worked out, with the field or default of each part.")
    ]
    forum: Annotated[ForumRow | None, Said("Who meets, for a meeting.", subject=True)] = None


@dataclass(frozen=True, slots=True)
class EarliestDay:
    """The earliest day on which all contracts' work can have changed hands, if it begins today."""

    on: Annotated[date, Said("The day.")]
    contract: Annotated[ContractRow, Said("Which contract decides it; null: hidden.")]
    arithmetic: Annotated[str, Said("How the day was worked out, in full.")]

    def in_words(self, view: View) -> str:
        """The day, whose it is, and how it was worked out."""
        return f"{in_words(self.on)}, for {view.label(self.contract)}: {self.arithmetic}"


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
    answer, at, end = of.answer, of.position, of.ends_on
    if end is None:
        return
    form = answer.snapshot.value(of.row, "form")
    notice, procurement, transition = (
        durations.part(at, form)
        for durations in (answer.notice, answer.procurement, answer.transition)
    )
    for forum, day in of.meetings:
        if day is not None and of.decide_by is not None:
            said = f"last meeting of {answer.snapshot.name(forum)} by {in_words(of.decide_by)}"
            yield Milestone(day, MilestoneKind.MEETING, of.row, f"{said}: {in_words(day)}", forum)
    if notice and of.notice_by and of.notice_given is None:
        said = arithmetic(end, [notice], of.notice_by)
        yield Milestone(of.notice_by, MilestoneKind.NOTICE, of.row, said)
    if procurement and transition and of.latest_safe_start:
        begins = _before(end, answer.transition, at)
        parts = [procurement, transition]
        said = arithmetic(end, parts, of.latest_safe_start)
        yield Milestone(of.latest_safe_start, MilestoneKind.START, of.row, said)
        said = arithmetic(end, [transition], begins)
        yield Milestone(begins, MilestoneKind.TRANSITION, of.row, said)
    yield Milestone(end, MilestoneKind.END, of.row, f"end {in_words(end)}")


def _before(end: date, durations: Durations, at: int) -> date:
    try:
        return subtract(end, parse_period(str(durations.texts[at])))
    except ValueError:
        return date.min


def earliest(endings: Sequence[Expiration]) -> EarliestDay | None:
    """The latest of the contracts' earliest days: the day as of, procurement, then transition.

    None where there are no contracts, or a day lies beyond the calendar.
    """
    found = [e for ending in endings if (e := _earliest(ending)) is not None]
    return max(found, key=lambda e: e.on) if len(found) == len(endings) and found else None


def _earliest(of: Expiration) -> EarliestDay | None:
    answer, at = of.answer, of.position
    form = answer.snapshot.value(of.row, "form")
    day, said = answer.as_of, f"begun {in_words(answer.as_of)}"
    for durations in (answer.procurement, answer.transition):
        part = durations.part(at, form)
        if part is None:
            return None
        try:
            day = add(day, parse_period(part.duration))
        except ValueError:
            return None
        said += f" + {part}"
    return EarliestDay(day, of.row, f"{said} = {in_words(day)}")
