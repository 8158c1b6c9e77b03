"""Why, why not, other ways, corridors and what will be gone: explanations through GraphQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.graphql_door import GraphQLDoor, opened_door
from tests.support.office import DAY, OFFICE

TODAY = f'asOf: "{DAY}"'


@pytest.fixture(scope="module")
def door() -> Iterator[GraphQLDoor]:
    with opened_door(OFFICE.facts) as door:
        yield door


def asked(
    door: GraphQLDoor,
    question: str,
    fields: str,
    of: str = "ci:power",
    lens: str = "OUTAGE",
    **more: object,
) -> Any:
    """A question's answer on the office's day; ``more`` are its other arguments' values."""
    types = {"to": "ID!", "first": "Int!", "level": "Level", "until": "Date"}
    declared = "".join(f", ${name}: {types[name]}" for name in more)
    given = "".join(f", {name}: ${name}" for name in more)
    query = f"query ($of: [ID!]!, $lens: Lens!{declared}) {{"
    query += f" {question}(of: $of, lens: $lens, {TODAY}{given}) {{ {fields} }} }}"
    return door.ask(query, of=of.split(), lens=lens, **more)[question]


STEP = "type kind level item { id } relation { from { id } to { id } } together { id }"


def test_a_witness_lists_who_failed_together(door: GraphQLDoor) -> None:
    fields = f"affected(kinds: [Service]) {{ nodes {{ level witness {{ {STEP} }} }} }}"
    found = asked(door, "impact", fields, "ci:power ci:generator")
    (tax,) = found["affected"]["nodes"]
    assert tax["level"] == "LOST"
    assert [step["item"]["id"] for step in tax["witness"]] == ["ci:site-b", "service:tax"]
    last = tax["witness"][-1]
    assert last["together"] == [{"id": "ci:site-a"}]
    assert last["relation"] == {"from": {"id": "service:tax"}, "to": {"id": "ci:site-b"}}
    assert (last["type"], last["kind"], last["level"]) == ("DEPENDS_ON", "Service", "LOST")


def test_why_tells_the_witness_of_one_item(door: GraphQLDoor) -> None:
    both = "ci:power ci:generator"
    fields = f"verdict level start {{ id }} steps {{ {STEP} }} confidence {{ facts }}"
    found = asked(door, "why", fields, both, to="service:tax")
    nodes = f"affected(kinds: [Service]) {{ nodes {{ witness {{ {STEP} }} }} }}"
    (tax,) = asked(door, "impact", nodes, both)["affected"]["nodes"]
    assert found["steps"] == tax["witness"]
    assert (found["level"], found["start"]["id"]) == ("LOST", "ci:generator")
    assert found["verdict"] == "service:tax is LOST: 2 steps from ci:generator."


def test_paths_are_more_ways_than_one(door: GraphQLDoor) -> None:
    def ways(first: int) -> Any:
        fields = f"complete reason chains {{ length steps {{ {STEP} }} }}"
        starts = "ci:app ci:power ci:generator"
        return asked(door, "paths", fields, starts, to="agency:revenue", first=first)

    one, both = ways(1), ways(2)
    assert (one["complete"], one["reason"]) == (False, "the first 1 were asked for")
    assert (both["complete"], both["reason"]) == (True, None)
    assert one["chains"] == both["chains"][:1]
    passed = [[step["item"]["id"] for step in chain["steps"]] for chain in both["chains"]]
    assert passed == [
        ["service:tax", "agency:revenue"],
        ["ci:site-b", "service:tax", "agency:revenue"],
    ]
    assert [chain["length"] for chain in both["chains"]] == [2, 3]


def test_a_corridor_can_be_drawn(door: GraphQLDoor) -> None:
    fields = "nodes { key kind level item { id } } edges { from to type relation { type } }"
    found = asked(door, "corridor", fields, to="agency:revenue")
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
    found = asked(door, "corridor", "level nodes { key } edges { type }", to="service:mail")
    assert found == {"level": None, "nodes": [], "edges": []}


BLOCKERS = """verdict level notAt together totalCount complete reason blockers {
    reason said place origin { id } originKind target { id } targetKind relation { type }
    failed { id } failedHidden holding { id } holdingHidden more }"""


def test_why_not_names_the_group_that_held_and_what_was_not_yet(door: GraphQLDoor) -> None:
    found = asked(door, "whyNot", BLOCKERS, to="service:tax")
    assert found["verdict"] == (
        "service:tax is DEGRADED, not LOST: lifting any one of 2 blockers would let it through."
    )
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
        "failedHidden": 0,
        "holding": [{"id": "ci:site-b"}],
        "holdingHidden": 0,
        "more": 1,
    }
    assert (later["reason"], later["more"]) == ("NOT_YET", None)
    assert (later["origin"]["id"], later["target"]["id"]) == ("ci:site-a", "ci:app")


LIFTED: dict[str, tuple[str, dict[str, object]]] = {
    "the group that held": ("ci:power ci:generator", {}),
    "what was not yet": (
        "ci:power",
        {"set": {"type": "DEPENDS_ON", "from": "ci:app", "to": "ci:site-a", "since": DAY}},
    ),
}


@pytest.mark.parametrize(("of", "edit"), LIFTED.values(), ids=LIFTED)
def test_lifting_any_one_blocker_lets_the_level_through(
    door: GraphQLDoor, of: str, edit: dict[str, object]
) -> None:
    query = f"""query ($of: [ID!]!, $edits: [Edit!]) {{
        why(of: $of, to: "service:tax", {TODAY}, whatIf: $edits) {{ level }} }}"""
    edits = [edit] if edit else None
    assert door.ask(query, of=of.split(), edits=edits) == {"why": {"level": "LOST"}}


@pytest.mark.parametrize(
    ("id_", "lens", "of", "reason"),
    [
        ("service:payroll", "SOURCING", "supplier:cirrus", "NOT_IN_FORCE"),
        ("contract:old", "SOURCING", "supplier:cirrus", "NOT_IN_FORCE"),
        ("document:handbook", "OUTAGE", "service:tax", "NO_RULE"),
        ("service:mail", "OUTAGE", "ci:power", "NO_WAY"),
    ],
)
def test_why_not(door: GraphQLDoor, id_: str, lens: str, of: str, reason: str) -> None:
    found = asked(door, "whyNot", BLOCKERS, of, lens, to=id_)
    assert asked(door, "whyNot", BLOCKERS, of, lens, to=id_, level="NOTIFY") == found
    assert (found["level"], found["notAt"]) == (None, "NOTIFY")
    assert [blocker["reason"] for blocker in found["blockers"]] == [reason]


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


def test_redundancy_that_ends(door: GraphQLDoor) -> None:
    fields = """losses { totalCount hidden nodes {
        on ends group dependent { id } member { id } contract { id } size need left spare } }"""
    found = asked(door, "redundancyEnds", fields, until="2027-12-31")
    assert found["losses"] == {
        "totalCount": 1,
        "hidden": 0,
        "nodes": [
            {
                "on": "2027-02-01",
                "ends": "RELATION",
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
    other = asked(door, "redundancyEnds", fields, "service:mail", until="2027-12-31")
    assert other["losses"]["nodes"] == []


POWER = f'of: ["ci:power"], {TODAY}'
NOT_AFFECTED = "to: found 'service:mail', not affected, expected what is; whyNot says what stopped"
REFUSED = {
    f'why({POWER}, to: "service:mail")': ("INVALID_QUESTION", NOT_AFFECTED),
    f'paths({POWER}, to: "service:mail")': ("INVALID_QUESTION", NOT_AFFECTED),
    f'paths({POWER}, to: "nobody")': ("NOT_FOUND", "nothing is recorded under 'nobody'"),
    f'corridor({POWER}, to: "nobody")': ("NOT_FOUND", "nothing is recorded under 'nobody'"),
    f'whyNot({POWER}, to: "ci:power")': (
        "INVALID_QUESTION",
        "to: found 'ci:power', which is LOST, expected an item below that level",
    ),
    f'whyNot({POWER}, to: "ci:app", level: DIRECT)': (
        "INVALID_QUESTION",
        "level: found 'DIRECT', expected one of NOTIFY, DEGRADED, LOST",
    ),
    f'whyNot({POWER}, to: "ci:app", level: GONE)': ("INVALID_DOCUMENT", "Value 'GONE' does not"),
    f'redundancyEnds({POWER}, until: "2026-12-31")': (
        "INVALID_QUESTION",
        "until: found 2026-12-31, expected 2027-01-01 or later",
    ),
    f'paths({POWER}, to: "ci:power", first: 100000)': ("LIMIT_EXCEEDED", "first: found 100000"),
}


@pytest.mark.parametrize(("question", "expected"), REFUSED.items(), ids=REFUSED)
def test_refusal(door: GraphQLDoor, question: str, expected: tuple[str, str]) -> None:
    error = door.refused(f"{{ {question} {{ complete }} }}")
    assert error["extensions"]["code"] == expected[0]
    assert error["message"].startswith(expected[1])


def test_a_level_of_another_lens_is_refused_in_plain_words(door: GraphQLDoor) -> None:
    error = door.refused(f"{{ impact({POWER}) {{ affected(minLevel: DIRECT) {{ hidden }} }} }}")
    assert error["extensions"]["code"] == "INVALID_QUESTION"
    assert error["message"] == "minLevel: found 'DIRECT', expected one of NOTIFY, DEGRADED, LOST"
