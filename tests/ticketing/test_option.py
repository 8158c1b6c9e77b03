"""What a connection says of its tool, checked whole before anybody relies on it."""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

import pytest

from graph_model.errors import InvalidInput
from tests.support.repository import ROOT
from ticketing.choices import read_types
from ticketing.known_tools import known_tools
from ticketing.option import (
    ToolOption,
    a_text,
    a_zone,
    one_of,
    option_problems,
    read_options,
    texts,
    yes_or_no,
)

DECLARED = (
    ToolOption("items", "the fields that name items", texts, needed=True),
    ToolOption("types", "what its types are", read_types, {}),
    ToolOption("zone", "its time zone", a_zone, UTC),
    ToolOption("proof", "how it is believed", one_of("signature", "token"), "signature"),
    ToolOption("log", "its log", a_text, "private_log"),
    ToolOption("whole", "whether it is told whole", yes_or_no, False),
)


def test_what_is_unsaid_has_its_default_and_what_is_said_is_read() -> None:
    said = {"items": "a, b", "types": {"Outage": "incident"}, "zone": "Europe/Paris"}
    found = read_options(DECLARED, said)
    assert found["items"] == ("a", "b")
    assert found["types"] == {"outage": "incident"}
    assert str(found["zone"]) == "Europe/Paris"
    assert (found["proof"], found["log"], found["whole"]) == ("signature", "private_log", False)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "options, items: found nothing, expected the fields that name items"),
        ({"items": "a", "itmes": "b"}, "options: found 'itmes', expected one of items, types"),
        ({"items": {}}, "options, items: found {}, expected a list of texts"),
        (
            {"items": "a", "types": {"x": "outage"}},
            "types among incident, problem, change, request",
        ),
        ({"items": "a", "zone": "../../etc"}, "expected a time zone"),
        ({"items": "a", "proof": "none"}, "expected one of signature, token"),
        ({"items": "a", "log": ["x"]}, "expected text in one line"),
        ({"items": "a", "whole": "yes"}, "expected true or false"),
    ],
)
def test_everything_that_is_wrong_is_told(said: dict[str, Any], told: str) -> None:
    assert told in "\n".join(map(str, option_problems(DECLARED, said)))


def test_an_option_that_became_unreadable_is_told_and_not_passed_over() -> None:
    with pytest.raises(InvalidInput, match="options, zone"):
        read_options(DECLARED, {"items": "a", "zone": "nowhere"})


@pytest.mark.parametrize("tool", known_tools(), ids=lambda tool: tool.name)
def test_each_option_of_a_tool_is_named_once_and_its_page_has_it(tool: Any) -> None:
    names = [one.name for one in tool.options]
    assert len(names) == len(set(names))
    told = (ROOT / "docs" / "ticketing" / f"{tool.name}.md").read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in told] == []


def test_every_tool_has_its_page_and_every_link_of_them_leads_somewhere() -> None:
    pages = [ROOT / "docs" / "ticketing.md", *(ROOT / "docs" / "ticketing").glob("*.md")]
    links = [
        page.parent / link
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    ]
    assert [str(link) for link in links if not link.is_file()] == []
    linked = {link.stem for link in links if link.parent == ROOT / "docs" / "ticketing"}
    assert {tool.name for tool in known_tools()} <= linked
