"""How people write a setting into a variable, and what reads it: one function a form.

Each takes what is given, a text or the value itself, and raises ValueError with what was expected
instead, as a phrase that follows "expected".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from application.hosts import host_name
from graph_model.kinds.contract import KIND as CONTRACT
from graph_model.periods import parse_period
from graph_model.values import Shape
from graph_model.values import read as read_value

Item = TypeVar("Item")
Form = Callable[[Any], Item]
OBJECT = 'a JSON object of texts, such as {"SOW": "P4M"}'


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text that is never printed."""

    text: str = field(repr=False)


def text(given: Any) -> str:
    """Any text."""
    if not isinstance(given, str):
        raise ValueError("text")
    return given


def hidden(given: Any) -> Hidden:
    """A text that is never printed."""
    return given if isinstance(given, Hidden) else Hidden(text(given))


def web_address(given: Any) -> str:
    """Where a server is reached, as a browser has it, without a slash at its end."""
    found = urlsplit(text(given))
    if found.scheme not in ("http", "https") or not found.hostname or found.query or found.fragment:
        raise ValueError("an address such as https://ramify.example.gov")
    return text(given).rstrip("/")


def path(given: Any) -> Path:
    """The path of a file."""
    return given if isinstance(given, Path) else Path(text(given))


def day(given: Any) -> date:
    """A day, as YYYY-MM-DD."""
    return date.fromisoformat(_value(Shape.DATE, given))


def duration(given: Any) -> str:
    """A duration of calendar units, in ISO 8601."""
    return str(_value(Shape.DURATION, given))


def whole(least: int, most: int | None = None) -> Form[int]:
    """A whole number within bounds, both included."""
    bounds = f"of at least {least}" if most is None else f"from {least} to {most}"
    expected = f"a whole number {bounds}"

    def read(given: Any) -> int:
        number: int = _value(Shape.INTEGER, given, expected)
        if number < least or (most is not None and number > most):
            raise ValueError(expected)
        return number

    return read


def seconds(given: Any) -> float:
    """A time, in seconds."""
    number: float = _value(Shape.NUMBER, given, "a number of more than 0")
    if number <= 0:
        raise ValueError("a number of more than 0")
    return number


def share(given: Any) -> float:
    """A share of a whole."""
    number: float = _value(Shape.NUMBER, given, "a number from 0 to 1")
    if not 0 <= number <= 1:
        raise ValueError("a number from 0 to 1")
    return number


def one_of(*choices: str) -> Form[Any]:
    """One of some words."""

    def read(given: Any) -> str:
        if given not in choices:
            raise ValueError(" or ".join(choices))
        return str(given)

    return read


def listed(of: Form[Item], many: str) -> Form[tuple[Item, ...]]:
    """A list, by commas or as JSON; ``many`` is what stands in it, in words."""
    expected = f"{many}, by commas or as a JSON list"

    def read(given: Any) -> tuple[Item, ...]:
        items = _decoded(given, "[", expected)
        if isinstance(items, str):
            items = [word.strip() for word in items.split(",") if word.strip()]
        if not isinstance(items, list | tuple):
            raise ValueError(expected)
        try:
            return tuple(map(of, items))
        except ValueError:
            raise ValueError(expected) from None

    return read


words = listed(text, "texts")
days = listed(day, "days as YYYY-MM-DD")


def members(of: type[StrEnum]) -> Form[Any]:
    """A list of an enum's members, by their words."""
    return listed(of, f"words of {', '.join(of)}")


def host_names(given: Any) -> tuple[str, ...]:
    """Host names and addresses, in the form in which they are compared."""
    found = [host_name(name) or host_name(f"[{name}]") for name in words(given)]
    if None in found:
        raise ValueError("host names or addresses in ASCII, such as ramify.example.gov")
    return tuple(name for name in found if name is not None)


def networks(given: Any) -> tuple[str, ...]:
    """Networks, by an address and the length of their prefix."""
    try:
        return tuple(str(ip_network(network)) for network in words(given))
    except ValueError:
        raise ValueError("networks such as 10.0.0.0/24, no bit set behind the length") from None


def fixed_times(given: Any) -> tuple[str, ...]:
    """Durations of a length that does not depend on the month."""
    times = tuple(map(duration, words(given)))
    if any(parse_period(time).months for time in times):
        raise ValueError("weeks and days, such as P2W or P30D: months have no fixed length")
    return times


def times_by_form(given: Any) -> dict[str, str]:
    """A duration for each form of contract, as a JSON object."""
    times = _decoded(given, "", OBJECT)
    if not isinstance(times, Mapping) or not all(isinstance(time, str) for time in times.values()):
        raise ValueError(OBJECT)
    form = CONTRACT.field("form")
    assert form is not None
    return {str(form.read(name)): duration(time) for name, time in times.items()}


def time_zone(given: Any) -> str:
    """An IANA time zone."""
    try:
        return ZoneInfo(given).key
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise ValueError("an IANA time zone, such as America/Denver") from None


def _value(shape: Shape, given: Any, expected: str | None = None) -> Any:
    """A value of a shape; what is absent in files is wrong here."""
    try:
        return read_value(shape, given or "nothing" if isinstance(given, str) else given)
    except ValueError:
        if expected is None:
            raise
        raise ValueError(expected) from None


def _decoded(given: Any, opening: str, expected: str) -> Any:
    """What a text that begins so says in JSON; else what is given."""
    if not isinstance(given, str) or not given.lstrip().startswith(opening):
        return given
    try:
        return json.loads(given)
    except ValueError:
        raise ValueError(expected) from None
