"""When a ticket's work is planned: the day that dates its question, and the window it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from queries.snapshot.field import label
from queries.snapshot.snapshot import Snapshot

TICKET = "Ticket"
LAST = datetime.max.replace(tzinfo=UTC)
"""The end of a window that has none on record."""


@dataclass(frozen=True, slots=True)
class AskedDay:
    """The day that a question is about; ``ticket`` is the row of the ticket that dates it, if one.

    ``said`` tells so in words, "" where the day is today.
    """

    on: date
    ticket: int | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """From a moment until before another; both with their zone. An instant where they are one."""

    begin: datetime
    end: datetime

    def meets(self, other: Interval) -> bool:
        """Whether some moment is in both."""
        first, second = sorted((self, other), key=lambda one: (one.begin, one.end))
        return second.begin < first.end or second.begin == first.begin


def asked_day(snapshot: Snapshot, of: Sequence[str], today: date, zone: tzinfo) -> AskedDay:
    """The day of a question that names none: today, or a ticket's planned start if that is later.

    A ticket dates it where it is all that is asked about.

    Raises:
        NotFound: with the ids that are not recorded.
    """
    rows = set(snapshot.rows(of).tolist())
    if len(rows) == 1 and snapshot.kind(row := rows.pop()) == TICKET:
        planned = snapshot.value(row, "planned_start")
        on = moment(str(planned), zone).date() if planned is not None else today
        if on > today:
            said = f"as of {on}, when {label(snapshot, row)} is planned to begin"
            return AskedDay(on, row, said)
    return AskedDay(today)


def window_of(snapshot: Snapshot, ticket: int, zone: tzinfo) -> Interval | None:
    """When a ticket's work is planned; None where nobody said, or it ends before it begins."""
    start, end = (snapshot.value(ticket, name) for name in ("planned_start", "planned_end"))
    if start is None:
        return None
    begin = moment(str(start), zone)
    until = LAST if end is None else moment(str(end), zone, ends=True)
    return Interval(begin, until) if begin <= until else None


def moment(text: str, zone: tzinfo, ends: bool = False) -> datetime:
    """A kept moment; a whole day begins at its midnight in the zone and ``ends`` at the next."""
    if len(text) > len("2027-01-31"):
        return datetime.fromisoformat(text).astimezone(zone)
    day = date.fromisoformat(text)
    if ends and day < date.max:
        day += timedelta(days=1)
    return datetime.combine(day, time(), zone)
