"""Every form of edit at every door: the same verdict, the same warnings, the same refusal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph_model.errors import InvalidChangeSet
from tests.support.door import Door, door_of_drawn
from tests.support.http_client import questions_of
from tests.support.sketch import sketch

LINES = (
    "service:m -DEPENDS_ON-> ci:a",
    "service:m -DEPENDS_ON-> ci:b",
    "contract:c end=2027-06-30",
    "contract:c -WITH-> supplier:s",
    "supplier:s -PROVIDES-> service:m",
    "supplier:t",
)
DAY = "2027-01-01"
ASK = """query ($edits: [Edit!]) {
  impact(of: ["ci:a"], asOf: "2027-01-01", whatIf: $edits) { verdict editWarnings }
}"""
EDITS: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    # the edit, what the loss of ci:a comes to then, and what is said of the edit
    "makeRedundant": (
        {"makeRedundant": {"dependent": "service:m", "members": ["ci:a", "ci:b"]}},
        "If ci:a fails: 1 service DEGRADED. The edits make 1 better.",
        [],
    ),
    "makeRedundant, both needed": (
        {"makeRedundant": {"dependent": "service:m", "members": ["ci:a", "ci:b"], "need": 2}},
        "If ci:a fails: 1 service LOST. The edits change nothing of this.",
        [],
    ),
    "create": (
        {"create": {"type": "DEPENDS_ON", "from": "service:n", "to": "ci:a"}},
        "If ci:a fails: 2 services LOST. The edits make 1 affected that were not.",
        [],
    ),
    "put": (
        {"put": {"kind": "Service", "id": "service:m", "name": "M", "lifecycle": "planned"}},
        "Nothing is recorded beyond what was asked about. The edits make 2 no longer affected.",
        [
            (
                "edit 1: put replaces service:m, which is recorded, and clears what it does not "
                "give: source; set changes single fields"
            )
        ],
    ),
    "endContract": (
        {"endContract": {"contract": "contract:c", "on": "2027-01-31"}},
        "If ci:a fails: 1 service LOST. The edits change nothing of this.",
        [],
    ),
    "replaceSupplier": (
        {"replaceSupplier": {"supplier": "supplier:s", "by": "supplier:t"}},
        (
            "If ci:a fails: 1 service LOST. "
            "The edits make 1 affected that were not, 1 no longer affected."
        ),
        [],
    ),
}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    graph = sketch(*LINES, "service:n")
    with door_of_drawn(graph, tmp_path_factory.mktemp("door")) as found:
        yield found


def by_http(door: Door, edit: dict[str, Any]) -> Any:
    given = {"of": ["ci:a"], "asOf": DAY, "whatIf": [edit]}
    return questions_of(door.graph).post("/questions/impact", json=given)


def by_command(door: Door, edit: dict[str, Any], path: Path) -> Any:
    file = path / "edits.json"
    file.write_text(json.dumps([edit]))
    return door.json("impact", "ci:a", "--as-of", DAY, "--what-if", str(file))


@pytest.mark.parametrize(("edit", "verdict", "warnings"), EDITS.values(), ids=EDITS)
def test_an_edit_is_understood_alike(
    door: Door, tmp_path: Path, edit: dict[str, Any], verdict: str, warnings: list[str]
) -> None:
    expected = {"verdict": verdict, "editWarnings": warnings}
    assert door.ask(ASK, edits=[edit])["impact"] == expected
    for found in (by_command(door, edit, tmp_path), by_http(door, edit).json()):
        assert {name: found[name] for name in expected} == expected


def test_what_is_recorded_is_not_created_again(door: Door, tmp_path: Path) -> None:
    edit = {"create": {"kind": "Service", "id": "service:m", "name": "M"}}
    said = "edit 1, create: found 'service:m', which is recorded"
    assert said in door.refused(ASK, edits=[edit])[1]
    assert said in by_http(door, edit).text
    with pytest.raises(InvalidChangeSet, match=said):
        by_command(door, edit, tmp_path)
