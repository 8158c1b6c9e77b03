"""Errors read as sentences, and each has its place in the drawn tree and a code of its own."""

from __future__ import annotations

import inspect
import re
from json import JSONDecodeError
from pathlib import Path

import orjson
import pytest

from graph_model import errors
from graph_model.errors import (
    ChangeSetReused,
    InvalidInput,
    InvalidValue,
    NotFound,
    Problem,
    RamifyError,
    StaleRevision,
    why_unread,
)

DECLARED = [
    one
    for _, one in inspect.getmembers(errors, inspect.isclass)
    if issubclass(one, RamifyError) and one.__module__ == errors.__name__
]


def drawn() -> dict[str, str]:
    """Each error's parent in the tree that heads the file."""
    parents: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"^((?:│   |    )*(?:├── |└── )?)([A-Z]\w+)(\s|$)", line):
            depth = len(found[1]) // 4
            path[depth:] = [found[2]]
            if depth:
                parents[found[2]] = path[depth - 1]
    return parents


def test_the_drawn_tree_is_the_declared_one() -> None:
    declared = {one.__name__: one.__mro__[1].__name__ for one in DECLARED}
    assert drawn() | {"RamifyError": "Exception"} == declared


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [one.code for one in DECLARED]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[A-Z]+(_[A-Z]+)*", code) for code in codes)


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem("line 1", "a", "b"), "line 1: found a, expected b"),
        (Problem("line 1", "a", "b", "mend it"), "line 1: found a, expected b; mend it"),
    ],
)
def test_a_problem_reads_as_one_line(problem: Problem, line: str) -> None:
    assert str(problem) == line


@pytest.mark.parametrize(("count", "lines"), [(0, 1), (1, 1), (20, 20), (21, 21), (1000, 21)])
def test_many_problems_are_all_kept_and_the_first_twenty_shown(count: int, lines: int) -> None:
    error = InvalidValue([Problem(f"line {n}", "a", "b") for n in range(count)])
    shown = str(error).split("\n")
    assert len(error.problems) == count
    assert len(shown) == lines
    assert count <= 20 or shown[-1] == f"and {count - 20} more"
    assert isinstance(error, InvalidInput)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NotFound(["a", "b"]), "nothing is recorded under 'a', 'b'; search for it by name"),
        (NotFound(["k"], lists="`ramify token list`"), "recorded under 'k'; `ramify token list`"),
        (StaleRevision(3, 5), "written for revision 3, the store is at 5; read what changed"),
        (ChangeSetReused("x", 7), "'x' was already used for revision 7 with other content; give"),
    ],
)
def test_conflicts_say_what_to_do(error: RamifyError, words: str) -> None:
    assert words in str(error)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "No such file or directory"),
        (b"\x61\xff", "no UTF-8 from byte 1 on"),
        (b'{"a":\n 1,}', "no JSON from line 2, column 3 on"),
    ],
)
def test_a_file_that_is_not_read_is_told_without_a_library(
    text: bytes | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    if text is not None:
        path.write_bytes(text)
    with pytest.raises((OSError, ValueError)) as caught:
        orjson.loads(path.read_bytes().decode())
    assert isinstance(caught.value, OSError | UnicodeDecodeError | JSONDecodeError)
    assert why_unread(caught.value) == said
