"""Fields that are worked out and not recorded: told, filtered and sorted by like any other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph_model.declare import Field, Kind
from queries.snapshot.rows import Ints

if TYPE_CHECKING:
    from queries.answers.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedField(Field):
    """A field of a kind that is worked out for all of its items at once.

    ``column`` gives the values of some rows of the kind in their kept form, None where there is
    none, from what the view's viewer may see alone; ``rests_on`` what the values depend on beside
    the facts, so that what is made of them can be kept.
    """

    kind: str
    column: Callable[[View, Ints], Sequence[Any]]
    rests_on: Callable[[View], Hashable]


def read_field(view: View, rows: Ints, field: Field) -> list[Any]:
    """A field of every row, recorded or worked out, in its kept form; None where absent."""
    if isinstance(field, DerivedField):
        return list(field.column(view, rows))
    values: list[Any] = view.snapshot.values(rows, field.name).tolist()
    return values


def fields_of(kind: Kind, derived: Iterable[DerivedField]) -> tuple[Field, ...]:
    """All that is told of a kind: the fields that are recorded, then those worked out."""
    return (*kind.fields, *(field for field in derived if field.kind == kind.name))
