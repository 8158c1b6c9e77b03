"""What is wrong with a command line, as every error is told: where, found, expected, to do."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoSuchOption,
    UsageError,
)

from graph_model.errors import Problem

_COMMAND = re.compile(r"No such command '(.*)'\.", re.DOTALL)
_EXTRA = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL)
_CHOICE = re.compile(r"(?:Value error, )?('.*') is not one of (.*?)\.?$", re.DOTALL)
_NUMBER = re.compile(r"Input should be a valid (integer|number)")


def usage_problem(error: UsageError) -> Problem:
    """The problem that the library's error stands for."""
    where = error.ctx.command_path if error.ctx else "ramify"
    advice = f"`{where} --help` says what it takes"
    match error:
        case MissingParameter(param=param) if param is not None:
            return Problem(where, f"no {_called(param)}", _expected(param), advice)
        case NoSuchOption(option_name=name, possibilities=near):
            likely = f"did you mean {' or '.join(sorted(near))}? " if near else ""
            return Problem(where, f"the option {name}", "one that it has", likely + advice)
        case BadOptionUsage(option_name=name) if "requires" in error.message:
            return Problem(where, f"nothing after {name}", "a value", advice)
        case BadParameter(param=param) if param is not None:
            return Problem(f"{where}, {_called(param)}", *_misread(error.message), advice)
    return _of_text(error, where, advice)


def _of_text(error: UsageError, where: str, advice: str) -> Problem:
    """What the library tells in its message alone."""
    if found := _COMMAND.match(error.message):
        known = error.ctx.command.list_commands(error.ctx) if error.ctx else []  # type: ignore[attr-defined]
        near = get_close_matches(found[1], known, 3)
        likely = f"did you mean {' or '.join(near)}? " if near else ""
        advice = f"{likely}`{where} --help` lists them"
        return Problem(where, f"the command '{found[1]}'", "one that there is", advice)
    if found := _EXTRA.match(error.message):
        return Problem(where, f"{found[1]!r} after all that it takes", "nothing more", advice)
    return Problem(where, error.message.rstrip("."), "a command line that fits", advice)


def _called(param: Any) -> str:
    """What a line of help calls a parameter: ``--to``, or ``ID``."""
    if param.param_type_name == "option":
        return str(param.opts[0])
    return str(param.metavar or param.name.upper()).strip("{}[].")


def _expected(param: Any) -> str:
    said = (getattr(param, "help", None) or "a value").rstrip(".")
    return f"it ({said[:1].lower()}{said[1:]})"


def _misread(message: str) -> tuple[str, str]:
    """What was found, and what was expected in its place."""
    if choice := _CHOICE.match(message):
        return choice[1], f"one of {choice[2].replace(chr(39), '')}"
    if _NUMBER.match(message):
        return "no number", "a whole number"
    return message.rstrip("."), "a value that fits"
