"""What a connection may say of how its tool is read there: declared, checked, with defaults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_model.errors import InvalidInput, Problem
from ticketing.moments import zone_named
from ticketing.payload import line, lines


@dataclass(frozen=True, slots=True)
class ToolOption:
    """An option of a tool's connections.

    ``read`` gives its value, or raises a ValueError that says what was expected; ``default`` is
    the value of one that is not said.
    """

    name: str
    meaning: str
    read: Callable[[Any], Any]
    default: Any = None
    needed: bool = False


def option_problems(declared: Sequence[ToolOption], said: Mapping[str, Any]) -> list[Problem]:
    """Everything that is wrong with the options of a connection."""
    known = {one.name: one for one in declared}
    expected = f"one of {', '.join(known)}" if known else "none: this tool has no options"
    stray = [Problem("options", repr(name), expected) for name in said if name not in known]
    needed = [
        Problem(f"options, {one.name}", "nothing", one.meaning)
        for one in declared
        if one.needed and said.get(one.name) is None
    ]
    return [*stray, *needed, *_misread(known.values(), said)]


def _misread(declared: Iterable[ToolOption], said: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for one in declared:
        try:
            if said.get(one.name) is not None:
                one.read(said[one.name])
        except ValueError as error:
            place = f"options, {one.name}"
            problems.append(Problem(place, repr(said[one.name])[:80], str(error), one.meaning))
    return problems


def read_options(declared: Sequence[ToolOption], said: Mapping[str, Any]) -> Mapping[str, Any]:
    """The value of every option.

    Raises:
        InvalidInput: one of those said cannot be read.
    """
    if problems := _misread(declared, said):
        raise InvalidInput(problems)
    return {
        one.name: one.default if said.get(one.name) is None else one.read(said[one.name])
        for one in declared
    }


def a_text(value: object) -> str:
    """Reads one line of text."""
    if (found := line(value)) is None:
        raise ValueError("text in one line")
    return found


def texts(value: object) -> tuple[str, ...]:
    """Reads a list of texts, or one text with commas."""
    if not (found := lines(value)):
        raise ValueError("a list of texts")
    return tuple(found)


def words(value: object) -> Mapping[str, str]:
    """Reads what words stand for others: ``{Standard: standard}``; without regard to case."""
    if not isinstance(value, dict) or not value:
        raise ValueError("names, each with what it stands for")
    if not all(isinstance(one, str) for both in value.items() for one in both):
        raise ValueError("texts, each with the text it stands for")
    return {name.strip().casefold(): one.strip() for name, one in value.items()}


def yes_or_no(value: object) -> bool:
    """Reads true or false."""
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def one_of(*choices: str) -> Callable[[Any], str]:
    """Reads one of some words."""

    def read(value: object) -> str:
        found = str(value).strip().casefold()
        if found not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return found

    return read


def a_zone(value: object) -> Any:
    """Reads the name of a time zone."""
    return zone_named(a_text(value))


def words_of(choices: Sequence[str], what: str) -> Callable[[Any], Mapping[str, str]]:
    """Reads what words stand for, each one of some choices."""

    def read(value: object) -> Mapping[str, str]:
        found = words(value)
        if stray := [one for one in found.values() if one not in choices]:
            raise ValueError(f"{what} among {', '.join(choices)}, not {stray[0]!r}")
        return found

    return read
