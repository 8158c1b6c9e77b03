"""When hands can change: what each contract asks to be done by when, and what comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from graph_model.periods import add, parse_period, subtract
from queries.contract.deadline import Durations, arithmetic, in_words
from queries.expiration.contract_expiration import Expiration

MEETING, NOTICE, START, TRANSITION, END = (
    "last meeting in time",
    "last day for notice",
    "latest safe start",
    "transition begins",
    "contract ends",
)


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that has to happen by a day: ``contract`` and ``forum`` are rows.

    ``arithmetic`` is how the day was worked out, with the field or default of each part.
    """

    on: date
    what: str
    contract: int
    arithmetic: str
    forum: int | None = None


@dataclass(frozen=True, slots=True)
class Earliest:
    """The earliest day on which a contract's work can have changed hands, if it begins today."""

    on: date
    contract: int
    arithmetic: str


def critical_path(endings: Sequence[Expiration]) -> list[Milestone]:
    """The milestones of some contracts, by day: contract ends, and what they ask for before."""
    found = [milestone for ending in endings for milestone in _milestones(ending)]
    name = {ending.row: ending.answer.snapshot.id(ending.row) for ending in endings}
    return sorted(found, key=lambda m: (m.on, name[m.contract], m.what))


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
            yield Milestone(day, MEETING, of.row, f"{said}: {in_words(day)}", forum)
    if notice and of.notice_by and of.notice_given is None:
        yield Milestone(of.notice_by, NOTICE, of.row, arithmetic(end, [notice], of.notice_by))
    if procurement and transition and of.latest_safe_start:
        begins = _before(end, answer.transition, at)
        parts = [procurement, transition]
        said = arithmetic(end, parts, of.latest_safe_start)
        yield Milestone(of.latest_safe_start, START, of.row, said)
        yield Milestone(begins, TRANSITION, of.row, arithmetic(end, [transition], begins))
    yield Milestone(end, END, of.row, f"end {in_words(end)}")


def _before(end: date, durations: Durations, at: int) -> date:
    try:
        return subtract(end, parse_period(str(durations.texts[at])))
    except ValueError:
        return date.min


def earliest(endings: Sequence[Expiration]) -> Earliest | None:
    """The latest of the contracts' earliest days: the day as of, procurement, then transition.

    None where there are no contracts, or a day lies beyond the calendar.
    """
    found = [e for ending in endings if (e := _earliest(ending)) is not None]
    return max(found, key=lambda e: e.on) if len(found) == len(endings) and found else None


def _earliest(of: Expiration) -> Earliest | None:
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
    return Earliest(day, of.row, f"{said} = {in_words(day)}")
