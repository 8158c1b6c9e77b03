"""Freezes and blackouts of what an impact touches, at the time it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

import numpy as np

from graph_model.lens import MIDDLE
from graph_model.words import moment_in_words
from queries.answers.told import subject, told, told_with
from queries.answers.types import ItemRows, Moment, WindowRow
from queries.answers.view import View
from queries.change.closed_time import ClosedTime, WindowType, closed_times
from queries.change.ticket_window import LAST, Interval, moment
from queries.impact.promise import while_away
from queries.snapshot.days import day_number
from queries.snapshot.rows import as_ints

if TYPE_CHECKING:
    from queries.impact.impact import Impact


@dataclass(frozen=True, slots=True)
class ClosedMeanwhile:
    """A freeze or blackout that holds meanwhile for something touched."""

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
        return self.time.begin.astimezone(self.zone).isoformat()

    @told
    def ends(self) -> Moment | None:
        """When it ends; null: not recorded."""
        return None if self.time.end == LAST else self.time.end.astimezone(self.zone).isoformat()

    @told
    def touches(self) -> ItemRows:
        """What it is closed for and that is touched."""
        return as_ints(self.items)

    @told_with
    def said(self, view: View) -> str:
        """What it is, and until when."""
        until = f", until {moment_in_words(self.ends)}" if self.ends else ""
        return f"{self.closed.type} {view.name(self.closed.row)}{until}"

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return self.said(view)


def closed_meanwhile(impact: Impact, zone: tzinfo) -> list[ClosedMeanwhile]:
    """What is closed for what was asked about and what is above the lowest level, soonest first."""
    by_item, _ = closed_times(impact.snapshot, day_number(impact.as_of), zone)
    brought = impact.brought
    above = brought.rows[brought.levels[brought.rows] >= MIDDLE]
    touched = as_ints(np.union1d(above, impact.own_starts))
    when = while_away(impact, zone) or Interval(
        moment(impact.as_of.isoformat(), zone), moment(impact.as_of.isoformat(), zone, ends=True)
    )
    if when.end == LAST:  # nobody said: the beginning alone
        when = Interval(when.begin, when.begin)
    items: dict[int, list[int]] = {}
    times: dict[int, tuple[ClosedTime, Interval]] = {}
    for item in touched[np.isin(touched, as_ints(sorted(by_item)))].tolist():
        for closed in by_item[item]:
            time = closed.meeting(when, zone)
            if time is not None:
                items.setdefault(closed.row, []).append(item)
                times[closed.row] = closed, time
    id_of = impact.snapshot.id
    found = [
        ClosedMeanwhile(*times[row], zone, tuple(sorted(rows, key=id_of)))
        for row, rows in items.items()
    ]
    return sorted(found, key=lambda one: (one.time.begin, id_of(one.closed.row)))
