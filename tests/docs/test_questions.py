"""The examples of questions and decisions are real: asked again of the samples, they hold."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from queries.questions.catalog import questions
from queries.questions.declaration import Question
from tests.support.door import Door, sample_door
from tests.support.repository import ROOT

PAGES = (
    *sorted((ROOT / "docs/questions").glob("*.md")),
    *(ROOT / "docs" / name for name in ("decisions.md", "policies.md")),
)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ONWARDS = "…"
"""The line at which a page stops to repeat an answer."""


class Block(NamedTuple):
    """A block of a page: its language, and its text."""

    language: str
    text: str


def blocks() -> list[tuple[Block, Block]]:
    """Every block of the pages, and the one after it."""
    found: list[tuple[Block, Block]] = []
    for page in PAGES:
        read = [Block(*match) for match in BLOCK.findall(page.read_text(encoding="utf-8"))]
        found += zip(read, [*read[1:], Block("", "")], strict=True)
    return found


COMMANDS = [(a.text.strip(), b.text) for a, b in blocks() if a.text.startswith("ramify ")]
DOCUMENTS = [block.text for block, _ in blocks() if block.language == "graphql"]


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with sample_door() as door:
        yield door


@pytest.mark.parametrize(("command", "told"), COMMANDS, ids=[c for c, _ in COMMANDS])
def test_command_prints_what_is_told(door: Door, command: str, told: str) -> None:
    arguments = shlex.split(command)[1:]
    dated = () if "--as-of" in arguments else ("--as-of", "2026-11-25")
    result = door.run(*arguments, *dated)
    assert result.exception is None
    lines = told.splitlines()
    whole = ONWARDS not in lines
    lines = lines if whole else lines[: lines.index(ONWARDS)]
    printed = result.stdout.splitlines()
    assert (printed if whole else printed[: len(lines)]) == lines


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda text: re.findall(r"\w+", text)[0])
def test_document_is_answered(door: Door, document: str) -> None:
    assert any(lists_in(door.ask(document)))


def lists_in(value: object) -> Iterator[list[object]]:
    """Every list within an answer."""
    if isinstance(value, dict):
        for entry in value.values():
            yield from lists_in(entry)
    elif isinstance(value, list):
        yield value
        for entry in value:
            yield from lists_in(entry)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_every_question_has_an_example(question: Question) -> None:
    asked = {command.split()[1] for command, _ in COMMANDS}
    asked |= set(re.findall(r"^  (\w+)[ ({]", "".join(DOCUMENTS), re.MULTILINE))
    assert asked & {question.key, question.command, question.short}
