"""A scenario told: its file, what it changes, and how much of it may not be told."""

from __future__ import annotations

from datetime import date
from typing import Any

from graph_model.change_file import read_change_set
from graph_model.changes import Put, Remove
from graph_model.facts import Item
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, hiding
from queries.what_if.edit import Edit, EndContract, ReplaceSupplier
from queries.what_if.scenario import scenario_of
from tests.support.asking import asked
from tests.support.graphs import MODEL
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
OFFICE = sketch(
    "supplier:s -PROVIDES-> service:m",
    "supplier:s -PROVIDES-> service:secret",
    "supplier:t",
    "contract:c -WITH-> supplier:s",
    "ci:a",
)
EDITS: list[Edit] = [
    ReplaceSupplier("supplier:s", "supplier:t"),
    EndContract("contract:c", date(2027, 6, 30)),
    Remove("ci:a"),
    Put(Item("Service", "service:n", {"name": "N"})),
]


def told(edits: list[Edit], viewer: Viewer | None = None) -> dict[str, Any]:
    question = asked(OFFICE.snapshot, DAY, viewer)
    return record(Shown(scenario_of(question, edits, "scenario:t"), question.view))


def lines(found: dict[str, Any]) -> list[str]:
    return [f"{change['does']} {change['to']}" for change in found["changes"]]


def test_a_scenario_is_a_file_and_says_what_it_changes() -> None:
    found = told(EDITS)
    assert lines(found) == [
        "REMOVE supplier:s -PROVIDES-> service:m",
        "PUT supplier:t -PROVIDES-> service:m",
        "REMOVE supplier:s -PROVIDES-> service:secret",
        "PUT supplier:t -PROVIDES-> service:secret",
        "REMOVE contract:c -WITH-> supplier:s",
        "PUT contract:c -WITH-> supplier:t",
        "SET contract:c",
        "REMOVE ci:a",
        "PUT service:n",
    ]
    assert (found["complete"], found["reason"]) == (True, None)
    assert found["verdict"] == "The edits come to 9 changes, written for revision 0."
    assert (found["file"]["id"], found["file"]["base"]) == ("scenario:t", 0)
    assert len(read_change_set(found["file"], MODEL).changes) == 9


def test_no_edits_are_no_changes() -> None:
    found = told([])
    assert (found["changes"], found["complete"]) == ([], True)
    assert found["verdict"] == "The edits come to 0 changes, written for revision 0."


def test_what_is_hidden_is_left_out_and_counted() -> None:
    found = told(EDITS, hiding(["service:secret"]))
    assert len(found["changes"]) == 7
    assert (found["complete"], found["reason"]) == (
        False,
        "2 more changes touch what you may not see",
    )
    assert "secret" not in str(found)
