"""Trends from the journal: the health indicators as they were recorded at several points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from application.graph import Graph
from queries.health.health import Trend, trends


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A revision and a day; None: what was recorded by the day, the day of the revision."""

    revision: int | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Trends:
    """Points with both of their clocks known, and each indicator's share at each of them."""

    points: tuple[tuple[int, date], ...]
    trends: list[Trend]


def trends_of(graph: Graph, points: Sequence[TrendPoint], of: str | None = None) -> Trends:
    """The indicators at some points, in their order.

    Raises:
        InvalidQuestion: a revision is not one of the journal's, or the item has no health.
    """
    known = tuple(_known(graph, point) for point in points)
    snapshots = [(graph.keeper.at(revision), day) for revision, day in known]
    return Trends(known, trends(snapshots, of, graph.settings.calendar))


def _known(graph: Graph, point: TrendPoint) -> tuple[int, date]:
    if point.revision is None:
        day = point.day or graph.today()
        return recorded_by(graph, day), day
    newest = graph.refresh().revision
    there = 1 <= point.revision <= newest
    recorded = recorded_on(graph, point.revision) if there else graph.today()
    return point.revision, point.day or recorded


def recorded_by(graph: Graph, day: date) -> int:
    """The newest revision recorded by the end of a day; 0 where there was none yet.

    Revisions are recorded one after the other, so this looks at a few of them only.
    """
    low, high = 0, graph.refresh().revision
    while low < high:
        middle = (low + high + 1) // 2
        if recorded_on(graph, middle) <= day:
            low = middle
        else:
            high = middle - 1
    return low


def recorded_on(graph: Graph, revision: int) -> date:
    """The day a revision was recorded, in the installation's time zone."""
    (entry,) = graph.journal(revision - 1, revision, 1)
    moment = datetime.fromisoformat(entry.recorded_at)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(ZoneInfo(graph.settings.time_zone)).date()
