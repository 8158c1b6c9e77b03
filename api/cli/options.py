"""Options that several commands take: declared once as a dataclass, read as parameters of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import MISSING, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints

Command = Callable[..., None]


def expanded(command: Command) -> Command:
    """The command with the fields of each dataclass it takes in that one's place.

    Typer reads what a command accepts from its signature, one parameter an option: so a command
    that takes ``options: FactsOptions`` gets those options where the parameter stands.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}
    own = signature(command).parameters.values()
    parameters = [each for one in own for each in _parameters(one, hints[one.name])]

    @wraps(command)
    def run(**given: Any) -> None:
        for name, group in groups.items():
            own = {f.name: given.pop(f.name) for f in fields(group) if f.name in given}
            given[name] = group(**own)
        command(**given)

    run.__annotations__ = {each.name: each.annotation for each in parameters}
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # inspect reads it
    return run


def without(command: Command, names: Collection[str]) -> Command:
    """The command without some of its options, each of which keeps its default."""
    own = [p for p in signature(command).parameters.values() if p.name not in names]
    command.__annotations__ = {each.name: each.annotation for each in own}
    command.__signature__ = Signature(own)  # type: ignore[attr-defined]
    return command


def _parameters(parameter: Parameter, hint: Any) -> Iterator[Parameter]:
    """The parameter itself, or one a field where it is a dataclass."""
    if not is_dataclass(hint):
        yield parameter.replace(annotation=hint, kind=Parameter.KEYWORD_ONLY)
        return
    hints = get_type_hints(hint, include_extras=True)
    for field in fields(hint):
        default = Parameter.empty if field.default is MISSING else field.default
        annotation = hints[field.name]
        yield Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
