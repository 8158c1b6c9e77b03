"""Service levels over GraphQL: promises with their support, gaps, before and after, masked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from application.graph import Graph
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
FIELDS = """about { id } slas { nodes { id } } slasHidden olas { nodes { id } }
  beneath { totalCount }
  promises { sla { id } target { id } measure promised verdict
    support { lower lowerInWords upper upperInWords independent independentInWords }
    shortBy shortByInWords why deciding { id } restingOn { id } shared { id } sharedHidden
    services { id } customers { id } }
  promisesHidden gaps { kind items { id } } gapsHidden"""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("office")) as door:
        yield door


def ids(nodes: list[dict[str, str]]) -> list[str]:
    return [node["id"] for node in nodes]


def answer(door: Door, fields: str, more: str = "") -> Any:
    """The answer about the portal."""
    query = f'{{ serviceLevels(of: ["service:portal"], {DAY}{more}) {{ {fields} }} }}'
    return door.ask(query)["serviceLevels"]


def asked(door: Door, fields: str = FIELDS, more: str = "") -> Any:
    """The portal's chain."""
    (chain,) = answer(door, f"services {{ {fields} }}", more)["services"]
    return chain


def test_the_answer_says_what_of_how_many_holds(door: Door) -> None:
    found = answer(door, "asOf complete reason servicesHidden verdict")
    assert (found["asOf"], found["servicesHidden"]) == ("2027-01-01", 0)
    assert (found["complete"], found["reason"]) == (True, None)
    assert found["verdict"].startswith("2 promises: 1 unsupported, 1 undetermined; ")


def test_promises_with_what_supports_them(door: Door) -> None:
    found = asked(door)
    assert (found["about"]["id"], found["beneath"]["totalCount"]) == ("service:portal", 5)
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
    """The portal's chain, to somebody who may not see some ids; none of them is in it."""
    graph = Graph(door.graph.settings, door.graph.store, door.graph.model, hiding(hidden))
    found = asked(Door(door.settings, graph, door.schema))
    assert not [id_ for id_ in hidden if id_ in json.dumps(found)]
    return found


def test_what_may_not_be_seen_is_counted_and_not_named(door: Door) -> None:
    whole, found = asked(door), seen(door, ["ci:river", "service:b", "supplier:t"])
    assert found["promises"][1]["why"] == (
        "nothing is committed for service:a, what you may not see, service:case"
    )
    assert ids(found["promises"][1]["deciding"]) == ["service:a", "service:case"]
    assert found["promises"][0]["support"] == whole["promises"][0]["support"]
    availability = found["promises"][0]
    assert (availability["shared"], availability["sharedHidden"]) == ([], 1)
    assert found["gapsHidden"] == 1
    found = seen(door, ["sla:portal"])
    assert (found["promises"], found["promisesHidden"], found["slasHidden"]) == ([], 2, 1)


@pytest.mark.parametrize(
    ("of", "code"),
    [("document:d", "INVALID_QUESTION"), ("service:none", "NOT_FOUND")],
)
def test_what_is_refused(door: Door, of: str, code: str) -> None:
    assert door.refused(f'{{ serviceLevels(of: ["{of}"]) {{ complete }} }}')[0] == code
