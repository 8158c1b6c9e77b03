"""What somebody may see: the part of the graph that a scope gives them, declared as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from access.belonging import BELONGINGS, Belonging, ScopePart
from graph_model.declare import Kind
from graph_model.errors import InvalidInput, Problem
from graph_model.model import Model
from graph_model.values import Scalar, Value


@dataclass(frozen=True, slots=True, order=True)
class Filter:
    """Items of a kind whose ``field`` has one of the values, or holds one where it is a list."""

    kind: str
    field: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Agencies by id, with what is PART_OF them and belongs to them; and what a filter lets in.

    ``shows`` says which of what lies beneath is shown. A scope of neither shows nothing.
    """

    agencies: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    shows: frozenset[ScopePart] = frozenset({ScopePart.SUPPLIERS, ScopePart.FORUMS})

    @property
    def rules(self) -> tuple[Belonging, ...]:
        """The rules that count in it."""
        return tuple(one for one in BELONGINGS if one.shown is None or one.shown in self.shows)


def read_filter(text: str, model: Model) -> Filter:
    """The filter of a text such as ``Service.tier=catalog,element``.

    Raises:
        InvalidInput: no such kind or field, or a value that does not fit it.
    """
    place, equals, values = text.partition("=")
    name, dot, field_name = place.strip().partition(".")
    if not (equals and dot):
        raise InvalidInput([Problem("filter", repr(text), "Kind.field=value,value")])
    kind = next((one for one in model.kinds if one.name == name), None)
    if kind is None:
        known = ", ".join(one.name for one in model.kinds)
        raise InvalidInput([Problem(f"filter {text!r}", repr(name), f"one of {known}")])
    read = (_value(kind, field_name, value.strip(), text) for value in values.split(","))
    return Filter(kind.name, field_name, tuple(read))


def _value(kind: Kind, name: str, text: str, where: str) -> Scalar:
    field = kind.field(name)
    if field is None:
        known = ", ".join(one.name for one in kind.fields)
        raise InvalidInput([Problem(f"filter {where!r}", repr(name), f"one of {known}")])
    try:
        found = field.read([text] if field.shape.many else text)
    except ValueError as error:
        raise InvalidInput([Problem(f"filter {where!r}", repr(text), str(error))]) from None
    (one,) = found if isinstance(found, list) else [found]
    if one is None:
        raise InvalidInput([Problem(f"filter {where!r}", "no value", "Kind.field=value,value")])
    return one


def matches(value: Value | None, wanted: Iterable[Scalar]) -> bool:
    """Whether a field's value is one of those wanted, or holds one."""
    held = value if isinstance(value, list) else [value]
    return any(one in held for one in wanted)
