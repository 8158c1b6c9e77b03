"""What can still be done about one contract, by when, and what still helps where that is past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph_model.periods import moved, parse_period
from graph_model.words import counted, day_in_words
from queries.answers.types import ForumRow, Said
from queries.answers.view import View
from queries.contract.deadline import Part, arithmetic
from queries.expiration.early_exit import early_exit
from queries.expiration.ending import Ending
from queries.expiration.step_kind import StepKind

ORDER = {kind: n for n, kind in enumerate(StepKind)}


@dataclass(frozen=True, slots=True)
class ContractStep:
    """Something to be done by a day."""

    on: Annotated[date, Said("The day by which it has to be done.")]
    kind: Annotated[StepKind, Said("What has to be done.")]
    arithmetic: Annotated[
        str, Said("How the day was worked out, with the field or default of each part.")
    ]
    takes: Annotated[str, Said("What it takes.")]
    forum: Annotated[ForumRow | None, Said("Which one meets; null: it is no meeting.")] = None

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return f"{day_in_words(self.on)}: {self.kind.value}"


@dataclass(frozen=True, slots=True)
class PassedStep:
    """A deadline that is past, and what still helps."""

    on: Annotated[date, Said("The day that it was.")]
    kind: Annotated[StepKind, Said("What should have been done.")]
    arithmetic: Annotated[str, Said("How the day was worked out.")]
    days: Annotated[int, Said("How many days ago it was.")]
    helps: Annotated[tuple[str, ...], Said("What still helps.")]

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return f"{day_in_words(self.on)}: {self.kind.value}"


def steps(of: Ending) -> list[ContractStep]:
    """What can still be done, the soonest first."""
    return sorted(_steps(of), key=lambda step: (step.on, ORDER[step.kind], step.arithmetic))


def _steps(of: Ending) -> Iterator[ContractStep]:
    today = of.answer.as_of
    if (day := of.notice_by) is not None:
        yield ContractStep(day, StepKind.NOTICE, _noticed(of, of.exit_on, day), _notice(of))
    if (day := of.option_by) is not None and day >= today:
        yield ContractStep(day, StepKind.OPTION, _noticed(of, of.own_end, day), _option(of))
    if (day := of.latest_safe_start) is not None and day >= today:
        yield ContractStep(day, StepKind.START, _started(of, day), _replacing(of))
    for met in of.meetings:
        if met.last is not None and of.decide_by is not None:
            said = f"last meeting of {of.called(met.forum)} before {day_in_words(of.decide_by)}"
            worked_out = f"{said}: {day_in_words(met.last)}"
            due = f"{_decided(of)}, due on {day_in_words(of.decide_by)}"
            decided = f"a decision of {of.called(met.forum)} on {due}"
            yield ContractStep(met.last, StepKind.MEETING, worked_out, decided, met.forum)
    if (day := of.day(of.answer.steps[StepKind.END])) is not None:
        yield ContractStep(day, StepKind.END, f"end {day_in_words(day)}", _handing_over(of))


def _decided(of: Ending) -> str:
    """What has to be decided first."""
    by = of.decide_by
    if by == of.notice_by:
        return "notice"
    return "its option" if by == of.option_by else "replacing it"


def _notice(of: Ending) -> str:
    assert of.exit_on is not None
    notice = of.answer.notice.texts[of.position]
    long = f"notice of {parse_period(notice).words}" if notice else "notice"
    return f"{long}; it then ends on {day_in_words(of.exit_on)}"


def _option(of: Ending) -> str:
    to = f"to {day_in_words(of.options[0])}" if of.options else "for how long is not recorded"
    return f"its option, which extends it {to}" if of.options else f"its option; {to}"


def _replacing(of: Ending) -> str:
    said = [f"{parse_period(part.duration).words} of {part.name}" for part in times(of)]
    return f"a replacement: {', then '.join(said)}"


def _handing_over(of: Ending) -> str:
    if by := of.successors:
        return f"handing over to {of.called(by[0].contract)}"
    return "letting it end, or an agreement that extends it"


def _noticed(of: Ending, end: date | None, day: date) -> str:
    """The end less the notice."""
    assert end is not None
    notice = of.answer.notice.part(of.position, of.recorded("form"))
    if notice is None:
        return f"end {day_in_words(end)}: no notice is recorded"
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
        yield f"notice by {day_in_words(of.notice_by)} ends it on {day_in_words(of.exit_on)}"
    leaving = early_exit(of)
    if leaving.may:
        by = ", ".join(right for right, _ in leaving.rights)
        yield f"leaving early by right of {by}, from {day_in_words(leaving.on)} on"
    yield "an end by agreement"


def _instead_of_start(of: Ending) -> Iterator[str]:
    """What bridges the time until a replacement that begins today is there."""
    today, end = of.answer.as_of, of.exit_on
    assert end is not None
    for successor in of.successors:
        yield f"{of.called(successor.contract)} succeeds it"
    if of.renews_to is not None:
        yield f"without notice it renews to {day_in_words(of.renews_to)}"
    elif of.option_by is not None and of.option_by >= today:
        to = f" to {day_in_words(of.options[0])}" if of.options else ""
        yield f"its option, used by {day_in_words(of.option_by)}, extends it{to}"
    else:
        yield "an extension by agreement"
    there = replaced_by(of)
    days = counted((there - end).days, "day", "days")
    yield f"a bridge of {days}, until all of it can be replaced on {day_in_words(there)}"
    if (covered := len(of.covers)) > 1:
        yield f"replacing a part of the {covered} items that it covers in time"


def replaced_by(of: Ending) -> date:
    """The first day on which a replacement that is begun today can be there."""
    day = of.answer.as_of
    for part in times(of):
        day = moved(day, parse_period(part.duration))
    return day
