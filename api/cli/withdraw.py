"""``ramify withdraw``: end all that a source says, the difference first."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.author import AuthorOptions
from api.cli.opened import graph_of
from api.cli.options import expanded

app = typer.Typer()


@app.command()
@expanded
def withdraw(
    ctx: typer.Context,
    *,
    source: Annotated[str, typer.Argument(help="The source, as `ramify sources` names it.")],
    approve: Annotated[
        str | None,
        typer.Option(metavar="DIGEST", help="The difference to apply, as it was shown."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and how to approve it.")
    ] = False,
    by: AuthorOptions,
) -> None:
    """End all that a source says; what others or people say stays as they say it.

    Without --approve nothing is written: what would change is shown, and what that would mean.

    Exits with 0: it is withdrawn, or was shown with --dry-run; 1: it has to be approved.
    """
    from rich.console import Console

    from api.cli.load_report import show_changes, show_meaning
    from application.load_meaning import meaning_of
    from application.withdrawal import withdraw as end

    out = Console()
    with graph_of(ctx) as graph:
        report = end(graph, source, None if dry_run else approve, by.author)
        if report.applied:
            revisions = ", ".join(map(str, report.revisions))
            said = f" (revision {revisions})" if revisions else ""
            typer.echo(f"{source} is withdrawn{said}; load it again, and it is back")
            return
        show_changes(report, out)
        show_meaning(meaning_of(graph, report), out)
        typer.echo(f"{source} says nothing more of {report.ended:,} items and relations then")
        typer.echo(f"to withdraw it, approve this difference\n    --approve {report.difference}")
    raise typer.Exit(0 if dry_run else 1)
