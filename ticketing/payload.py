"""What a tool sends or answers, read without trust: whatever it is, it breaks nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import orjson

from graph_model.characters import NOT_IN_LINE
from graph_model.errors import Problem, UnreadableFeed

_UNSEEN = re.compile(f"[{NOT_IN_LINE}\ud800-\udfff]+")
_BETWEEN = re.compile(r"[,;\n\r\t]+")
DEEPEST = 64
"""So many values within values, at most: no tool sends more."""


def read_json(body: bytes, where: str = "the delivery") -> Any:
    """The value of a body in JSON.

    Raises:
        UnreadableFeed: it is none, in another encoding, or nested too deep; told with where.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        unreadable(where, f"no UTF-8 from byte {error.start} on", "JSON in UTF-8")
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        found = f"no JSON from line {error.lineno}, column {error.colno} on"
        unreadable(where, found if text.strip() else "nothing", "JSON")
    if _depth(value) > DEEPEST:
        unreadable(where, "values nested too deep", f"at most {DEEPEST} within each other")
    return value


def _depth(value: Any) -> int:
    """How deep values are nested, level by level: who sends them is not trusted."""
    depth, level = 0, [value]
    while (level := [one for one in level if isinstance(one, dict | list)]) and depth <= DEEPEST:
        depth += 1
        level = [
            inner for one in level for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return depth


def read_object(body: bytes, where: str = "the delivery") -> Mapping[str, Any]:
    """The object of a body in JSON.

    Raises:
        UnreadableFeed: it is none.
    """
    value = read_json(body, where)
    if not isinstance(value, dict):
        unreadable(where, f"{named(value)}", "an object in JSON")
    return value


def unreadable(where: str, found: str, expected: str, advice: str = "") -> NoReturn:
    """Say that what a tool sent cannot be read.

    Raises:
        UnreadableFeed: always.
    """
    raise UnreadableFeed([Problem(where, found, expected, advice)])


def named(value: object) -> str:
    """What sort of JSON value it is, as people say it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "a yes or no"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
    return "an object"


def at(value: Any, *path: str | int) -> Any:
    """What stands at a path of entries and places; None: nothing does."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def line(value: object, most: int = 1_000) -> str | None:
    """Text of one line as it may be kept: nothing unseen in it, so long at most; None: no text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    spaced = " ".join(_UNSEEN.sub(" ", unicodedata.normalize("NFC", str(value))).split())
    return spaced[:most].rstrip() or None


def lines(value: object, most: int = 1_000) -> list[str]:
    """Each text of a list, or of one text with commas, semicolons or line ends between."""
    if isinstance(value, str):
        value = _BETWEEN.split(value)
    found = (line(one, most) for one in value) if isinstance(value, list) else iter(())
    return list(dict.fromkeys(one for one in found if one))


def objects(value: object) -> Iterator[Mapping[str, Any]]:
    """The objects of a list, or the one that stands in place of a list of one."""
    listed = value if isinstance(value, list) else [value]
    return (one for one in listed if isinstance(one, dict))


def whole(value: object) -> int | None:
    """A whole number, or text of one; None: it is none, or none that can be kept."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 19:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return value
    return None
