"""Field types: how each value is read, bounded and kept, the same in a file, a store and GraphQL.

Kept values are JSON scalars or lists of text: dates, durations and moments as ISO text, money as
``"1200.00 USD"``, 64-bit integers, finite floats, and nothing at all for absent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from graph_model.characters import is_line, is_prose
from graph_model.ids import as_kept
from graph_model.periods import MOST_YEARS, Period, parse_clock, parse_period

Scalar = str | int | float | bool
Value = Scalar | list[str]
Raw = object

INT64 = (-(2**63), 2**63 - 1)
MONEY = re.compile(r"^(-?[0-9]{1,15}(?:\.[0-9]{1,4})?) ?([A-Z]{3})$")
DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")


class Shape(Enum):
    """The kinds of value a field can hold."""

    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    MOMENT = "moment"
    DURATION = "duration"
    CLOCK = "clock"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    MONEY = "money"
    TEXTS = "texts"
    CHOICES = "choices"
    DATES = "dates"
    READINGS = "readings"

    @property
    def many(self) -> bool:
        """Whether a value is a list of text."""
        return self in (Shape.TEXTS, Shape.CHOICES, Shape.DATES, Shape.READINGS)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest value allowed, both included; text is bounded by its length."""

    least: float | None = None
    most: float | None = None

    def admit(self, number: float) -> bool:
        """Whether the number lies within."""
        low = self.least is None or number >= self.least
        return low and (self.most is None or number <= self.most)

    def __str__(self) -> str:
        """Read as "at least 0", "0 to 100", "at most 9"."""
        if self.least is not None and self.most is not None:
            return f"{self.least:g} to {self.most:g}"
        return f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"


def same(one: object, other: object) -> bool:
    """Whether two kept values are the same; to Python alone, true would be 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


@lru_cache(maxsize=4_096)
def fold(text: str) -> str:
    """A choice without case, space, hyphen and underscore, as choices are compared."""
    return re.sub(r"[\s_\-]", "", text).casefold()


def read(
    shape: Shape,
    raw: Raw,
    choices: tuple[str, ...] = (),
    bounds: Bounds | None = None,
    prose: bool = False,
) -> Value | None:
    """The kept form of a raw value; None for absent (null, empty text, empty list).

    Text is one line, unless it is ``prose``.

    Raises:
        ValueError: what was expected instead, as a phrase that follows "expected".
    """
    raw = _clean(raw)
    if raw is None or raw == "" or raw == []:
        return None
    if shape is Shape.CHOICE or shape is Shape.CHOICES:
        return _READ_CHOICE[shape](raw, choices) or None
    value = _prose(raw) if prose else _READ[shape](raw)
    if bounds is not None:
        _check(value, bounds)
    return None if value == [] else value


def _check(value: Value, bounds: Bounds) -> None:
    if isinstance(value, str) and not bounds.admit(len(value)):
        raise ValueError(f"text of {bounds} characters")
    if isinstance(value, int | float) and not bounds.admit(value):
        raise ValueError(str(bounds))


def _clean(raw: Raw) -> Raw:
    """Text in NFC and without outer spaces; anything else as it is."""
    return as_kept(raw).strip() if isinstance(raw, str) else raw


def _text(raw: Raw) -> str:
    if not isinstance(raw, str):
        raise ValueError("text")
    if not is_line(raw):
        raise ValueError("text in one line, without control and direction characters")
    return raw


def _prose(raw: Raw) -> str:
    if not isinstance(raw, str):
        raise ValueError("text")
    if not is_prose(raw):
        raise ValueError("text without control characters other than line ends and tabs")
    return raw.replace("\r\n", "\n").replace("\r", "\n")


def _date(raw: Raw) -> str:
    if isinstance(raw, datetime):
        raise ValueError("a date without a time")
    if isinstance(raw, date):
        return raw.isoformat()
    try:
        if not isinstance(raw, str) or not DAY.match(raw):
            raise ValueError
        return date.fromisoformat(raw).isoformat()
    except ValueError:
        raise ValueError("a date that exists, as YYYY-MM-DD") from None


def _moment(raw: Raw) -> str:
    if isinstance(raw, datetime):
        raw = raw.isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    try:
        text = _text(raw)
        if len(text) == 10:
            return _date(text)
        moment = datetime.fromisoformat(text)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return zoned.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        raise ValueError("a date or a date and time, as YYYY-MM-DDThh:mm:ssZ") from None


def _duration(raw: Raw) -> str:
    try:
        period = parse_period(_text(raw))
    except ValueError:
        raise ValueError("an ISO 8601 duration of calendar units, such as P90D or P3M") from None
    return _within(period, _text(raw), "P90D or P3M")


def _clock(raw: Raw) -> str:
    for parse in (_seconds, parse_period):
        try:
            period = parse(_text(raw))
        except ValueError:
            continue
        return _within(period, _text(raw), "P1M, P7D or PT4H")
    raise ValueError("an ISO 8601 duration, such as P1M, P7D or PT4H")


def _seconds(text: str) -> Period:
    return Period(days=parse_clock(text) // 86_400)


def _within(period: Period, text: str, such_as: str) -> str:
    if period.beyond:
        expected = f"an ISO 8601 duration of at most {MOST_YEARS} years, such as {such_as}"
        raise ValueError(expected)
    return text.upper()


def _integer(raw: Raw) -> int:
    try:
        number = int(_plain(raw)) if isinstance(raw, str) else raw
    except ValueError:
        raise ValueError("a whole number") from None
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int):
        raise ValueError("a whole number")
    if not INT64[0] <= number <= INT64[1]:
        raise ValueError("a whole number of at most 64 bits")
    return number


def _number(raw: Raw) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise ValueError("a number")
    try:
        number = float(_plain(raw) if isinstance(raw, str) else raw)
    except (ValueError, OverflowError):
        raise ValueError("a number") from None
    if not math.isfinite(number):
        raise ValueError("a finite number")
    return number


def _plain(text: str) -> str:
    """The text of a number as JSON and CSV write it; Python alone would read 1_000 as well."""
    if "_" in text or not text.isascii():
        raise ValueError
    return text


def _boolean(raw: Raw) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.casefold() in ("true", "yes", "false", "no"):
        return raw.casefold() in ("true", "yes")
    raise ValueError("true or false")


def _money(raw: Raw) -> str:
    if isinstance(raw, Mapping):
        raw = f"{raw.get('amount', '')} {raw.get('currency', '')}"
    found = MONEY.match(" ".join(raw.upper().split())) if isinstance(raw, str) else None
    if not found:
        raise ValueError('an amount and a currency, as "1200.00 USD"')
    amount = Decimal(found[1]) or Decimal(0)
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:.{places}f} {found[2]}"


def _each(read_one: Callable[[Raw], str]) -> Callable[[Raw], list[str]]:
    def read_many(raw: Raw) -> list[str]:
        if isinstance(raw, str):
            raw = [raw]
        if not isinstance(raw, list | tuple):
            raise ValueError("a list")
        given = (one for one in map(_clean, raw) if one != "")
        return list(dict.fromkeys(read_one(one) for one in given))

    return read_many


def _reading(raw: Raw) -> str:
    if isinstance(raw, Mapping):
        raw = f"{raw.get('on', '')} {raw.get('value', '')}"
    try:
        day, _, figure = _text(raw).partition(" ")
        return f"{_date(day)} {_number(figure):.12g}"
    except ValueError:
        raise ValueError('a reading as "YYYY-MM-DD figure"') from None


@lru_cache(maxsize=1_024)
def _folded(choices: tuple[str, ...]) -> Mapping[str, str]:
    """Each choice by how it is compared; of two that are alike the first."""
    return {fold(choice): choice for choice in reversed(choices)}


def _choice(raw: Raw, choices: tuple[str, ...]) -> str:
    found = _folded(choices).get(fold(raw)) if isinstance(raw, str) else None
    if found is not None:
        return found
    raise ValueError("one of " + ", ".join(choices))


def _choices(raw: Raw, choices: tuple[str, ...]) -> list[str]:
    chosen = _each(lambda one: _choice(one, choices))(raw)
    return [choice for choice in choices if choice in chosen]


_READ: Mapping[Shape, Callable[[Raw], Value]] = {
    Shape.TEXT: _text,
    Shape.DATE: _date,
    Shape.MOMENT: _moment,
    Shape.DURATION: _duration,
    Shape.CLOCK: _clock,
    Shape.INTEGER: _integer,
    Shape.NUMBER: _number,
    Shape.BOOLEAN: _boolean,
    Shape.MONEY: _money,
    Shape.TEXTS: _each(_text),
    Shape.DATES: lambda raw: sorted(_each(_date)(raw)),
    Shape.READINGS: lambda raw: sorted(_each(_reading)(raw)),
}
_READ_CHOICE: Mapping[Shape, Callable[[Raw, tuple[str, ...]], Value]] = {
    Shape.CHOICE: _choice,
    Shape.CHOICES: _choices,
}
