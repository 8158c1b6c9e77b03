"""Freezes and blackouts: when they are, each time, and which changes fall into them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Annotated

import numpy as np

from graph_model.lens import Direction
from graph_model.periods import Period, add, parse_period
from graph_model.words import moment_in_words
from queries.answers.told import subject, told, told_with
from queries.answers.types import FieldChoice, ItemRows, Moment, TicketRow, WindowRow
from queries.answers.view import View
from queries.change.planned_ticket import BACKWARDS, NoWindow, PlannedTicket
from queries.change.ticket_window import LAST, Interval, moment
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from queries.change.changes import Changes

CLOSED = ("freeze", "blackout")
WindowType = Annotated[str, FieldChoice("Window", "type")]
WAY = {"freeze": "waits for the end of", "blackout": "is forbidden in"}


@dataclass(frozen=True, slots=True)
class ClosedTime:
    """A freeze or blackout (a row): the first time that it is, and how it repeats."""

    row: int
    type: str
    first: Interval
    again: Period
    last_day: date | None

    def meeting(self, window: Interval, zone: tzinfo) -> Interval | None:
        """The first of its times that a window meets; None where it meets none."""
        if self.again.empty or self.first.end == LAST:
            return self.first if self.first.meets(window) else None
        for n in self._times(window, zone):
            found = self._nth(n, zone)
            if found is None or found.begin > window.end:
                return None
            if found.meets(window):
                return found
        return None

    def _times(self, window: Interval, zone: tzinfo) -> Iterator[int]:
        """Which of its times can meet a window, rising: none that is over well before."""
        longest = self.again.months * 31 + self.again.days
        ago = window.begin.astimezone(zone) - self.first.end.astimezone(zone)
        n = max(0, ago.days // longest - 1)
        while True:
            yield n
            n += 1

    def _nth(self, n: int, zone: tzinfo) -> Interval | None:
        """The same so many repetitions later, at the same hours; None where there is none."""
        begin, end = (m.astimezone(zone) for m in (self.first.begin, self.first.end))
        try:
            day = add(begin.date(), self.again, n)
            later = datetime.combine(day, begin.time())
            ends = later + (end.replace(tzinfo=None) - begin.replace(tzinfo=None))
        except (ValueError, OverflowError):
            return None
        if self.last_day is not None and day > self.last_day:
            return None
        return Interval(later.replace(tzinfo=zone), ends.replace(tzinfo=zone))


@dataclass(frozen=True)
class MetClosedTime:
    """One of the times of a freeze or blackout, and what it is closed for then (rows)."""

    closed: ClosedTime
    time: Interval
    zone: tzinfo
    items: tuple[int, ...]

    @subject
    @told
    def window(self) -> WindowRow:
        """The freeze or blackout."""
        return self.closed.row

    @told
    def type(self) -> WindowType:
        """Whether it is a freeze or a blackout."""
        return self.closed.type

    @told
    def begins(self) -> Moment:
        """When it begins."""
        return self._told(self.time.begin)

    @told
    def ends(self) -> Moment | None:
        """When it ends; null: not recorded."""
        return None if self.time.end == LAST else self._told(self.time.end)

    def _told(self, moment_: datetime) -> str:
        return moment_.astimezone(self.zone).isoformat()

    @told
    def touches(self) -> ItemRows:
        """What it is closed for, of what is touched."""
        return as_ints(self.items)

    def named(self, view: View) -> str:
        """Its window, and until when it holds: "Freeze of June, until 1 Jul 2027, 00:00 UTC"."""
        until = f", until {moment_in_words(self.ends)}" if self.ends else ""
        return f"{view.name(self.closed.row)}{until}"


@dataclass(frozen=True)
class ClosedChange(MetClosedTime):
    """A change that falls into a freeze or blackout of what it touches."""

    of: Changes
    planned: PlannedTicket

    @subject
    @told
    def ticket(self) -> TicketRow:
        """The change."""
        return self.planned.row

    @told_with
    def said(self, view: View) -> str:
        """What that means for the change."""
        return f"{WAY[self.closed.type]} {self.named(view)}"

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return f"{view.label(self.planned.row)} {self.said(view)}"

    @property
    def place(self) -> tuple[str, str, str]:
        """By the change's beginning, then ids."""
        id_of = self.of.snapshot.id
        begin = self.planned.window.begin.isoformat()
        return begin, id_of(self.planned.row), id_of(self.closed.row)


def closed_times(
    snapshot: Snapshot, day: int, zone: tzinfo
) -> tuple[dict[int, list[ClosedTime]], list[NoWindow]]:
    """The freezes and blackouts by the item (a row) that they apply to on a day.

    With them the windows of which it cannot be told when they are.
    """
    rows = snapshot.rows_of_kind("Window")
    times, wrong = dict[int, ClosedTime](), list[NoWindow]()
    for row in rows.tolist():
        found = closed_time(snapshot, row, zone)
        if isinstance(found, NoWindow):
            wrong.append(found)
        elif found is not None:
            times[row] = found
    _, numbers = snapshot.relations_of(rows, "APPLIES_TO", Direction.FORWARD)
    numbers = snapshot.holding(numbers, day)
    by_item: dict[int, list[ClosedTime]] = defaultdict(list)
    pairs = zip(snapshot.starts(numbers).tolist(), snapshot.ends(numbers).tolist(), strict=True)
    for start, end in pairs:
        if start in times:
            by_item[end].append(times[start])
    return by_item, sorted(wrong, key=lambda one: snapshot.id(one.row))


def closed_time(snapshot: Snapshot, row: int, zone: tzinfo) -> ClosedTime | NoWindow | None:
    """When a window (a row) is a freeze or blackout; None where it is neither."""
    names = ("type", "starts_at", "ends_at", "repeats", "repeats_until")
    type_, starts, ends, repeats, until = (_text(snapshot.value(row, name)) for name in names)
    if type_ not in CLOSED:
        return None
    if starts is None:
        return NoWindow(row, "it is not recorded when it begins")
    begin = moment(starts, zone)
    end = LAST if ends is None else moment(ends, zone, ends=True)
    if end < begin:
        return NoWindow(row, BACKWARDS)
    last_day = None if until is None else date.fromisoformat(until)
    again = parse_period(repeats) if repeats else Period()
    return ClosedTime(row, type_, Interval(begin, end), again, last_day)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def closed_changes(of: Changes, planned: Sequence[PlannedTicket]) -> list[ClosedChange]:
    """The changes that fall into a freeze or blackout of what they touch, soonest first.

    A change touches what it names, and what its impact has above the lowest level. One of which no
    end is recorded counts with its beginning alone.
    """
    closed = np.asarray(sorted(of.closed_for), np.int32)
    found = []
    for ticket in planned if len(closed) else ():
        touched = of.touched(ticket)
        for item in touched[np.isin(touched, closed)].tolist():
            for time in of.closed_for[item]:
                when = time.meeting(ticket.window if ticket.ends else ticket.beginning, of.zone)
                if when is not None:
                    found.append((ticket, time, when, item))
    return _by_window(of, found)


def _by_window(
    of: Changes, found: Sequence[tuple[PlannedTicket, ClosedTime, Interval, int]]
) -> list[ClosedChange]:
    """One line for each change and window, with all that it is closed for."""
    items: dict[tuple[int, int], set[int]] = defaultdict(set)
    lines = {}
    for ticket, time, when, item in found:
        items[ticket.row, time.row].add(item)
        lines[ticket.row, time.row] = ticket, time, when
    made = [
        ClosedChange(time, when, of.zone, tuple(sorted(items[key], key=of.snapshot.id)), of, ticket)
        for key, (ticket, time, when) in lines.items()
    ]
    return sorted(made, key=lambda one: one.place)
