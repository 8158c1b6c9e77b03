"""Whether a service may be away for so long: an outage beside its recovery time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import Enum
from typing import TYPE_CHECKING, Annotated

from graph_model.periods import parse_clock
from graph_model.words import day_in_words
from queries.answers.told import subject, told
from queries.answers.types import Moment, Said, ServiceRow, TicketRow
from queries.answers.view import View
from queries.change.planned_ticket import PlannedTicket
from queries.change.ticket_window import LAST, Interval
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from queries.change.changes import Changes

RECOVERY = "recovery_time"


class Away(Enum):
    """Whether a service is away longer than it may be."""

    TOO_LONG = "too long"
    UNKNOWN = "not known"
    """Nobody said when the work ends."""
    WITHIN = "within tolerance"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How long something is away, beside how long it may be."""

    away: Annotated[Away, Said("Whether it is away longer than it may be.")]
    until: Annotated[Moment | None, Said("Until when it may be away; null: past the calendar.")]
    said: Annotated[str, Said("The same in words.")]

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return self.said


@dataclass(frozen=True)
class Outage:
    """A service that a ticket takes, and how long it may be away."""

    of: Changes
    planned: PlannedTicket
    row: int

    @subject
    @told
    def ticket(self) -> TicketRow:
        """The ticket."""
        return self.planned.row

    @subject
    @told
    def service(self) -> ServiceRow:
        """What is LOST for it."""
        return self.row

    @property
    def found(self) -> Tolerance:
        """How long it is away."""
        found = tolerance(self.of.snapshot, self.row, self.planned.window, self.of.zone)
        assert found is not None
        return found

    @told
    def away(self) -> Away:
        """Whether it is away longer than its recovery time."""
        return self.found.away

    @told
    def begins(self) -> Moment:
        """When it begins."""
        return self.of.told_moment(self.planned.window.begin)

    @told
    def until(self) -> Moment | None:
        """Until when it may be away."""
        return self.found.until

    @told
    def said(self) -> str:
        """The same in words."""
        return self.found.said

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return f"{view.label(self.row)}: {self.said}"

    @property
    def place(self) -> tuple[int, str, str, str]:
        """What is too long first, then by the beginning, then ids."""
        id_of, begin = self.of.snapshot.id, self.planned.window.begin.isoformat()
        return list(Away).index(self.away), begin, id_of(self.planned.row), id_of(self.row)


def tolerance(snapshot: Snapshot, row: int, window: Interval, zone: tzinfo) -> Tolerance | None:
    """Whether an item may be away over a window; None where no recovery time is recorded."""
    may = recovery_time(snapshot, row)
    if may is None:
        return None
    try:
        until = window.begin + may
    except OverflowError:
        return Tolerance(Away.WITHIN, None, "within tolerance")
    moment, told_until = until.astimezone(zone).isoformat(), in_words(until, window.begin, zone)
    if window.end == LAST:
        said = f"may be away until {told_until}; when it ends is not recorded"
        return Tolerance(Away.UNKNOWN, moment, said)
    away = window.end - window.begin
    if away > may:
        said = f"away for {lasting(away)}, may be for {lasting(may)}: too long from {told_until} on"
        return Tolerance(Away.TOO_LONG, moment, said)
    return Tolerance(Away.WITHIN, moment, f"within tolerance until {told_until}")


def recovery_time(snapshot: Snapshot, row: int) -> timedelta | None:
    """How long an item may be away; None where it is not recorded."""
    text = snapshot.value(row, RECOVERY)
    return None if text is None else timedelta(seconds=parse_clock(str(text)))


def in_words(moment: datetime, beside: datetime, zone: tzinfo) -> str:
    """A moment as people write it, without its day where that of another says it."""
    there, begun = moment.astimezone(zone), beside.astimezone(zone)
    clock = f"{there:%H:%M}"
    return clock if there.date() == begun.date() else f"{day_in_words(there.date())}, {clock}"


def lasting(time: timedelta) -> str:
    """A time in days, hours and minutes: "1 d 2 h"."""
    minutes = int(time.total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = ((days, "d"), (hours, "h"), (minutes, "min"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "no time"
