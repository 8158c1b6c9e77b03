"""``ramify check``: what is wrong with the model, and doubtful in the facts."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.opened import graph_of
from api.cli.output import AsOfOption, Format, FormatOption, print_json, read_day

if TYPE_CHECKING:
    from queries.check.question import Check, Finding

app = typer.Typer()

FOUND = 3
"""The exit code where something was found that is as bad as ``--fail-on``."""


class FailOn(StrEnum):
    """From which severity on the command fails."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


@app.command()
def check(
    ctx: typer.Context,
    as_of: AsOfOption = None,
    fail_on: Annotated[
        FailOn, typer.Option(help=f"Exit with {FOUND} where anything is as bad as this.")
    ] = FailOn.ERROR,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say what is wrong with the model, and what is doubtful in the facts, worst first."""
    from graph_model.consistency import violations
    from queries.check.question import check as ask

    with graph_of(ctx) as graph:
        wrong = violations(graph.model)
        found = ask(graph.snapshot(), read_day(as_of, graph.today()))
    if format is Format.JSON:
        print_json(_as_json(found, wrong))
    else:
        _print(found, wrong)
    if wrong or _fails(found, fail_on):
        raise typer.Exit(FOUND)


def _fails(found: Check, fail_on: FailOn) -> bool:
    from queries.check.rule import Severity

    return fail_on is not FailOn.NEVER and found.fails(Severity[fail_on.name])


def _as_json(found: Check, wrong: list[str]) -> dict[str, object]:
    return {
        "revision": found.revision,
        "asOf": found.as_of.isoformat(),
        "model": wrong,
        "counts": {severity.word: number for severity, number in found.counts.items()},
        "findings": [_finding(finding) for finding in found.findings],
    }


def _finding(finding: Finding) -> dict[str, object]:
    relations = [{"type": k.type, "from": k.start, "to": k.end} for k in finding.keys]
    return {
        "severity": finding.severity.word,
        "rule": finding.rule.id,
        "message": finding.message,
        "items": list(finding.ids),
        "relations": relations,
    }


def _print(found: Check, wrong: list[str]) -> None:
    for line in wrong:
        typer.echo(f"error    model: {line}")
    for finding in found.findings:
        typer.echo(f"{finding.severity.word:<8} {finding.rule.id}: {finding.message}")
    counted = ", ".join(f"{number} {severity.word}" for severity, number in found.counts.items())
    typer.echo(f"revision {found.revision} as of {found.as_of}: {counted}")
