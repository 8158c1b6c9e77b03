"""Check over GraphQL: what is doubtful, in pages, with codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.door import Door, door_of_drawn
from tests.support.sketch import sketch

OFFICE = sketch(
    "service:s -DEPENDS_ON[g:2]-> ci:a",
    "service:s -DEPENDS_ON[g]-> ci:b",
    "service:t -DEPENDS_ON-> service:s",
    "contract:c start=2027-01-01 end=2026-01-01",
    "contract:d start=2027-01-01 end=2026-01-01",
)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("office")) as door:
        yield door


def ids(connection: dict[str, Any]) -> list[str]:
    return [node["id"] for node in connection["nodes"]]


CHECK = """query($rules: [ID!], $first: Int, $after: String, $min: Severity) {
  check(rules: $rules, asOf: "2026-11-25") {
    revision asOf complete counts { severity count } rules { id severity meaning }
    findings(first: $first, after: $after, minSeverity: $min) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes { rule { id } message items { nodes { id } }
        relations { type from { id } discriminator } }
    }
  }
}"""


def test_findings_are_answered_worst_first_in_pages(door: Door) -> None:
    first = door.ask(CHECK, first=1)["check"]
    assert first["counts"][0] == {"severity": "ERROR", "count": 2}
    page = first["findings"]
    (one,) = page["nodes"]
    assert (one["rule"]["id"], ids(one["items"])) == ("contract-ends-before-start", ["contract:c"])
    following = door.ask(CHECK, first=1, after=page["pageInfo"]["endCursor"])["check"]["findings"]
    assert ids(following["nodes"][0]["items"]) == ["contract:d"]
    assert following["totalCount"] == page["totalCount"]


def test_every_page_together_is_every_finding(door: Door) -> None:
    whole = door.ask(CHECK, first=500)["check"]["findings"]
    assert len(whole["nodes"]) == whole["totalCount"] > 10
    seen, after = [], None
    while True:
        page = door.ask(CHECK, first=3, after=after)["check"]["findings"]
        seen += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == whole["nodes"]


def test_rules_and_severity_narrow_them(door: Door) -> None:
    found = door.ask(CHECK, rules=["group-needs-differ", "promise-with-a-metric"])["check"]
    (one,) = found["findings"]["nodes"]
    assert ids(one["items"]) == ["ci:a", "ci:b", "service:s"]
    assert one["relations"][0] == {
        "type": "DEPENDS_ON",
        "from": {"id": "service:s"},
        "discriminator": "g",
    }
    asked = {rule["id"] for rule in found["rules"]}
    assert asked == {"group-needs-differ", "promise-with-a-metric"}
    errors = door.ask(CHECK, min="ERROR")["check"]["findings"]
    assert errors["totalCount"] == 2


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ('{ check(rules: ["nope"]) { revision } }', "INVALID_QUESTION", "found 'nope'"),
        ('{ check { findings(after: "x") { totalCount } } }', "INVALID_QUESTION", "a cursor of"),
    ],
)
def test_bad_arguments_are_refused(door: Door, query: str, code: str, said: str) -> None:
    found, message = door.refused(query)
    assert (found, said in message) == (code, True)
