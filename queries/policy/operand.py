"""The operators of a field's test: what each is compared with, and how values are ordered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from graph_model.declare import Field
from graph_model.periods import Period, add, parse_clock, parse_period
from graph_model.values import Shape, Value

DAYS_A_MONTH = 365.25 / 12
"""How long a month is when two durations are compared: the mean, 30.4375 days."""

MEANINGS = {
    "is": "is equal to it",
    "in": "is equal to one of a list",
    "includes": "has it in its list, or all of a list; on a scale, it or a higher one",
    "includes_any": "has one of a list in its list",
    "present": "is recorded (`true`) or is not (`false`)",
    "at_least": "is equal to it or more, or later",
    "at_most": "is equal to it or less, or earlier",
    "above": "is more, or later",
    "below": "is less, or earlier",
}
OPERATORS = tuple(MEANINGS)
ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "at_least": ge,
    "at_most": le,
    "above": gt,
    "below": lt,
}
_OFFSET = re.compile(r"today(?:\s*([+-])\s*(P\S+))?", re.IGNORECASE)
_DATED = (Shape.DATE, Shape.DATES, Shape.READINGS, Shape.MOMENT)
_NUMBERED = (Shape.INTEGER, Shape.NUMBER, Shape.MONEY, Shape.DURATION, Shape.CLOCK)
_ORDERED = (*_DATED, *_NUMBERED, Shape.CHOICE)


@dataclass(frozen=True, slots=True)
class Relative:
    """A day counted from the day of the question: today, today-P180D, today+P3M."""

    period: Period
    times: int

    def on(self, as_of: date) -> str:
        """The day as ISO text, kept within the calendar."""
        try:
            return add(as_of, self.period, self.times).isoformat()
        except ValueError:
            return (date.max if self.times > 0 else date.min).isoformat()


Operand = Value | Relative | tuple[Value | Relative, ...]


def read_operand(operator: str, raw: object, field: Field) -> Operand:
    """What a declared field is compared with, in its kept form.

    Raises:
        ValueError: what was expected instead, as a phrase that follows "expected".
    """
    if operator == "present":
        return _truth(raw)
    if operator in ("includes", "includes_any"):
        if not field.shape.many or field.shape in _DATED:
            raise ValueError(f"{field.name} to be tested otherwise: it is no list of text")
        return tuple(_elements(raw, field))
    if operator == "in":
        _single(field)
        return tuple(_one(one, field) for one in _listed(raw))
    if operator == "is":
        _single(field)
    elif field.shape not in _ORDERED:
        raise ValueError(f"{field.name} to be tested otherwise: {field.shape.value} has no order")
    return _one(raw, field)


def read_attribute_operand(operator: str, raw: object) -> Operand:
    """What an open attribute is compared with: text, numbers, truth values.

    Raises:
        ValueError: what was expected instead, as a phrase that follows "expected".
    """
    if operator == "present":
        return _truth(raw)
    if operator in ("in", "includes", "includes_any"):
        return tuple(_scalar(one) for one in _listed(raw))
    if operator in ORDERS and (isinstance(raw, bool) or not isinstance(raw, int | float)):
        raise ValueError("a number: an attribute has no other order")
    return _scalar(raw)


def _truth(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("true or false")
    return raw


def _scalar(raw: object) -> str | int | float | bool:
    if isinstance(raw, date):
        return raw.isoformat()
    if not isinstance(raw, str | int | float | bool):
        raise ValueError("text, a number, true or false")
    return raw


def _single(field: Field) -> None:
    if field.shape.many:
        words = "present, at_least, at_most" if field.shape in _DATED else "includes, includes_any"
        raise ValueError(f"a list to be tested by {words}")


def _listed(raw: object) -> list[object]:
    if isinstance(raw, list | tuple) and raw:
        return list(raw)
    if raw is None or isinstance(raw, Mapping | list | tuple):
        raise ValueError("a list that is not empty")
    return [raw]


def _elements(raw: object, field: Field) -> list[Value]:
    read = field.read(_listed(raw))
    if not isinstance(read, list):
        raise ValueError("a list that is not empty")
    return list(read)


def _one(raw: object, field: Field) -> Value | Relative:
    if field.shape in _DATED:
        return _day(raw)
    read = field.read(raw)
    if read is None:
        raise ValueError("a value; to test whether there is one, present: true or false")
    return read


def _day(raw: object) -> Value | Relative:
    found = _OFFSET.fullmatch(raw.strip()) if isinstance(raw, str) else None
    try:
        if found:
            return Relative(
                parse_period(found[2]) if found[2] else Period(), -1 if found[1] == "-" else 1
            )
        day = raw if isinstance(raw, date) else date.fromisoformat(str(raw))
        return f"{day.year:04}-{day.month:02}-{day.day:02}"
    except ValueError:
        raise ValueError("a date, today, or a day such as today-P180D") from None


def resolved(operand: Operand, as_of: date) -> Value | tuple[Value, ...]:
    """The operand with days counted from today put in their place."""
    if isinstance(operand, Relative):
        return operand.on(as_of)
    if isinstance(operand, tuple):
        return tuple(one.on(as_of) if isinstance(one, Relative) else one for one in operand)
    return operand


def ordering(
    operator: str, other: Value, shape: Shape | None, choices: tuple[str, ...]
) -> Callable[[Value], bool]:
    """Whether a value stands to the other as the operator says; never, where it has no order.

    Days are compared as such (of a list, the latest), choices by their declared order, durations in
    days, times in seconds, money within one currency, and of open attributes numbers only.
    """
    compare, read = ORDERS[operator], _reader(shape, choices)
    if shape is Shape.MONEY:
        amount, _, currency = str(other).partition(" ")
        wanted: Any = Decimal(amount)
        read = _amount_in(currency)
    else:
        wanted = read(other)
    return lambda value: (found := read(value)) is not None and compare(found, wanted)


def _reader(shape: Shape | None, choices: tuple[str, ...]) -> Callable[[Any], Any]:
    """How a value becomes one that has an order; None where it has none."""
    if shape is Shape.CHOICE:
        return lambda value: choices.index(value) if value in choices else None
    return _ORDER_OF.get(shape, _number)


def _number(value: Any) -> int | float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _amount_in(currency: str) -> Callable[[Any], Decimal | None]:
    def amount(value: Any) -> Decimal | None:
        found, _, same = str(value).partition(" ")
        return Decimal(found) if same == currency else None

    return amount


def _day_of(value: Any) -> str:
    return str(value)[:10]


def _latest(value: Any) -> str:
    """The latest day of a list, or a day itself."""
    return max(map(_day_of, value)) if isinstance(value, list) else _day_of(value)


def _days(value: Any) -> float:
    period = parse_period(str(value))
    return period.months * DAYS_A_MONTH + period.days


def _seconds(value: Any) -> float:
    try:
        return parse_clock(str(value))
    except ValueError:
        return _days(value) * 86_400


_ORDER_OF: Mapping[Shape | None, Callable[[Any], Any]] = {
    Shape.DATE: _day_of,
    Shape.MOMENT: _day_of,
    Shape.DATES: _latest,
    Shape.READINGS: _latest,
    Shape.DURATION: _days,
    Shape.CLOCK: _seconds,
}
