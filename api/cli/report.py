"""``ramify report``: substitution, expirations and health as a page or a workbook to hand on."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from application.day import read_day
from graph_model.errors import InvalidQuestion, Problem

if TYPE_CHECKING:
    from datetime import date

    from api.report.rendered import Asking, ReportFormat

app = typer.Typer(no_args_is_help=True)


class FileFormat(StrEnum):
    """A report's format; without it, the file's ending tells."""

    HTML = "html"
    XLSX = "xlsx"


OutOption = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write: .html or .xlsx.")
]
FormatOption = Annotated[
    FileFormat | None, typer.Option("--format", help="Without it, by the file's ending.")
]


@app.callback()
def report() -> None:
    """Write a report that people can hand on: an HTML page to print, or an Excel workbook."""


@app.command()
@expanded
def substitution(
    ctx: typer.Context,
    *,
    supplier: Annotated[str, typer.Argument(help="The supplier's id or alias.")],
    output: OutOption,
    by: Annotated[str | None, typer.Option(help="The supplier that takes its place.")] = None,
    service: Annotated[
        list[str] | None, typer.Option(help="Only for this service; may be repeated.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The day; without it, at once.")
    ] = None,
    options: FactsOptions,
    format: FormatOption = None,
) -> None:
    """Report what changes hands if a supplier is replaced; may we, can they, by when."""
    day, services = _day(on, "--on"), service or None
    _write(
        ctx,
        (output, format),
        options,
        lambda asked: asked.substitution(supplier, by, services, day),
    )


@app.command()
@expanded
def expirations(
    ctx: typer.Context,
    *,
    output: OutOption,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="YYYY-MM-DD", help="From this day; without it, --as-of."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Up to this day; without it, 180 days on."),
    ] = None,
    options: FactsOptions,
    format: FormatOption = None,
) -> None:
    """Report what ends, by when to act, and what falls uncovered."""
    first, last = _day(from_, "--from"), _day(until, "--until")
    _write(
        ctx,
        (output, format),
        options,
        lambda asked: asked.expirations(first, last),
    )


@app.command()
@expanded
def health(
    ctx: typer.Context,
    *,
    output: OutOption,
    of: Annotated[
        str | None, typer.Argument(help="A service, agency or supplier; without it, all.")
    ] = None,
    options: FactsOptions,
    format: FormatOption = None,
) -> None:
    """Report how current, complete and manageable it is: each indicator by itself."""
    _write(ctx, (output, format), options, lambda asked: asked.health(of))


def _day(text: str | None, option: str) -> date | None:
    from datetime import date

    return None if text is None else read_day(text, date.min, option)


def _write(
    ctx: typer.Context,
    to: tuple[Path, FileFormat | None],
    options: FactsOptions,
    ask: Asking,
) -> None:
    """Write the report, and say what it comes to.

    Raises:
        InvalidQuestion: neither the file's ending nor --format tells the format, or it cannot be
            written there.
    """
    from api.report.rendered import Asked, rendered

    path, format_ = to[0], _format(*to)
    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        found = ask(Asked(graph, asked.snapshot, asked.day))
    try:
        path.write_bytes(rendered(found, format_))
    except OSError as error:
        raise InvalidQuestion([Problem("-o", str(error), "a file that can be written")]) from error
    typer.echo(f"{path}: {found.verdict}")
    if found.provenance.reason:
        typer.echo(f"this answer is not complete: {found.provenance.reason}")


def _format(path: Path, given: FileFormat | None) -> ReportFormat:
    from api.report.rendered import ReportFormat

    try:
        return ReportFormat(given or path.suffix.removeprefix(".").lower())
    except ValueError:
        expected = "a file that ends in .html or .xlsx, or --format"
        raise InvalidQuestion([Problem("-o", repr(str(path)), expected)]) from None
