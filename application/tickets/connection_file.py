"""The file of an office's connections: kept with the rest of its configuration, without secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from access.role import AccessRole
from graph_model.entries import entries, figure, listed, named, word, word_list
from graph_model.errors import InvalidInput, Problem, UnreadableFile, why_unread
from graph_model.ledger.connection import ToolConnection
from graph_model.records import Report
from graph_model.yaml_text import parse_yaml

_NEEDED = ("name", "tool", "url")
_WORDS = ("secret", "user", "password", "role")
_LISTS = ("networks", "tickets", "scope", "filters")
_ENTRIES = (*_NEEDED, *_WORDS, *_LISTS, "most_writes", "dry", "options")


def read_connections(path: Path) -> list[ToolConnection]:
    """The connections of a file, which are still to be checked.

    Raises:
        UnreadableFile: it cannot be read, or is no YAML.
        InvalidInput: with everything that has another shape.
    """
    problems: list[Problem] = []
    top = entries(_document(path), str(path), ("connections",), problems.append, ("connections",))
    raw = listed(top.get("connections"), f"{path}, connections", problems.append)
    found = [_connection(one, f"{path}, connection {n}", problems.append) for n, one in _each(raw)]
    names = [one.name for one in found]
    again = dict.fromkeys(name for name in names if name and names.count(name) > 1)
    problems += [Problem(f"{path}, {name}", "it again", "each name once") for name in again]
    if problems:
        raise InvalidInput(problems)
    return found


def read_options(path: Path) -> dict[str, Any]:
    """What a file has for a tool alone, such as the paths of its mapping.

    Raises:
        UnreadableFile, InvalidInput: it is no file with an object in YAML.
    """
    problems: list[Problem] = []
    found = named(_document(path), str(path), problems.append)
    if problems:
        raise InvalidInput(problems)
    return found


def _document(path: Path) -> object:
    try:
        return parse_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile([Problem(str(path), why_unread(error), "a YAML file")]) from None
    except ValueError as error:
        raise UnreadableFile([Problem(str(path), str(error), "YAML")]) from None


def _each(raw: list[object]) -> enumerate[object]:
    return enumerate(raw, 1)


def _connection(raw: object, where: str, report: Report) -> ToolConnection:
    said = entries(raw, where, _ENTRIES, report, _NEEDED)
    words = {n: word(said.get(n), f"{where}, {n}", report) for n in (*_NEEDED, *_WORDS)}
    lists = {n: word_list(said.get(n), f"{where}, {n}", report) for n in _LISTS}
    most, dry = figure(said.get("most_writes"), f"{where}, most_writes", report), said.get("dry")
    if not isinstance(dry, bool | None):
        report(Problem(f"{where}, dry", repr(dry)[:40], "true or false"))
    return ToolConnection(
        words["name"],
        words["tool"],
        words["url"],
        "",
        "",
        words["secret"] or None,
        words["user"] or None,
        words["password"] or None,
        lists["networks"],
        lists["tickets"],
        words["role"] or str(AccessRole.EDITOR),
        lists["scope"],
        lists["filters"],
        None if most is None else int(most),
        dry is True,
        options=named(said.get("options"), f"{where}, options", report),
    )
