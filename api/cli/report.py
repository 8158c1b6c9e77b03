"""``ramify report``: the answer to a question as a page or a workbook to hand on."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.arguments import WITH, names, present, taking
from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from graph_model.errors import InvalidQuestion, Problem, why_unread
from queries.questions.catalog import questions
from queries.questions.declaration import Question

if TYPE_CHECKING:
    from api.report.rendered import ReportFormat


class FileFormat(StrEnum):
    """A report's format; without it, the file's ending tells."""

    HTML = "html"
    XLSX = "xlsx"


FileOption = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write: .html or .xlsx.")
]
FormatOption = Annotated[
    FileFormat | None, typer.Option("--format", help="Without it, by the file's ending.")
]
app = typer.Typer(no_args_is_help=True)


@app.callback()
def report() -> None:
    """Write a report that people can hand on: an HTML page to print, or an Excel workbook."""


def _command(question: Question) -> Callable[..., None]:
    """The report of a question: its signature is the declaration's."""

    def run(
        ctx: typer.Context,
        *,
        options: FactsOptions,
        output: FileOption,
        format: FormatOption = None,
        with_: WITH = None,
        **given: Any,
    ) -> None:
        from api.report.rendered import rendered
        from api.report.report import report_of
        from application.asking import Asker

        form, asked = _format(output, format), present(question, given)
        with graph_of(ctx) as graph:
            about = options.about(graph)
            answer = Asker.of(graph, by_name=True).ask(question, asked, about)
            found = report_of(question, answer, asked, about, graph.settings.store, names(with_))
            _write(output, rendered(found, form))
        typer.echo(f"{output}: {found.verdict}")
        if found.provenance.reason:
            typer.echo(f"this answer is not complete: {found.provenance.reason}")

    return taking(question, run)


for one in questions():
    if one.tables:
        app.command(one.command, help=one.said)(_command(one))
        if one.short:
            app.command(one.short, help=one.said, hidden=True)(_command(one))


def _write(path: Path, content: bytes) -> None:
    """Write the file.

    Raises:
        InvalidQuestion: it cannot be written there.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InvalidQuestion(
            [Problem("-o", why_unread(error), "a file that can be written")]
        ) from error


def _format(path: Path, given: FileFormat | None) -> ReportFormat:
    """The format: the given one, or the file's ending.

    Raises:
        InvalidQuestion: neither tells it.
    """
    from api.report.rendered import ReportFormat

    try:
        return ReportFormat(given or path.suffix.removeprefix(".").lower())
    except ValueError:
        expected = "a file that ends in .html or .xlsx, or --format"
        raise InvalidQuestion([Problem("-o", repr(str(path)), expected)]) from None
