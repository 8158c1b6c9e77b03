"""A fact of an answer is told once: a property with a type and a description, read by every door.

``@told`` makes a property a fact, described by its docstring (``@told_once`` keeps it);
``Annotated[T, Said("…")]`` does the same for a field of a dataclass or named tuple, ``@told_with``
for a method that takes arguments, or the viewer's view in a parameter called ``view``. On top of
them, ``@subject`` marks the item that an object stands for, and ``@on_request`` what is worked out
only for who asks. What a type can be stands in :mod:`queries.answers.types`.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, reduce
from operator import or_
from typing import Any, Generic, Self, TypeVar, get_args, get_type_hints, overload

from graph_model.declare import camel
from queries.answers.types import Said, Type, metadata, type_of

R = TypeVar("R")
VIEW = "view"
"""The parameter to which the viewer's view is handed."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument that a fact takes: its type, what is said of it, and its default."""

    name: str
    type: Type
    said: str
    default: object = inspect.Parameter.empty

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is inspect.Parameter.empty


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a class tells: its name, type and description.

    ``subject`` marks the item that a line stands for: where it is hidden, so is the line.
    ``on_request`` facts are worked out only for who asks for them by name.
    """

    name: str
    type: Type
    said: str
    subject: bool = False
    on_request: bool = False
    parameters: tuple[Parameter, ...] = ()
    wants_view: bool = False

    @property
    def key(self) -> str:
        """Its name in JSON and GraphQL."""
        return camel(self.name)

    def taken(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Those of some arguments that the fact takes, by name."""
        if not self.parameters:  # of most facts, and every line of an answer asks
            return {}
        return {p.name: given[p.name] for p in self.parameters if p.name in given}


class Told(Generic[R]):
    """A described property; one that is ``kept`` is worked out once an object."""

    def __init__(self, function: Callable[[Any], R], said: Said, kept: bool = False) -> None:
        """Read with ``function``, as ``said`` describes."""
        self.function, self.said, self.kept = function, said, kept
        self.__doc__, self._name = function.__doc__, ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, source: None, owner: type) -> Told[R]: ...
    @overload
    def __get__(self, source: object, owner: type) -> R: ...
    def __get__(self, source: object | None, owner: type) -> Told[R] | R:
        if source is None:
            return self
        found = self.function(source)
        if self.kept:
            source.__dict__[self._name] = found  # read from there the next time
        return found


def told(read: Callable[[Any], R]) -> Told[R]:
    """Tell a property, described by its docstring."""
    return Told(read, Said(_described_by(read)))


def told_once(read: Callable[[Any], R]) -> Told[R]:
    """Tell a property that is worked out once an object, as ``cached_property`` does."""
    return Told(read, Said(_described_by(read)), kept=True)


def told_with(method: R) -> R:
    """Tell a method: with arguments, or with the viewer's view."""
    method.__told__ = Said(_described_by(method))  # type: ignore[attr-defined]
    return method


def subject(fact: Told[R]) -> Told[R]:
    """Mark the item that an object stands for: where it is hidden, so is the object."""
    fact.said = replace(fact.said, subject=True)
    return fact


def on_request(fact: R) -> R:
    """Mark what is worked out only for who asks for it by name; on top of either decorator."""
    if isinstance(fact, Told):
        fact.said = replace(fact.said, on_request=True)
    else:
        fact.__told__ = replace(fact.__told__, on_request=True)  # type: ignore[attr-defined]
    return fact


def _described_by(read: Any) -> str:
    """The description that a docstring is: its first paragraph."""
    text = inspect.getdoc(read) or ""
    return " ".join(text.partition("\n\n")[0].split())


@cache
def facts_of(cls: type) -> Mapping[str, Fact]:
    """What a class tells, by name, in the order of declaration, base classes first.

    Raises:
        TypeError: something is told whose type cannot be.
    """
    found: dict[str, Fact] = {}
    for base in reversed(cls.__mro__):
        found |= {fact.name: fact for fact in _own(base, cls)}
    return found


def _own(cls: type, teller: type) -> list[Fact]:
    """What a class declares itself, as one that inherits from it tells it."""
    hints = _field_hints(cls)
    fields = [_fact(name, hint, next(metadata(hint, Said))) for name, hint in hints.items()]
    described = (_described(name, value, teller) for name, value in vars(cls).items())
    return fields + [fact for fact in described if fact]


def _field_hints(cls: type) -> dict[str, Any]:
    """The hints of a class's fields that are told; the others may name what is not imported."""
    told = {
        name: text
        for name, hint in vars(cls).get("__annotations__", {}).items()
        if "Said(" in (text := getattr(hint, "__forward_arg__", str(hint)))
    }

    def fields() -> None:
        """Carry the hints."""

    fields.__annotations__ = told
    return get_type_hints(fields, vars(sys.modules[cls.__module__]), include_extras=True)


def _described(name: str, value: object, teller: type) -> Fact | None:
    if isinstance(value, Told):
        return _fact(name, _hints(value.function, teller)["return"], value.said)
    said = getattr(value, "__told__", None)
    if said is None or not callable(value):
        return None
    hints = _hints(value, teller)
    parameters = list(inspect.signature(value).parameters.values())[1:]
    asked = tuple(_parameter(p, hints[p.name]) for p in parameters if p.name != VIEW)
    return _fact(name, hints["return"], said, asked, any(p.name == VIEW for p in parameters))


def _hints(function: Callable[..., Any], teller: type) -> dict[str, Any]:
    """A function's hints, the class that tells in the place of ``Self``."""
    hints = get_type_hints(function, include_extras=True)
    return {name: _of_teller(hint, teller) for name, hint in hints.items()}


def _of_teller(hint: Any, teller: type) -> Any:
    if hint is Self:
        return teller
    parts = get_args(hint)
    return reduce(or_, [teller if p is Self else p for p in parts]) if Self in parts else hint


def _fact(
    name: str,
    hint: object,
    said: Said,
    parameters: tuple[Parameter, ...] = (),
    wants_view: bool = False,
) -> Fact:
    return Fact(
        name, type_of(hint), said.text, said.subject, said.on_request, parameters, wants_view
    )


def _parameter(parameter: inspect.Parameter, hint: object) -> Parameter:
    said = next(metadata(hint, Said))
    return Parameter(parameter.name, type_of(hint), said.text, parameter.default)
