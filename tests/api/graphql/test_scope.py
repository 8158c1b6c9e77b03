"""What a viewer may not see, through GraphQL: counted and masked, and named nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from api.graphql.context import Context
from api.graphql.error import formatted
from queries.answers.viewer import hiding
from tests.support.graphql_door import GraphQLDoor, opened_door
from tests.support.office import DAY, OFFICE

HIDDEN = ("ci:site-a", "sla:tax", "contract:msa")


@pytest.fixture(scope="module")
def door() -> Iterator[GraphQLDoor]:
    with opened_door(OFFICE.facts) as door:
        yield door


def seen(door: GraphQLDoor, query: str) -> dict[str, Any]:
    """The response to somebody who may not see HIDDEN; no hidden id is anywhere in it."""
    context = replace(Context.of(door.graph), scope=hiding(HIDDEN))
    result = door.schema.execute_sync(query, context_value=context)
    answer = {"data": result.data, "errors": [formatted(e) for e in result.errors or ()]}
    named = [id_ for id_ in HIDDEN if json.dumps(id_) in json.dumps(answer)]
    assert not named
    return answer


def impact(door: GraphQLDoor, fields: str, of: str = "ci:power", more: str = "") -> Any:
    query = f'{{ impact(of: ["{of}"], asOf: "{DAY}"{more}) {{ {fields} }} }}'
    answer = seen(door, query)
    assert not answer["errors"]
    return answer["data"]["impact"]


def test_what_is_hidden_is_counted(door: GraphQLDoor) -> None:
    fields = """counts { kind level count } hidden { kind level count }
        affected { totalCount nodes { item { id } } }"""
    found = impact(door, fields)
    assert found["hidden"] == [
        {"kind": "ConfigurationItem", "level": "LOST", "count": 1},
        {"kind": "ServiceLevelAgreement", "level": "DEGRADED", "count": 1},
    ]
    assert sum(count["count"] for count in found["counts"]) == 6
    assert found["affected"]["totalCount"] == 4
    ids = [node["item"]["id"] for node in found["affected"]["nodes"]]
    assert ids == ["ci:power", "agency:revenue", "service:tax", "supplier:cirrus"]


def test_a_witness_is_masked_and_skips_nothing(door: GraphQLDoor) -> None:
    fields = """affected(kinds: ["Service"]) { nodes {
        witness { kind type level item { id } relation { type } } } }"""
    (tax,) = impact(door, fields)["affected"]["nodes"]
    assert tax["witness"] == [
        {
            "kind": "ConfigurationItem",
            "type": "DEPENDS_ON",
            "level": "LOST",
            "item": None,
            "relation": None,
        },
        {
            "kind": "Service",
            "type": "DEPENDS_ON",
            "level": "DEGRADED",
            "item": {"id": "service:tax"},
            "relation": None,
        },
    ]


def test_paths_and_corridors_are_masked(door: GraphQLDoor) -> None:
    fields = """paths(to: "service:tax") { nodes { steps { item { id } } } }
        corridor(to: "service:tax") {
            nodes { key kind item { id } } edges { from to relation { type } } }"""
    found = impact(door, fields)
    assert found["paths"]["nodes"] == [{"steps": [{"item": None}, {"item": {"id": "service:tax"}}]}]
    corridor = found["corridor"]
    assert [node["item"] for node in corridor["nodes"]].count(None) == 1
    assert [edge["relation"] for edge in corridor["edges"]] == [None, None]


def test_a_stop_is_masked(door: GraphQLDoor) -> None:
    fields = """whyNot(id: "service:tax") { stops {
        reason origin { id } originKind relation { type }
        failed { id } holding { id } hidden more } }"""
    found = impact(door, fields)["whyNot"]["stops"][0]
    assert found == {
        "reason": "GROUP_HELD",
        "origin": None,
        "originKind": "ConfigurationItem",
        "relation": None,
        "failed": [],
        "holding": [{"id": "ci:site-b"}],
        "hidden": 1,
        "more": 1,
    }


def test_a_difference_counts_what_is_hidden(door: GraphQLDoor) -> None:
    removed = 'type: "DEPENDS_ON", from: "service:tax", to: "ci:site-b", group: "site"'
    what_if = f", whatIf: [{{remove: {{{removed}}}}}]"
    fields = """difference { worse { nodes { item { id } } } hidden { new gone worse better } }"""
    found = impact(door, fields, more=what_if)["difference"]
    assert [node["item"]["id"] for node in found["worse"]["nodes"]] == [
        "agency:revenue",
        "service:tax",
    ]
    assert found["hidden"] == {"new": 0, "gone": 0, "worse": 1, "better": 0}


def test_a_scenario_leaves_out_what_is_hidden_and_says_so(door: GraphQLDoor) -> None:
    query = """{ scenario(id: "s", asOf: "2027-01-01", edits: [
        {replaceSupplier: {supplier: "supplier:cirrus", by: "supplier:alto"}}]) {
        file complete reason } }"""
    found = seen(door, query)["data"]["scenario"]
    assert not found["complete"]
    assert found["reason"] == "2 more changes touch what you may not see"
    assert len(found["file"]["changes"]) == 2


UNKNOWN = (
    f'impact(of: ["%s"], asOf: "{DAY}") {{ revision }}',
    f'impact(of: ["ci:power"], asOf: "{DAY}") {{ paths(to: "%s") {{ complete }} }}',
    f'impact(of: ["ci:power"], asOf: "{DAY}") {{ corridor(to: "%s") {{ edges {{ type }} }} }}',
    f'impact(of: ["ci:power"], asOf: "{DAY}") {{ whyNot(id: "%s") {{ level }} }}',
    'impact(of: ["ci:power"], whatIf: [{remove: {id: "%s"}}]) { revision }',
    'impact(of: ["%s"], whatIf: [{remove: {id: "service:mail"}}]) { revision }',
    """impact(of: ["ci:power"], whatIf: [{endContract: {contract: "%s", on: "2027-01-01"}}]) {
        revision }""",
    'scenario(id: "s", edits: [{set: {id: "%s", name: "x"}}]) { file }',
)


@pytest.mark.parametrize("query", UNKNOWN)
@pytest.mark.parametrize("id_", HIDDEN)
def test_a_hidden_id_is_answered_as_an_unknown_one(door: GraphQLDoor, query: str, id_: str) -> None:
    def told(named: str) -> str:
        context = replace(Context.of(door.graph), scope=hiding(HIDDEN))
        result = door.schema.execute_sync(f"{{ {query % named} }}", context_value=context)
        (error,) = [formatted(e) for e in result.errors or ()]
        return json.dumps(error).replace(named, "it")

    def place(text: str) -> str:
        return json.dumps({k: v for k, v in json.loads(text).items() if k != "locations"})

    assert place(told(id_)) == place(told("nobody"))


EVERYTHING = """
query ($of: [ID!]!, $lens: String!, $day: Date!, $to: ID!, $edits: [Edit!]) {
  impact(of: $of, lens: $lens, asOf: $day, whatIf: $edits) {
    counts { kind level count } hidden { kind level count }
    confidence { oldest weakestSource facts }
    affected { totalCount edges { cursor node { level before item { id name } confidence { facts }
      witness { kind type level hidden item { id } relation { discriminator from { id } to { id } }
        together { id } } } } }
    notInForce { nodes { id } }
    unknowns { withoutContract { nodes { id } } withoutSla { nodes { id } }
      withoutOla { nodes { id } } withoutConsumer { nodes { id } } stale { nodes { id } } }
    corridor(to: $to) { nodes { key kind level item { id } }
      edges { from to type relation { discriminator from { id } to { id } } } }
    redundancyEnds(until: "2030-01-01") { totalCount hidden nodes {
      group dependent { id } member { id } contract { id } } }
    difference { new { nodes { item { id } } } gone { nodes { item { id } } }
      worse { nodes { item { id } } } better { nodes { item { id } } }
      hidden { new gone worse better } }
  }
  diff(from: {revision: 0, date: "2026-01-01"}, to: {revision: 1, date: "2030-01-01"}) {
    hidden added { nodes { after } } ceasing { nodes { from { id } to { id } } }
    beginning { nodes { from { id } to { id } } } ending { nodes { id } }
  }
}
"""
WHY_NOT = """
query ($of: [ID!]!, $lens: String!, $day: Date!, $to: ID!) {
  impact(of: $of, lens: $lens, asOf: $day) { whyNot(id: $to) { level stops {
    reason origin { id } originKind target { id } relation { discriminator from { id } to { id } }
    failed { id } holding { id } hidden } } } }
"""
STARTS = (("outage", "ci:power"), ("outage", "ci:generator"), ("sourcing", "supplier:cirrus"))


@pytest.mark.parametrize("hidden", OFFICE.ids())
def test_no_answer_names_what_is_hidden(door: GraphQLDoor, hidden: str) -> None:
    """Each item of the office hidden in turn, whatever is asked of the others."""
    context = replace(Context.of(door.graph), scope=hiding([hidden]))
    edits = [{"set": {"id": "agency:revenue", "description": "edited"}}]
    for lens, of in STARTS:
        for to in OFFICE.ids():
            if hidden in (of, to, "agency:revenue"):
                continue
            asked = {"of": [of], "lens": lens, "day": DAY, "to": to}
            for query, more in ((EVERYTHING, {"edits": edits}), (WHY_NOT, {})):
                result = door.schema.execute_sync(query, asked | more, context_value=context)
                assert json.dumps(hidden) not in json.dumps(result.data)
                told = " ".join(str(error) for error in result.errors or ())
                assert hidden not in told
                assert query == WHY_NOT or not result.errors
