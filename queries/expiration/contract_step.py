"""What can still be done about one contract, by when, and what still helps where that is past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from graph_model.periods import moved, parse_period
from graph_model.words import counted
from queries.contract.deadline import Part, arithmetic, in_words
from queries.expiration.early_exit import early_exit
from queries.expiration.ending import Ending
from queries.expiration.step_kind import StepKind

ORDER = {kind: n for n, kind in enumerate(StepKind)}


@dataclass(frozen=True, slots=True)
class ContractStep:
    """Something to be done by a day; ``forum`` is the row of the one that meets, for a meeting.

    ``arithmetic`` is how the day was worked out, with the field or default of each part.
    """

    on: date
    kind: StepKind
    arithmetic: str
    forum: int | None = None


@dataclass(frozen=True, slots=True)
class PassedStep:
    """A deadline that is past, so many ``days`` ago, and what still ``helps``."""

    on: date
    kind: StepKind
    arithmetic: str
    days: int
    helps: tuple[str, ...]


def steps(of: Ending) -> list[ContractStep]:
    """What can still be done, the soonest first."""
    return sorted(_steps(of), key=lambda step: (step.on, ORDER[step.kind], step.arithmetic))


def _steps(of: Ending) -> Iterator[ContractStep]:
    today = of.answer.as_of
    if (day := of.notice_by) is not None:
        yield ContractStep(day, StepKind.NOTICE, _noticed(of, of.exit_on, day))
    if (day := of.option_by) is not None and day >= today:
        yield ContractStep(day, StepKind.OPTION, _noticed(of, of.own_end, day))
    if (day := of.latest_safe_start) is not None and day >= today:
        yield ContractStep(day, StepKind.START, _started(of, day))
    for forum, met in of.meetings:
        if met is not None and of.decide_by is not None:
            said = f"last meeting of {of.called(forum)} before {in_words(of.decide_by)}"
            yield ContractStep(met, StepKind.MEETING, f"{said}: {in_words(met)}", forum)
    if (day := of.day(of.answer.steps[StepKind.END])) is not None:
        yield ContractStep(day, StepKind.END, f"end {in_words(day)}")


def _noticed(of: Ending, end: date | None, day: date) -> str:
    """The end less the notice."""
    assert end is not None
    notice = of.answer.notice.part(of.position, of.recorded("form"))
    if notice is None:
        return f"end {in_words(end)}: no notice is recorded"
    return arithmetic(end, [notice], day)


def _started(of: Ending, day: date) -> str:
    """The first end still open less procurement and transition."""
    assert of.exit_on is not None
    return arithmetic(of.exit_on, times(of), day)


def times(of: Ending) -> list[Part]:
    """How long replacing it takes: procurement, then transition."""
    answer, form = of.answer, of.recorded("form")
    parts = (d.part(of.position, form) for d in (answer.procurement, answer.transition))
    return [part for part in parts if part is not None]


def passed(of: Ending) -> list[PassedStep]:
    """The deadlines that are past though something hangs on them, and what still helps."""
    today, found = of.answer.as_of, []
    if (day := of.notice_missed) is not None:
        said = _noticed(of, of.own_end, day)
        found.append((day, StepKind.NOTICE, said, tuple(_instead_of_notice(of))))
    if (day := of.option_by) is not None and day < today:
        said = _noticed(of, of.own_end, day)
        found.append((day, StepKind.OPTION, said, ("an extension by agreement",)))
    if (day := of.latest_safe_start) is not None and day < today:
        found.append((day, StepKind.START, _started(of, day), tuple(_instead_of_start(of))))
    return [PassedStep(on, k, said, (today - on).days, helps) for on, k, said, helps in found]


def _instead_of_notice(of: Ending) -> Iterator[str]:
    """How else a contract can be left that has renewed, or will."""
    if of.notice_by and of.exit_on:
        yield f"notice by {in_words(of.notice_by)} ends it on {in_words(of.exit_on)}"
    leaving = early_exit(of)
    if leaving.may:
        by = ", ".join(right for right, _ in leaving.rights)
        yield f"leaving early by right of {by}, from {in_words(leaving.on)} on"
    yield "an end by agreement"


def _instead_of_start(of: Ending) -> Iterator[str]:
    """What bridges the time until a replacement that begins today is there."""
    today, end = of.answer.as_of, of.exit_on
    assert end is not None
    for successor in of.successors:
        yield f"{of.called(successor.row)} succeeds it"
    if of.renews_to is not None:
        yield f"without notice it renews to {in_words(of.renews_to)}"
    elif of.option_by is not None and of.option_by >= today:
        to = f" to {in_words(of.options[0])}" if of.options else ""
        yield f"its option, used by {in_words(of.option_by)}, extends it{to}"
    else:
        yield "an extension by agreement"
    there = replaced_by(of)
    days = counted((there - end).days, "day", "days")
    yield f"a bridge of {days}, until all of it can be replaced on {in_words(there)}"
    if (covered := len(of.covers)) > 1:
        yield f"replacing a part of the {covered} items that it covers in time"


def replaced_by(of: Ending) -> date:
    """The first day on which a replacement that is begun today can be there."""
    day = of.answer.as_of
    for part in times(of):
        day = moved(day, parse_period(part.duration))
    return day
