"""Service levels over GraphQL: promises with their support, gaps, before and after, masked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from api.graphql.context import Context
from queries.answers.viewer import hiding
from tests.support.door import Door, door_of_drawn
from tests.support.levels import levels

OFFICE = levels(
    "sla:portal 99.95% service:portal service:pay",
    "sla:portal 4h service:portal",
    "sla:portal -PROMISED_TO-> agency:health",
    "sla:portal -PROMISED_TO-> agency:labor",
    "service:portal -DEPENDS_ON-> service:case",
    "service:portal -DEPENDS_ON[net]-> service:a",
    "service:portal -DEPENDS_ON[net]-> service:b",
    "service:a -DEPENDS_ON-> ci:river",
    "service:b -DEPENDS_ON-> ci:river",
    "ola:case 99.9% service:case",
    "ola:a 99% service:a",
    "ola:b 99% service:b",
    "supplier:s -PROVIDES-> service:portal",
    "supplier:t -PROVIDES-> service:case",
    "document:d -DESCRIBES-> ola:a",
)
DAY = 'asOf: "2027-01-01"'
FIELDS = """service { id } asOf revision complete reason
  slas { nodes { id } } slasHidden olas { nodes { id } } beneath { totalCount }
  promises { sla { id } target { id } measure promised verdict
    support { lower lowerInWords upper upperInWords independent independentInWords }
    shortBy shortByInWords why deciding { id } restingOn { id } shared { id }
    services { id } customers { id } }
  promisesHidden gaps { kind items { id } } gapsHidden"""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("office")) as door:
        yield door


def ids(nodes: list[dict[str, str]]) -> list[str]:
    return [node["id"] for node in nodes]


def asked(door: Door, fields: str = FIELDS, more: str = "") -> Any:
    query = f'{{ serviceLevels(of: ["service:portal"], {DAY}{more}) {{ {fields} }} }}'
    return door.ask(query)["serviceLevels"][0]


def test_promises_with_what_supports_them(door: Door) -> None:
    found = asked(door)
    assert (found["service"]["id"], found["asOf"]) == ("service:portal", "2027-01-01")
    assert (found["complete"], found["reason"], found["beneath"]["totalCount"]) == (True, None, 5)
    availability, resolution = found["promises"]
    # case in series with one of two: 0.999 · (1 − 0.01²) if independent, never better than case
    assert availability["support"] == {
        "lower": pytest.approx(0.989),
        "lowerInWords": "98.9 %",
        "upper": pytest.approx(0.999),
        "upperInWords": "99.9 %",
        "independent": pytest.approx(0.999 * (1 - 0.01**2)),
        "independentInWords": "99.89 %",
    }
    assert (availability["promised"], availability["verdict"]) == ("99.95 %", "UNSUPPORTED")
    assert (availability["shortBy"], availability["why"]) == (pytest.approx(0.0005), None)
    assert availability["shortByInWords"] == "0.05 %"
    assert ids(availability["restingOn"]) == ["target:ola:a", "target:ola:b", "target:ola:case"]
    assert ids(availability["shared"]) == ["ci:river"]
    assert ids(availability["services"]) == ["service:pay", "service:portal"]
    assert ids(availability["customers"]) == ["agency:health", "agency:labor"]
    assert (resolution["verdict"], resolution["promised"]) == ("UNDETERMINED", "4 h")
    assert resolution["support"]["upper"] is None
    assert resolution["support"]["upperInWords"] == "no limit"
    assert ids(resolution["deciding"]) == ["service:a", "service:b", "service:case"]
    assert resolution["why"] == "nothing is committed for service:a, service:b, service:case"


def test_gaps(door: Door) -> None:
    gaps = [(gap["kind"], ids(gap["items"])) for gap in asked(door)["gaps"]]
    assert gaps[0] == (
        "NO_OLA_BINDS_BOTH_SUPPLIERS_OF_A_DEPENDENCY",
        ["service:portal", "service:case", "supplier:s", "supplier:t"],
    )
    assert ("AN_SLA_WITH_NO_OLA_BENEATH_IT", ["sla:portal"]) in gaps
    assert ("AN_OLA_THAT_NO_MANUAL_PAGE_DESCRIBES", ["ola:case"]) in gaps
    assert ("A_TARGET_THAT_NOTHING_MEASURES", ["target:ola:a", "ola:a"]) in gaps


def test_before_and_after_edits(door: Door) -> None:
    fields = "changes { before { verdict } after { verdict shortBy why } }"
    assert asked(door, fields)["changes"] == []
    edit = '{remove: {type: "GOVERNS", from: "ola:case", to: "service:case"}}'
    (availability,) = asked(door, fields, f", whatIf: [{edit}]")["changes"]
    assert availability == {
        "before": {"verdict": "UNSUPPORTED"},
        "after": {
            "verdict": "UNDETERMINED",
            "shortBy": 0,
            "why": "nothing is committed for service:case",
        },
    }


def seen(door: Door, hidden: list[str]) -> Any:
    context = replace(Context.of(door.graph), scope=hiding(hidden))
    query = f'{{ serviceLevels(of: ["service:portal"], {DAY}) {{ {FIELDS} }} }}'
    result = door.schema.execute_sync(query, context_value=context)
    assert result.errors is None
    assert not [id_ for id_ in hidden if json.dumps(id_)[1:-1] in json.dumps(result.data)]
    assert result.data is not None
    return result.data["serviceLevels"][0]


def test_what_may_not_be_seen_is_counted_and_not_named(door: Door) -> None:
    whole, found = asked(door), seen(door, ["ci:river", "service:b", "supplier:t"])
    assert found["promises"][1]["why"] == (
        "nothing is committed for service:a, what you may not see, service:case"
    )
    assert ids(found["promises"][1]["deciding"]) == ["service:a", "service:case"]
    assert found["promises"][0]["support"] == whole["promises"][0]["support"]
    assert (found["promises"][0]["shared"], found["gapsHidden"]) == ([], 1)
    found = seen(door, ["sla:portal"])
    assert (found["promises"], found["promisesHidden"], found["slasHidden"]) == ([], 2, 1)


@pytest.mark.parametrize(
    ("of", "code"),
    [("ci:river", "INVALID_QUESTION"), ("service:none", "NOT_FOUND")],
)
def test_what_is_refused(door: Door, of: str, code: str) -> None:
    assert door.refused(f'{{ serviceLevels(of: ["{of}"]) {{ complete }} }}')[0] == code
