"""YAML written line by line, with the comments that a person needs who edits it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ./_-]*[A-Za-z0-9./_-]|[A-Za-z]|[0-9]+")
_WORDS = frozenset(("yes", "no", "true", "false", "null", "on", "off", "y", "n"))


def quoted(value: object) -> str:
    """A value as YAML reads it back: text plain where nothing in it means something else."""
    if value is None:
        return "~"
    if isinstance(value, list):
        return f"[{', '.join(quoted(one) for one in value)}]"
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.casefold() not in _WORDS
        if plain and not value.isdecimal():
            return value
        return "".join(map(_escaped, json.dumps(value, ensure_ascii=False)))
    return str(value)


def _escaped(character: str) -> str:
    """A character of a text between quotes; YAML takes none that cannot be printed."""
    return character if character.isprintable() else f"\\U{ord(character):08X}"


class YamlLines:
    """Lines under way; each deeper one stands two spaces further in."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._depth, self._dash = 0, False

    def add(self, name: str, value: object, told: str = "") -> None:
        """An entry, and what there is to say about it."""
        self.line(f"{name}: {quoted(value)}{f'  # {_one_line(told)}' if told else ''}")

    def comment(self, text: str) -> None:
        """A line that nobody reads but people."""
        self.line(f"# {_one_line(text)}")

    def line(self, text: str) -> None:
        """A line as it is."""
        indent = "  " * self._depth
        if self._dash:
            indent, self._dash = indent[:-2] + "- ", False
        self._lines.append(f"{indent}{text}")

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """What stands below the last line."""
        self._depth += 1
        yield
        self._depth -= 1

    @contextmanager
    def item(self) -> Iterator[None]:
        """One entry of a list below the last line."""
        self._depth, self._dash = self._depth + 2, True
        yield
        self._depth, self._dash = self._depth - 2, False

    def text(self) -> str:
        """All of it, with a newline at its end."""
        return "\n".join(self._lines) + "\n"


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
