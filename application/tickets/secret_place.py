"""Where a secret is: in a variable of the environment or a file, of which only the name is kept."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from graph_model.errors import InvalidInput, Problem, UnreadableFile, why_unread

ENV, FILE = "env:", "file:"
EXPECTED = "env:NAME, a variable of the environment, or file:/PATH"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def place_problem(place: str, where: str) -> Problem | None:
    """What is wrong with a text that is to name a secret's place; the secret itself is not told."""
    if place.startswith(ENV) and _VARIABLE.fullmatch(place.removeprefix(ENV)):
        return None
    if place.startswith(FILE) and Path(place.removeprefix(FILE)).is_absolute():
        return None
    return Problem(where, "something else", EXPECTED, "the secret itself is not kept here")


def secret_at(place: str, environment: Mapping[str, str] | None = None) -> str:
    """The secret of a place, without outer spaces.

    Raises:
        InvalidInput: there is none; the place is told.
        UnreadableFile: the file cannot be read.
    """
    if place.startswith(ENV):
        name = place.removeprefix(ENV)
        found = (os.environ if environment is None else environment).get(name, "").strip()
        advice = f"set {name} in the environment of the server and of this command"
    else:
        found, advice = _in_file(Path(place.removeprefix(FILE))), "write it into the file"
    if not found:
        raise InvalidInput([Problem(place, "nothing", "a secret", advice)])
    return found


def _in_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(f"{FILE}{path}", why_unread(error), "a file with a secret, in UTF-8")
        raise UnreadableFile([problem]) from None
