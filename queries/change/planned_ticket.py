"""Open tickets and when they are: their windows, which of them overlap, and what is no window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import groupby
from typing import Annotated

from queries.answers.told import subject, told
from queries.answers.types import ItemRow, Said
from queries.answers.view import View
from queries.change.ticket_window import (
    CHANGE,
    INCIDENT,
    LAST,
    Interval,
    not_closed,
    whole_day,
    windows_of,
)
from queries.snapshot.rows import Ints, absent, as_ints
from queries.snapshot.snapshot import Snapshot

NO_WINDOW = "no window is recorded: when it takes place is not known"
BACKWARDS = "its window ends before it begins"


@dataclass(frozen=True, slots=True)
class PlannedTicket:
    """An open ticket (a row) and its window; ``today_only`` where it is an incident without one."""

    row: int
    window: Interval
    today_only: bool = False

    @property
    def ends(self) -> bool:
        """Whether it is recorded when it ends."""
        return self.window.end != LAST

    @property
    def beginning(self) -> Interval:
        """The moment at which it begins."""
        return Interval(self.window.begin, self.window.begin)


@dataclass(frozen=True, slots=True)
class NoWindow:
    """A ticket, or a window, of which it cannot be told when it is."""

    row: int
    said: Annotated[str, Said("What is wrong with it.")]

    @subject
    @told
    def item(self) -> ItemRow:
        """The ticket or window."""
        return self.row

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return f"{view.label(self.row)}: {self.said}"


def planned(snapshot: Snapshot, as_of: date, until: date, zone: tzinfo) -> list[PlannedTicket]:
    """The open tickets with a window from a day up to another, by their beginning, then id.

    An open incident without a window counts on the day asked for.
    """
    today = whole_day(as_of, zone)
    span = Interval(today.begin, whole_day(until, zone).end)
    dated, incidents, _ = _told_apart(snapshot)
    pairs = zip(dated.tolist(), windows_of(snapshot, dated, zone), strict=True)
    found = [PlannedTicket(row, window) for row, window in pairs if window and window.meets(span)]
    found += [PlannedTicket(row, today, today_only=True) for row in incidents.tolist()]
    return sorted(found, key=lambda one: (one.window.begin, snapshot.id(one.row)))


def without_window(snapshot: Snapshot, zone: tzinfo) -> list[NoWindow]:
    """The open tickets of whose window it cannot be told when it is, by id: changes, or any."""
    dated, _, changes = _told_apart(snapshot)
    pairs = zip(dated.tolist(), windows_of(snapshot, dated, zone), strict=True)
    found = [NoWindow(row, BACKWARDS) for row, window in pairs if window is None]
    found += [NoWindow(row, NO_WINDOW) for row in changes.tolist()]
    return sorted(found, key=lambda one: snapshot.id(one.row))


def _told_apart(snapshot: Snapshot) -> tuple[Ints, Ints, Ints]:
    """The open tickets of which it is said when they begin; other incidents; other changes."""
    rows = not_closed(snapshot)
    types, undated = snapshot.values(rows, "type"), absent(snapshot.values(rows, "planned_start"))
    incidents, changes = (as_ints(rows[undated & (types == one)]) for one in (INCIDENT, CHANGE))
    return as_ints(rows[~undated]), incidents, changes


def together(tickets: Sequence[PlannedTicket]) -> Iterator[tuple[PlannedTicket, ...]]:
    """The largest sets of tickets, sorted by their beginning, that all take place at one moment."""
    active: list[PlannedTicket] = []
    for begin, new in groupby(tickets, key=lambda one: one.window.begin):
        stay = [one for one in active if one.window.end > begin]
        if len(stay) < len(active):
            yield tuple(active)
        active = [*stay, *new]
    if active:
        yield tuple(active)
