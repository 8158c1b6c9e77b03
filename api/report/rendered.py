"""A report asked for by a door: the question, its provenance, and the format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from api.report.report import Provenance, Report
from graph_model.periods import moved
from queries.expiration.expiration import expirations
from queries.health.health import health
from queries.snapshot.snapshot import Snapshot
from queries.substitution.substitution import substitution

if TYPE_CHECKING:
    from application.graph import Graph

AHEAD = timedelta(days=180)
"""How far ahead is looked for what ends, where nobody says."""


class ReportFormat(StrEnum):
    """The formats of reports, each the ending of its files."""

    HTML = "html"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """The format's media type."""
        if self is ReportFormat.HTML:
            return "text/html; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rendered(report: Report, format_: ReportFormat) -> bytes:
    """The report in a format; what a format needs is imported when it is used."""
    if format_ is ReportFormat.HTML:
        from api.report.html import html

        return html(report)
    from api.report.workbook import workbook

    return workbook(report)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked of: a graph, some facts of it, and a day."""

    graph: Graph
    snapshot: Snapshot
    day: date

    @property
    def provenance(self) -> Provenance:
        """Which facts the report is about."""
        revision = self.snapshot.revision
        short = self.graph.cut_short(revision)
        store = store_name(self.graph.settings.store)
        return Provenance(store, revision, self.day, short is None, short)

    def substitution(
        self, supplier: str, by: str | None, services: Sequence[str] | None, on: date | None
    ) -> Report:
        """The substitution of a supplier.

        Raises:
            InvalidQuestion, NotFound: an id is not of a supplier, or not of a service.
        """
        from api.report.substitution import substitution_report

        calendar = self.graph.settings.calendar
        found = substitution(self.snapshot, supplier, self.day, by, services, on, calendar)
        return substitution_report(found, self.provenance)

    def expirations(self, first: date | None, until: date | None) -> Report:
        """What ends from a day, unset the day asked for, up to another, unset 180 days on.

        Raises:
            InvalidQuestion: the last day is before the first.
        """
        from api.report.expirations import expirations_report

        begin = first or self.day
        answer = expirations(self.snapshot, self.day, self.graph.settings.calendar)
        return expirations_report(answer, begin, until or moved(begin, AHEAD), self.provenance)

    def health(self, of: str | None) -> Report:
        """The health of the whole, or around an item.

        Raises:
            InvalidQuestion, NotFound: it is of another kind, or not recorded.
        """
        from api.report.health import health_report

        found = health(self.snapshot, self.day, of, self.graph.settings.calendar)
        return health_report(found, self.provenance)


Asking = Callable[[Asked], Report]


def store_name(address: str) -> str:
    """A store as a report names it: without folders and user names, which are nobody's business."""
    parts = urlsplit(address)
    if parts.scheme != "sqlite":
        return f"Neo4j at {parts.hostname or 'an unnamed host'}"
    name = PurePosixPath(parts.path).name
    return f"SQLite file {name}" if name else "SQLite, in memory"
