"""Trends: the health indicators as they were recorded at several points of the two clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from graph_model.errors import NotFound
from graph_model.words import day_in_words, share_in_words
from queries.answers.asked import Point, Recorded
from queries.answers.calendar import Calendar
from queries.answers.told import told_with
from queries.answers.types import Said, Share
from queries.answers.view import View
from queries.health.indicator import Indicator

if TYPE_CHECKING:
    from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """An indicator at a point of the two clocks."""

    revision: Annotated[int, Said("What was recorded then.")]
    date: Annotated[date, Said("As of that day.")]
    share: Annotated[Share | None, Said("The number; null: not known there.")]


@dataclass(frozen=True, slots=True)
class Trend:
    """An indicator over time."""

    indicator: Indicator
    formula: Annotated[str, Said("What is divided by what.")]
    points: Annotated[tuple[TrendPoint, ...], Said("In the order asked for.")]

    @told_with
    def name(self, view: View) -> str:
        """What it indicates."""
        return self.indicator.name(view)

    @property
    def shares(self) -> tuple[float | None, ...]:
        """The numbers alone."""
        return tuple(point.share for point in self.points)

    @told_with
    def course(self, view: View) -> str:
        """Its numbers one after the other, each with its day."""
        told = (f"{day_in_words(p.date)}: {_said(p.share)}" for p in self.points)
        return ", ".join(told)


def _said(share: float | None) -> str:
    return "unknown" if share is None else share_in_words(share)


def trends(
    recorded: Recorded,
    points: Sequence[Point],
    of: str | None,
    calendar: Calendar,
    today: date,
    included: bool = False,
) -> list[Trend]:
    """The indicators at some points, by name in the order of the last point.

    A point that is a day alone is what was recorded by its end, a revision alone is asked for the
    day it was recorded. At a point where the item asked about is not recorded nothing is known.

    Raises:
        InvalidQuestion: a revision is not one of the journal's, or the item has no health.
    """
    known = [_known(recorded, point, today) for point in points]
    found = [_at(recorded.at(revision), day, of, calendar, included) for revision, day in known]
    named = {i.title: i for indicators in found for i in indicators}
    titles = dict.fromkeys(i.title for indicators in reversed(found) for i in indicators)
    return [
        Trend(
            named[title],
            named[title].formula,
            tuple(
                TrendPoint(revision, day, _share(title, indicators))
                for (revision, day), indicators in zip(known, found, strict=True)
            ),
        )
        for title in titles
    ]


def _at(
    snapshot: Snapshot, as_of: date, of: str | None, calendar: Calendar, included: bool
) -> Sequence[Indicator]:
    from queries.health.health import health

    try:
        return health(snapshot, as_of, of, calendar, included).indicators
    except NotFound:
        return []


def _share(title: str, indicators: Sequence[Indicator]) -> float | None:
    return next((i.share for i in indicators if i.title == title), None)


def _known(recorded: Recorded, point: Point, today: date) -> tuple[int, date]:
    """Both clocks of a point."""
    if point.revision is None:
        day = point.day or today
        return recorded_by(recorded, day), day
    there = 1 <= point.revision <= recorded.newest()
    return point.revision, point.day or (recorded.recorded_on(point.revision) if there else today)


def recorded_by(recorded: Recorded, day: date) -> int:
    """The newest revision recorded by the end of a day; 0 where there was none yet.

    Revisions are recorded one after the other, so this looks at a few of them only.
    """
    low, high = 0, recorded.newest()
    while low < high:
        middle = (low + high + 1) // 2
        if recorded.recorded_on(middle) <= day:
            low = middle
        else:
            high = middle - 1
    return low
