"""A question's command, made from its declaration: arguments, formats, where the answer goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded, without
from api.cli.output import (
    FORMAT_HELP,
    Format,
    FormatOption,
    OutputOption,
    json_text,
    table_text,
    written,
)
from graph_model.words import word_of
from queries.questions.catalog import question as declared
from queries.questions.declaration import FACTS, Argument, Form, Question

if TYPE_CHECKING:
    from queries.answers.telling import Shown

FIRST, AFTER = "first", "after"
FORMATS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "corridor": {"dot": ("for Graphviz", "api.picture.corridor:dot")},
    "scenario": {"file": ("as a ChangeSet's file", "api.cli.scenario_file:file")},
}
"""The formats that one question has beside those of all: what each is, and where it is written."""
WITH = Annotated[
    list[str] | None,
    typer.Option("--with", metavar="NAME", help="Tell this as well, which takes longer."),
]
PARTICULAR = {"substitution": "api.cli.saved_scenario"}
"""Questions whose command does something besides: the module of its ``OPTION`` and its ``act``."""
_METAVARS = {
    **dict.fromkeys((Form.ID, Form.IDS), "ID"),
    **dict.fromkeys((Form.KIND, Form.KINDS), "KIND"),
    **dict.fromkeys((Form.LENS, Form.CHOICE, Form.CHOICES), "NAME"),
    Form.DAY: "YYYY-MM-DD",
    Form.EDITS: "FILE",
    Form.LEVEL: "LEVEL",
    Form.INTEGER: "N",
    Form.RELATIONS: "TYPE",
    **dict.fromkeys((Form.TEXT, Form.TEXTS), "TEXT"),
}
"""How the command line calls a value of each form."""
_TYPES: Mapping[Form, Any] = {Form.INTEGER: int, Form.FLAG: bool}


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
        given = _read(question, given)
        with graph_of(ctx) as graph:
            from application.asking import Asker

            answer = Asker.of(graph).ask(question, given, options.about(graph))
            if more and aside is not None:
                more.act(answer, aside)
            own = _own_format(question, format)
            text = own(answer) if own else printed(question, answer, given, format, with_ or ())
        written(text, output)

    own = [_parameter(argument) for argument in question.arguments]
    lists = [_parameter(argument) for argument in question.list_arguments]
    return without(
        expanded(_signed(run, [*own, *lists, *_page_of(question), *_options_of(question)])),
        [name for name in FACTS if name not in question.takes],
    )


def _particular(question: Question) -> Any:
    """The module of what a question's command does besides, or None."""
    return import_module(PARTICULAR[question.name]) if question.name in PARTICULAR else None


def _formats_of(question: Question) -> list[Parameter]:
    """The option of the format, where the question has formats of its own."""
    if not (own := FORMATS.get(question.name)):
        return []
    more = ", ".join(said for said, _ in own.values())
    names = {name.upper(): name for name in [*Format, *own]}
    info = typer.Option("--format", help=f"{FORMAT_HELP}, {more}.")
    hint: Any = Annotated[StrEnum("FormatOf", names), info]
    return [Parameter("format", Parameter.KEYWORD_ONLY, default=Format.TABLE, annotation=hint)]


def _own_format(question: Question, format: str) -> Callable[[Shown], str] | None:
    """What writes a question's own format, imported now; None for those of all questions."""
    _, written_by = FORMATS.get(question.name, {}).get(str(format), ("", ""))
    module, _, name = written_by.partition(":")
    return getattr(import_module(module), name) if module else None


def _options_of(question: Question) -> list[Parameter]:
    """The options that a question's command has besides those of its declaration."""
    more = _particular(question)
    return [*_formats_of(question), *([more.OPTION] if more else [])]


def _read(question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given; of a file of edits its edits, of words without a name their text.

    Raises:
        UnreadableFile: the file cannot be read.
    """
    present = {name: value for name, value in given.items() if value is not None}
    for argument in question.arguments:
        value = present.get(argument.name)
        if argument.form is Form.EDITS and value is not None:
            from application.edit import edits_in

            present[argument.name] = edits_in(Path(value))
        if argument.form is Form.TEXT and isinstance(value, list):
            present[argument.name] = " ".join(value)
    return present


def _signed(run: Callable[..., None], own: list[Parameter]) -> Callable[..., None]:
    """A function with the parameters of its own in the place of ``given``."""
    import inspect

    signature = inspect.signature(run, eval_str=True)
    names = {parameter.name for parameter in own}
    fixed = [
        p
        for p in signature.parameters.values()
        if p.kind is not Parameter.VAR_KEYWORD and p.name not in names
    ]
    parameters = [fixed[0], *own, *fixed[1:]]
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run


def _parameter(argument: Argument) -> Parameter:
    """An argument as Typer reads it; its own default is filled in where it is asked."""
    type_: Any = _TYPES.get(argument.form, str)
    read: Any = list[type_] if _several(argument) else type_
    required = argument.required
    info = _positional(argument) if argument.positional else _option(argument)
    hint: Any = Annotated[read if required else read | None, info]
    default = Parameter.empty if required else None
    return Parameter(argument.name, Parameter.KEYWORD_ONLY, default=default, annotation=hint)


def _several(argument: Argument) -> bool:
    """Whether several words are taken: of a text without a name all, of a file of edits one."""
    if argument.form is Form.TEXT:
        return argument.positional
    return argument.form.many and argument.form is not Form.EDITS


def _positional(argument: Argument) -> Any:
    shown = _metavar(argument) or argument.name.rstrip("_").upper()
    return typer.Argument(metavar=shown, help=_help(argument))


def _option(argument: Argument) -> Any:
    name = f"--{argument.option or argument.name.rstrip('_').replace('_', '-')}"
    return typer.Option(name, metavar=_metavar(argument), help=_help(argument))


def _metavar(argument: Argument) -> str | None:
    return _METAVARS.get(argument.form)


def _help(argument: Argument) -> str:
    words = [*map(word_of, argument.members or ())]
    among = [f"One of: {', '.join(words)}."] if words else []
    otherwise = [f"[default: {argument.otherwise}]"] if argument.otherwise else []
    return " ".join([argument.said, *among, *otherwise])


def _page() -> list[Parameter]:
    """Which page of the first table is printed."""
    first = Annotated[
        int | None, typer.Option("--first", metavar="N", help="How many; without it, 100.")
    ]
    after = Annotated[
        str | None, typer.Option("--after", metavar="CURSOR", help="Begin after this cursor.")
    ]
    return [
        Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=hint)
        for name, hint in ((FIRST, first), (AFTER, after))
    ]


def _page_of(question: Question) -> list[Parameter]:
    """The page's options, where the question has none of its own by these names."""
    taken = {argument.name for argument in question.arguments}
    return [one for one in _page() if one.name not in taken] if question.paged else []


def printed(
    question: Question,
    answer: Shown,
    given: Mapping[str, Any],
    format: str,
    wanted: tuple[str, ...] | list[str],
) -> str:
    """An answer in a format."""
    from queries.answers.record import record
    from queries.questions.reading import list_arguments, require_requestable, short_text

    require_requestable(answer, wanted)
    listed = list_arguments(question, answer, given)
    match format:
        case Format.JSON:
            return json_text(record(answer, wanted, listed, question.listed))
        case Format.TEXT:
            return "\n".join(short_text(question, answer, listed))
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
    for number, grid in enumerate(grids(question, answer, listed, wanted)):
        if not grid.rows and not grid.empty:
            continue
        yield ""
        if grid.title:
            yield f"{grid.title}:"
        yield from table_text(grid.heads, grid.rows) if grid.rows else [grid.empty]
        if grid.more > 0:
            yield f"and {grid.more:,} more{'' if number else hint}"
        if grid.hidden:
            yield f"and {grid.hidden:,} that you may not see"
    below = list(notes(question, answer))
    yield from ["", *below] if below else []
