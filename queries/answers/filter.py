"""Which rows a filter keeps: columns are read whole, relations followed for all rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import contains, eq, ge, gt, le, lt, ne
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_model.declare import ITEM_FIELDS, Field
from graph_model.errors import InvalidQuestion, Problem
from graph_model.ids import as_kept
from graph_model.lens import Direction
from graph_model.model import Model
from graph_model.periods import ends
from graph_model.values import Shape
from queries.answers.derived import DerivedField, fields_of, read_field
from queries.answers.view import View
from queries.answers.way import Way, ways
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

Mask = NDArray[np.bool_]
Given = Mapping[str, Any]
Test = Callable[[Any, Any], bool]
_COMPARED: Mapping[str, Test] = {"eq": eq, "ne": ne, "lt": lt, "lte": le, "gt": gt, "gte": ge}
END = "end"
"""The field of a day that may mean that there is none (DESIGN section 2)."""
_TEXT: Mapping[str, Test] = {"contains": contains, "startsWith": str.startswith}


class Filters:
    """How the inputs of a schema's filters are read: by kind, fields and relations by name."""

    def __init__(self, model: Model, derived: Sequence[DerivedField] = ()) -> None:
        """Read filters of the model's kinds, what is derived included, and of Item."""
        told = {kind.name: fields_of(kind, derived) for kind in model.kinds}
        self.fields = {
            kind: {field.graphql_name: field for field in fields}
            for kind, fields in (told | {"Item": ITEM_FIELDS}).items()
        }
        self.ways = {
            kind.name: {way.name: way for way in ways(model, kind)} for kind in model.kinds
        }

    def mask(self, view: View, type_: str, rows: Ints, given: Given | None) -> Mask:
        """Which of the rows, all of a kind (or of any, for Item), a filter keeps, shape (rows,)."""
        kept = np.ones(len(rows), np.bool_)
        for name, condition in (given or {}).items():
            if condition is not None:
                kept &= self._condition(view, type_, rows, name, condition)
        return kept

    def _condition(self, view: View, type_: str, rows: Ints, name: str, condition: Any) -> Mask:
        snapshot = view.snapshot
        if name in ("and", "or", "not"):
            return self._combined(view, type_, rows, name, condition)
        if name == "id":
            return _each(snapshot.ids_of(rows), _value_test(None, condition))
        if name == "kinds":
            return np.isin(snapshot.kinds[rows], [kind_code(snapshot, kind) for kind in condition])
        if name == "attribute":
            values = snapshot.values(rows, condition["name"]).tolist()
            return _each(values, _value_test(None, condition))
        if field := self.fields[type_].get(name):
            return _each(read_field(view, rows, field), _test(field, condition))
        return self._related(view, self.ways[type_][name], rows, condition)

    def _combined(self, view: View, type_: str, rows: Ints, name: str, condition: Any) -> Mask:
        if name == "not":
            return ~self.mask(view, type_, rows, condition)
        masks = [self.mask(view, type_, rows, one) for one in condition]
        together = np.logical_and if name == "and" else np.logical_or
        return np.asarray(together.reduce(masks), np.bool_) if masks else np.ones(len(rows), bool)

    def _related(self, view: View, way: Way, rows: Ints, condition: Given) -> Mask:
        kept = np.ones(len(rows), np.bool_)
        owner, _, other = related(view, way, rows, condition.get("asOf"))
        for name in ("some", "none"):
            if (nested := condition.get(name)) is not None:
                found = self.met(view, way.target, other, nested)
                has = np.bincount(owner[found], minlength=len(rows)) > 0
                kept &= has if name == "some" else ~has
        return kept

    def met(self, view: View, type_: str, rows: Ints, given: Given | None) -> Mask:
        """As :meth:`mask`, for rows that may repeat: each is looked at once."""
        if not given:
            return np.ones(len(rows), np.bool_)
        once, where = np.unique(rows, return_inverse=True)
        return self.mask(view, type_, as_ints(once), given)[where.reshape(-1)]


def kind_code(snapshot: Snapshot, name: str) -> int:
    """The code of a kind's name, read as names are.

    Raises:
        InvalidQuestion: there is no such kind.
    """
    if (kind := snapshot.model.find_kind(name)) is None:
        known = ", ".join(known.name for known in snapshot.model.kinds)
        raise InvalidQuestion([Problem("kinds", repr(name), f"one of {known}")])
    return snapshot.kind_codes[kind.name]


def related(view: View, way: Way, rows: Ints, as_of: str | None) -> tuple[Ints, Ints, Ints]:
    """Positions in ``rows``, relation numbers and other ends of a way's relations, holding or all.

    What the viewer may not see is not there. Shapes: (found,) each; rows of other kinds than the
    way's have none.
    """
    snapshot = view.snapshot
    standing = np.flatnonzero(snapshot.kinds[rows] == snapshot.kind_codes[way.kind])
    owner, numbers = snapshot.relations_of(rows[standing], way.relation.name, way.direction)
    if as_of is not None:
        holds = np.isin(numbers, snapshot.holding(numbers, day_number(date.fromisoformat(as_of))))
        owner, numbers = owner[holds], numbers[holds]
    forward = way.direction is Direction.FORWARD
    other = snapshot.ends(numbers) if forward else snapshot.starts(numbers)
    seen = view.visible[other]
    return as_ints(standing[owner[seen]]), as_ints(numbers[seen]), as_ints(other[seen])


def _each(values: Iterable[Any], test: Callable[[Any], bool]) -> Mask:
    return np.fromiter((test(value) for value in values), np.bool_)


def _test(field: Field, condition: Given) -> Callable[[Any], bool]:
    """Whether a field's value fulfils a condition."""
    if not field.shape.many:
        return _value_test(field.shape, condition) if field.name != END else _end_test(condition)
    element = _reading_test if field.shape is Shape.READINGS else _text_test
    some, none, empty = (condition.get(name) for name in ("some", "none", "isEmpty"))
    wanted = None if some is None else element(some)
    unwanted = None if none is None else element(none)

    def test(values: Any) -> bool:
        held = values or []
        if empty is not None and empty == bool(held):
            return False
        if wanted and not any(map(wanted, held)):
            return False
        return not (unwanted and any(map(unwanted, held)))

    return test


def _end_test(condition: Given) -> Callable[[Any], bool]:
    """As of any day, but that one in 2099 or later is none to ``isNull``: see ``ends``."""
    others = _value_test(Shape.DATE, {n: told for n, told in condition.items() if n != "isNull"})
    if (wanted := condition.get("isNull")) is None:
        return others
    return lambda day: others(day) and wanted == (not day or ends(date.fromisoformat(day)) is None)


def _text_test(condition: Given) -> Callable[[Any], bool]:
    return _value_test(None, condition)


def _reading_test(condition: Given) -> Callable[[Any], bool]:
    on = _value_test(None, condition.get("on") or {})
    value = _value_test(None, condition.get("value") or {})

    def test(reading: str) -> bool:
        day, _, figure = reading.partition(" ")
        return on(day) and value(float(figure))

    return test


def _value_test(shape: Shape | None, condition: Given) -> Callable[[Any], bool]:
    """Whether one value fulfils every operand that is given; null operands are none."""
    tests = [
        _operand_test(name, _kept(operand), shape)
        for name, operand in condition.items()
        if operand is not None and name != "name"
    ]
    return lambda value: all(test(value) for test in tests)


def _kept(operand: Any) -> Any:
    """Text in the form in which values are kept; anything else as it is."""
    if isinstance(operand, list):
        return [_kept(one) for one in operand]
    return as_kept(operand) if isinstance(operand, str) else operand


def _operand_test(name: str, operand: Any, shape: Shape | None) -> Callable[[Any], bool]:
    if name == "isNull":
        return lambda value: (value is None) == operand
    if name == "currency":
        code = operand.strip().upper()
        return lambda value: value is not None and value.endswith(f" {code}")
    read = _amount if shape is Shape.MONEY else _same
    if name == "in":
        among = [read(one) for one in operand]
        return lambda value: value is not None and read(value) in among
    if name in _TEXT:
        text, within = operand.casefold(), _TEXT[name]
        return lambda value: isinstance(value, str) and within(value.casefold(), text)
    wanted, compare = read(operand), _COMPARED[name]
    if name == "ne":
        return lambda value: value is None or compare(read(value), wanted)
    return lambda value: value is not None and compare(read(value), wanted)


def _amount(money: str) -> Decimal:
    return Decimal(money.partition(" ")[0])


def _same(value: Any) -> Any:
    return value
