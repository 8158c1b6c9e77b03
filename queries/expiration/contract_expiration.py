"""One contract's ending in full, worked out for whoever asks: why, what follows, what is unsure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Annotated

import numpy as np

from graph_model.lens import Direction
from graph_model.words import counted, day_in_words
from queries.answers.told import on_request, told, told_once, told_with
from queries.answers.types import (
    AgencyRows,
    ContractRow,
    ItemRow,
    MoneyText,
    Said,
    SlaRows,
    StakeholderRows,
    SupplierRow,
)
from queries.answers.view import View
from queries.contract.coverage import losses
from queries.contract.family import Family
from queries.contract.worth import texts, worth
from queries.expiration.contract_state import ContractState, Urgency, urgency
from queries.expiration.contract_step import ContractStep, PassedStep, passed, steps
from queries.expiration.early_exit import EarlyExit, early_exit
from queries.expiration.ending import Ending
from queries.expiration.expiration import Expirations
from queries.expiration.expiration_warnings import doubts
from queries.expiration.step_kind import StepKind
from queries.impact.impact import Impact, impact
from queries.snapshot.days import NO_END, day_of
from queries.snapshot.holding import met_on
from queries.snapshot.rows import as_ints


@dataclass(frozen=True, slots=True)
class Uncovered:
    """An item that no other contract in force covers the day after."""

    item: Annotated[ItemRow, Said("A service or configuration item.", subject=True)]
    days: Annotated[int | None, Said("How long the gap is; null: without end.")]
    next: Annotated[ContractRow | None, Said("Which contract covers it next; null: none will.")]

    def in_words(self, view: View) -> str:
        """It in a sentence, with how long."""
        days = "for good" if self.days is None else f"for {counted(self.days, 'day', 'days')}"
        return f"{view.label(self.item)} {days}"


@dataclass(frozen=True)
class Expiration(Ending):
    """One contract of the answer, with what can be done about it and what its end would mean.

    ``unsupposed`` is the same without the edits of a what-if.
    """

    unsupposed: Expiration | None = field(default=None, compare=False)

    @classmethod
    def of_row(cls, answer: Expirations, row: int) -> Expiration:
        """That of a contract's row."""
        return cls(answer, int(answer.rows.searchsorted(row)))

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return view.label(self.row)

    # what to do

    @cached_property
    def ahead(self) -> list[ContractStep]:
        """What can still be done, each with its day, the soonest first."""
        return steps(self)

    @property
    def next(self) -> ContractStep | None:
        """The first of the steps; None: there is none, as without an end."""
        return next(iter(self.ahead), None)

    @told
    def next_step(self) -> StepKind | None:
        """What can still be done first; null: nothing, as without an end."""
        return self.next.kind if self.next else None

    @told
    def next_step_on(self) -> date | None:
        """The last day for that."""
        return self.day(self.answer.next_step_on)

    @told_with
    def takes(self, view: View) -> str | None:
        """What that takes."""
        step = self.for_(view).next
        return None if step is None else step.takes

    @told
    def urgency(self) -> Urgency | None:
        """How soon somebody has to act; null: there is no step."""
        on = self.next_step_on
        return None if on is None else urgency((on - self.answer.as_of).days)

    @cached_property
    def missed(self) -> list[PassedStep]:
        """The deadlines that are past though something hangs on them, and what still helps."""
        return passed(self)

    @told
    def past(self) -> str | None:
        """The deadlines that are past, in words: "latest safe start, 89 days ago"; null: none."""
        days = ((step.kind.value, counted(step.days, "day", "days")) for step in self.missed)
        return "; ".join(f"{what}, {ago} ago" for what, ago in days) or None

    @told_with
    def still_helps(self, view: View) -> str | None:
        """What still helps where a deadline is past, in words."""
        helps = [way for step in self.for_(view).missed for way in step.helps]
        return "; or ".join(dict.fromkeys(helps)) or None

    @told
    def too_late(self) -> bool:
        """Whether it ends before all of it can be replaced: too late for a full re-bid.

        Where another contract succeeds it, there is nothing to bid again.
        """
        return bool(self.answer.too_late[self.position])

    @cached_property
    def leaving(self) -> EarlyExit:
        """How it can be left before its end."""
        return early_exit(self)

    @told
    def first_exit(self) -> date | None:
        """Of a contract without an end: the first day on which it can be over; else null."""
        endless = self.state is ContractState.NO_END
        return self.leaving.on if endless and self.leaving.may else None

    # what it is

    @told
    def annual_value(self) -> MoneyText | None:
        """Its value a year of its term as signed, in whole units; null: no value, or no term."""
        return next(iter(texts(worth(self.snapshot, [self.row], self.answer.as_of).annual)), None)

    @told_once
    def suppliers(self) -> list[SupplierRow]:
        """Whom it is with: whom it names, or else the nearest above it that names any; by id."""
        family = Family(self.snapshot, self.row, self.answer.as_of)
        return list(dict.fromkeys(supplier for supplier, _ in family.parties("supplier")))

    @told
    def owners(self) -> StakeholderRows:
        """The stakeholders that own it."""
        snapshot, at = self.snapshot, as_ints([self.row])
        return as_ints(np.unique(met_on(snapshot, at, "OWNS", Direction.BACKWARD, self.answer.day)))

    @told
    def used_by(self) -> AgencyRows:
        """The agencies that hold it, or use what it covers on its last day."""
        return self.answer.users(as_ints([self.position]))

    # what its end means

    @told
    def falls_with(self) -> list[ContractRow]:
        """The contracts under it that end because it does, by id."""
        child, parent = self.answer.caps
        found = {int(n) for n in child[parent == self.position]} - {self.position}
        rows = [int(self.answer.rows[position]) for position in found]
        return sorted(rows, key=self.snapshot.id)

    @told
    def uncovered(self) -> list[Uncovered]:
        """What falls uncovered the day after if nobody acts, by id; nothing, where it renews."""
        found = self.answer.gaps
        lost = [
            (int(found.item[n]), int(found.days[n]), int(found.by[n]))
            for n in found.of(self.position)
        ]
        return self._by_id([(i, d if d >= 0 else None, b if b >= 0 else None) for i, d, b in lost])

    @told_once
    def uncovered_if_noticed(self) -> list[Uncovered]:
        """What falls uncovered if notice is given as soon as it can be, by id.

        What ends with it counts as well. Where it does not renew a notice changes nothing.
        """
        if not self.renews_on:
            return self.uncovered
        found, day = self.answer.prospects, int(self.answer.prospects.exit_together[self.position])
        if day == NO_END:
            return []
        lost = losses(self.answer.coverage, found.ending_together(self.position), day)
        return self._by_id([(loss.item, loss.days, loss.by) for loss in lost])

    def _by_id(self, lost: list[tuple[int, int | None, int | None]]) -> list[Uncovered]:
        rows, id_of = self.answer.rows, self.answer.snapshot.id
        found = [Uncovered(i, d, None if b is None else int(rows[b])) for i, d, b in lost]
        return sorted(found, key=lambda gap: id_of(gap.item))

    @on_request
    @told_once
    def touched(self) -> Impact:
        """All that its ending touches, under the lens `sourcing`."""
        answer = self.answer
        return impact(answer.snapshot, [answer.snapshot.id(self.row)], "sourcing", answer.as_of)

    @on_request
    @told
    def slas(self) -> SlaRows:
        """The promises that its ending touches."""
        return self.touched.rows_of(["ServiceLevelAgreement"])

    @on_request
    @told
    def agencies(self) -> AgencyRows:
        """The agencies that its ending touches."""
        return self.touched.rows_of(["Agency"])

    @on_request
    @told
    def stakeholders(self) -> StakeholderRows:
        """The stakeholders that its ending touches: who to tell."""
        return self.touched.rows_of(["Stakeholder"])

    @told
    def before(self) -> Expiration | None:
        """The same without the edits of a what-if; null where none were given, or it is new."""
        return self.unsupposed

    # in words

    @property
    def worked_out(self) -> list[str]:
        """How each date was worked out, in words."""
        return list(_arithmetic(self))

    @property
    def doubts(self) -> list[str]:
        """What the answer took for granted, what looks wrong, and what could not be known."""
        return doubts(self)

    def for_(self, view: View) -> Expiration:
        """The same, whose sentences name only what a viewer sees."""
        return replace(self, name=view.label)

    @told_with
    def steps(self, view: View) -> list[ContractStep]:
        """What can still be done, the soonest first."""
        return self.for_(view).ahead

    @told_with
    def passed(self, view: View) -> list[PassedStep]:
        """Deadlines that are past though something hangs on them, and what still helps."""
        return self.for_(view).missed

    @told_with
    def arithmetic(self, view: View) -> list[str]:
        """How each date was worked out."""
        return self.for_(view).worked_out

    @on_request
    @told_with
    def story(self, view: View) -> list[str]:
        """How its dates were worked out, what follows if nobody acts and if somebody does."""
        from queries.expiration.story import aftermath, story

        told = self.for_(view)
        return [*story(told), *aftermath(told, view), *told.doubts]

    @told_with
    def warnings(self, view: View) -> list[str]:
        """What was taken for granted, what looks wrong, what is not known."""
        return self.for_(view).doubts


def _arithmetic(of: Expiration) -> Iterator[str]:
    yield from _end_worked_out(of)
    if of.first_exit is not None:
        yield f"first possible exit: {of.leaving.arithmetic}"
    for past in of.missed:
        ago = counted(past.days, "day", "days")
        yield f"{past.kind.value}: {past.arithmetic}, {ago} ago"
    for step in of.ahead:
        if step.kind is StepKind.MEETING:
            yield step.arithmetic
        elif step.kind is not StepKind.END:
            yield f"{step.kind.value}: {step.arithmetic}"
    yield from _act_by(of)


def _end_worked_out(of: Expiration) -> Iterator[str]:
    """Where the last day is not the end as signed: by what renewals, or with which contract."""
    answer, own, end = of.answer, of.own_end, of.ends_on
    times, signed = int(answer.last.renewals[of.position]), answer.terms.end[of.position]
    if times and own is not None and (recorded := day_of(int(signed))) is not None:
        renewed = f"{times} × {of.recorded('renewal_term')} renewal"
        yield f"own end: end {day_in_words(recorded)} + {renewed} = {day_in_words(own)}"
    if end is not None and (parent := of.capped_by) is not None:
        instead = f" on {day_in_words(own)}" if own else ", which it has not"
        with_ = f"{day_in_words(end)}, with {of.called(parent)}"
        yield f"ends on: {with_}, before its own end{instead}"


def _act_by(of: Expiration) -> Iterator[str]:
    first, act = of.next, of.act_by
    if first is None or act is None:
        return
    said = f"next step: {first.kind.value}, {first.on:%A} {day_in_words(first.on)}"
    moved = "" if act == first.on else f"; act by {act:%A} {day_in_words(act)}"
    yield said + moved
