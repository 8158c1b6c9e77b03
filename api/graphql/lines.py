"""Lists of lines that are no items: so many from a place on, those that may be seen, and totals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from strawberry.types.arguments import StrawberryArgument

from api.graphql.context import PAGE, Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.registry import Registry
from graph_model.errors import LimitExceeded, Problem

Line = TypeVar("Line")
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Lines(Generic[Line]):
    """Some lines of a list, how many there are, and how many more that may not be seen."""

    nodes: list[Line]
    total_count: int
    hidden: int


def lines_type(name: str, line: str, said: str, registry: Registry) -> None:
    """The type of a list of lines."""
    fields = [
        PlainField("nodes", f"list[{line}]", registry, "Those asked for, in their order."),
        PlainField("total_count", "int", registry, "How many there are."),
        PlainField("hidden", "int", registry, "How many more you may not see."),
    ]
    registry.object(name, fields, said)


def lines_field(
    name: str,
    type_: str,
    said: str,
    registry: Registry,
    find: Callable[..., Lines[Any]],
    own: Sequence[StrawberryArgument] = (),
) -> ComputedField:
    """A field that answers lines; ``find(source, context, first, skip, **own)`` finds them."""
    return ComputedField(name, type_, find, registry, said, [*own, *lines_arguments(registry)])


def lines_arguments(registry: Registry) -> list[StrawberryArgument]:
    """Which lines of the list are asked for."""
    return [
        argument("first", "int", registry, "How many.", PAGE),
        argument("skip", "int", registry, "How many to leave out at the start.", 0),
    ]


def lines(
    found: Sequence[Line],
    sees: Callable[[Line], bool],
    show: Callable[[Line], Shown],
    context: Context,
    window: tuple[int, int],
) -> Lines[Shown]:
    """The lines that may be seen; ``window`` is how many, and how many to leave out first.

    Raises:
        LimitExceeded: more are asked for than a page may have, or fewer than none.
    """
    first, skip = window
    if skip < 0:
        raise LimitExceeded([Problem("skip", str(skip), "0 or more")])
    seen = [line for line in found if sees(line)]
    page = seen[skip:][: context.page(first)]
    context.meter.spend(len(page))
    return Lines([show(line) for line in page], len(seen), len(found) - len(seen))
