"""Substitutions over GraphQL: what, may, can, when, what if; and the sweep in pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.broker import CASE
from tests.support.door import Door, door_of_drawn
from tests.support.levels import levels

DAY = 'asOf: "2026-11-25"'
MORE = (
    "service:case -NEEDS-> capability:cases",
    "offering:bridge -DELIVERS-> capability:cases",
    "trigger:option -TRIGGERS_ON-> contract:msa",
    "trigger:option fires_on=2027-01-15",
)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    graph = levels(*CASE, *MORE)
    with door_of_drawn(graph, tmp_path_factory.mktemp("broker")) as door:
        yield door


def ids(connection: dict[str, Any]) -> list[str]:
    return [node["id"] for node in connection["nodes"]]


def asked(door: Door, fields: str, more: str = "") -> Any:
    query = f'{{ substitution(supplier: "supplier:cirrus", {DAY}{more}) {{ {fields} }} }}'
    return door.ask(query)["substitution"]


KINDS = {
    "Contract": [("DIRECT", "contract:msa"), ("DIRECT", "contract:sow")],
    "Service": [
        ("DIRECT", "service:case"),
        ("DIRECT", "service:mail"),
        ("INDIRECT", "service:portal"),
    ],
    "ServiceLevelAgreement": [("DIRECT", "sla:case")],
    "OperatingLevelAgreement": [("DIRECT", "ola:case"), ("DIRECT", "ola:mail")],
    "Agency": [("DIRECT", "agency:health")],
    "Program": [("DIRECT", "program:snap")],
    "Forum": [("NOTIFY", "forum:board")],
    "Stakeholder": [("NOTIFY", "stakeholder:clerk"), ("NOTIFY", "stakeholder:director")],
    "Document": [],
}


@pytest.mark.parametrize(("kind", "expected"), KINDS.items(), ids=KINDS)
def test_what_changes_hands_and_what_is_exposed(
    door: Door, kind: str, expected: list[tuple[str, str]]
) -> None:
    line = "level item { id } witness { level }"
    found = asked(door, f"impact {{ affected(kinds: [{kind}]) {{ nodes {{ {line} }} }} }}")
    nodes = found["impact"]["affected"]["nodes"]
    assert [(node["level"], node["item"]["id"]) for node in nodes] == expected
    assert all(node["witness"] for node in nodes)


def test_the_answer_says_of_what_it_is(door: Door) -> None:
    found = asked(
        door,
        """verdict supplier { id } by { id } on asOf revision complete reason
        metrics { nodes { id } }""",
        ', services: ["service:case"], on: "2027-03-01"',
    )
    assert found == {
        "verdict": (
            "Replacing supplier:cirrus on 1 Mar 2027 can be done with 4 days to spare: "
            "begun today it is done on 25 Feb 2027 at the earliest; the first step is due"
            " by 27 Nov 2026. 1 contract (without a recorded value; no right to leave is "
            "recorded), 1 service and 1 promise change hands; 1 service is exposed; 2 "
            "services face citizens, for 1 of 1 agency."
        ),
        "supplier": {"id": "supplier:cirrus"},
        "by": None,
        "on": "2027-03-01",
        "asOf": "2026-11-25",
        "revision": door.graph.snapshot().revision,
        "complete": True,
        "reason": None,
        "metrics": {"nodes": [{"id": "metric:case"}]},
    }


def test_whom_to_engage_by_force(door: Door) -> None:
    forces = asked(door, "forces { force stakeholders { nodes { id } } stakeholdersHidden }")
    assert [(f["force"], ids(f["stakeholders"])) for f in forces["forces"]] == [
        (None, ["stakeholder:clerk"]),
        ("POLITICAL", ["stakeholder:director"]),
    ]


def test_may_the_office(door: Door) -> None:
    fields = """may { contract { id } may rights { right contract { id } } noticeBy
        noticePossible endsOn endsInTime triggers { trigger { id } on condition } }"""
    # the one to act on first comes first: by 28 November, against the end on 28 February
    sow, msa = asked(door, fields)["may"]
    assert msa["contract"]["id"] == "contract:msa"
    # it ends by itself: no notice would end it earlier
    assert (msa["rights"], msa["endsOn"], msa["noticeBy"]) == ([], "2027-02-28", None)
    assert msa["may"] == "no right is recorded; it ends by itself on 28 Feb 2027"
    assert msa["triggers"] == [
        {"trigger": {"id": "trigger:option"}, "on": "2027-01-15", "condition": None}
    ]
    # the order does not survive its master, and ends with it
    assert (sow["contract"]["id"], sow["endsOn"]) == ("contract:sow", "2027-02-28")
    (alone,) = asked(door, fields, ', services: ["service:case"], on: "2027-03-01"')["may"]
    assert alone["endsInTime"] is True


def test_can_the_candidates(door: Door) -> None:
    fields = """candidatesHeading candidates { totalCount nodes { supplier { id }
        offerings { nodes { id } } delivered { nodes { id } } lacking { nodes { id } }
        held uncertified prices { amount }
        levels { target { id } verdict offered { id } shortBy shortByInWords }
        targetsMet targetsShort targetsUnknown
        shareBefore shareAfter spreadBefore spreadAfter } }"""
    found = asked(door, fields, ", orderBy: LEVELS")
    assert found["candidatesHeading"] == "market information, not an evaluation"
    (bridge,) = found["candidates"]["nodes"]
    assert bridge["supplier"] == {"id": "supplier:bridge"}
    assert (ids(bridge["delivered"]), ids(bridge["lacking"])) == (["capability:cases"], [])
    assert (bridge["targetsMet"], bridge["targetsShort"], bridge["targetsUnknown"]) == (0, 0, 3)
    assert {level["verdict"] for level in bridge["levels"]} == {"UNKNOWN"}
    assert (bridge["shareBefore"], bridge["shareAfter"]) == (0.0, 1.0)
    assert (bridge["spreadBefore"], bridge["spreadAfter"]) == (1.0, 1.0)


def test_candidates_are_not_told_where_no_need_is_recorded(door: Door) -> None:
    fields = """candidatesNote withoutNeeds { nodes { id } } withoutNeedsHidden
        candidates { nodes { supplier { id } } }"""
    found = asked(door, fields, ', services: ["service:mail"]')
    assert found == {
        "candidatesNote": (
            "nothing is recorded that the service needs, so no candidate can be named"
        ),
        "withoutNeeds": {"nodes": [{"id": "service:mail"}]},
        "withoutNeedsHidden": 0,
        "candidates": {"nodes": []},
    }


def test_when_it_can_be(door: Door) -> None:
    fields = """when { actBy critical { id } spareDays
        notes { contract { id } note }
        earliest { on contract { id } arithmetic }
        milestones { on what contract { id } forum { id } arithmetic } }"""
    when = asked(door, fields, ', on: "2028-03-01"')["when"]
    # 28 February less P2M and P1M is 28 November, a Saturday: the Friday before
    assert (when["actBy"], when["critical"]) == ("2026-11-27", {"id": "contract:sow"})
    # from 25 February to 1 March 2028, a leap year
    assert when["spareDays"] == 5
    assert when["earliest"] == {
        "on": "2028-02-25",
        "contract": {"id": "contract:msa"},
        "arithmetic": (
            "begun 25 Nov 2026 + P9M procurement (default for MSA) "
            "+ P6M transition (default for MSA) = 25 Feb 2028"
        ),
    }
    note = "it was never verified"
    assert {"contract": {"id": "contract:msa"}, "note": note} in when["notes"]
    days = [milestone["on"] for milestone in when["milestones"]]
    assert days == sorted(days)
    # too late for the master's own re-bid, which is told all the same
    first = when["milestones"][0]
    assert (first["on"], first["what"]) == ("2025-11-28", "LATEST_SAFE_START")
    assert when["milestones"][-1]["what"] == "CONTRACT_ENDS"


def test_before_after_and_the_difference(door: Door) -> None:
    fields = """difference {
        replaced { gone { totalCount nodes { item { id } level } } new { totalCount } }
        by { new { nodes { item { id } level } } } }
      promises { before { verdict } after { verdict } }
      scenario(id: "scenario:1") { complete file }"""
    found = asked(door, fields, ', by: "supplier:bridge"')
    gone = {n["item"]["id"] for n in found["difference"]["replaced"]["gone"]["nodes"]}
    taken = {n["item"]["id"] for n in found["difference"]["by"]["new"]["nodes"]}
    assert {"service:case", "contract:msa", "ola:case"} <= gone & taken
    assert found["difference"]["replaced"]["new"]["totalCount"] == 0
    assert found["promises"] == []
    file = found["scenario"]["file"]
    assert (file["id"], found["scenario"]["complete"]) == ("scenario:1", True)
    put = [change["put"] for change in file["changes"] if "put" in change]
    assert {"supplier:bridge"} == {p["to"] for p in put if p["type"] == "BINDS"}
    alone = asked(door, 'difference { by { new { totalCount } } } scenario(id: "x") { file }')
    assert alone == {"difference": None, "scenario": None}


def test_under_a_what_if(door: Door) -> None:
    edit = '{set: {id: "contract:msa", rights: ["step-in"]}}'
    without = asked(door, "may { rights { right } }")["may"]
    assert [found["rights"] for found in without] == [[], []]
    found = asked(door, "may { rights { right contract { id } } }", f", whatIf: [{edit}]")["may"]
    right = [{"right": "STEP_IN", "contract": {"id": "contract:msa"}}]
    assert [entitlement["rights"] for entitlement in found] == [right, right]


SWEEP = """query($after: String, $order: SweepOrder! = CONTRACTS) {
  sourcingSweep(asOf: "2026-11-25") { suppliers(first: 1, after: $after, orderBy: $order) {
    totalCount hidden pageInfo { hasNextPage endCursor }
    nodes { supplier { id } contracts services exposedServices citizenFacing slas olas metrics
      agencies actBy } } } }"""


@pytest.mark.parametrize("order", [{}, {"order": "SERVICES"}, {"order": "ACT_BY"}])
def test_the_sweep_comes_in_pages(door: Door, order: dict[str, str]) -> None:
    told, after, more = [], None, True
    while more:
        page = door.ask(SWEEP, after=after, **order)["sourcingSweep"]["suppliers"]
        assert (page["totalCount"], page["hidden"]) == (2, 0)
        told += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    cirrus, bridge = told
    assert list(cirrus.values())[1:-1] == [2, 2, 1, 2, 1, 2, 2, 1]
    assert (cirrus["supplier"]["id"], cirrus["actBy"]) == ("supplier:cirrus", "2026-11-27")
    assert (bridge["supplier"]["id"], bridge["actBy"]) == ("supplier:bridge", None)


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        (f'substitution(supplier: "service:case", {DAY})', "INVALID_QUESTION", "a Supplier"),
        (f'substitution(supplier: "supplier:none", {DAY})', "NOT_FOUND", "supplier:none"),
        (f'substitution(supplier: "supplier:cirrus", by: "x", {DAY})', "NOT_FOUND", "'x'"),
        (
            f'substitution(supplier: "supplier:cirrus", services: ["agency:health"], {DAY})',
            "INVALID_QUESTION",
            "a Service",
        ),
    ],
)
def test_what_is_refused(door: Door, query: str, code: str, message: str) -> None:
    found = door.refused(f"{{ {query} {{ verdict }} }}")
    assert found[0] == code
    assert message in found[1]
