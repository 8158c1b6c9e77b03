"""When hands can change: what each contract asks to be done by when, and what comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graph_model.periods import moved, parse_period
from queries.contract.deadline import arithmetic, in_words
from queries.expiration.contract_expiration import Expiration
from queries.expiration.contract_step import replaced_by, times
from queries.expiration.step_kind import StepKind

BEFORE = (StepKind.NOTICE, StepKind.START, StepKind.MEETING)
"""What a contract's end asks for before; an option is not used of one that is replaced."""

AGREEMENT = "; by agreement: no right to leave it before its end is recorded"


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that has to happen by a day: ``contract`` and ``forum`` are rows.

    ``arithmetic`` is how the day was worked out, with the field or default of each part.
    """

    on: date
    kind: StepKind
    contract: int
    arithmetic: str
    forum: int | None = None

    @property
    def what(self) -> str:
        """What has to happen."""
        return self.kind.value


@dataclass(frozen=True, slots=True)
class Earliest:
    """The earliest day on which a contract's work can have changed hands, if it begins today.

    ``arithmetic`` says what decides it: the work, or the notice for leaving the contract, or its
    end. ``by_agreement`` is whether it would be left before its end though no right is recorded.
    """

    on: date
    contract: int
    arithmetic: str
    by_agreement: bool


def critical_path(endings: Sequence[Expiration]) -> list[Milestone]:
    """The milestones of some contracts, by day: contract ends, and what they ask for before."""
    found = [milestone for ending in endings for milestone in _milestones(ending)]
    name = {ending.row: ending.answer.snapshot.id(ending.row) for ending in endings}
    return sorted(found, key=lambda m: (m.on, name[m.contract], m.what))


def _milestones(of: Expiration) -> Iterator[Milestone]:
    """What the first end that is still open asks for, past or not."""
    end = of.exit_on
    if end is None:
        return
    for past in of.passed:
        if past.kind in BEFORE:
            yield Milestone(past.on, past.kind, of.row, past.arithmetic)
    for step in of.steps:
        if step.kind in BEFORE:
            yield Milestone(step.on, step.kind, of.row, step.arithmetic, step.forum)
    transition = times(of)[-1]
    begins = moved(end, parse_period(transition.duration), -1)
    said = arithmetic(end, [transition], begins)
    yield Milestone(begins, StepKind.TRANSITION, of.row, said)
    yield Milestone(end, StepKind.END, of.row, f"end {in_words(end)}")


def earliest(endings: Sequence[Expiration]) -> Earliest | None:
    """The latest of the contracts' earliest days; None where there are no contracts."""
    return max(map(_earliest, endings), key=lambda found: found.on, default=None)


def _earliest(of: Expiration) -> Earliest:
    """The day that the work is done, or, if later, that the contract can be over."""
    worked, over = replaced_by(of), of.leaving.on
    ended = None if of.exit_on is None else moved(of.exit_on, timedelta(days=1))
    by_end = ended is not None and ended <= over
    free = ended if by_end and ended is not None else over
    if worked >= free:
        said = f"begun {in_words(of.answer.as_of)}{_work(of)} = {in_words(worked)}"
    elif by_end:
        said = f"the day after its end on {in_words(of.exit_on or free)}"
    else:
        said = of.leaving.arithmetic
    on = max(worked, free)
    by_agreement = (ended is None or on < ended) and not of.leaving.may
    return Earliest(on, of.row, said + AGREEMENT * by_agreement, by_agreement)


def _work(of: Expiration) -> str:
    return "".join(f" + {part}" for part in times(of))
