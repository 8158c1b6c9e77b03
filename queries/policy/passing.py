"""A field's test as a function of its value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from graph_model.scale import Scale, answers
from graph_model.values import Shape, Value, same
from queries.policy.condition import FieldTest
from queries.policy.operand import ORDERS, ordering, resolved

Passes = Callable[[Value | None], bool]


def passes(test: FieldTest, as_of: date) -> Passes:
    """Whether a value, None where absent, passes the test on a day."""
    wanted = resolved(test.operand, as_of)
    if test.operator == "present":
        return lambda value: (value is not None) is wanted
    compare = _compare(test, wanted)
    return lambda value: value is not None and compare(value)


def _compare(test: FieldTest, wanted: Value | tuple[Value, ...]) -> Callable[[Value], bool]:
    many = wanted if isinstance(wanted, tuple) else (wanted,)
    shape, choices, operator = test.shape, test.choices, test.operator
    if operator in ORDERS:
        return ordering(operator, many[0], shape, choices)
    if operator == "includes":
        return lambda value: all(_has(value, one, test.scales) for one in many)
    if operator == "includes_any":
        return lambda value: any(_has(value, one, test.scales) for one in many)
    if shape is Shape.MOMENT:  # a day names every moment in it
        return lambda value: str(value)[:10] in many
    return _one_of(many)


def _one_of(many: tuple[Value, ...]) -> Callable[[Value], bool]:
    """Whether a value is one of some, where true is not 1 as it is to Python."""
    if all(isinstance(one, str) for one in many):  # most tests: no text is anything but itself
        return many.__contains__
    if all(isinstance(one, bool) for one in many):
        return lambda value: isinstance(value, bool) and value in many
    return lambda value: any(same(value, one) for one in many)


def _has(value: Value, one: Value, scales: tuple[Scale, ...]) -> bool:
    """Whether a list has a value, or a higher one of its scale."""
    if not isinstance(value, list):
        return False
    return one in value or any(answers(held, str(one), scales) for held in value if scales)
