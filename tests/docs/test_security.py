"""The page of promises names tests that there are, and leaves no part of access untested."""

from __future__ import annotations

import ast
import re

import pytest

from tests.support.repository import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", PAGE)))
ROWS = [
    line.split("|")[1:-1]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| promise")
]


def test_there_are_promises() -> None:
    assert len(ROWS) > 25
    assert len(NAMED) > 40


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip()[:40])
def test_every_promise_has_a_test(row: list[str]) -> None:
    assert len(row) == 3
    assert "`tests/" in row[2]


@pytest.mark.parametrize("named", NAMED)
def test_every_test_that_is_named_is_there(named: str) -> None:
    path, _, function = named.partition("::")
    tree = ast.parse((ROOT / path).read_bytes())
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert function in names if function else names


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", PAGE))))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / "docs" / link).exists()
