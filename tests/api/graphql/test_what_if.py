"""What-ifs, earlier revisions and scenarios through GraphQL: compared, saved, applied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from graph_model.declare import camel
from graph_model.facts import Relation, RelationKey
from queries.questions.catalog import questions
from queries.questions.declaration import FACTS
from tests.support.graphql_door import GraphQLDoor, opened_door
from tests.support.office import DAY, OFFICE

IMPACT = """
query ($of: [ID!]!, $lens: Lens = OUTAGE, $day: Date, $edits: [Edit!], $revision: Int) {
  impact(of: $of, lens: $lens, asOf: $day, whatIf: $edits, atRevision: $revision) {
    revision asOf verdict
    affected { totalCount nodes { level before item { id } } }
    before { affected { totalCount nodes { level item { id } } } }
    difference {
      new { hidden nodes { level before item { id } } }
      gone { hidden nodes { level item { id } } }
      worse { hidden nodes { level before item { id } } }
      better { hidden nodes { level before item { id } } }
    }
  }
}
"""


@pytest.fixture
def door() -> Iterator[GraphQLDoor]:
    with opened_door(OFFICE.facts) as door:
        yield door


def levels(page: dict[str, Any]) -> dict[str, str]:
    return {node["item"]["id"]: node["level"] for node in page["nodes"]}


def asked(door: GraphQLDoor, of: str, *edits: object, **more: object) -> dict[str, Any]:
    found: dict[str, Any] = door.ask(
        IMPACT, of=of.split(), day=DAY, edits=list(edits) or None, **more
    )["impact"]
    return found


SITE_B = {"type": "DEPENDS_ON", "from": "service:tax", "to": "ci:site-b", "group": "site"}


def test_before_after_and_the_difference(door: GraphQLDoor) -> None:
    found = asked(door, "ci:power", {"remove": SITE_B})
    assert levels(found["before"]["affected"])["service:tax"] == "DEGRADED"
    assert levels(found["affected"])["service:tax"] == "LOST"
    worse = found["difference"]["worse"]["nodes"]
    assert [(n["item"]["id"], n["before"], n["level"]) for n in worse] == [
        ("agency:revenue", "DEGRADED", "LOST"),
        ("service:tax", "DEGRADED", "LOST"),
        ("sla:tax", "DEGRADED", "LOST"),
    ]
    assert [side["hidden"] for side in found["difference"].values()] == [0, 0, 0, 0]
    assert found["verdict"].endswith(". The edits make 3 worse.")
    assert door.graph.snapshot().revision == 1


def test_an_answer_without_edits_compares_nothing(door: GraphQLDoor) -> None:
    found = asked(door, "ci:power")
    assert (found["before"], found["difference"]) == (None, None)
    assert {node["before"] for node in found["affected"]["nodes"]} == {None}


NEW = {"kind": "Service", "id": "service:new", "name": "New"}
DEPENDS = {"type": "DEPENDS_ON", "from": "service:new", "to": "ci:power"}
LATER: dict[str, object] = {"until": None, "since": "2028-01-01"}
EDITS: dict[str, tuple[list[object], str, str, dict[str, list[str]]]] = {
    "put": ([{"put": NEW}, {"put": DEPENDS}], "OUTAGE", "ci:power", {"new": ["service:new"]}),
    "put, the relation first": (
        [{"put": DEPENDS}, {"put": NEW}],
        "OUTAGE",
        "ci:power",
        {"new": ["service:new"]},
    ),
    "set": (
        [{"set": SITE_B | LATER}],
        "OUTAGE",
        "ci:site-a",
        {"worse": ["agency:revenue", "service:tax", "sla:tax"]},
    ),
    "remove": (
        [{"remove": {"id": "service:tax"}}],
        "OUTAGE",
        "ci:power",
        {"gone": ["agency:revenue", "service:tax", "sla:tax", "supplier:cirrus"]},
    ),
    "end a contract": (
        [{"endContract": {"contract": "contract:msa", "on": "2026-12-31"}}],
        "SOURCING",
        "contract:msa supplier:alto",
        {},
    ),
    "replace a supplier": (
        [{"replaceSupplier": {"supplier": "supplier:cirrus", "by": "supplier:alto"}}],
        "SOURCING",
        "supplier:alto",
        {
            "new": [
                "agency:revenue",
                "contract:msa",
                "document:handbook",
                "service:tax",
                "sla:tax",
            ]
        },
    ),
}


@pytest.mark.parametrize(("edits", "lens", "of", "expected"), EDITS.values(), ids=EDITS)
def test_edit(
    door: GraphQLDoor, edits: list[object], lens: str, of: str, expected: dict[str, list[str]]
) -> None:
    difference = asked(door, of, *edits, lens=lens)["difference"]
    found = {name: sorted(levels(difference[name])) for name in ("new", "gone", "worse", "better")}
    everything: dict[str, list[str]] = {"new": [], "gone": [], "worse": [], "better": []}
    assert found == everything | expected


SERVICES = "impact { affected(kinds: [Service]) { totalCount } }"
POINTS = "points { nodes { item { id } } }"
CIRRUS, ALTO = {"id": "supplier:cirrus"}, {"id": "supplier:alto"}
QUESTIONS = {
    "substitution": (
        f'substitution(supplier: "supplier:alto", %s) {{ {SERVICES} }}',
        {"impact": {"affected": {"totalCount": 1}}},
        {"impact": {"affected": {"totalCount": 2}}},
    ),
    "criticality": (
        'criticality(of: ["supplier:alto"], %s) { items { counts { services } } }',
        {"items": [{"counts": {"services": 1}}]},
        {"items": [{"counts": {"services": 2}}]},
    ),
    "cutSets": (
        'cutSets(of: "service:tax", kinds: [Supplier], %s) { single { nodes { id } } }',
        {"single": {"nodes": [CIRRUS]}},
        {"single": {"nodes": [ALTO]}},
    ),
    "singlePointsOfFailure": (
        f"singlePointsOfFailure(kinds: [Supplier], %s) {{ {POINTS} }}",
        {"points": {"nodes": [{"item": CIRRUS}, {"item": ALTO}]}},
        {"points": {"nodes": [{"item": ALTO}]}},
    ),
    "concentration": (
        "concentration(%s) { suppliers(first: 1) { nodes { supplier { id } } } }",
        {"suppliers": {"nodes": [{"supplier": CIRRUS}]}},
        {"suppliers": {"nodes": [{"supplier": ALTO}]}},
    ),
    "path": (
        'path(from: "supplier:alto", to: "agency:revenue", %s) { steps { relation { type } } }',
        {"steps": []},
        {"steps": [{"relation": {"type": "PROVIDES"}}, {"relation": {"type": "CONSUMES"}}]},
    ),
    "dependencies": (
        (
            'dependencies(of: ["service:tax"], depth: 1, kinds: [Supplier], %s) {'
            " items { nodes { item { id } } } }"
        ),
        {"items": {"nodes": [{"item": CIRRUS}]}},
        {"items": {"nodes": [{"item": ALTO}]}},
    ),
    "search": (
        'search(text: "altocumulus", %s) { hits { nodes { item { id } } } }',
        {"hits": {"nodes": []}},
        {"hits": {"nodes": [{"item": ALTO}]}},
    ),
    "item": (
        'item(id: "supplier:alto", %s) { name }',
        {"name": "supplier:alto"},
        {"name": "Altocumulus"},
    ),
}
REPLACE = (
    'whatIf: [{replaceSupplier: {supplier: "supplier:cirrus", by: "supplier:alto"}}, '
    '{set: {id: "supplier:alto", name: "Altocumulus"}}]'
)


@pytest.mark.parametrize(("query", "before", "after"), QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_takes_a_what_if(
    door: GraphQLDoor, query: str, before: object, after: object
) -> None:
    day = f'asOf: "{DAY}"'
    assert list(door.ask(f"{{ {query % day} }}").values()) == [before]
    assert list(door.ask(f"{{ {query % f'{day}, {REPLACE}'} }}").values()) == [after]


def test_every_question_takes_a_what_if_that_it_means_something_to(door: GraphQLDoor) -> None:
    """Whatever is asked of the graph as a whole takes a day, a revision and edits."""
    fields = door.ask('{ __type(name: "Query") { fields { name args { name } } } }')
    taken = {f["name"]: {one["name"] for one in f["args"]} for f in fields["__type"]["fields"]}
    for question in questions():
        facts = {camel(name) for name in FACTS} & taken[question.key]
        assert facts == {camel(name) for name in question.takes}
    only = {question.name for question in questions() if set(question.takes) != set(FACTS)}
    assert only == {"journal", "scenario", "identities", "provenance", "conflicts"}


def test_what_was_recorded_then(door: GraphQLDoor) -> None:
    door.remove([RelationKey("DEPENDS_ON", "service:tax", "ci:site-b", "site")])
    then, now = asked(door, "ci:power", revision=1), asked(door, "ci:power")
    assert (then["revision"], levels(then["affected"])["service:tax"]) == (1, "DEGRADED")
    assert (now["revision"], levels(now["affected"])["service:tax"]) == (2, "LOST")


def test_a_what_if_of_what_was_recorded_then(door: GraphQLDoor) -> None:
    door.remove([RelationKey("DEPENDS_ON", "service:tax", "ci:site-b", "site")])
    found = asked(door, "ci:power", {"remove": SITE_B}, revision=1)
    assert sorted(levels(found["difference"]["worse"])) == [
        "agency:revenue",
        "service:tax",
        "sla:tax",
    ]
    error = door.refused(IMPACT, of=["ci:power"], day=DAY, edits=[{"remove": SITE_B}])
    assert error["extensions"]["code"] == "INVALID_CHANGE_SET"


SCENARIO = """
query ($edits: [Edit!]!, $day: Date) {
  scenario(id: "scenario:alto", edits: $edits, asOf: $day) { file complete reason } }
"""
APPLY = "mutation ($input: ApplyChangeSetInput!) { applyChangeSet(input: $input) { revision } }"


def test_a_scenario_is_reviewed_asked_again_and_applied_in_one_step(door: GraphQLDoor) -> None:
    edits: list[object] = [
        {"replaceSupplier": {"supplier": "supplier:cirrus", "by": "supplier:alto", "on": DAY}},
        {"endContract": {"contract": "contract:old", "on": "2019-12-31"}},
        {"put": NEW},
        {"put": DEPENDS},
    ]
    saved = door.ask(SCENARIO, edits=edits, day=DAY)["scenario"]
    file = saved["file"]
    assert (saved["complete"], saved["reason"]) == (True, None)
    assert (file["id"], file["base"], door.graph.snapshot().revision) == ("scenario:alto", 1, 1)
    over = [
        levels(asked(door, "supplier:alto ci:power", *given)["affected"])
        for given in (edits, file["changes"])
    ]
    given = {"id": file["id"], "expectedRevision": file["base"], "changes": file["changes"]}
    assert door.ask(APPLY, input=given)["applyChangeSet"] == {"revision": 2}
    really = levels(asked(door, "supplier:alto ci:power")["affected"])
    assert over == [really, really]


REFUSED: dict[str, tuple[list[object], str]] = {
    "nothing in it": ([{}], "edit 1: found {}, expected one of {"),
    "two in one": ([{"put": NEW, "remove": NEW}], "edit 1: found {'put': {'kind'"),
    "a put that is none": (
        [{"remove": SITE_B}, {"put": {"kind": "Moon", "id": "m"}}],
        "edit 2, put, kind: found 'Moon'",
    ),
    "an end that there is not": (
        [{"endContract": {"contract": "nobody", "on": DAY}}],
        "edit 1: found nothing under 'nobody', expected a recorded id",
    ),
    "no services": (
        [
            {
                "replaceSupplier": {
                    "supplier": "supplier:cirrus",
                    "by": "supplier:alto",
                    "services": [],
                }
            }
        ],
        "edit 1, replaceSupplier, services: found [], expected ids",
    ),
    "a set of nothing": (
        [{"set": {"id": "nobody", "name": "x"}}],
        "edit 1 (set nobody): found nothing under that id",
    ),
}


@pytest.mark.parametrize(("edits", "expected"), REFUSED.values(), ids=REFUSED)
def test_an_invalid_edit_names_its_position(
    door: GraphQLDoor, edits: list[object], expected: str
) -> None:
    for query, more in ((IMPACT, {"of": ["ci:power"]}), (SCENARIO, {})):
        error = door.refused(query, edits=edits, day=DAY, **more)
        assert error["extensions"]["code"] == "INVALID_CHANGE_SET"
        assert error["message"].startswith(expected)
    assert door.graph.refresh().revision == 1


@pytest.mark.parametrize("revision", [-1, 2])
def test_a_revision_that_there_is_not(door: GraphQLDoor, revision: int) -> None:
    error = door.refused(IMPACT, of=["ci:power"], revision=revision)
    assert error["extensions"]["code"] == "INVALID_QUESTION"
    assert error["message"] == f"atRevision: found {revision}, expected a revision from 0 to 1"


DIFF = """
query ($from: PointInput!, $to: PointInput!) { diff(from: $from, to: $to) {
  verdict from { revision date } to { revision date }
  added { totalCount nodes { before after } }
  changed { totalCount nodes { before after fields } }
  removed { totalCount nodes { before after } }
  beginning { totalCount nodes { relation { type from { id } to { id } } since } }
  ceasing { totalCount nodes { relation { type from { id } to { id } } until } }
  starting { totalCount nodes { id } }
  ending { totalCount nodes { id end } } } }
"""


def test_a_difference_between_two_revisions(door: GraphQLDoor) -> None:
    door.put([Relation("CONSUMES", "agency:revenue", "service:mail")])
    door.remove([RelationKey("CONSUMES", "agency:revenue", "service:tax")])
    found = door.ask(DIFF, **{"from": {"revision": 1}, "to": {"revision": 3}})["diff"]
    mail, tax = (
        {"type": "CONSUMES", "from": "agency:revenue", "to": f"service:{name}"}
        for name in ("mail", "tax")
    )
    assert (found["from"]["revision"], found["to"]["revision"]) == (1, 3)
    assert found["added"]["nodes"] == [{"before": None, "after": mail}]
    assert found["removed"]["nodes"] == [{"before": tax, "after": None}]
    assert found["changed"]["totalCount"] == found["beginning"]["totalCount"] == 0
    back = door.ask(DIFF, **{"from": {"revision": 3}, "to": {"revision": 1}})["diff"]
    assert back["removed"]["nodes"] == [{"before": mail, "after": None}]


def test_a_difference_between_two_days(door: GraphQLDoor) -> None:
    days = {"from": {"date": "2027-01-01"}, "to": {"date": "2027-07-01"}}
    found = door.ask(DIFF, **days)["diff"]
    assert found["from"] == {"revision": 1, "date": "2027-01-01"}
    assert found["ceasing"]["nodes"] == [
        {
            "relation": {
                "type": "DEPENDS_ON",
                "from": {"id": "service:tax"},
                "to": {"id": "ci:site-b"},
            },
            "until": "2027-02-01",
        }
    ]
    assert [node["relation"]["to"]["id"] for node in found["beginning"]["nodes"]] == ["ci:site-a"]
    assert found["ending"] == {
        "totalCount": 1,
        "nodes": [{"id": "contract:msa", "end": "2027-06-30"}],
    }
    assert found["added"]["totalCount"] == found["starting"]["totalCount"] == 0


def test_a_point_is_a_revision_or_a_day(door: GraphQLDoor) -> None:
    error = door.refused(DIFF, **{"from": {}, "to": {"revision": 1}})
    assert error["message"] == "from: found neither, expected a revision or a date"
