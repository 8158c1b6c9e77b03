"""Freezes and blackouts of what an impact touches, at the time it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

import numpy as np

from graph_model.lens import MIDDLE, Direction
from queries.answers.told import told_with
from queries.answers.view import View
from queries.change.closed_time import ClosedTime, MetClosedTime, closed_time
from queries.change.ticket_window import LAST, Interval, whole_day
from queries.impact.promise import while_away
from queries.snapshot.days import day_number
from queries.snapshot.rows import as_ints

if TYPE_CHECKING:
    from queries.impact.impact import Impact


@dataclass(frozen=True)
class ClosedMeanwhile(MetClosedTime):
    """A freeze or blackout that holds meanwhile for something touched."""

    @told_with
    def said(self, view: View) -> str:
        """What it is, and until when."""
        return f"{self.closed.type} {self.named(view)}"

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return self.said(view)


def closed_meanwhile(impact: Impact, zone: tzinfo) -> list[ClosedMeanwhile]:
    """What is closed for what was asked about and what is above the lowest level, soonest first."""
    when = _when(impact, zone)
    found = []
    for row, items in _windows(impact).items():
        closed = closed_time(impact.snapshot, row, zone)
        time = closed.meeting(when, zone) if isinstance(closed, ClosedTime) else None
        if isinstance(closed, ClosedTime) and time is not None:
            found.append(ClosedMeanwhile(closed, time, zone, tuple(items)))
    id_of = impact.snapshot.id
    return sorted(found, key=lambda one: (one.time.begin, id_of(one.closed.row)))


def _when(impact: Impact, zone: tzinfo) -> Interval:
    """While it takes place, or the day; of what has no known end the beginning alone."""
    when = while_away(impact, zone) or whole_day(impact.as_of, zone)
    return Interval(when.begin, when.begin) if when.end == LAST else when


def _windows(impact: Impact) -> dict[int, list[int]]:
    """The windows that apply to something touched on the day, and what each applies to of it."""
    brought, snapshot = impact.brought, impact.snapshot
    above = brought.rows[brought.levels[brought.rows] >= MIDDLE]
    touched = as_ints(np.union1d(above, impact.own_starts))
    _, numbers = snapshot.relations_of(touched, "APPLIES_TO", Direction.BACKWARD)
    numbers = snapshot.holding(numbers, day_number(impact.as_of))
    items: dict[int, list[int]] = {}
    ends = snapshot.starts(numbers).tolist(), snapshot.ends(numbers).tolist()
    for window, item in zip(*ends, strict=True):
        items.setdefault(window, []).append(item)
    return items
