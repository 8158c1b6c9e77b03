"""What is wrong with settings, in the house's words: never a library's, never a value's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from graph_model.errors import Problem

PREFIX = "RAMIFY_"
ELSEWHERE = ("NEO4J_CACHE", "TRACEBACK")
"""Variables that are no settings: where a local Neo4j is kept, and whether a fault is shown."""

_WORDS = {
    int: "a whole number",
    float: "a number",
    str: "text",
    bool: "true or false",
    date: "a date that exists, as YYYY-MM-DD",
}


def problems(error: ValidationError, fields: Mapping[str, FieldInfo]) -> Iterator[Problem]:
    """Each setting that does not fit, once, with what was expected.

    What was found is not repeated: a mistyped variable may hold a password.
    """
    told: set[str] = set()
    for wrong in error.errors(include_url=False, include_input=False):
        name = str(wrong["loc"][0]) if wrong["loc"] else ""
        if name in told:
            continue
        told.add(name)
        own = wrong.get("ctx", {}).get("error")  # what one of the house's checks said
        expected = str(own) if isinstance(own, ValueError) else expected_of(fields[name])
        yield Problem(variable(name), "a value that does not fit", expected)


def variable(field: str) -> str:
    """The variable that sets a field."""
    return PREFIX + field.upper()


def expected_of(field: FieldInfo) -> str:
    """What a setting's variable may say, from its declaration: "a whole number of at least 1"."""
    kind = next(one for one in _kinds(field.annotation) if one is not type(None))
    if get_origin(kind) is Literal:
        return " or ".join(map(str, get_args(kind)))
    if get_origin(kind) is tuple:
        return f"{_many(get_args(kind)[0])}, by commas or as a JSON list"
    if get_origin(kind) is dict:
        return 'a JSON object of texts, such as {"SOW": "P4M"}'
    return _WORDS.get(kind, "text") + _bounds(field.metadata)


def _kinds(annotation: Any) -> tuple[Any, ...]:
    union = get_origin(annotation) in (Union, UnionType)
    return get_args(annotation) if union else (annotation,)


def _many(kind: type) -> str:
    return "texts" if kind is str else "days as YYYY-MM-DD"


def _bounds(metadata: Collection[object]) -> str:
    bounds = {
        name: value
        for one in metadata
        for name in ("ge", "gt", "le")
        if (value := getattr(one, name, None)) is not None
    }
    if "ge" in bounds and "le" in bounds:
        return f" from {bounds['ge']} to {bounds['le']}"
    words = {"ge": "of at least", "gt": "of more than", "le": "of at most"}
    return "".join(f" {words[name]} {value}" for name, value in bounds.items())


def unknown_variables(environment: Mapping[str, str], fields: Collection[str]) -> list[Problem]:
    """Variables with Ramify's prefix that say nothing to it, each with the nearest that does.

    They are no error: a cluster gives every program variables of its neighbours' names.
    """
    known = [variable(name) for name in fields] + [PREFIX + name for name in ELSEWHERE]
    unknown = [name for name in environment if name.upper().startswith(PREFIX)]
    return [_unknown(name, known) for name in sorted(unknown) if name.upper() not in known]


def _unknown(name: str, known: Collection[str]) -> Problem:
    near = get_close_matches(name.upper(), known, n=1, cutoff=0.8)
    expected = near[0] if near else "a setting of docs/settings.md"
    return Problem(name, "a variable that is no setting", expected, "it is passed over")
