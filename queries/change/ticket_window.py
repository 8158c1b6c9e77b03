"""When a ticket's work is planned: the day that dates its question, and the window it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from graph_model.values import Value
from queries.snapshot.rows import Ints, absent, as_ints
from queries.snapshot.snapshot import Snapshot

TICKET = "Ticket"
PLANNED = ("planned_start", "planned_end")
INCIDENT, CHANGE = "incident", "change"
"""The types of tickets that are on top of one another while they are open."""
LAST = datetime.max.replace(tzinfo=UTC)
"""The end of a window that has none on record."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From a moment until before another; both with their zone. An instant where they are one."""

    begin: datetime
    end: datetime

    def meets(self, other: Interval) -> bool:
        """Whether some moment is in both."""
        first, second = sorted((self, other), key=lambda one: (one.begin, one.end))
        return second.begin < first.end or second.begin == first.begin


def planned_day(snapshot: Snapshot, rows: Sequence[int], today: date, zone: tzinfo) -> date | None:
    """The day on which the one ticket asked about is planned to begin; None: it is not later.

    A ticket dates its question where it is all that is asked about.
    """
    if len(asked := set(rows)) != 1 or snapshot.kind(row := asked.pop()) != TICKET:
        return None
    planned = snapshot.value(row, "planned_start")
    on = today if planned is None else moment(str(planned), zone).date()
    return on if on > today else None


def window_asked(snapshot: Snapshot, rows: Sequence[int], as_of: date, zone: tzinfo) -> Interval:
    """When what is asked about takes place: its tickets' windows at that day, or else the day."""
    day = whole_day(as_of, zone)
    tickets = [row for row in rows if snapshot.kind(row) == TICKET]
    then = windows_in(snapshot, tickets, day, zone)
    if not then:
        return day
    return Interval(min(one.begin for one in then), max(one.end for one in then))


def windows_in(
    snapshot: Snapshot, tickets: Sequence[int], time: Interval, zone: tzinfo
) -> list[Interval]:
    """The windows of some tickets that meet a time, in their order."""
    windows = (window_of(snapshot, ticket, zone) for ticket in tickets)
    return [window for window in windows if window is not None and window.meets(time)]


def window_of(snapshot: Snapshot, ticket: int, zone: tzinfo) -> Interval | None:
    """When a ticket's work is planned; None where nobody said, or it ends before it begins."""
    start, end = (snapshot.value(ticket, name) for name in PLANNED)
    return _window(start, end, zone)


def windows_of(snapshot: Snapshot, tickets: Ints, zone: tzinfo) -> list[Interval | None]:
    """The same of many tickets, in their order."""
    columns = (snapshot.values(tickets, name).tolist() for name in PLANNED)
    return [_window(start, end, zone) for start, end in zip(*columns, strict=True)]


def _window(start: Value | None, end: Value | None, zone: tzinfo) -> Interval | None:
    if start is None:
        return None
    begin = moment(str(start), zone)
    until = LAST if end is None else moment(str(end), zone, ends=True)
    return Interval(begin, until) if begin <= until else None


def not_closed(snapshot: Snapshot) -> Ints:
    """The tickets of which no closing is recorded, rising."""
    tickets = snapshot.rows_of_kind(TICKET)
    return as_ints(tickets[absent(snapshot.values(tickets, "closed_on"))])


def whole_day(day: date, zone: tzinfo) -> Interval:
    """A day from its midnight to the next."""
    return Interval(moment(day.isoformat(), zone), moment(day.isoformat(), zone, ends=True))


def moment(text: str, zone: tzinfo, ends: bool = False) -> datetime:
    """A kept moment; a whole day begins at its midnight in the zone and ``ends`` at the next."""
    if len(text) > len("2027-01-31"):
        return datetime.fromisoformat(text).astimezone(zone)
    day = date.fromisoformat(text)
    if ends and day < date.max:
        day += timedelta(days=1)
    return datetime.combine(day, time(), zone)
