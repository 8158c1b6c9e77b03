"""Why, why not, other ways, corridors and what will be gone: explanations through GraphQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.graphql_door import GraphQLDoor, opened_door
from tests.support.office import DAY, OFFICE


@pytest.fixture(scope="module")
def door() -> Iterator[GraphQLDoor]:
    with opened_door(OFFICE.facts) as door:
        yield door


def impact(door: GraphQLDoor, fields: str, of: str = "ci:power", lens: str = "outage") -> Any:
    query = "query ($of: [ID!]!, $lens: String!, $day: Date!) {"
    query += f" impact(of: $of, lens: $lens, asOf: $day) {{ {fields} }} }}"
    return door.ask(query, of=of.split(), lens=lens, day=DAY)["impact"]


STEP = "type kind level hidden item { id } relation { from { id } to { id } } together { id }"


def test_a_witness_lists_who_failed_together(door: GraphQLDoor) -> None:
    fields = f'affected(kinds: ["Service"]) {{ nodes {{ level witness {{ {STEP} }} }} }}'
    found = impact(door, fields, "ci:power ci:generator")
    (tax,) = found["affected"]["nodes"]
    assert tax["level"] == "LOST"
    assert [step["item"]["id"] for step in tax["witness"]] == ["ci:site-b", "service:tax"]
    last = tax["witness"][-1]
    assert last["together"] == [{"id": "ci:site-a"}]
    assert last["relation"] == {"from": {"id": "service:tax"}, "to": {"id": "ci:site-b"}}
    assert (last["type"], last["kind"], last["level"]) == ("DEPENDS_ON", "Service", "LOST")


def test_paths_are_more_ways_than_one(door: GraphQLDoor) -> None:
    def ways(first: int) -> Any:
        fields = f"""paths(to: "agency:revenue", first: {first}) {{
            complete reason nodes {{ length steps {{ {STEP} }} }} }}"""
        return impact(door, fields, "ci:app ci:power ci:generator")["paths"]

    one, both = ways(1), ways(2)
    assert (one["complete"], one["reason"]) == (False, "the first 1 were asked for")
    assert (both["complete"], both["reason"]) == (True, None)
    assert one["nodes"] == both["nodes"][:1]
    passed = [[step["item"]["id"] for step in node["steps"]] for node in both["nodes"]]
    assert passed == [
        ["service:tax", "agency:revenue"],
        ["ci:site-b", "service:tax", "agency:revenue"],
    ]
    assert [node["length"] for node in both["nodes"]] == [2, 3]


def test_a_corridor_can_be_drawn(door: GraphQLDoor) -> None:
    fields = """corridor(to: "agency:revenue") {
        nodes { key kind level item { id } } edges { from to type relation { type } } }"""
    found = impact(door, fields)["corridor"]
    keys = {node["key"]: node["item"]["id"] for node in found["nodes"]}
    drawn = {(keys[e["from"]], e["type"], keys[e["to"]]) for e in found["edges"]}
    assert drawn == {
        ("ci:site-a", "DEPENDS_ON", "ci:power"),
        ("service:tax", "DEPENDS_ON", "ci:site-a"),
        ("agency:revenue", "CONSUMES", "service:tax"),
        ("sla:tax", "GOVERNS", "service:tax"),
        ("sla:tax", "PROMISED_TO", "agency:revenue"),
    }
    assert {n["item"]["id"]: n["level"] for n in found["nodes"]} == {
        "ci:power": "LOST",
        "ci:site-a": "LOST",
        "service:tax": "DEGRADED",
        "agency:revenue": "DEGRADED",
        "sla:tax": "DEGRADED",
    }


def test_no_corridor_leads_to_what_is_not_affected(door: GraphQLDoor) -> None:
    found = impact(door, 'corridor(to: "service:mail") { nodes { key } edges { type } }')
    assert found["corridor"] == {"nodes": [], "edges": []}


STOP = """level together totalCount complete reason stops {
    reason said origin { id } originKind target { id } targetKind relation { type }
    failed { id } holding { id } hidden more }"""


def why_not(
    door: GraphQLDoor, id_: str, lens: str = "outage", of: str = "ci:power", level: str = ""
) -> Any:
    level_given = f', level: "{level}"' if level else ""
    fields = f'whyNot(id: "{id_}"{level_given}) {{ {STOP} }}'
    return impact(door, fields, of, lens)["whyNot"]


def test_why_not_names_the_group_that_held_and_what_was_not_yet(door: GraphQLDoor) -> None:
    found = why_not(door, "service:tax")
    assert (found["level"], found["together"], found["totalCount"]) == ("LOST", 1, 2)
    assert (found["complete"], found["reason"]) == (True, None)
    group, later = found["stops"]
    assert group == {
        "reason": "GROUP_HELD",
        "said": "a redundancy group still holds",
        "origin": {"id": "ci:site-a"},
        "originKind": "ConfigurationItem",
        "target": {"id": "service:tax"},
        "targetKind": "Service",
        "relation": {"type": "DEPENDS_ON"},
        "failed": [{"id": "ci:site-a"}],
        "holding": [{"id": "ci:site-b"}],
        "hidden": 0,
        "more": 1,
    }
    assert (later["reason"], later["more"]) == ("NOT_YET", None)
    assert (later["origin"]["id"], later["target"]["id"]) == ("ci:site-a", "ci:app")


@pytest.mark.parametrize(
    ("id_", "lens", "of", "reason"),
    [
        ("service:payroll", "sourcing", "supplier:cirrus", "NOT_IN_FORCE"),
        ("contract:old", "sourcing", "supplier:cirrus", "NOT_IN_FORCE"),
        ("document:handbook", "outage", "service:tax", "NO_RULE"),
        ("service:mail", "outage", "ci:power", "NO_WAY"),
    ],
)
def test_why_not(door: GraphQLDoor, id_: str, lens: str, of: str, reason: str) -> None:
    found = why_not(door, id_, lens, of)
    lowest = why_not(door, id_, lens, of, "NOTIFY")
    assert lowest == found
    assert [stop["reason"] for stop in found["stops"]] == [reason]


def test_how_sure_an_answer_is(door: GraphQLDoor) -> None:
    sure = "confidence { oldest weakestSource unverified facts }"
    fields = f'{sure} affected(kinds: ["Service"]) {{ nodes {{ {sure} }} }}'
    found = impact(door, fields, "ci:site-a")
    (tax,) = found["affected"]["nodes"]
    assert tax["confidence"] == {
        "oldest": "2026-10-01",
        "weakestSource": None,
        "unverified": 1,
        "facts": 3,
    }
    assert found["confidence"]["oldest"] == "2026-10-01"
    assert found["confidence"]["facts"] == 9


def test_redundancy_that_ends(door: GraphQLDoor) -> None:
    fields = """redundancyEnds(until: "2027-12-31") { totalCount hidden nodes {
        on group dependent { id } member { id } contract { id } size need left spare } }"""
    assert impact(door, fields)["redundancyEnds"] == {
        "totalCount": 1,
        "hidden": 0,
        "nodes": [
            {
                "on": "2027-02-01",
                "group": "site",
                "dependent": {"id": "service:tax"},
                "member": {"id": "ci:site-b"},
                "contract": None,
                "size": 2,
                "need": 1,
                "left": 1,
                "spare": 0,
            }
        ],
    }
    assert impact(door, fields, "service:mail")["redundancyEnds"]["nodes"] == []


REFUSED = {
    'paths(to: "service:mail") { complete }': (
        "INVALID_QUESTION",
        "to: found 'service:mail', not affected, expected what is; whyNot says what stopped it",
    ),
    'paths(to: "nobody") { complete }': ("NOT_FOUND", "nothing is recorded under 'nobody'"),
    'corridor(to: "nobody") { nodes { key } }': ("NOT_FOUND", "nothing is recorded under 'nob"),
    'whyNot(id: "ci:power") { level }': (
        "INVALID_QUESTION",
        "whyNot: found 'ci:power', which is LOST, expected an item below that level",
    ),
    'whyNot(id: "ci:app", level: "GONE") { level }': (
        "INVALID_QUESTION",
        "level: found 'GONE', expected one of NOTIFY, DEGRADED, LOST",
    ),
    'redundancyEnds(until: "2026-12-31") { hidden }': (
        "INVALID_QUESTION",
        "until: found 2026-12-31, expected 2027-01-01 or later",
    ),
    'paths(to: "ci:power", first: 100000) { complete }': ("LIMIT_EXCEEDED", "first: found 100000"),
}


@pytest.mark.parametrize(("fields", "expected"), REFUSED.items(), ids=REFUSED)
def test_refusal(door: GraphQLDoor, fields: str, expected: tuple[str, str]) -> None:
    query = f'{{ impact(of: ["ci:power"], asOf: "{DAY}") {{ {fields} }} }}'
    error = door.refused(query)
    assert error["extensions"]["code"] == expected[0]
    assert error["message"].startswith(expected[1])
