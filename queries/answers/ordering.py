"""Orderings: what a page is sorted by, and how a place in it is compared with another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import numpy as np

from graph_model.declare import ITEM_FIELDS, Field
from graph_model.model import Model
from graph_model.periods import parse_clock, parse_period
from graph_model.values import Shape
from queries.answers.derived import DerivedField, fields_of, read_field
from queries.snapshot.memo import Memo, MemoKey
from queries.snapshot.rows import Ints, as_ints

if TYPE_CHECKING:
    from queries.answers.view import View
    from queries.snapshot.snapshot import Snapshot

LONGEST = 200
"""How much of a text is compared: a cursor carries it."""
_DAYS_A_MONTH = 30.436875
"""The mean month of the Gregorian calendar: calendar periods have no length of their own."""

Key = tuple[Any, ...]
Place = tuple[list[Any], str, str]
"""A place in an ordering, for a cursor: the terms' values, the id, a relation's discriminator."""


class Reversed:
    """Compares the other way round."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: Reversed) -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reversed) and bool(self.value == other.value)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class SortTerm:
    """One field to sort by (None: the id); absent values come last either way."""

    text: str
    field: Field | None
    descending: bool

    def values(self, view: View, rows: Ints) -> list[Any]:
        """What each row is sorted by, as a cursor carries it; None where absent."""
        if self.field is None:
            return list(view.snapshot.ids_of(rows))
        read = _SORTED[self.field.shape]
        values = read_field(view, rows, self.field)
        return [None if value is None else read(self.field, value) for value in values]

    def rests_on(self, view: View) -> Hashable:
        """What the values depend on beside the facts; None for nothing."""
        field = self.field
        return field.rests_on(view) if isinstance(field, DerivedField) else None

    def key(self, value: Any) -> Key:
        """What compares as the term sorts.

        Raises:
            ValueError: the value, of a cursor, is not one of this field.
        """
        if value is None:
            return (1,)
        comparable = self._comparable(value)
        return (0, Reversed(comparable) if self.descending else comparable)

    def sorted(self, values: Sequence[Any], order: list[int]) -> list[int]:
        """Positions in the order of their values, those of equal ones as they were."""
        comparable: list[Any] = [
            None if value is None else self._comparable(value) for value in values
        ]
        present = [at for at in order if values[at] is not None]
        present.sort(key=comparable.__getitem__, reverse=self.descending)
        return present + [at for at in order if values[at] is None]

    def _comparable(self, value: Any) -> Any:
        shape = Shape.TEXT if self.field is None else self.field.shape
        if shape is Shape.MONEY:
            return _money(value)
        if isinstance(value, bool) != (shape is Shape.BOOLEAN) or not isinstance(
            value, str if shape in _AS_TEXT else int | float
        ):
            raise ValueError("a value of another field")
        return value


_AS_TEXT = (Shape.TEXT, Shape.DATE, Shape.MOMENT)
_SORTED: Mapping[Shape, Callable[[Field, Any], Any]] = {
    Shape.TEXT: lambda field, value: value.casefold()[:LONGEST],
    Shape.CHOICE: lambda field, value: field.choices.index(value),
    Shape.DATE: lambda field, value: value,
    Shape.MOMENT: lambda field, value: value,
    Shape.INTEGER: lambda field, value: value,
    Shape.NUMBER: lambda field, value: value,
    Shape.BOOLEAN: lambda field, value: value,
    Shape.MONEY: lambda field, value: value.split(" ")[::-1],
    Shape.DURATION: lambda field, value: _days(value),
    Shape.CLOCK: lambda field, value: _days(value),
}


def _days(text: str) -> float:
    try:
        return parse_clock(text) / 86_400
    except ValueError:
        period = parse_period(text)
        return period.months * _DAYS_A_MONTH + period.days


def _money(value: Any) -> tuple[str, Decimal]:
    try:
        currency, amount = value
        return str(currency), Decimal(amount)
    except (TypeError, ValueError, InvalidOperation):
        raise ValueError("no amount and currency") from None


BY_ID = SortTerm("id asc", None, descending=False)


def terms(fields: Sequence[Field]) -> dict[str, SortTerm]:
    """Every term that items with these fields can be sorted by, by the text of its enum value."""
    found = [BY_ID, SortTerm("id desc", None, descending=True)]
    for field in fields:
        if field.shape in _SORTED:
            found.append(SortTerm(f"{field.name} asc", field, descending=False))
            found.append(SortTerm(f"{field.name} desc", field, descending=True))
    return {term.text: term for term in found}


@dataclass(frozen=True, slots=True)
class Ordering:
    """Terms one after the other, and the id where they are equal."""

    terms: tuple[SortTerm, ...]

    @property
    def names(self) -> list[str]:
        """What a cursor says that it is ordered by."""
        return [term.text for term in self.terms]

    def places(self, view: View, rows: Ints) -> list[Place]:
        """The place of each row."""
        columns = [term.values(view, rows) for term in self.terms]
        ids = view.snapshot.ids_of(rows)
        return [([column[at] for column in columns], id_, "") for at, id_ in enumerate(ids)]

    def key(self, place: Place) -> Key:
        """What compares as the places are ordered.

        Raises:
            ValueError: the place, of a cursor, is not one of this ordering.
        """
        values, id_, discriminator = place
        keys = [term.key(value) for term, value in zip(self.terms, values, strict=True)]
        return (*keys, id_, discriminator)

    def sorted(self, view: View, kind: str) -> Ints:
        """The rows of a kind in this order.

        What rests on the facts alone is sorted once for the base, and what changed merged in; what
        is worked out may move with any fact, and is sorted once for a snapshot.
        """
        snapshot = view.snapshot
        if any(isinstance(term.field, DerivedField) for term in self.terms):
            rests_on = tuple(term.rests_on(view) for term in self.terms)
            return self._kept(_orders(snapshot), (kind, rests_on), lambda: self._sort(view, kind))
        plain = view.on(snapshot.unpatched)
        based = self._kept(_base_orders(snapshot), kind, lambda: self._sort(plain, kind))
        if not snapshot.patch.items:
            return based
        return self._kept(_orders(snapshot), kind, lambda: self._merged(view, kind, based))

    def _kept(self, orders: Memo, what: Hashable, make: Callable[[], Ints]) -> Ints:
        return orders.get(MemoKey.ORDER, (what, self.terms), _Rows, lambda: _Rows(make())).rows

    def _sort(self, view: View, kind: str) -> Ints:
        return self.of_rows(view, view.snapshot.rows_of_kind(kind))

    def of_rows(self, view: View, rows: Ints) -> Ints:
        """Some rows in this order.

        One stable sort a term, the last first: plain values compare faster than keys.
        """
        snapshot = view.snapshot
        order = sorted(range(len(rows)), key=snapshot.ids_of(rows).__getitem__)
        for term in reversed(self.terms):
            if term is not BY_ID or len(self.terms) > 1:
                order = term.sorted(term.values(view, rows), order)
        return rows[as_ints(order)]

    def _merged(self, view: View, kind: str, based: Ints) -> Ints:
        """The base's order without what changed, and what changed where it belongs now."""
        snapshot = view.snapshot
        changed = as_ints(list(snapshot.patch.items))
        kept = based[~np.isin(based, changed)]
        ours = snapshot.kinds[changed] == snapshot.kind_codes[kind]
        fresh = snapshot.standing(changed[ours])
        keys = self.keys(view, fresh)
        order = sorted(range(len(fresh)), key=keys.__getitem__)
        positions = range(len(kept))
        key_at = self.key_of_position(view, kept)
        at = [bisect_left(positions, keys[one], key=key_at) for one in order]
        return as_ints(np.insert(kept, at, fresh[as_ints(order)]))

    def keys(self, view: View, rows: Ints) -> list[Key]:
        """The key of each row."""
        return [self.key(place) for place in self.places(view, rows)]

    def key_of_position(self, view: View, rows: Ints) -> Callable[[int], Key]:
        """The key of a position of many rows, worked out when it is asked for."""
        return lambda at: self.keys(view, rows[at : at + 1])[0]


def _orders(snapshot: Snapshot) -> Memo:
    """What is sorted of a snapshot; it does not push out what others keep."""
    return snapshot.memo.get(MemoKey.ORDERS, None, Memo, lambda: Memo(64))


def _base_orders(snapshot: Snapshot) -> Memo:
    return snapshot.base.memo.get(MemoKey.BASE_ORDERS, None, Memo, lambda: Memo(64))


class Orderings:
    """How a schema's orderings are read: by kind, or for Item."""

    def __init__(self, model: Model, derived: Sequence[DerivedField] = ()) -> None:
        """Read orderings of the model's kinds, what is derived included, and of Item."""
        self._terms = {kind.name: terms(fields_of(kind, derived)) for kind in model.kinds}
        self._terms["Item"] = terms(ITEM_FIELDS)

    def of(self, type_: str, asked: Sequence[str] | None) -> Ordering:
        """The ordering that ``orderBy`` asks for; by id where it asks for none."""
        found = tuple(self._terms[type_][text] for text in asked or ())
        return Ordering(found or (BY_ID,))


@dataclass(frozen=True, slots=True)
class _Rows:
    rows: Ints
