"""The health question in GraphQL: indicators with their evidence, the manual, and trends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from api.graphql.answer import answer_fields, masked_fields
from api.graphql.batch import Node
from api.graphql.context import Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.question import question_field
from api.graphql.registry import Registry
from api.graphql.seen import HIDDEN, Seen
from application.trend import TrendPoint, trends_of
from queries.failure.criticality import of_kinds
from queries.health.health import Health, health
from queries.health.indicator import Indicator
from queries.health.manual import Page


@dataclass(frozen=True, slots=True)
class IndicatorAnswer:
    """One indicator, with its evidence."""

    answer: Health
    indicator: Indicator
    seen: Seen

    @property
    def name(self) -> str:
        """What it indicates."""
        return _named(self.indicator, self.seen)

    @property
    def formula(self) -> str:
        """What is divided by what."""
        return self.indicator.formula

    @property
    def share(self) -> float | None:
        """The number."""
        return self.indicator.share

    @property
    def counted(self) -> int:
        """How many were counted."""
        return self.indicator.counted


def _named(indicator: Indicator, seen: Seen) -> str:
    """An indicator's name; what it names may be hidden."""
    hidden = indicator.of is not None and not seen.sees(indicator.of)
    return f"{indicator.name.partition(':')[0]}: {HIDDEN}" if hidden else indicator.name


@dataclass(frozen=True, slots=True)
class ManualPage:
    """A document of the manual."""

    answer: Health
    page: Page
    document: Node

    @property
    def depth(self) -> int:
        """How far down it is."""
        return self.page.depth


@dataclass(frozen=True, slots=True)
class TrendShare:
    """An indicator's number at a point."""

    revision: int
    date: str
    share: float | None


@dataclass(frozen=True, slots=True)
class TrendAnswer:
    """One indicator over time."""

    name: str
    formula: str
    points: list[TrendShare]


@dataclass(frozen=True)
class HealthAnswer:
    """The health of a part, as its viewer may see it."""

    answer: Health
    seen: Seen
    of: str | None

    @property
    def about(self) -> Node | None:
        """What it was asked of."""
        return self.seen.item(self.answer.part.about)

    @cached_property
    def indicators(self) -> list[IndicatorAnswer]:
        """All of them."""
        return [IndicatorAnswer(self.answer, i, self.seen) for i in self.answer.indicators]

    @property
    def manual(self) -> list[ManualPage]:
        """The documents that may be seen, in reading order."""
        pages = [page for page in self.answer.manual if self.seen.sees(page.document)]
        nodes = self.seen.items([page.document for page in pages])
        return [ManualPage(self.answer, p, node) for p, node in zip(pages, nodes, strict=True)]


def health_field(registry: Registry) -> ComputedField:
    """The root field ``health``, and its types."""
    _declare(registry)
    arguments = [
        argument("of", "ID | None", registry, "A service, agency or supplier; absent: the whole.")
    ]
    said = "How current, complete and manageable is it? Each indicator by itself, no score."
    return question_field("health", "Health", resolve, registry, said, arguments)


def resolve(source: None, context: Context, of: str | None = None) -> HealthAnswer:
    """The finished answer.

    Raises:
        NotFound: the id is not recorded, or the viewer may not see it.
        InvalidQuestion: it is of another kind.
    """
    if of is not None:
        context.scope.require(context.snapshot, [of])
    found = health(context.snapshot, context.day(), of, context.settings.calendar)
    return HealthAnswer(found, Seen(context, context.snapshot), of)


def _declare(registry: Registry) -> None:
    indicator = [
        PlainField("name", "str", registry, "What it indicates."),
        PlainField("formula", "str", registry, "What is divided by what."),
        PlainField("share", "float | None", registry, "The number, 0 to 1; null: none counted."),
        PlainField("counted", "int", registry, "How many were counted."),
        *masked_fields("met", "The evidence for it.", registry, _indicated("met")),
        *masked_fields("unmet", "The evidence against it.", registry, _indicated("unmet")),
    ]
    registry.object("Indicator", indicator, "A share with its formula and its evidence.")
    page = [
        PlainField("document", "Document", registry, "The document."),
        PlainField("depth", "int", registry, "How far down the manual it is, from 0."),
        *masked_fields("described", "What its pages describe.", registry, _paged("described")),
        *masked_fields("empty", "Its pages that describe nothing.", registry, _paged("empty")),
        *masked_fields("stale", "Its pages not verified of late.", registry, _paged("stale")),
    ]
    registry.object("ManualPage", page, "A document of the service management manual.")
    share = [
        PlainField("revision", "int", registry, "What was recorded then."),
        PlainField("date", "Date", registry, "As of that day."),
        PlainField("share", "float | None", registry, "The number; null: not known there."),
    ]
    registry.object("TrendPoint", share, "An indicator at a point of the two clocks.")
    trend = [
        PlainField("name", "str", registry, "What it indicates."),
        PlainField("formula", "str", registry, "What is divided by what."),
        PlainField("points", "list[TrendPoint]", registry, "In the order asked for."),
    ]
    registry.object("Trend", trend, "An indicator over time.")
    about = "The service, agency or supplier asked about; null: the whole."
    fields = [
        *answer_fields(registry),
        PlainField("about", "Item | None", registry, about),
        PlainField("indicators", "list[Indicator]", registry, "Each by itself; no score."),
        PlainField("manual", "list[ManualPage]", registry, "The manual by its hierarchy."),
        _trend(registry),
    ]
    registry.object("Health", fields, "How current, complete and manageable a part is.")


def _indicated(name: str) -> Any:
    return lambda s, kinds: of_kinds(s.answer.snapshot, getattr(s.indicator, name), kinds)


def _paged(name: str) -> Any:
    return lambda s, kinds: of_kinds(s.answer.snapshot, getattr(s.page, name), kinds)


def _trend(registry: Registry) -> ComputedField:
    def resolve(
        source: HealthAnswer, context: Context, points: Sequence[Mapping[str, Any]]
    ) -> list[TrendAnswer]:
        context.page(len(points))
        asked = [_point(given) for given in points]
        found = trends_of(context.graph, asked, source.of)
        hidden = {i.name: _named(i, source.seen) for i in source.answer.indicators if i.of}
        return [
            TrendAnswer(
                hidden.get(trend.name, trend.name),
                trend.formula,
                [
                    TrendShare(revision, day.isoformat(), share)
                    for (revision, day), share in zip(found.points, trend.shares, strict=True)
                ],
            )
            for trend in found.trends
        ]

    said_points = (
        "A date alone: what was recorded by its end. A revision alone: the day it was recorded."
    )
    arguments = [argument("points", "list[PointInput]", registry, said_points)]
    said = "The indicators as they were recorded at several points; without the edits."
    return ComputedField("trend", "list[Trend]", resolve, registry, said, arguments)


def _point(given: Mapping[str, Any]) -> TrendPoint:
    day = given.get("date")
    return TrendPoint(given.get("revision"), None if day is None else date.fromisoformat(day))
