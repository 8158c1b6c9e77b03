"""The generated documents say what the code does: each committed page is the one generated now."""

from __future__ import annotations

import re
from functools import cache

import pytest

from api.docs.__main__ import PAGES
from application.policy import shipped_policies
from graph_model.model import standard_model
from graph_model.yaml_text import parse_yaml
from queries.check.question import declared_rules
from queries.policy.condition_file import JOINS, QUANTIFIERS
from queries.policy.operand import OPERATORS
from queries.policy.policy import WORDS, read_policies
from tests.support.repository import ROOT


@cache
def generated(name: str) -> str:
    """A page as ``make docs`` makes it, in the checkout."""
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(ROOT)
        return PAGES[name]()


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_the_generated_one(name: str) -> None:
    committed = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert committed == generated(name), f"docs/{name} is out of date: run make docs"


def test_the_example_of_a_policy_is_one() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", generated("policies.md"), re.DOTALL)
    (policy,) = read_policies(parse_yaml(example), standard_model())
    assert (policy.kinds, policy.severity.word) == (("Service",), "warning")


def test_every_rule_is_on_the_page_of_checks() -> None:
    page = generated("checks.md")
    for rule in declared_rules():
        assert f"| `{rule.id}` | {rule.meaning} |" in page


def test_every_word_of_the_language_is_on_the_page_of_policies() -> None:
    page = generated("policies.md")
    entries = {word for words in QUANTIFIERS.values() for word in words}
    for word in (*OPERATORS, *QUANTIFIERS, *JOINS, *WORDS, *entries):
        assert word in page, word
    for policy in shipped_policies(standard_model()):
        assert f"| `{policy.id}` |" in page
