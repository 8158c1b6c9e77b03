"""Withdrawing a source: what it alone says ends, once somebody approved that very difference."""

from __future__ import annotations

from collections.abc import Sequence

from application.author import Author
from application.graph import Graph
from application.load_comparison import LOADER, LoadHow
from application.load_guard import LoadGuard
from application.load_report import LoadReport
from application.loading import load_read
from graph_model.errors import InvalidInput, Problem
from graph_model.facts import Ref
from graph_model.ledger.kept_back import KIND as KEPT_BACK
from graph_model.ledger.source_load import KIND as SOURCE_LOAD
from graph_model.record_kind import RecordWrite
from loaders.files import Readings
from loaders.intake.reading import SourceReading
from queries.answers.viewer import Viewer

NAME = "withdrawal"


def withdraw(
    graph: Graph,
    source: str,
    approve: str | None = None,
    author: Author = LOADER,
    viewer: Viewer | None = None,
) -> LoadReport:
    """End all that a source says: what nobody else says goes; what others say stays as they do.

    Without ``approve`` nothing is written, and the report has the difference to be approved by its
    digest. What it let wait or was kept back of it is forgotten as well. Loaded again, it is back.

    Raises:
        InvalidInput: no such source says anything; or the difference is another one by now.
        StoreUnavailable, StaleRevision: nothing more was applied; withdraw it again.
    """
    if (viewer or graph.viewer).scoped:
        expected = "somebody who sees all: what a source says knows no scope"
        raise InvalidInput([Problem("the source", "asked by who sees a part", expected)])
    report = _loaded(graph, source, None, author)
    if not (report.images or report.ended or _kept(graph, source)):
        raise InvalidInput([Problem("the source", repr(source)[:80], "one that says something")])
    if approve is None:
        return report
    if approve != report.difference:
        found = f"{approve[:40]!r}, while it is {report.difference}"
        advice = "look at it again, and approve what it is now"
        raise InvalidInput([Problem("approve", found, "the difference that it makes", advice)])
    report = _loaded(graph, source, approve, author)
    graph.refresh()
    return report


def _loaded(graph: Graph, source: str, approve: str | None, author: Author) -> LoadReport:
    """A load in full of a source that says nothing any more."""
    readings = Readings(files=[SourceReading(NAME, source)], names=[source])
    settings = graph.settings
    how = LoadHow(
        replace=True,
        dry_run=approve is None,
        author=author,
        most=settings.most_changes,
        guard=LoadGuard(0.0, approve),
        order=settings.source_order,
    )

    def records(report: LoadReport, completed: Sequence[tuple[str, Ref]]) -> list[RecordWrite]:
        return _kept(graph, source)

    return load_read(readings, graph.store, graph.model, how, records)


def _kept(graph: Graph, source: str) -> list[RecordWrite]:
    """The writes that forget what the ledger keeps of a source's loads."""
    rows = [one for one in graph.kept_back() if one.source == source]
    loads = [SOURCE_LOAD.removed(source)] if source in graph.source_loads() else []
    return [*(KEPT_BACK.removed(one.source, one.file) for one in rows), *loads]
