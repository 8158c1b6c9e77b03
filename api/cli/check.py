"""``ramify check``: what is wrong in the model, doubtful in the facts, against the policies."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.facts import FactsOptions
from api.cli.opened import graph_of, settings_of
from api.cli.options import expanded
from api.cli.output import print_json, print_rows
from application.day import read_day
from graph_model.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from application.check import Asked
    from graph_model.model import Model
    from queries.check.question import Check, Finding
    from queries.check.rule import Severity

    Asks = Callable[[Model], Asked]

app = typer.Typer()

FOUND = 3
"""The exit code where something was found that is as bad as ``--fail-on``."""


class FailOn(StrEnum):
    """From which severity on the command fails."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


class CheckFormat(StrEnum):
    """How the findings are printed."""

    TABLE = "table"
    JSON = "json"
    JUNIT = "junit"


@app.command()
@expanded
def check(
    ctx: typer.Context,
    *,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]…", help="Check these, loaded nowhere, instead of what the store holds."
        ),
    ] = None,
    options: FactsOptions,
    policies: Annotated[
        list[Path] | None,
        typer.Option(
            help="A file of policies; may be repeated (RAMIFY_POLICIES).",
            show_default="the shipped ones",
        ),
    ] = None,
    no_policies: Annotated[
        bool, typer.Option("--no-policies", help="Check the facts alone.")
    ] = False,
    rule: Annotated[
        list[str] | None, typer.Option(help="Only this rule or policy; may be repeated.")
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option(help=f"Exit with {FOUND} where anything is as bad as this.")
    ] = FailOn.ERROR,
    format: Annotated[
        CheckFormat,
        typer.Option("--format", help="For people, for programs, or for pipelines (JUnit XML)."),
    ] = CheckFormat.TABLE,
) -> None:
    """Say what is wrong with the model, doubtful in the facts, and against the policies.

    Worst first. docs/checks.md lists the rules, docs/policies.md the policies.
    """
    asks = _asks(ctx, policies or [], no_policies, rule or [])
    found = _of_files(ctx, files, asks, options) if files else _of_store(ctx, asks, options)
    least = _least(fail_on)
    if format is CheckFormat.JSON:
        print_json(as_json(found))
    elif format is CheckFormat.JUNIT:
        from api.report.junit import junit

        typer.echo(junit(found, least), nl=False)
    else:
        _print(found)
    if least is not None and found.fails(least):
        raise typer.Exit(FOUND)


def _asks(
    ctx: typer.Context, policies: Sequence[Path], no_policies: bool, only: Sequence[str]
) -> Asks:
    """What is asked of a model: the rules, and the policies of files, settings, or as shipped."""
    from application.check import Asked
    from application.policy import rules_asked

    settings = settings_of(ctx)
    own = policies or ([settings.policies] if settings.policies else [])

    def asked(model: Model) -> Asked:
        return Asked(rules_asked(model, own, with_policies=not no_policies), only, "--rule")

    return asked


def _of_files(
    ctx: typer.Context, files: Sequence[Path], asks: Asks, options: FactsOptions
) -> Check:
    from application.check import check_files
    from application.graph import read_model
    from graph_model.errors import InvalidQuestion, Problem

    if options.at_revision is not None or options.what_if is not None:
        expected = "neither --at-revision nor --what-if: they are about a store"
        raise InvalidQuestion([Problem("FILE", str(files[0]), expected)])
    settings = settings_of(ctx)
    model = read_model(settings)
    return check_files(files, model, read_day(options.as_of, settings.today()), asks(model))


def _of_store(ctx: typer.Context, asks: Asks, options: FactsOptions) -> Check:
    from application.check import check_store

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        return check_store(asked.snapshot, asked.day, asks(graph.model))


def _least(fail_on: FailOn) -> Severity | None:
    """The least severity that fails, or None."""
    from queries.check.rule import Severity

    return None if fail_on is FailOn.NEVER else Severity[fail_on.name]


def as_json(found: Check) -> dict[str, object]:
    """The findings as programs read them."""
    return {
        "revision": found.revision,
        "asOf": found.as_of.isoformat(),
        "rules": [
            {"id": rule.id, "severity": rule.severity.word, "meaning": rule.meaning}
            for rule in found.rules
        ],
        "counts": {severity.word: number for severity, number in found.counts.items()},
        "findings": [_finding(finding) for finding in found.findings],
    }


def _finding(finding: Finding) -> dict[str, object]:
    relations = [
        {"type": k.type, "from": k.start, "to": k.end}
        | ({"discriminator": k.discriminator} if k.discriminator else {})
        for k in finding.keys
    ]
    return {
        "severity": finding.severity.word,
        "rule": finding.rule.id,
        "message": finding.message,
        "items": list(finding.ids),
        "relations": relations,
    }


def _print(found: Check) -> None:
    rows = [(f.severity.word, f.rule.id, f.message) for f in found.findings]
    print_rows(("SEVERITY", "RULE", "FOUND"), rows)
    if rows:
        typer.echo()
    severities = ", ".join(_counted(number, severity) for severity, number in found.counts.items())
    rules = counted(len(found.rules), "rule", "rules")
    typer.echo(f"as of {found.as_of}, revision {found.revision}: {rules}, {severities}")


def _counted(number: int, severity: Severity) -> str:
    """A severity with its number: "1 error", "2 warnings"; information is not counted in pieces."""
    plural = "s" if number != 1 and severity.word != "info" else ""
    return f"{number:,} {severity.word}{plural}"
