"""One contract's ending in full, worked out for whoever asks: why, what follows, what is unsure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from graph_model.words import counted
from queries.contract.coverage import losses
from queries.contract.deadline import in_words
from queries.expiration.contract_state import ContractState, Urgency, urgency
from queries.expiration.contract_step import ContractStep, PassedStep, passed, steps
from queries.expiration.early_exit import EarlyExit, early_exit
from queries.expiration.ending import Ending
from queries.expiration.expiration import Expirations
from queries.expiration.expiration_warnings import doubts
from queries.expiration.step_kind import StepKind
from queries.impact.impact import Impact, impact
from queries.snapshot.days import NO_END, day_of


@dataclass(frozen=True, slots=True)
class Uncovered:
    """An item that no contract covers the day after: for how many days, and who covers it next.

    ``row`` is the item's, ``by`` the next contract's; both None where nobody will.
    """

    row: int
    days: int | None
    by: int | None


@dataclass(frozen=True)
class Expiration(Ending):
    """One contract of the answer, with what can be done about it and what its end would mean."""

    @classmethod
    def of_row(cls, answer: Expirations, row: int) -> Expiration:
        """That of a contract's row."""
        return cls(answer, int(answer.rows.searchsorted(row)))

    # what to do

    @cached_property
    def steps(self) -> list[ContractStep]:
        """What can still be done, each with its day, the soonest first."""
        return steps(self)

    @property
    def next_step(self) -> ContractStep | None:
        """The first of the steps; None: there is none, as without an end."""
        return next(iter(self.steps), None)

    @property
    def next_step_on(self) -> date | None:
        """The next step's day."""
        return self.day(self.answer.next_step_on)

    @property
    def urgency(self) -> Urgency | None:
        """How soon somebody has to act; None: there is no step."""
        on = self.next_step_on
        return None if on is None else urgency((on - self.answer.as_of).days)

    @cached_property
    def passed(self) -> list[PassedStep]:
        """The deadlines that are past though something hangs on them, and what still helps."""
        return passed(self)

    @property
    def past(self) -> str:
        """The deadlines that are past, in a word: "latest safe start, 89 days ago"; "" for none."""
        days = ((step.kind.value, counted(step.days, "day", "days")) for step in self.passed)
        return "; ".join(f"{what}, {ago} ago" for what, ago in days)

    @property
    def too_late(self) -> bool:
        """Whether it ends before all of it can be replaced: too late for a full re-bid.

        Where another contract succeeds it, there is nothing to bid again.
        """
        ends = self.state in (ContractState.ENDS, ContractState.MAY_BE_EXTENDED)
        return (
            ends
            and not self.successors
            and any(step.kind is StepKind.START for step in self.passed)
        )

    @cached_property
    def leaving(self) -> EarlyExit:
        """How it can be left before its end."""
        return early_exit(self)

    @property
    def first_exit(self) -> date | None:
        """Of a contract without an end: the first day on which it can be over."""
        endless = self.state is ContractState.NO_END
        return self.leaving.on if endless and self.leaving.may else None

    # what its end means

    @property
    def falls_with(self) -> list[Expiration]:
        """The contracts under it that end because it does, by id."""
        child, parent = self.answer.caps
        found = {int(n) for n in child[parent == self.position]} - {self.position}
        endings = [Expiration(self.answer, position, self.name) for position in found]
        return sorted(endings, key=lambda e: self.answer.snapshot.id(e.row))

    @property
    def uncovered(self) -> list[Uncovered]:
        """What falls uncovered the day after if nobody acts, by id; nothing, where it renews."""
        found = self.answer.gaps
        lost = [
            (int(found.item[n]), int(found.days[n]), int(found.by[n]))
            for n in found.of(self.position)
        ]
        return self._by_id([(i, d if d >= 0 else None, b if b >= 0 else None) for i, d, b in lost])

    @cached_property
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
        return sorted(found, key=lambda gap: id_of(gap.row))

    @cached_property
    def touched(self) -> Impact:
        """What its ending touches, under the sourcing lens."""
        answer = self.answer
        return impact(answer.snapshot, [answer.snapshot.id(self.row)], "sourcing", answer.as_of)

    # in words

    @property
    def arithmetic(self) -> list[str]:
        """How each date was worked out, in words."""
        return list(_arithmetic(self))

    @property
    def doubts(self) -> list[str]:
        """What the answer took for granted, what looks wrong, and what could not be known."""
        return doubts(self)


def _arithmetic(of: Expiration) -> Iterator[str]:
    yield from _end_worked_out(of)
    if of.first_exit is not None:
        yield f"first possible exit: {of.leaving.arithmetic}"
    for past in of.passed:
        ago = counted(past.days, "day", "days")
        yield f"{past.kind.value}: {past.arithmetic}, {ago} ago"
    for step in of.steps:
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
        term = of.recorded("renewal_term")
        yield f"own end: end {in_words(recorded)} + {times} × {term} renewal = {in_words(own)}"
    if end is not None and (parent := of.capped_by) is not None:
        instead = f" on {in_words(own)}" if own else ", which it has not"
        with_ = f"{in_words(end)}, with {of.called(parent)}"
        yield f"ends on: {with_}, before its own end{instead}"


def _act_by(of: Expiration) -> Iterator[str]:
    first, act = of.next_step, of.act_by
    if first is None or act is None:
        return
    said = f"next step: {first.kind.value}, {first.on:%A} {in_words(first.on)}"
    moved = "" if act == first.on else f"; act by {act:%A} {in_words(act)}"
    yield said + moved
