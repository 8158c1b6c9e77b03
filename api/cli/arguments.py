"""A question's arguments on the command line, made from its declaration."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any

import typer
from typer._click.exceptions import MissingParameter

from api.cli.options import expanded, without
from graph_model.words import word_of
from queries.answers.sorted_by import CONTAINING, SORT
from queries.questions.declaration import FACTS, Argument, Form, Question
from queries.questions.shared import SAYING, SORTED

FIRST, AFTER = "first", "after"
OF, NAMED = "of", "of_named"
"""What a question is about may be said with a name too: ``--of``."""
WITH = Annotated[
    list[str] | None,
    typer.Option("--with", metavar="NAME", help="Tell this as well, which takes longer."),
]
_METAVARS = {
    **dict.fromkeys((Form.ID, Form.IDS), "ID"),
    **dict.fromkeys((Form.KIND, Form.KINDS), "KIND"),
    **dict.fromkeys((Form.LENS, Form.CHOICE, Form.CHOICES), "NAME"),
    Form.DAY: "YYYY-MM-DD",
    Form.MOMENT: "YYYY-MM-DDTHH:MM",
    Form.EDITS: "FILE",
    Form.LEVEL: "LEVEL",
    Form.INTEGER: "N",
    Form.RELATIONS: "TYPE",
    **dict.fromkeys((Form.TEXT, Form.TEXTS), "TEXT"),
}
"""How the command line calls a value of each form."""
_TYPES: Mapping[Form, Any] = {Form.INTEGER: int, Form.FLAG: bool}


def names(given: Sequence[str] | None) -> list[str]:
    """The names of an option that is given several times, or with commas between them."""
    return [name.strip() for one in given or () for name in one.split(",") if name.strip()]


def taking(question: Question, run: Callable[..., None], *more: Parameter) -> Callable[..., None]:
    """A command that takes a question's arguments, and some more, in the place of ``given``."""
    signature = inspect.signature(run, eval_str=True)
    taken = (*question.arguments, *question.list_arguments)
    own = [*map(_parameter, taken), *map(_named, _also_named(taken)), *more]
    names = {parameter.name for parameter in own}
    fixed = [
        p
        for p in signature.parameters.values()
        if p.kind is not Parameter.VAR_KEYWORD and p.name not in names
    ]
    parameters = [fixed[0], *own, *fixed[1:]]
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return without(expanded(run), [name for name in FACTS if name not in question.takes])


def present(question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given; of a file of edits its edits, of words without a name their text.

    Raises:
        UnreadableFile: the file cannot be read.
    """
    found = {name: value for name, value in given.items() if value is not None}
    for argument in _also_named(question.arguments):
        found |= _joined(argument, found.pop(argument.name, None), found.pop(NAMED, None))
    for argument in question.arguments:
        value = found.get(argument.name)
        if argument.form is Form.EDITS and value is not None:
            from application.edit import edits_in

            found[argument.name] = edits_in(Path(value))
        if argument.form is Form.TEXT and isinstance(value, list):
            found[argument.name] = " ".join(value)
    return found


def require_given(ctx: typer.Context, question: Question, given: Mapping[str, Any]) -> None:
    """See that what may be left out for another argument was, as for any that must be given.

    Raises:
        MissingParameter: neither was given.
    """
    for argument in question.arguments:
        if argument.unless and not (given.get(argument.name) or given.get(argument.unless)):
            (param,) = (one for one in ctx.command.params if one.name == argument.name)
            raise MissingParameter(ctx=ctx, param=param)  # type: ignore[arg-type]  # Typer's own


def _parameter(argument: Argument) -> Parameter:
    """An argument as Typer reads it; its own default is filled in where it is asked."""
    type_: Any = _TYPES.get(argument.form, str)
    read: Any = list[type_] if _several(argument) else type_
    required = argument.required
    info = _positional(argument) if argument.positional else _option(argument)
    hint: Any = Annotated[read if required else read | None, info]
    default = Parameter.empty if required else None
    return Parameter(argument.name, Parameter.KEYWORD_ONLY, default=default, annotation=hint)


def _also_named(arguments: Iterable[Argument]) -> list[Argument]:
    """The argument ``of`` that may be left out: it is taken with and without its name."""
    return [one for one in arguments if one.name == OF and one.positional and not one.required]


def _named(argument: Argument) -> Parameter:
    """The option that says the same as an argument without a name."""
    info = typer.Option(f"--{argument.name}", metavar=_metavar(argument), help="The same, named.")
    hint: Any = Annotated[list[str] | None if _several(argument) else str | None, info]
    return Parameter(NAMED, Parameter.KEYWORD_ONLY, default=None, annotation=hint)


def _joined(argument: Argument, plain: Any, named: Any) -> dict[str, Any]:
    """What was given without and with the name, together."""
    if not named:
        return {} if plain is None else {argument.name: plain}
    if not _several(argument):
        return {argument.name: named if plain is None else plain}
    return {argument.name: [*(plain or []), *named]}


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
    said = "How many; without it, 100, or as many as the table shows."
    first = Annotated[int | None, typer.Option("--first", metavar="N", help=said)]
    after = Annotated[
        str | None, typer.Option("--after", metavar="CURSOR", help="Begin after this cursor.")
    ]
    sort = Annotated[
        list[str] | None,
        typer.Option(
            "--sort", metavar="COLUMN", help=f"By this column, {SORTED}; may be repeated."
        ),
    ]
    says = Annotated[str | None, typer.Option("--containing", metavar="TEXT", help=f"{SAYING}.")]
    options = ((FIRST, first), (AFTER, after), (SORT, sort), (CONTAINING, says))
    return [
        Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=hint)
        for name, hint in options
    ]


def page_of(question: Question) -> list[Parameter]:
    """The page's options, where the question has none of its own by these names."""
    taken = {argument.name for argument in question.arguments}
    return [one for one in _page() if one.name not in taken] if question.paged else []
