"""What a viewer may not see, through GraphQL: counted and masked, and named nowhere.

Every field of the schema is asked in ``test_leaks.py``; here stands what is told instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from queries.answers.viewer import everything, hiding
from tests.support.cursors import decoded
from tests.support.graphql_door import GraphQLDoor, opened_door
from tests.support.office import DAY, OFFICE

HIDDEN = ("ci:site-a", "sla:tax", "contract:msa")


@pytest.fixture(scope="module")
def door() -> Iterator[GraphQLDoor]:
    with opened_door(OFFICE.facts) as door:
        yield door


@contextmanager
def scoped(door: GraphQLDoor, hidden: tuple[str, ...]) -> Iterator[None]:
    """The door as somebody meets it who may not see some items."""
    door.graph.viewer = hiding(hidden)
    try:
        yield
    finally:
        door.graph.viewer = everything()


def seen(door: GraphQLDoor, query: str, hidden: tuple[str, ...] = HIDDEN) -> dict[str, Any]:
    """The response to somebody who may not see some; no hidden id is anywhere in it."""
    with scoped(door, hidden):
        response = door.answer(query)
    assert not [id_ for id_ in hidden if json.dumps(id_) in json.dumps(response)]
    return response


def asked(door: GraphQLDoor, question: str, fields: str, more: str = "") -> Any:
    query = f'{{ {question}(of: ["ci:power"], asOf: "{DAY}"{more}) {{ {fields} }} }}'
    response = seen(door, query)
    assert "errors" not in response, response["errors"]
    return response["data"][question]


def test_what_is_hidden_is_counted(door: GraphQLDoor) -> None:
    fields = """counts { kind level count } hidden { kind level count }
        affected { totalCount hidden nodes { item { id } } }"""
    found = asked(door, "impact", fields)
    assert found["hidden"] == [
        {"kind": "ConfigurationItem", "level": "LOST", "count": 1},
        {"kind": "ServiceLevelAgreement", "level": "DEGRADED", "count": 1},
    ]
    assert sum(count["count"] for count in found["counts"]) == 6
    assert (found["affected"]["totalCount"], found["affected"]["hidden"]) == (4, 2)
    ids = [node["item"]["id"] for node in found["affected"]["nodes"]]
    assert ids == ["ci:power", "agency:revenue", "service:tax", "supplier:cirrus"]


def test_a_witness_is_masked_and_skips_nothing(door: GraphQLDoor) -> None:
    fields = """affected(kinds: [Service]) { nodes {
        witness { kind type over level item { id } relation { type } } } }"""
    (tax,) = asked(door, "impact", fields)["affected"]["nodes"]
    over = {"type": "DEPENDS_ON", "over": "DEPENDS_ON", "relation": None}
    assert tax["witness"] == [
        {"kind": "ConfigurationItem", "level": "LOST", "item": None, **over},
        {"kind": "Service", "level": "DEGRADED", "item": {"id": "service:tax"}, **over},
    ]


def test_paths_and_corridors_are_masked(door: GraphQLDoor) -> None:
    to = ', to: "service:tax"'
    paths = asked(door, "paths", "chains { steps { item { id } } }", to)
    assert paths["chains"] == [{"steps": [{"item": None}, {"item": {"id": "service:tax"}}]}]
    fields = "nodes { key kind item { id } } edges { from to said relation { type } }"
    corridor = asked(door, "corridor", fields, to)
    assert [node["item"] for node in corridor["nodes"]] == [
        {"id": "ci:power"},
        None,
        {"id": "service:tax"},
    ]
    assert [edge["relation"] for edge in corridor["edges"]] == [None, None]
    assert [edge["said"] for edge in corridor["edges"]] == [
        "what you may not see -DEPENDS_ON-> ci:power",
        "service:tax -DEPENDS_ON-> what you may not see",
    ]


def test_a_blocker_is_masked(door: GraphQLDoor) -> None:
    fields = """blockers { reason place origin { id } originKind relation { type }
        failed { id } holding { id } failedHidden holdingHidden more }"""
    found = asked(door, "whyNot", fields, ', to: "service:tax"')["blockers"][0]
    assert found == {
        "reason": "GROUP_HELD",
        "place": "service:tax -DEPENDS_ON-> what you may not see",
        "origin": None,
        "originKind": "ConfigurationItem",
        "relation": None,
        "failed": [],
        "holding": [{"id": "ci:site-b"}],
        "failedHidden": 1,
        "holdingHidden": 0,
        "more": 1,
    }


def test_a_difference_counts_what_is_hidden(door: GraphQLDoor) -> None:
    removed = 'type: "DEPENDS_ON", from: "service:tax", to: "ci:site-b", group: "site"'
    fields = "difference { worse { hidden nodes { item { id } } } new { hidden } }"
    what_if = f", whatIf: [{{remove: {{{removed}}}}}]"
    found = asked(door, "impact", fields, what_if)["difference"]
    assert [node["item"]["id"] for node in found["worse"]["nodes"]] == [
        "agency:revenue",
        "service:tax",
    ]
    assert (found["worse"]["hidden"], found["new"]["hidden"]) == (1, 0)


def test_a_scenario_leaves_out_what_is_hidden_and_says_so(door: GraphQLDoor) -> None:
    query = """{ scenario(id: "s", asOf: "2027-01-01", edits: [
        {replaceSupplier: {supplier: "supplier:cirrus", by: "supplier:alto"}}]) {
        file complete reason changes { to } } }"""
    found = seen(door, query)["data"]["scenario"]
    assert not found["complete"]
    assert found["reason"] == "2 more changes touch what you may not see"
    assert len(found["file"]["changes"]) == len(found["changes"]) == 2


UNKNOWN = (
    f'impact(of: ["%s"], asOf: "{DAY}") {{ revision }}',
    f'impact(of: ["ci:power", "nobody", "%s"], asOf: "{DAY}") {{ revision }}',
    f'why(of: ["ci:power"], to: "%s", asOf: "{DAY}") {{ complete }}',
    f'paths(of: ["ci:power"], to: "%s", asOf: "{DAY}") {{ complete }}',
    f'corridor(of: ["ci:power"], to: "%s", asOf: "{DAY}") {{ complete }}',
    f'whyNot(of: ["ci:power"], to: "%s", asOf: "{DAY}") {{ level }}',
    f'redundancyEnds(of: ["%s"], asOf: "{DAY}") {{ complete }}',
    f'dependencies(of: ["%s"], asOf: "{DAY}") {{ complete }}',
    f'path(from: "%s", to: "service:tax", asOf: "{DAY}") {{ joined }}',
    f'path(from: "service:tax", to: "%s", asOf: "{DAY}") {{ joined }}',
    'impact(of: ["ci:power"], whatIf: [{remove: {id: "%s"}}]) { revision }',
    'impact(of: ["%s"], whatIf: [{remove: {id: "service:mail"}}]) { revision }',
    """impact(of: ["ci:power"], whatIf: [{endContract: {contract: "%s", on: "2027-01-01"}}]) {
        revision }""",
    'scenario(id: "s", edits: [{set: {id: "%s", name: "x"}}]) { file }',
)


@pytest.mark.parametrize("query", UNKNOWN)
@pytest.mark.parametrize("id_", HIDDEN)
def test_a_hidden_id_is_answered_as_an_unknown_one(door: GraphQLDoor, query: str, id_: str) -> None:
    def told(named: str) -> Any:
        with scoped(door, HIDDEN):
            (error,) = door.answer(f"{{ {query % named} }}")["errors"]
        del error["locations"]
        return json.loads(json.dumps(error).replace(named, "it"))

    assert told(id_) == told("no one")


QUESTIONS = """
query ($of: [ID!]!, $lens: Lens!, $day: Date!, $to: ID!, $edits: [Edit!]) {
  impact(of: $of, lens: $lens, asOf: $day, whatIf: $edits) {
    verdict affected { edges { cursor node { item { id name }
      witness { over item { id } relation { discriminator from { id } to { id } }
        together { id } } } } }
    notInForce { nodes { id } } unknowns { stale { nodes { id } } withoutSla { nodes { id } } }
    difference { new { nodes { item { id } } } gone { nodes { item { id } } } }
  }
  corridor(of: $of, lens: $lens, asOf: $day, to: $to) { verdict
    nodes { item { id } } edges { said relation { from { id } to { id } } } }
  redundancyEnds(of: $of, lens: $lens, asOf: $day, until: "2030-01-01") {
    verdict losses { edges { cursor node { dependent { id } member { id } contract { id } } } } }
  dependencies(of: $of, lens: $lens, asOf: $day, direction: BOTH) {
    verdict items { edges { cursor node { item { id } through { id } relation { type } } } } }
  path(from: "agency:revenue", to: $to, asOf: $day) {
    verdict items { id } steps { said relation { from { id } to { id } } } }
  journal { entries { nodes { images { edges { cursor node { of after } } } } } }
  structure(asOf: $day) { components { nodes { items { nodes { id } } } }
    articulationPoints { edges { cursor node { item { id } } } } }
  diff(from: {revision: 0, date: "2026-01-01"}, to: {revision: 1, date: "2030-01-01"}) {
    verdict added { edges { cursor node { of after } } }
    ceasing { edges { cursor node { relation { from { id } to { id } } } } }
    beginning { nodes { relation { from { id } to { id } } } } ending { nodes { id } } }
}
"""
WHY_NOT = """
query ($of: [ID!]!, $lens: Lens!, $day: Date!, $to: ID!) {
  whyNot(of: $of, lens: $lens, asOf: $day, to: $to) { verdict blockers {
    place origin { id } target { id } relation { discriminator from { id } to { id } }
    failed { id } holding { id } } } }
"""
STARTS = (("OUTAGE", "ci:power"), ("OUTAGE", "ci:generator"), ("SOURCING", "supplier:cirrus"))


@pytest.mark.parametrize("hidden", [id_ for id_ in OFFICE.ids() if id_ != "agency:revenue"])
def test_no_answer_names_what_is_hidden(door: GraphQLDoor, hidden: str) -> None:
    """Each item of the office hidden in turn, whatever is asked of the others."""
    edits = [{"set": {"id": "agency:revenue", "description": "edited"}}]
    with scoped(door, (hidden,)):
        for lens, of in STARTS:
            for to in OFFICE.ids():
                if hidden in (of, to):
                    continue
                asked = {"of": [of], "lens": lens, "day": DAY, "to": to}
                told = door.answer(QUESTIONS, **asked, edits=edits)
                assert "errors" not in told, told["errors"]
                assert hidden not in json.dumps(told) + " ".join(decoded(told))
                assert hidden not in json.dumps(door.answer(WHY_NOT, **asked))
