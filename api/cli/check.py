"""``ramify check``: what is wrong in the model, doubtful in the facts, against the policies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from api.cli.facts import FactsOptions
from api.cli.opened import graph_of, settings_of
from api.cli.options import expanded
from api.cli.output import Format, OutputOption, written
from queries.questions.catalog import question
from queries.questions.shared import INCLUDE, OF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from application.graph import Graph
    from application.settings import Settings
    from graph_model.model import Model
    from queries.answers.recording import Recording
    from queries.answers.telling import Shown
    from queries.answers.view import View
    from queries.check.question import Check
    from queries.check.rule import Rule
    from queries.check.severity import Severity

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
    TEXT = "text"
    JUNIT = "junit"


class CheckInclude(StrEnum):
    """What is checked besides what is ours."""

    OURS = "ours"
    REFERENCE = "reference"


@dataclass(frozen=True)
class RuleOptions:
    """What is checked against, the rules and which policies; and what of the facts."""

    policies: Annotated[
        list[Path] | None,
        typer.Option(
            help="A file of policies; may be repeated (RAMIFY_POLICIES).",
            show_default="the shipped ones",
        ),
    ] = None
    no_policies: Annotated[bool, typer.Option("--no-policies", help="Check the facts alone.")] = (
        False
    )
    rule: Annotated[
        list[str] | None, typer.Option(help="Only this rule or policy; may be repeated.")
    ] = None
    of: Annotated[
        list[str] | None, typer.Option(help=f"{OF.said} May be repeated.", metavar="ID")
    ] = None
    include: Annotated[CheckInclude, typer.Option(help=INCLUDE.said)] = CheckInclude.OURS

    def asked(self, settings: Settings, model: Model, *more: Rule) -> tuple[Rule, ...]:
        """What is asked of a model: the rules, and policies of files, settings, or as shipped."""
        from application.check import rules_of
        from queries.check.question import rules_named

        own = self.policies or ([settings.policies] if settings.policies else [])
        rules = (*more, *rules_of(model, own, not self.no_policies))
        return rules_named(rules, self.rule or [], "--rule")

    def within(self, found: Check, view: View) -> Check:
        """The findings about what is asked for: what belongs to some items, reference data too."""
        from queries.answers.estate import Include, estate
        from queries.check.question import within

        return within(found, estate(view, self.of or None, Include(self.include.value)))


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
    rules: RuleOptions,
    fail_on: Annotated[
        FailOn, typer.Option(help=f"Exit with {FOUND} where anything is as bad as this.")
    ] = FailOn.ERROR,
    format: Annotated[
        CheckFormat,
        typer.Option("--format", help="For people, for programs, or for pipelines (JUnit XML)."),
    ] = CheckFormat.TABLE,
    output: OutputOption = None,
) -> None:
    """Say what is wrong with the model, doubtful in the facts, and against the policies.

    Worst first. docs/checks.md lists the rules, docs/policies.md the policies.
    """
    answer = _of_files(ctx, files, rules, options) if files else _of_store(ctx, rules, options)
    found = cast("Check", answer.of)
    least = _least(fail_on)
    written(_printed(answer, format, least), output)
    if least is not None and found.fails(least):
        raise typer.Exit(FOUND)


def _printed(answer: Shown, format: CheckFormat, least: Severity | None) -> str:
    from api.cli.question import printed
    from api.report.junit import junit

    if format is CheckFormat.JUNIT:
        return junit(cast("Check", answer.of), least).removesuffix("\n")
    return printed(question("check"), answer, {}, Format(format.value), ())


def _of_files(
    ctx: typer.Context, files: Sequence[Path], rules: RuleOptions, options: FactsOptions
) -> Shown:
    from application.check import graph_of_files
    from graph_model.errors import InvalidQuestion, Problem
    from queries.answers.recording import Recording

    if options.at_revision is not None or options.what_if is not None:
        expected = "neither --at-revision nor --what-if: they are about a store"
        raise InvalidQuestion([Problem("FILE", str(files[0]), expected)])
    settings = settings_of(ctx)
    with graph_of_files(files, settings) as (graph, rows):
        asks = rules.asked(settings, graph.model, rows)
        return _checked(graph, options, asks, rules, Recording())


def _of_store(ctx: typer.Context, rules: RuleOptions, options: FactsOptions) -> Shown:
    with graph_of(ctx) as graph:
        return _checked(graph, options, rules.asked(graph.settings, graph.model), rules)


def _checked(
    graph: Graph,
    options: FactsOptions,
    rules: tuple[Rule, ...],
    asked: RuleOptions,
    of_files: Recording | None = None,
) -> Shown:
    """What is found; files, of which nothing is to be said as of a store, have a recording."""
    from application.asking import Asker
    from queries.answers.telling import Shown
    from queries.check.question import check

    view = Asker.of(graph).view(options.about(graph))
    view = view if of_files is None else replace(view, recording=of_files)
    return Shown(asked.within(check(view.snapshot, view.as_of, rules), view), view)


def _least(fail_on: FailOn) -> Severity | None:
    """The least severity that fails, or None."""
    from queries.check.severity import Severity

    return None if fail_on is FailOn.NEVER else Severity[fail_on.name]
