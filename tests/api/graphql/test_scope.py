"""What a viewer may not see, through GraphQL: counted and masked, and named nowhere."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

import pytest

from application.graph import Graph
from graph_model.facts import Item
from queries.answers.viewer import hiding
from tests.support.graphql_door import GraphQLDoor, opened_door
from tests.support.office import DAY, OFFICE

HIDDEN = ("ci:site-a", "sla:tax", "contract:msa")
TODAY = f'asOf: "{DAY}"'
POWER = f'of: ["ci:power"], {TODAY}'


def through(door: GraphQLDoor, hidden: Collection[str]) -> GraphQLDoor:
    """The same door for somebody who may not see some ids."""
    graph = door.graph
    return replace(door, graph=Graph(graph.settings, graph.store, graph.model, hiding(hidden)))


@pytest.fixture(scope="module")
def whole() -> Iterator[GraphQLDoor]:
    with opened_door(OFFICE.facts) as door:
        yield door


@pytest.fixture(scope="module")
def door(whole: GraphQLDoor) -> GraphQLDoor:
    """The door of somebody who may not see HIDDEN."""
    return through(whole, HIDDEN)


@pytest.fixture(scope="module")
def without() -> Iterator[GraphQLDoor]:
    """The door of who may see all of a graph in which what is HIDDEN was never recorded."""
    named = {fact.id for fact in OFFICE.items if fact.id in HIDDEN}
    facts = [
        fact
        for fact in OFFICE.facts
        if not ({fact.id} if isinstance(fact, Item) else {fact.start, fact.end}) & named
    ]
    with opened_door(facts) as door:
        yield door


def seen(door: GraphQLDoor, question: str) -> Any:
    """The one answer to somebody who may not see HIDDEN; no hidden id is anywhere in it."""
    data = door.ask(f"{{ {question} }}")
    named = [id_ for id_ in HIDDEN if id_ in json.dumps(data)]
    assert not named
    (answer,) = data.values()
    return answer


def test_what_is_hidden_is_counted(door: GraphQLDoor) -> None:
    fields = """counts { kind level count } hidden { kind level count }
        affected { totalCount hidden nodes { item { id } } }"""
    found = seen(door, f"impact({POWER}) {{ {fields} }}")
    assert found["hidden"] == [
        {"kind": "ConfigurationItem", "level": "LOST", "count": 1},
        {"kind": "ServiceLevelAgreement", "level": "DEGRADED", "count": 1},
    ]
    assert sum(count["count"] for count in found["counts"]) == 6
    affected = found["affected"]
    assert (affected["totalCount"], affected["hidden"]) == (4, 2)
    ids = [node["item"]["id"] for node in affected["nodes"]]
    assert ids == ["ci:power", "agency:revenue", "service:tax", "supplier:cirrus"]


def test_a_witness_is_masked_and_skips_nothing(door: GraphQLDoor) -> None:
    witness = "witness { kind type level item { id } relation { type } }"
    fields = f"affected(kinds: [Service]) {{ nodes {{ {witness} }} }}"
    (tax,) = seen(door, f"impact({POWER}) {{ {fields} }}")["affected"]["nodes"]
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


def test_paths_are_masked(door: GraphQLDoor) -> None:
    chains = "verdict chains { steps { item { id } } }"
    found = seen(door, f'paths({POWER}, to: "service:tax") {{ {chains} }}')
    assert found["verdict"] == "service:tax is DEGRADED: 1 way."
    assert found["chains"] == [{"steps": [{"item": None}, {"item": {"id": "service:tax"}}]}]


def test_a_corridor_is_masked(door: GraphQLDoor) -> None:
    fields = "nodes { key kind item { id } } edges { from to said relation { type } }"
    found = seen(door, f'corridor({POWER}, to: "service:tax") {{ {fields} }}')
    assert [node["item"] for node in found["nodes"]].count(None) == 1
    assert [edge["relation"] for edge in found["edges"]] == [None, None]
    assert [edge["said"] for edge in found["edges"]] == [
        "what you may not see -DEPENDS_ON-> ci:power",
        "service:tax -DEPENDS_ON-> what you may not see",
    ]


def test_a_blocker_is_masked(door: GraphQLDoor) -> None:
    fields = """blockers { reason place origin { id } originKind relation { type }
        failed { id } failedHidden holding { id } holdingHidden more }"""
    found = seen(door, f'whyNot({POWER}, to: "service:tax") {{ {fields} }}')
    assert found["blockers"][0] == {
        "reason": "GROUP_HELD",
        "place": "service:tax -DEPENDS_ON-> what you may not see",
        "origin": None,
        "originKind": "ConfigurationItem",
        "relation": None,
        "failed": [],
        "failedHidden": 1,
        "holding": [{"id": "ci:site-b"}],
        "holdingHidden": 0,
        "more": 1,
    }


def test_a_difference_counts_what_is_hidden(door: GraphQLDoor) -> None:
    removed = 'type: "DEPENDS_ON", from: "service:tax", to: "ci:site-b", group: "site"'
    fields = """difference { new { hidden } gone { hidden } better { hidden }
        worse { hidden nodes { item { id } } } }"""
    what_if = f"whatIf: [{{remove: {{{removed}}}}}]"
    found = seen(door, f"impact({POWER}, {what_if}) {{ {fields} }}")["difference"]
    worse = found.pop("worse")
    assert [node["item"]["id"] for node in worse["nodes"]] == ["agency:revenue", "service:tax"]
    assert worse["hidden"] == 1
    assert found == {"new": {"hidden": 0}, "gone": {"hidden": 0}, "better": {"hidden": 0}}


def test_a_scenario_leaves_out_what_is_hidden_and_says_so(door: GraphQLDoor) -> None:
    edits = '[{replaceSupplier: {supplier: "supplier:cirrus", by: "supplier:alto"}}]'
    found = seen(door, f'scenario(id: "s", {TODAY}, edits: {edits}) {{ file complete reason }}')
    assert not found["complete"]
    assert found["reason"] == "2 more changes touch what you may not see"
    assert len(found["file"]["changes"]) == 2


UNKNOWN = (
    f'impact(of: ["%s"], {TODAY}) {{ revision }}',
    f'why({POWER}, to: "%s") {{ complete }}',
    f'paths({POWER}, to: "%s") {{ complete }}',
    f'corridor({POWER}, to: "%s") {{ complete }}',
    f'whyNot({POWER}, to: "%s") {{ complete }}',
    f'redundancyEnds(of: ["%s"], {TODAY}) {{ complete }}',
    'impact(of: ["ci:power"], whatIf: [{remove: {id: "%s"}}]) { revision }',
    'impact(of: ["%s"], whatIf: [{remove: {id: "service:mail"}}]) { revision }',
    """impact(of: ["ci:power"], whatIf: [{endContract: {contract: "%s", on: "2027-01-01"}}]) {
        revision }""",
    'scenario(id: "s", edits: [{set: {id: "%s", name: "x"}}]) { file }',
)


@pytest.mark.parametrize("query", UNKNOWN)
@pytest.mark.parametrize("id_", HIDDEN)
def test_a_hidden_id_is_answered_as_an_unknown_one(
    door: GraphQLDoor, without: GraphQLDoor, query: str, id_: str
) -> None:
    document = f"{{ {query % id_} }}"
    assert door.refused(document) == without.refused(document)


ASKED = "$of: [ID!]!, $lens: Lens!, $day: Date!"
TOWARD = f"{ASKED}, $to: ID!"
STEPS = """steps { kind type over level togetherHidden item { id name }
    relation { discriminator from { id } to { id } } together { id } }"""
TOUCHED = f"""
query ({ASKED}, $edits: [Edit!]) {{
  impact(of: $of, lens: $lens, asOf: $day, whatIf: $edits) {{
    verdict counts {{ kind level count }} hidden {{ kind level count }}
    confidence {{ oldest weakestSource facts }}
    affected {{ totalCount hidden nodes {{ level before said item {{ id name }}
      confidence {{ facts }} {STEPS.replace("steps", "witness", 1)} }} }}
    notInForce {{ nodes {{ id }} }}
    unknowns {{ withoutContract {{ nodes {{ id }} }} withoutSla {{ nodes {{ id }} }}
      withoutOla {{ nodes {{ id }} }} withoutConsumer {{ nodes {{ id }} }}
      stale {{ nodes {{ id }} }} }}
    difference {{ new {{ hidden nodes {{ item {{ id }} }} }} gone {{ nodes {{ item {{ id }} }} }}
      worse {{ nodes {{ item {{ id }} }} }} better {{ nodes {{ item {{ id }} }} }} }}
  }}
  redundancyEnds(of: $of, lens: $lens, asOf: $day, until: "2030-01-01", whatIf: $edits) {{
    verdict losses {{ totalCount hidden nodes {{
      group dependent {{ id }} member {{ id }} contract {{ id }} }} }} }}
  diff(from: {{revision: 0, date: "2026-01-01"}}, to: {{revision: 1, date: "2030-01-01"}}) {{
    verdict added {{ hidden nodes {{ after }} }}
    ceasing {{ hidden nodes {{ relation {{ from {{ id }} to {{ id }} }} }} }}
    beginning {{ hidden nodes {{ relation {{ from {{ id }} to {{ id }} }} }} }}
    ending {{ nodes {{ id }} }}
  }}
}}
"""
BETWEEN = f"""
query ({TOWARD}) {{
  corridor(of: $of, lens: $lens, asOf: $day, to: $to) {{
    verdict nodes {{ key kind level item {{ id }} }}
    edges {{ from to type said relation {{ discriminator from {{ id }} to {{ id }} }} }} }}
}}
"""
ARRIVING = f"""
query ({TOWARD}) {{
  why(of: $of, lens: $lens, asOf: $day, to: $to) {{ verdict start {{ id }} {STEPS} }}
  paths(of: $of, lens: $lens, asOf: $day, to: $to) {{ verdict chains {{ {STEPS} }} }}
}}
"""
KEPT_AWAY = f"""
query ({TOWARD}) {{
  whyNot(of: $of, lens: $lens, asOf: $day, to: $to) {{ verdict level blockers {{
    reason said place origin {{ id }} originKind target {{ id }}
    relation {{ discriminator from {{ id }} to {{ id }} }}
    failed {{ id }} failedHidden holding {{ id }} holdingHidden }} }} }}
"""
STARTS = (("OUTAGE", "ci:power"), ("OUTAGE", "ci:generator"), ("SOURCING", "supplier:cirrus"))


@pytest.mark.parametrize("hidden", OFFICE.ids())
def test_no_answer_names_what_is_hidden(whole: GraphQLDoor, hidden: str) -> None:
    """Each item of the office hidden in turn, whatever is asked of the others."""
    door = through(whole, [hidden])
    for lens, of in STARTS:
        if hidden == of:
            continue
        edits = [{"set": {"id": of, "description": "edited"}}]
        asked = {"of": [of], "lens": lens, "day": DAY}
        assert hidden not in json.dumps(door.ask(TOUCHED, **asked, edits=edits))
        for to in set(OFFICE.ids()) - {hidden}:
            assert hidden not in json.dumps(door.ask(BETWEEN, **asked, to=to))
            ways = [door.answer(query, **asked, to=to) for query in (ARRIVING, KEPT_AWAY)]
            assert hidden not in json.dumps(ways)
            assert any("errors" not in way for way in ways)
