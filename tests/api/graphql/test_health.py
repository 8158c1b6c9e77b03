"""Health over GraphQL: indicators with their evidence, the manual, trends, masked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from queries.answers.viewer import everything, hiding
from tests.support.graphql_door import GraphQLDoor, facts_of, opened_door
from tests.support.levels import levels

OFFICE = levels(
    "service:a verified_on=2026-11-01 group=infrastructure mode=managed",
    "service:b mode=brokered",
    "document:part -PART_OF-> document:manual",
    "document:part -DESCRIBES-> service:a",
    "target:gold metric=availability value=99 unit=percent baseline_for=infrastructure",
    "ola:a 99.5% service:a",
    "supplier:s -PROVIDES-> service:b",
)
DAY = 'asOf: "2026-11-25"'


@pytest.fixture(scope="module")
def door() -> Iterator[GraphQLDoor]:
    with opened_door(OFFICE.facts) as door:
        later = {"kind": "Service", "id": "service:c", "verified_on": "2026-11-20"}
        door.put(facts_of([later]))
        yield door


def indicator(found: Any, name: str) -> Any:
    return next(i for i in found["indicators"] if i["name"] == name)


FIELDS = """asOf revision complete reason about { id }
  indicators { name formula share counted met { nodes { id } } metHidden
    unmet { nodes { id } } unmetHidden }
  manual { document { id } depth described { nodes { id } } empty { totalCount } staleHidden }"""


def test_indicators_have_formula_number_and_evidence(door: GraphQLDoor) -> None:
    found = door.ask(f"{{ health({DAY}) {{ {FIELDS} }} }}")["health"]
    assert (found["about"], found["complete"], found["revision"]) == (None, True, 2)
    assert indicator(found, "managed services") == {
        "name": "managed services",
        "formula": ("managed services / services with a mode on record (the others are brokered)"),
        "share": 0.5,
        "counted": 2,
        "met": {"nodes": [{"id": "service:a"}]},
        "metHidden": 0,
        "unmet": {"nodes": [{"id": "service:b"}]},
        "unmetHidden": 0,
    }
    assert indicator(found, "Baseline: target:gold")["share"] == 1
    manual = [(page["document"]["id"], page["depth"]) for page in found["manual"]]
    assert manual == [("document:manual", 0), ("document:part", 1)]


def test_trends_over_both_clocks(door: GraphQLDoor) -> None:
    query = """{ health(trend: [
        {revision: 1, date: "2026-11-25"}, {revision: 2, date: "2026-11-25"},
        {revision: 2, date: "2027-11-25"}, {date: "1999-01-01"}
      ]) { trend { name formula points { revision date share } } } }"""
    trends = door.ask(query)["health"]["trend"]
    (currency,) = (t for t in trends if t["name"] == "currency of information")
    assert [tuple(point.values()) for point in currency["points"]] == [
        (1, "2026-11-25", pytest.approx(1 / 8)),
        (2, "2026-11-25", pytest.approx(2 / 9)),
        (2, "2027-11-25", 0),
        (0, "1999-01-01", None),
    ]


def test_a_revision_alone_is_as_of_the_day_it_was_recorded(door: GraphQLDoor) -> None:
    query = "{ health(trend: [{revision: 1}, {revision: 2}]) { trend { points { date } } } }"
    days = [p["date"] for p in door.ask(query)["health"]["trend"][0]["points"]]
    recorded = [entry.recorded_at[:10] for entry in door.graph.journal(0, 2)]
    # recorded in UTC, which is the standard time zone of an installation
    assert days == recorded
    assert (
        door.refused("{ health(trend: [{revision: 9}]) { trend { name } } }")["extensions"]["code"]
        == "INVALID_QUESTION"
    )


def test_under_a_what_if(door: GraphQLDoor) -> None:
    edit = '{set: {id: "service:b", mode: "managed"}}'
    found = door.ask(f"{{ health({DAY}, whatIf: [{edit}]) {{ {FIELDS} }} }}")["health"]
    assert indicator(found, "managed services")["share"] == 1


def test_what_may_not_be_seen_is_counted_and_not_named(door: GraphQLDoor) -> None:
    hidden = ["service:b", "target:gold", "document:part"]
    query = f"{{ health({DAY}, trend: [{{revision: 1}}]) {{ {FIELDS} trend {{ name }} }} }}"
    door.graph.viewer = hiding(hidden)
    found = door.ask(query)["health"]
    door.graph.viewer = everything()
    assert not [id_ for id_ in hidden if id_ in json.dumps(found)]
    managed = indicator(found, "managed services")
    assert (managed["share"], managed["unmet"]["nodes"], managed["unmetHidden"]) == (0.5, [], 1)
    assert indicator(found, "Baseline: what you may not see")["share"] == 1
    assert [page["document"]["id"] for page in found["manual"]] == ["document:manual"]


@pytest.mark.parametrize(
    ("of", "code"), [("document:part", "INVALID_QUESTION"), ("service:none", "NOT_FOUND")]
)
def test_what_is_refused(door: GraphQLDoor, of: str, code: str) -> None:
    refused = door.refused(f'{{ health(of: "{of}") {{ complete }} }}')
    assert refused["extensions"]["code"] == code
