"""Substitutions over GraphQL: what, may, can, when, what if; the sweep; and what is masked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from api.graphql.context import Context
from queries.answers.scope import hiding
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


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("contracts", [("DIRECT", "contract:msa"), ("DIRECT", "contract:sow")]),
        (
            "services",
            [
                ("DIRECT", "service:case"),
                ("DIRECT", "service:mail"),
                ("INDIRECT", "service:portal"),
            ],
        ),
        ("slas", [("DIRECT", "sla:case")]),
        ("olas", [("DIRECT", "ola:case"), ("DIRECT", "ola:mail")]),
        ("agencies", [("DIRECT", "agency:health")]),
        ("programs", [("DIRECT", "program:snap")]),
        ("forums", [("NOTIFY", "forum:board")]),
        ("stakeholders", [("NOTIFY", "stakeholder:clerk"), ("NOTIFY", "stakeholder:director")]),
        ("documents", []),
    ],
)
def test_what_changes_hands_and_what_is_exposed(
    door: Door, field: str, expected: list[tuple[str, str]]
) -> None:
    found = asked(door, f"{field} {{ nodes {{ level item {{ id }} witness {{ level }} }} }}")
    nodes = found[field]["nodes"]
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
            "If supplier:cirrus is replaced: 1 contract changes, 1 SLA is re-papered, "
            "2 citizen-facing services, 1 customer agency"
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
    forces = asked(door, "forces { force stakeholders { id } hidden }")["forces"]
    assert forces == [
        {"force": None, "stakeholders": [{"id": "stakeholder:clerk"}], "hidden": 0},
        {"force": "political", "stakeholders": [{"id": "stakeholder:director"}], "hidden": 0},
    ]


def test_may_the_office(door: Door) -> None:
    fields = """may { contract { id } may rights { right contract { id } } noticeBy
        noticePossible endsOn endsInTime triggers { trigger { id } on condition } }"""
    sow, msa = asked(door, fields)["may"]
    assert msa["contract"]["id"] == "contract:msa"
    assert (msa["rights"], msa["endsOn"], msa["noticeBy"]) == ([], "2027-02-28", None)
    assert msa["triggers"] == [
        {"trigger": {"id": "trigger:option"}, "on": "2027-01-15", "condition": None}
    ]
    # the order ends with its master
    assert (sow["contract"]["id"], sow["endsOn"]) == ("contract:sow", "2027-02-28")
    (alone,) = asked(door, fields, ', services: ["service:case"], on: "2027-03-01"')["may"]
    assert alone["endsInTime"] is True


def test_can_the_candidates(door: Door) -> None:
    fields = """candidatesHeading candidates(orderBy: LEVELS) { supplier { id }
        offerings { id } delivered { id } lacking { id } held uncertified prices { amount }
        levels { target { id } verdict offered { id } shortBy shortByInWords }
        shareBefore shareAfter spreadBefore spreadAfter }"""
    found = asked(door, fields)
    assert found["candidatesHeading"] == "market information, not an evaluation"
    (bridge,) = found["candidates"]
    assert bridge["supplier"] == {"id": "supplier:bridge"}
    assert (bridge["delivered"], bridge["lacking"]) == ([{"id": "capability:cases"}], [])
    assert {level["verdict"] for level in bridge["levels"]} == {"UNKNOWN"}
    assert (bridge["shareBefore"], bridge["shareAfter"]) == (0.0, 1.0)
    assert (bridge["spreadBefore"], bridge["spreadAfter"]) == (1.0, 1.0)


def test_candidates_are_not_told_where_no_need_is_recorded(door: Door) -> None:
    fields = """candidatesNote withoutNeeds { nodes { id } } withoutNeedsHidden
        candidates { supplier { id } }"""
    found = asked(door, fields, ', services: ["service:mail"]')
    assert found == {
        "candidatesNote": (
            "nothing is recorded that the service needs, so no candidate can be named"
        ),
        "withoutNeeds": {"nodes": [{"id": "service:mail"}]},
        "withoutNeedsHidden": 0,
        "candidates": [],
    }


def test_when_it_can_be(door: Door) -> None:
    fields = """when { actBy critical { id } spareDays hidden notes { contract { id } note }
        earliest { on contract { id } arithmetic }
        milestones { on what contract { id } forum { id } arithmetic } }"""
    when = asked(door, fields, ', on: "2028-03-01"')["when"]
    assert (when["critical"], when["spareDays"], when["hidden"]) == ({"id": "contract:sow"}, 5, 0)
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
    assert when["milestones"][-1]["what"] == "contract ends"


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
    right = [{"right": "step-in", "contract": {"id": "contract:msa"}}]
    assert [entitlement["rights"] for entitlement in found] == [right, right]


SWEEP = """query($after: String, $order: SweepOrder) {
  substitutionSweep(asOf: "2026-11-25", first: 1, after: $after, orderBy: $order) {
    totalCount hidden complete pageInfo { hasNextPage endCursor }
    nodes { supplier { id } contracts services exposedServices citizenFacing slas olas metrics
      agencies actBy } } }"""


@pytest.mark.parametrize("order", [None, "SERVICES", "ACT_BY"])
def test_the_sweep_comes_in_pages(door: Door, order: str | None) -> None:
    told, after, more = [], None, True
    while more:
        page = door.ask(SWEEP, after=after, order=order)["substitutionSweep"]
        assert (page["totalCount"], page["hidden"], page["complete"]) == (2, 0, True)
        told += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    cirrus, bridge = told
    assert list(cirrus.values())[1:-1] == [2, 2, 1, 2, 1, 2, 2, 1]
    assert (cirrus["supplier"]["id"], cirrus["actBy"]) == ("supplier:cirrus", "2026-11-27")
    assert (bridge["supplier"]["id"], bridge["actBy"]) == ("supplier:bridge", None)


HIDDEN = ("contract:msa", "sla:case", "stakeholder:clerk", "metric:mail", "target:ola:case")


def seen(door: Door, query: str) -> Any:
    """What somebody is told who may not see HIDDEN; nothing hidden is named."""
    context = replace(Context.of(door.graph), scope=hiding(HIDDEN))
    result = door.schema.execute_sync(query, context_value=context)
    assert result.errors is None
    assert not [id_ for id_ in HIDDEN if json.dumps(id_) in json.dumps(result.data)]
    return result.data


def test_what_may_not_be_seen_is_counted_and_not_named(door: Door) -> None:
    fields = """metricsHidden metrics { nodes { id } } slas { nodes { item { id } } }
        forces { force hidden } may { contract { id } rights { right } }
        when { hidden notes { note } critical { id } earliest { contract { id } arithmetic }
          milestones { contract { id } arithmetic } }
        candidates { supplier { id } levels { target { id } } }
        difference { replaced { gone { totalCount } hidden { gone } } }
        promises { before { why } } scenario(id: "s") { complete reason file }"""
    query = f"""{{ substitution(supplier: "supplier:cirrus", by: "supplier:bridge", {DAY})
        {{ {fields} }} }}"""
    found = seen(door, query)["substitution"]
    assert (found["metricsHidden"], found["slas"]["nodes"]) == (1, [])
    assert found["forces"] == [{"force": None, "hidden": 1}, {"force": "political", "hidden": 0}]
    assert [entitlement["contract"]["id"] for entitlement in found["may"]] == ["contract:sow"]
    assert (found["when"]["critical"], found["when"]["hidden"]) == ({"id": "contract:sow"}, 3)
    assert found["when"]["notes"] == []
    assert found["difference"]["replaced"]["hidden"]["gone"] > 0
    assert found["scenario"]["complete"] is False


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


def test_a_hidden_supplier_is_unknown(door: Door) -> None:
    context = replace(Context.of(door.graph), scope=hiding(["supplier:bridge"]))
    for arguments in (
        'supplier: "supplier:bridge"',
        'supplier: "supplier:cirrus", by: "supplier:bridge"',
    ):
        query = f"{{ substitution({arguments}, {DAY}) {{ verdict }} }}"
        result = door.schema.execute_sync(query, context_value=context)
        assert result.errors is not None
        assert "nothing is recorded" in result.errors[0].message
