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


def asked(
    door: GraphQLDoor, question: str, fields: str, of: str = "ci:power", more: str = ""
) -> Any:
    """What a question about an impact answers; ``more`` are its other arguments."""
    query = f'query ($of: [ID!]!) {{ {question}(of: $of, asOf: "{DAY}"{more}) {{ {fields} }} }}'
    return door.ask(query, of=of.split())[question]


STEP = "type over kind level item { id } relation { from { id } to { id } } together { id }"


def test_a_witness_lists_who_failed_together(door: GraphQLDoor) -> None:
    fields = f"affected(kinds: [Service]) {{ nodes {{ level witness {{ {STEP} }} }} }}"
    found = asked(door, "impact", fields, "ci:power ci:generator")
    (tax,) = found["affected"]["nodes"]
    assert tax["level"] == "LOST"
    assert [step["item"]["id"] for step in tax["witness"]] == ["ci:site-b", "service:tax"]
    last = tax["witness"][-1]
    assert last["together"] == [{"id": "ci:site-a"}]
    assert last["relation"] == {"from": {"id": "service:tax"}, "to": {"id": "ci:site-b"}}
    assert (last["type"], last["over"]) == ("DEPENDS_ON", "DEPENDS_ON[site]")
    assert (last["kind"], last["level"]) == ("Service", "LOST")


def test_why_is_the_same_chain_from_its_start(door: GraphQLDoor) -> None:
    fields = f"verdict level item {{ id }} start {{ id }} steps {{ {STEP} }} confidence {{ facts }}"
    found = asked(door, "why", fields, "ci:power ci:generator", ', to: "service:tax"')
    assert found["verdict"] == "service:tax is LOST: 2 steps from ci:generator"
    assert (found["level"], found["start"]) == ("LOST", {"id": "ci:generator"})
    assert [step["item"]["id"] for step in found["steps"]] == ["ci:site-b", "service:tax"]
    assert found["confidence"] == {"facts": 5}


def test_paths_are_more_ways_than_one(door: GraphQLDoor) -> None:
    def ways(first: int) -> Any:
        fields = f"complete reason chains {{ length start {{ id }} steps {{ {STEP} }} }}"
        more = f', to: "agency:revenue", first: {first}'
        return asked(door, "paths", fields, "ci:app ci:power ci:generator", more)

    one, both = ways(1), ways(2)
    assert (one["complete"], one["reason"]) == (False, "the first 1 were asked for")
    assert (both["complete"], both["reason"]) == (True, None)
    assert one["chains"] == both["chains"][:1]
    passed = [[step["item"]["id"] for step in chain["steps"]] for chain in both["chains"]]
    assert passed == [
        ["service:tax", "agency:revenue"],
        ["ci:site-b", "service:tax", "agency:revenue"],
    ]
    assert [(chain["length"], chain["start"]["id"]) for chain in both["chains"]] == [
        (2, "ci:app"),
        (3, "ci:generator"),
    ]


CORRIDOR = (
    "level nodes { key kind level item { id } } edges { from to type said relation { type } }"
)


def test_a_corridor_can_be_drawn(door: GraphQLDoor) -> None:
    found = asked(door, "corridor", CORRIDOR, more=', to: "agency:revenue"')
    keys = {node["key"]: node["item"]["id"] for node in found["nodes"]}
    drawn = {(keys[e["from"]], e["type"], keys[e["to"]]) for e in found["edges"]}
    assert drawn == {
        ("ci:site-a", "DEPENDS_ON", "ci:power"),
        ("service:tax", "DEPENDS_ON", "ci:site-a"),
        ("agency:revenue", "CONSUMES", "service:tax"),
        ("sla:tax", "GOVERNS", "service:tax"),
        ("sla:tax", "PROMISED_TO", "agency:revenue"),
    }
    assert [(n["item"]["id"], n["level"]) for n in found["nodes"]] == [
        ("ci:power", "LOST"),
        ("ci:site-a", "LOST"),
        ("agency:revenue", "DEGRADED"),
        ("service:tax", "DEGRADED"),
        ("sla:tax", "DEGRADED"),
    ]
    assert "service:tax -DEPENDS_ON[site]-> ci:site-a" in [e["said"] for e in found["edges"]]


def test_no_corridor_leads_to_what_is_not_affected(door: GraphQLDoor) -> None:
    found = asked(door, "corridor", CORRIDOR, more=', to: "service:mail"')
    assert found == {"level": None, "nodes": [], "edges": []}


BLOCKERS = """verdict level notAt together totalCount complete reason blockers {
    reason said place origin { id } originKind target { id } targetKind relation { type }
    failed { id } holding { id } failedHidden holdingHidden more }"""


def why_not(
    door: GraphQLDoor, to: str, lens: str = "OUTAGE", of: str = "ci:power", more: str = ""
) -> Any:
    return asked(door, "whyNot", BLOCKERS, of, f', to: "{to}", lens: {lens}{more}')


def test_why_not_names_the_group_that_held_and_what_was_not_yet(door: GraphQLDoor) -> None:
    found = why_not(door, "service:tax")
    assert (found["level"], found["notAt"]) == ("DEGRADED", "LOST")
    assert (found["together"], found["totalCount"]) == (1, 2)
    assert (found["complete"], found["reason"]) == (True, None)
    group, later = found["blockers"]
    assert group == {
        "reason": "GROUP_HELD",
        "said": "a redundancy group still holds",
        "place": "service:tax -DEPENDS_ON[site]-> ci:site-a",
        "origin": {"id": "ci:site-a"},
        "originKind": "ConfigurationItem",
        "target": {"id": "service:tax"},
        "targetKind": "Service",
        "relation": {"type": "DEPENDS_ON"},
        "failed": [{"id": "ci:site-a"}],
        "holding": [{"id": "ci:site-b"}],
        "failedHidden": 0,
        "holdingHidden": 0,
        "more": 1,
    }
    assert (later["reason"], later["more"]) == ("NOT_YET", None)
    assert (later["origin"]["id"], later["target"]["id"]) == ("ci:site-a", "ci:app")


def test_the_nearest_blockers(door: GraphQLDoor) -> None:
    found = why_not(door, "service:tax", more=", first: 1")
    assert (found["totalCount"], len(found["blockers"])) == (2, 1)
    assert found["blockers"] == why_not(door, "service:tax")["blockers"][:1]


@pytest.mark.parametrize(
    ("to", "lens", "of", "reason", "verdict"),
    [
        (
            "service:payroll",
            "SOURCING",
            "supplier:cirrus",
            "NOT_IN_FORCE",
            "service:payroll is not affected, not NOTIFY: a contract is not in force",
        ),
        (
            "contract:old",
            "SOURCING",
            "supplier:cirrus",
            "NOT_IN_FORCE",
            "contract:old was reached by DIRECT, but is not affected: a contract is not in force",
        ),
        (
            "document:handbook",
            "OUTAGE",
            "service:tax",
            "NO_RULE",
            (
                "document:handbook is not affected, not NOTIFY: "
                "the lens carries nothing, or less, that way"
            ),
        ),
        (
            "service:mail",
            "OUTAGE",
            "ci:power",
            "NO_WAY",
            (
                "service:mail is not affected, not NOTIFY: "
                "no relations lead there from anything at that level"
            ),
        ),
    ],
)
def test_why_not(door: GraphQLDoor, to: str, lens: str, of: str, reason: str, verdict: str) -> None:
    found = why_not(door, to, lens, of)
    assert found == why_not(door, to, lens, of, ", level: NOTIFY")
    assert [blocker["reason"] for blocker in found["blockers"]] == [reason]
    assert found["verdict"] == verdict


def test_how_sure_an_answer_is(door: GraphQLDoor) -> None:
    sure = "confidence { oldest weakestSource unverified facts }"
    fields = f"{sure} affected(kinds: [Service]) {{ nodes {{ {sure} }} }}"
    found = asked(door, "impact", fields, "ci:site-a")
    (tax,) = found["affected"]["nodes"]
    assert tax["confidence"] == {
        "oldest": "2026-10-01",
        "weakestSource": None,
        "unverified": 1,
        "facts": 3,
    }
    assert found["confidence"]["oldest"] == "2026-10-01"
    assert found["confidence"]["facts"] == 9


ENDS = """verdict until losses { totalCount hidden nodes { on group ends
    dependent { id } member { id } contract { id } size need left spare } }"""


def test_redundancy_that_ends(door: GraphQLDoor) -> None:
    found = asked(door, "redundancyEnds", ENDS, more=', until: "2027-12-31"')
    assert found == {
        "verdict": (
            "1 redundancy group loses a member by 2027-12-31, the first on 2027-02-01; "
            "1 then can spare none"
        ),
        "until": "2027-12-31",
        "losses": {
            "totalCount": 1,
            "hidden": 0,
            "nodes": [
                {
                    "on": "2027-02-01",
                    "group": "site",
                    "ends": "RELATION",
                    "dependent": {"id": "service:tax"},
                    "member": {"id": "ci:site-b"},
                    "contract": None,
                    "size": 2,
                    "need": 1,
                    "left": 1,
                    "spare": 0,
                }
            ],
        },
    }
    untouched = asked(door, "redundancyEnds", ENDS, "service:mail")
    assert untouched["losses"]["nodes"] == []
    assert untouched["until"] == "2028-01-01"


REFUSED = {
    'paths(of: ["ci:power"], to: "service:mail"%s) { complete }': (
        "INVALID_QUESTION",
        "to: found 'service:mail', not affected, expected what is; whyNot says what stopped it",
    ),
    'why(of: ["ci:power"], to: "nobody"%s) { complete }': (
        "NOT_FOUND",
        "nothing is recorded under 'nobody'",
    ),
    'corridor(of: ["ci:power"], to: "nobody"%s) { complete }': (
        "NOT_FOUND",
        "nothing is recorded under 'nob",
    ),
    'whyNot(of: ["ci:power"], to: "ci:power"%s) { level }': (
        "INVALID_QUESTION",
        "to: found 'ci:power', which is LOST, expected an item below that level",
    ),
    'whyNot(of: ["ci:power"], to: "ci:app", level: DIRECT%s) { level }': (
        "INVALID_QUESTION",
        "level: found 'DIRECT', expected one of NOTIFY, DEGRADED, LOST",
    ),
    'redundancyEnds(of: ["ci:power"], until: "2026-12-31"%s) { complete }': (
        "INVALID_QUESTION",
        "until: found 2026-12-31, expected 2027-01-01 or later",
    ),
    'paths(of: ["ci:power"], to: "ci:power", first: 100000%s) { complete }': (
        "LIMIT_EXCEEDED",
        "first: found 100000",
    ),
}


@pytest.mark.parametrize(("question", "expected"), REFUSED.items(), ids=REFUSED)
def test_refusal(door: GraphQLDoor, question: str, expected: tuple[str, str]) -> None:
    dated = question % f', asOf: "{DAY}"'
    error = door.refused(f"{{ {dated} }}")
    assert error["extensions"]["code"] == expected[0]
    assert error["message"].startswith(expected[1])
