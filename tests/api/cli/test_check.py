"""``ramify check``: its table, JSON and JUnit, its exit codes, of a store and of files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from graph_model.errors import InvalidPolicy, InvalidQuestion, UnreadableFile
from tests.support.door import Door, door_of_drawn
from tests.support.sketch import sketch

OFFICE = sketch(
    "contract:late start=2027-01-01 end=2026-01-01",
    "service:mail -DEPENDS_ON[relays:2]-> ci:a",
    "service:mail -DEPENDS_ON[relays]-> ci:b",
    "contract:late -WITH-> supplier:x",
)
DAY = ("--as-of", "2026-11-25")
ERROR = "error contract-ends-before-start contract:late starts on 1 Jan 2027, after its end on "


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("office")) as door:
        yield door


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def test_the_table_has_the_worst_first_and_a_sum(door: Door) -> None:
    result = door.run("check", *DAY, "--no-policies")
    verdict, dated, head, first, *rest = lines(result.stdout)
    assert " found 1 error, " in verdict
    assert dated == "as of 25 Nov 2026, revision 1"
    assert head == "SEVERITY RULE FOUND"
    assert first.startswith(ERROR)
    assert any("group-needs-differ Group 'relays' of service:mail" in line for line in rest)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 3),
        (("--fail-on", "never"), 0),
        (("--rule", "group-needs-differ"), 0),
        (("--rule", "group-needs-differ", "--fail-on", "warning"), 3),
        (("--rule", "contract-family-cycle", "--fail-on", "info"), 0),
        (("--rule", "contract-ends-before-start", "--format", "junit"), 3),
        (("--rule", "contract-ends-before-start", "--format", "json"), 3),
    ],
)
def test_the_exit_code_is_for_pipelines(door: Door, arguments: tuple[str, ...], code: int) -> None:
    assert door.run("check", *DAY, *arguments).exit_code == code


def test_json_says_the_same(door: Door) -> None:
    found = json.loads(door.run("check", *DAY, "--format", "json").stdout)
    assert (found["asOf"], found["revision"]) == ("2026-11-25", 1)
    assert found["counts"][0] == {"severity": "ERROR", "count": 1}
    (one,) = [f for f in found["findings"]["nodes"] if f["rule"]["id"] == "group-needs-differ"]
    assert [item["id"] for item in one["items"]["nodes"]] == ["ci:a", "ci:b", "service:mail"]
    (first, _) = one["relations"]
    assert (first["type"], first["discriminator"]) == ("DEPENDS_ON", "relays")
    assert (first["from"]["id"], first["to"]["id"]) == ("service:mail", "ci:a")
    assert {"promise-with-a-metric", "never-verified"} <= {rule["id"] for rule in found["rules"]}


def test_junit_is_one_document(door: Door) -> None:
    result = door.run("check", *DAY, "--format", "junit")
    (suite,) = ElementTree.fromstring(result.stdout)
    assert suite.attrib["failures"] == "1"


def test_own_policies_are_asked_instead(door: Door, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "policies:\n- {id: own, for: Service, severity: error, require: {some: coveredBy},"
        " message: no contract covers it; sign one.}\n"
    )
    found = json.loads(
        door.run("check", *DAY, "--policies", str(own), "--rule", "own", "--format", "json").stdout
    )
    assert [f["message"] for f in found["findings"]["nodes"]] == [
        "service:mail: no contract covers it; sign one."
    ]


def test_the_settings_name_the_policies(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAMIFY_POLICIES", str(tmp_path / "missing.yaml"))
    assert isinstance(door.run("check").exception, UnreadableFile)


def test_it_is_asked_of_other_facts_as_any_question(door: Door, tmp_path: Path) -> None:
    edits = tmp_path / "edits.json"
    edits.write_text('[{"set": {"id": "contract:late", "end": "2028-01-01"}}]')
    rule = ("--rule", "contract-ends-before-start", *DAY)
    assert door.run("check", *rule).exit_code == 3
    assert door.run("check", *rule, "--what-if", str(edits)).exit_code == 0
    assert door.run("check", *rule, "--at-revision", "0").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("some.json", "--at-revision", "0"), InvalidQuestion),
        (("--rule", "nope"), InvalidQuestion),
        (("--as-of", "2027-02-29"), InvalidQuestion),
        (("no-such-file.json",), UnreadableFile),
    ],
)
def test_bad_arguments_are_refused(
    door: Door, arguments: tuple[str, ...], error: type[Exception]
) -> None:
    assert isinstance(door.run("check", *arguments).exception, error)


def test_bad_policies_are_refused(door: Door, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("policies: [{id: x}]")
    assert isinstance(door.run("check", "--policies", str(own)).exception, InvalidPolicy)


# Whatever an office can get wrong about its agreements, in a file; each is named.
BAD = [
    {"kind": "Contract", "id": "ring-a", "name": "Ring A"},
    {"kind": "Contract", "id": "ring-b", "name": "Ring B"},
    {"type": "UNDER", "from": "ring-a", "to": "ring-b"},
    {"type": "UNDER", "from": "ring-b", "to": "ring-a"},
    {"kind": "Contract", "id": "parent", "name": "Parent", "end": "2027-01-31"},
    {"kind": "Contract", "id": "child", "name": "Child", "end": "2027-06-30"},
    {"type": "UNDER", "from": "child", "to": "parent"},
    {"kind": "Contract", "id": "back", "name": "Back", "start": "2027-01-01", "end": "2026-01-01"},
    {"kind": "Contract", "id": "slow", "name": "Slow", "start": "2026-01-01", "end": "2026-12-31"}
    | {"notice": "P2Y"},
    {"kind": "Contract", "id": "leap", "name": "Leap", "end": "2027-02-29"},
    {"kind": "ServiceLevelTarget", "id": "t", "name": "T", "metric": "availability", "value": 9}
    | {"unit": "hours", "comparator": "at least"},
]
NAMED = {
    "contract-family-cycle": "Ring A (ring-a) and Ring B (ring-b) are under each other",
    "contract-outlives-parent": "Child (child) ends 30 Jun 2027, after Parent (parent)",
    "contract-ends-before-start": "Back (back) starts on 1 Jan 2027, after its end on 1 Jan 2026",
    "contract-notice-exceeds-term": "Slow (slow) needs notice by 31 Dec 2024",
    "row-rejected": "found '2027-02-29', expected a date that exists",
    "target-unit-unfit": "T (t) gives availability in hours",
}


def test_files_are_checked_without_a_store(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in BAD))
    result = door.run("check", str(path), *DAY, "--format", "json")
    assert result.exit_code == 3
    found = json.loads(result.stdout)["findings"]["nodes"]
    said = {rule: [f["message"] for f in found if f["rule"]["id"] == rule] for rule in NAMED}
    for rule, text in NAMED.items():
        assert any(text in message for message in said[rule]), (rule, said[rule])
    assert door.graph.store.revision() == 1
