"""The questions about contracts over GraphQL: in pages, dated, under a what-if, and masked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from queries.answers.viewer import everything, hiding
from tests.support.contract_office import CONTRACTS
from tests.support.door import Door, door_of_drawn


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(CONTRACTS, tmp_path_factory.mktemp("office")) as door:
        yield door


def contracts(nodes: list[dict[str, Any]]) -> list[str]:
    return [node["contract"]["id"].removeprefix("contract:") for node in nodes]


SOW = """{ expirations(of: ["contract:sow"], until: "2028-01-01", asOf: "2026-11-25") {
  asOf complete reason states { state count } leftOut { reason count }
  contracts { totalCount hidden nodes {
    contract { id form } state endsOn nextStep nextStepOn urgency past renewsOn exitOn firstExit
    noticeBy noticeGiven latestSafeStart actBy renewsTo options
    cappedBy { id } fallsWith { id } fallsWithHidden meetings { forum { id } last }
    arithmetic warnings uncovered { item { id } days next { id } } uncoveredHidden
    uncoveredIfNoticed { item { id } } keptInPart { id }
    successors { contract { id } start days } before { endsOn }
    slas { nodes { id } } agencies { nodes { id } }
    stakeholders { totalCount } touched { lens complete counts { kind level count } }
  } }
} }"""


def test_one_contract_in_full(door: Door) -> None:
    answer = door.ask(SOW)["expirations"]
    assert (answer["asOf"], answer["complete"], answer["reason"]) == ("2026-11-25", True, None)
    listed = answer["contracts"]
    assert (listed["totalCount"], listed["hidden"], answer["leftOut"]) == (1, 0, [])
    (sow,) = listed["nodes"]
    touched = sow.pop("touched")
    assert (touched["lens"], touched["complete"]) == ("SOURCING", True)
    counts = touched["counts"]
    assert {"kind": "Service", "level": "DIRECT", "count": 1} in counts
    assert sow == {
        "contract": {"id": "contract:sow", "form": "SOW"},
        "state": "ENDS",
        "endsOn": "2027-08-31",
        "nextStep": "LATEST_SAFE_START",
        "nextStepOn": "2027-02-28",
        "urgency": "LATER",
        "past": None,
        "renewsOn": None,
        "exitOn": "2027-08-31",
        "firstExit": None,
        "noticeBy": None,
        "noticeGiven": None,
        # 31 August less 4 months of procurement is 30 April, less 2 of transition 28 February
        "latestSafeStart": "2027-02-28",
        "actBy": "2027-02-26",
        "renewsTo": None,
        "options": [],
        "cappedBy": {"id": "contract:msa"},
        "fallsWith": [],
        "fallsWithHidden": 0,
        "meetings": [],
        "arithmetic": [
            "ends on: 31 Aug 2027, with contract:msa, before its own end on 31 Dec 2027",
            (
                "latest safe start: end 31 Aug 2027 − P4M procurement (default for SOW) "
                "− P2M transition = 28 Feb 2027 (there is no 31 Apr 2027, there is no 30 Feb 2027)"
            ),
            "next step: latest safe start, Sunday 28 Feb 2027; act by Friday 26 Feb 2027",
        ],
        "warnings": [
            "it was never verified",
        ],
        "uncovered": [
            {"item": {"id": "ci:app"}, "days": None, "next": None},
            {"item": {"id": "service:case"}, "days": 10, "next": {"id": "contract:next"}},
        ],
        "uncoveredHidden": 0,
        "uncoveredIfNoticed": [{"item": {"id": "ci:app"}}, {"item": {"id": "service:case"}}],
        "keptInPart": [],
        "successors": [{"contract": {"id": "contract:next"}, "start": "2027-09-11", "days": 10}],
        "before": None,
        "slas": {"nodes": [{"id": "sla:case"}]},
        "agencies": {"nodes": [{"id": "agency:welfare"}]},
        "stakeholders": {"totalCount": 1},
    }


PAGE = """query($after: String) { expirations(asOf: "2026-11-25", all: true) {
  states { state count } leftOut { reason count }
  contracts(first: 2, after: $after) { totalCount
    pageInfo { hasNextPage endCursor } nodes { contract { id } endsOn renewsTo } }
} }"""


def test_pages_go_from_the_next_step_to_what_has_none(door: Door) -> None:
    found: list[tuple[str, str]] = []
    after: str | None = None
    while True:
        answer = door.ask(PAGE, after=after)["expirations"]
        page = answer["contracts"]
        found += zip(contracts(page["nodes"]), (n["endsOn"] for n in page["nodes"]), strict=True)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == [
        ("sow", "2027-08-31"),
        ("auto", "2026-12-31"),
        ("msa", "2027-08-31"),
        ("next", "2030-01-31"),
        ("ever", None),
    ]
    assert page["totalCount"] == 5
    assert {s["state"]: s["count"] for s in answer["states"]} == {
        "ENDS": 2,
        "RENEWS": 1,
        "NOT_YET_BEGUN": 1,
        "NO_END": 1,
    }
    assert answer["leftOut"] == [{"reason": "they ended before 25 Nov 2026", "count": 1}]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('until: "2027-01-31"', ["auto"]),
        ('from: "2026-01-01", until: "2026-12-31"', ["auto", "old"]),
        ("states: [RENEWS, NO_END]", ["auto"]),
        ("all: true, states: [RENEWS, NO_END]", ["auto", "ever"]),
        ('all: true, of: ["agency:welfare"]', ["sow", "next"]),
        # what stands under a contract of a supplier is of the supplier
        ('all: true, of: ["supplier:cirrus", "agency:ocio"]', ["sow", "auto", "msa"]),
        ("all: true, of: [], states: []", ["sow", "auto", "msa", "next", "ever"]),
    ],
)
def test_which_contracts(door: Door, arguments: str, expected: list[str]) -> None:
    answer = door.ask(
        f"""{{ expirations(asOf: "2026-11-25", {arguments}) {{
          contracts {{ nodes {{ contract {{ id }} }} }} }} }}"""
    )
    assert contracts(answer["expirations"]["contracts"]["nodes"]) == expected


def test_a_what_if_shows_before_after_and_what_is_gone(door: Door) -> None:
    answer = door.ask(
        """{ expirations(until: "2027-12-31", asOf: "2026-11-25", whatIf: [
          { endContract: { contract: "contract:auto", on: "2029-06-30" } },
          { endContract: { contract: "contract:msa", on: "2027-05-31" } }
        ]) { contracts { nodes { contract { id } endsOn before { endsOn state } } }
        gone { nodes { contract { id } endsOn } } } }"""
    )["expirations"]
    msa = {"contract": {"id": "contract:msa"}, "endsOn": "2027-05-31"}
    sow = {"contract": {"id": "contract:sow"}, "endsOn": "2027-05-31"}
    before = {"endsOn": "2027-08-31", "state": "ENDS"}
    listed = answer["contracts"]["nodes"]
    assert listed == [{**sow, "before": before}, {**msa, "before": before}]
    gone = [{"contract": {"id": "contract:auto"}, "endsOn": "2026-12-31"}]
    assert answer["gone"]["nodes"] == gone
    assert door.graph.snapshot().revision == 1


def test_coverage_gaps(door: Door) -> None:
    answer = door.ask(
        """{ coverageGaps(of: ["contract:sow", "service:mail"], until: "2028-01-01",
          asOf: "2026-11-25") { complete items(covered: true) { nodes {
            item { id } recorded gaps { first last days after { id } next { id } } } }
          only: items(last: 1) { totalCount nodes { item { id } } } } }"""
    )["coverageGaps"]
    sow = {"id": "contract:sow"}
    app = {"first": "2027-09-01", "last": None, "days": None, "after": sow, "next": None}
    case = {
        **app,
        "last": "2027-09-10",
        "days": 10,
        "next": {"id": "contract:next"},
    }
    assert answer["items"]["nodes"] == [
        {"item": {"id": "ci:app"}, "recorded": True, "gaps": [app]},
        {"item": {"id": "service:case"}, "recorded": True, "gaps": [case]},
        {"item": {"id": "service:mail"}, "recorded": True, "gaps": []},
    ]
    assert answer["only"] == {"totalCount": 2, "nodes": [{"item": {"id": "service:case"}}]}


def test_a_family(door: Door) -> None:
    answer = door.ask(
        """{ contractFamily(of: "contract:sow", asOf: "2026-11-25") {
          contract { id } roots { id } warnings members { totalCount nodes {
            contract { id } depth under { id } again below { amount currency } state endsOn
            expiration { endsOn state } terms { name value statedBy { id } default }
            rights { right statedBy { id } } suppliers { supplier { id } statedBy { id } }
            holders { holder { id } } } } } }"""
    )["contractFamily"]
    msa = {"id": "contract:msa"}
    assert (answer["contract"], answer["roots"]) == ({"id": "contract:sow"}, [msa])
    assert answer["members"]["totalCount"] == 2
    assert answer["members"]["nodes"][1] == {
        "contract": {"id": "contract:sow"},
        "depth": 1,
        "under": msa,
        "again": False,
        "below": [],
        "state": "ENDS",
        "endsOn": "2027-08-31",
        "expiration": {"endsOn": "2027-08-31", "state": "ENDS"},
        "terms": [
            {"name": "notice", "value": "P6M", "statedBy": msa, "default": None},
            {
                "name": "procurement_time",
                "value": "P4M",
                "statedBy": None,
                "default": "default for SOW",
            },
            {
                "name": "transition_time",
                "value": "P2M",
                "statedBy": {"id": "contract:sow"},
                "default": None,
            },
        ],
        "rights": [
            {"right": "AUDIT", "statedBy": msa},
            {"right": "SUBSTITUTION", "statedBy": msa},
        ],
        "suppliers": [{"supplier": {"id": "supplier:cirrus"}, "statedBy": msa}],
        "holders": [],
    }


def test_triggers(door: Door) -> None:
    answer = door.ask(
        """{ contractTriggers(until: "2027-12-31", asOf: "2026-11-25") {
          firings { totalCount nodes { type on condition lapsed trigger { id } contract { id } } }
          audits: firings(first: 1) { nodes { type } }
          rights(neverUsed: true) { nodes { contract { id } right last { on } next { on } } }
          benchmarksDue { totalCount } withoutContract { id } } }"""
    )["contractTriggers"]
    told = [(n["type"], n["on"], n["condition"]) for n in answer["firings"]["nodes"]]
    assert told == [("AUDIT", "2027-03-31", None), ("RIGHTS", None, "sale")]
    assert answer["audits"]["nodes"] == [{"type": "AUDIT"}]
    msa = {"contract": {"id": "contract:msa"}, "last": None}
    assert answer["rights"]["nodes"] == [
        {**msa, "right": "AUDIT", "next": {"on": "2027-03-31"}},
        {**msa, "right": "SUBSTITUTION", "next": None},
    ]
    assert answer["benchmarksDue"]["totalCount"] == 0
    assert answer["withoutContract"] == [{"id": "trigger:stray"}]


def test_the_roadmap(door: Door) -> None:
    asked = door.ask(
        """{ roadmap(until: "2027-12-31", asOf: "2026-11-25") {
          until complete
          events(orderBy: AGENCIES, first: 2) { totalCount nodes {
            on type item { id } services { nodes { id } } serviceCount agencies { nodes { id } }
            agencyCount programCount annualCharge { amount } needed { id } ready { id } readyCount
            contract { id } } }
          increments { first last before { servicesLive contractsInForce servicesUncovered }
            events(first: 1) { totalCount nodes { on } } after { servicesUncovered } }
          conflicts { nodes { type said first last items { id } } }
          openings { nodes { contract { id } openBy awardBy procurement { id } opensOn
            successor { id } problems } }
        }
        hits: roadmap(until: "2027-12-31", asOf: "2026-11-25", mostHits: 1) {
          conflicts { nodes { type events { item { id } } } } } }"""
    )
    answer, tighter = asked["roadmap"], asked["hits"]
    assert (answer["until"], answer["complete"]) == ("2027-12-31", True)
    assert answer["events"]["totalCount"] == 9
    case = {"id": "service:case"}
    assert answer["events"]["nodes"][1] == {
        "on": "2027-01-11",
        "type": "PROCUREMENT_OPENS",
        "item": {"id": "procurement:rebid"},
        "services": {"nodes": [case]},
        "serviceCount": 1,
        "agencies": {"nodes": [{"id": "agency:welfare"}]},
        "agencyCount": 1,
        "programCount": 0,
        "annualCharge": [],
        "needed": [{"id": "capability:cases"}],
        "ready": [{"id": "supplier:bridge"}],
        "readyCount": 1,
        "contract": None,
    }
    (increment,) = answer["increments"]
    assert increment == {
        "first": "2026-11-25",
        "last": "2027-12-31",
        "before": {"servicesLive": 2, "contractsInForce": 4, "servicesUncovered": 0},
        "events": {"totalCount": 9, "nodes": [{"on": "2027-01-01"}]},
        "after": {"servicesUncovered": 0},
    }
    assert [conflict["said"] for conflict in answer["conflicts"]["nodes"]] == [
        "procurement:other and procurement:rebid are both open from 1 Mar 2027 to 12 Mar 2027"
    ]
    hits = [
        c["events"]
        for c in tighter["conflicts"]["nodes"]
        if c["type"] == "AN_AGENCY_HIT_TOO_OFTEN_IN_A_QUARTER"
    ]
    assert [[e["item"]["id"] for e in events] for events in hits] == [
        ["procurement:rebid", "procurement:rebid", "trigger:audit"],
        ["procurement:rebid", "contract:sow"],
    ]
    (sow,) = [o for o in answer["openings"]["nodes"] if o["contract"]["id"] == "contract:sow"]
    assert sow == {
        "contract": {"id": "contract:sow"},
        "openBy": "2027-02-28",
        "awardBy": "2027-06-30",
        "procurement": {"id": "procurement:rebid"},
        "opensOn": "2027-01-11",
        "successor": {"id": "contract:next"},
        "problems": ["its successor starts 10 days late"],
    }


EDITS = """whatIf: [
  { endContract: { contract: "contract:sow", on: "2027-06-30" } }
  { set: { id: "trigger:audit", fires_on: "2027-04-30" } }
]"""


def test_every_question_has_before_and_after(door: Door) -> None:
    answer = door.ask(
        f"""{{
          coverageGaps(of: ["ci:app"], until: "2028-01-01", asOf: "2026-11-25", {EDITS}) {{
            items {{ nodes {{ gaps {{ first }} }} }}
            before {{ items {{ nodes {{ gaps {{ first }} }} }} before {{ asOf }} }} }}
          contractFamily(of: "contract:sow", asOf: "2026-11-25", {EDITS}) {{
            members(last: 1) {{ nodes {{ expiration {{ endsOn }} }} }}
            before {{ members(last: 1) {{ nodes {{ expiration {{ endsOn }} }} }} }} }}
          contractTriggers(until: "2027-12-31", asOf: "2026-11-25", {EDITS}) {{
            firings(first: 1) {{ nodes {{ on }} }}
            before {{ firings(first: 1) {{ nodes {{ on }} }} }} }}
          roadmap(until: "2027-12-31", asOf: "2026-11-25", {EDITS}) {{
            before {{ events {{ totalCount }} before {{ asOf }} }} events {{ totalCount }}
            added {{ nodes {{ on item {{ id }} }} }} gone {{ nodes {{ on item {{ id }} }} }} }}
        }}"""
    )
    gaps = answer["coverageGaps"]
    assert gaps["items"]["nodes"] == [{"gaps": [{"first": "2027-07-01"}]}]
    assert gaps["before"]["items"]["nodes"] == [{"gaps": [{"first": "2027-09-01"}]}]
    assert gaps["before"]["before"] is None
    family = answer["contractFamily"]
    assert family["members"]["nodes"] == [{"expiration": {"endsOn": "2027-06-30"}}]
    assert family["before"]["members"]["nodes"] == [{"expiration": {"endsOn": "2027-08-31"}}]
    triggers = answer["contractTriggers"]
    assert triggers["firings"]["nodes"] == [{"on": "2027-04-30"}]
    assert triggers["before"]["firings"]["nodes"] == [{"on": "2027-03-31"}]
    road = answer["roadmap"]
    assert road["added"]["nodes"] == [
        {"on": "2027-04-30", "item": {"id": "trigger:audit"}},
        {"on": "2027-06-30", "item": {"id": "contract:sow"}},
    ]
    assert road["gone"]["nodes"] == [
        {"on": "2027-03-31", "item": {"id": "trigger:audit"}},
        {"on": "2027-08-31", "item": {"id": "contract:sow"}},
    ]
    assert road["before"] == {"events": {"totalCount": 9}, "before": None}
    assert road["events"]["totalCount"] == 9


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        (
            '{ expirations(from: "2027-01-01", until: "2026-12-31") { since } }',
            "INVALID_QUESTION",
            "until: found 2026-12-31, expected 2027-01-01 or later",
        ),
        ('{ expirations(of: ["contract:none"]) { since } }', "NOT_FOUND", "contract:none"),
        (
            '{ contractFamily(of: "service:case") { asOf } }',
            "INVALID_QUESTION",
            "of: found 'service:case', of kind Service, expected a contract",
        ),
        (
            '{ roadmap(until: "2020-01-01", asOf: "2026-11-25") { asOf } }',
            "INVALID_QUESTION",
            "until: found 2020-01-01, expected 2026-11-25 or later",
        ),
        (
            '{ roadmap(until: "2027-01-01", asOf: "2026-11-25") { events(first: -1) { hidden } } }',
            "LIMIT_EXCEEDED",
            "first: found -1, expected 0 to 1000",
        ),
    ],
)
def test_bad_arguments_are_named(door: Door, query: str, code: str, message: str) -> None:
    found = door.refused(query)
    assert found[0] == code
    assert message in found[1]


@pytest.fixture
def masked(door: Door) -> Iterator[Door]:
    """The doors, seen by somebody who may not see the master agreement and what it covers."""
    door.graph.viewer = hiding(["contract:msa", "ci:app", "procurement:rebid", "forum:board"])
    yield door
    door.graph.viewer = everything()


def test_hidden_items_are_counted_and_not_named(masked: Door) -> None:
    answer = masked.ask(SOW)["expirations"]
    (sow,) = answer["contracts"]["nodes"]
    assert (sow["cappedBy"], sow["uncoveredHidden"]) == (None, 1)
    assert [u["item"]["id"] for u in sow["uncovered"]] == ["service:case"]
    assert sow["arithmetic"][0].startswith("ends on: 31 Aug 2027, with what you may not see")
    assert "msa" not in str(answer)


def test_hidden_lines_are_counted(masked: Door) -> None:
    answer = masked.ask(
        """{ expirations(until: "2027-12-31", asOf: "2026-11-25") {
          contracts { totalCount hidden } leftOut { reason count } }
        contractTriggers(asOf: "2026-11-25") { firings { totalCount hidden } }
        roadmap(until: "2027-12-31", asOf: "2026-11-25") { events { totalCount hidden }
          conflicts { totalCount hidden } openings { nodes { procurement { id } } } } }"""
    )
    assert answer["expirations"]["contracts"] == {"totalCount": 2, "hidden": 1}
    assert answer["contractTriggers"]["firings"] == {"totalCount": 0, "hidden": 2}
    # three days of the procurement, the end of the master agreement, and its trigger
    assert answer["roadmap"]["events"] == {"totalCount": 4, "hidden": 5}
    assert answer["roadmap"]["conflicts"] == {"totalCount": 0, "hidden": 1}
    assert all(o["procurement"] is None for o in answer["roadmap"]["openings"]["nodes"])
    code, _ = masked.refused('{ contractFamily(of: "contract:msa") { asOf } }')
    assert code == "NOT_FOUND"
