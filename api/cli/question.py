"""A question's command, made from its declaration: arguments, formats, where the answer goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from inspect import Parameter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.arguments import WITH, names, page_of, present, require_given, taking
from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.output import (
    FORMAT_HELP,
    Format,
    FormatOption,
    OutputOption,
    json_text,
    printed_bytes,
    table_text,
    written,
)
from queries.questions.catalog import question as declared
from queries.questions.declaration import Question

if TYPE_CHECKING:
    from application.asking import About, Asker
    from queries.answers.telling import Shown

FORMATS: Mapping[str, dict[str, tuple[str, str]]] = {
    "attention": {"ics": ("as a calendar", "api.calendar.attention:ics")},
    "corridor": {"dot": ("for Graphviz", "api.picture.corridor:dot")},
    "scenario": {"file": ("as a ChangeSet's file", "api.cli.scenario_file:file")},
}
"""The formats that one question has beside those of all: what each is, and where it is written."""
DRAWN: dict[str, tuple[str, str]] = {"svg": ("as a drawing", "api.picture.drawn:drawn")}
"""That of questions whose answer has a picture."""
PARTICULAR = {"substitution": "api.cli.saved_scenario", "impact": "api.cli.fail_on"}
"""Questions whose command does something besides: the module of its ``OPTION`` and its ``act``,
which returns the exit code."""


def command_of(name: str) -> typer.Typer:
    """The Typer of a question's command."""
    question = declared(name)
    app = typer.Typer()
    app.command(question.command, help=question.said)(_command(question))
    return app


def _command(question: Question) -> Callable[..., None]:
    """What is run: its signature is the declaration's."""
    more = _particular(question)

    def run(
        ctx: typer.Context,
        *,
        options: FactsOptions,
        format: FormatOption = Format.TABLE,
        output: OutputOption = None,
        with_: WITH = None,
        **given: Any,
    ) -> None:
        aside = given.pop(more.OPTION.name, None) if more else None
        given = present(question, given)
        require_given(ctx, question, given)
        with graph_of(ctx) as graph:
            from application.asking import Asker

            asker, about = Asker.of(graph, by_name=True), options.about(graph)
            answer = asker.ask(question, given, about)
            code = more.act(answer, aside) if more and aside is not None else 0
            own = _own_format(question, format)
            end = _end(asker, question, given, about, answer) if format == Format.TEXT else ""
            text = (
                own(answer) if own else printed(question, answer, given, format, names(with_), end)
            )
        printed_bytes(text, output) if isinstance(text, bytes) else written(text, output)
        if code:
            raise typer.Exit(code)

    return taking(question, run, *page_of(question), *_options_of(question))


def _end(
    asker: Asker, question: Question, given: Mapping[str, Any], about: About, answer: Shown
) -> str:
    """By what the answer is told again, if that can be."""
    from application.impact_note import keep, kept_with_text

    by_id = asker.by_id(question, given, about)
    end, kept = kept_with_text(asker.graph, question, by_id, answer)
    if kept is not None:
        keep(asker.graph, kept)
    return end


def _particular(question: Question) -> Any:
    """The module of what a question's command does besides, or None."""
    return import_module(PARTICULAR[question.name]) if question.name in PARTICULAR else None


def _formats(question: Question) -> Mapping[str, tuple[str, str]]:
    """The formats that a question has beside those of all."""
    return FORMATS.get(question.name, {}) | (DRAWN if question.drawn else {})


def _formats_of(question: Question) -> list[Parameter]:
    """The option of the format, where the question has formats of its own."""
    if not (own := _formats(question)):
        return []
    more = ", ".join(said for said, _ in own.values())
    names = {name.upper(): name for name in [*Format, *own]}
    info = typer.Option("--format", help=f"{FORMAT_HELP}, {more}.")
    hint: Any = Annotated[StrEnum("FormatOf", names), info]
    return [Parameter("format", Parameter.KEYWORD_ONLY, default=Format.TABLE, annotation=hint)]


def _own_format(question: Question, format: str) -> Callable[[Shown], str | bytes] | None:
    """What writes a question's own format, imported now; None for those of all questions."""
    _, written_by = _formats(question).get(str(format), ("", ""))
    module, _, name = written_by.partition(":")
    return getattr(import_module(module), name) if module else None


def _options_of(question: Question) -> list[Parameter]:
    """The options that a question's command has besides those of its declaration."""
    more = _particular(question)
    return [*_formats_of(question), *([more.OPTION] if more else [])]


def printed(
    question: Question,
    answer: Shown,
    given: Mapping[str, Any],
    format: str,
    wanted: tuple[str, ...] | list[str],
    end: str = "",
) -> str:
    """An answer in a format; ``end`` stands below a text."""
    from queries.answers.record import record
    from queries.questions.reading import list_arguments, require_requestable, short_text

    require_requestable(answer, wanted)
    listed = list_arguments(question, answer, given)
    match format:
        case Format.JSON:
            return json_text(record(answer, wanted, listed, question.listed))
        case Format.TEXT:
            return "\n".join(short_text(question, answer, listed, end))
        case _:
            return "\n".join(_lines(question, answer, listed, wanted))


def _lines(
    question: Question, answer: Shown, listed: Mapping[str, Any], wanted: Any
) -> Iterator[str]:
    from queries.questions.grid import grids
    from queries.questions.reading import dated, notes, verdict_of

    yield verdict_of(answer)
    yield dated(answer)
    hint = f" (--first N, at most {answer.view.office.most_rows:,})" if question.paged else ""
    for grid in grids(question, answer, listed, wanted):
        if not grid.rows and not grid.empty:
            continue
        yield ""
        if grid.title:
            yield f"{grid.title}:"
        yield from table_text(grid.heads, grid.rows) if grid.rows else [grid.empty]
        if grid.more > 0:
            yield f"and {grid.more:,} more{hint if grid.path == question.listed else ''}"
        if grid.hidden:
            yield f"and {grid.hidden:,} that you may not see"
    below = list(notes(question, answer))
    yield from ["", *below] if below else []
