"""The questions by command, for people and for programs, and the graph written out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.door import Door, door_of_drawn
from tests.support.graphql_door import standard_schema
from tests.support.sketch import sketch

DAY = ("--as-of", "2027-01-01")
GRAPH = sketch(
    "service:mail name=Mail",
    "ci:relay name=Relay",
    "sla:mail name=Promise",
    "contract:old end=2020-01-01",
    "service:mail -DEPENDS_ON-> ci:relay",
    "sla:mail -GOVERNS-> service:mail",
    "sla:mail -PROMISED_TO-> agency:tax",
    "agency:tax -CONSUMES-> service:mail",
    "supplier:cirrus -PROVIDES-> service:mail",
    "contract:old -WITH-> supplier:cirrus",
    "contract:msa -WITH-> supplier:cirrus",
    "contract:msa -COVERS-> service:mail",
)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(GRAPH, tmp_path_factory.mktemp("door")) as door:
        yield door


def test_impact_is_told_to_people(door: Door) -> None:
    assert door.printed("impact", "ci:relay", *DAY) == [
        "outage as of 2027-01-01, revision 1: 5 affected",
        "LEVEL KIND ID NAME",
        "LOST Agency agency:tax agency:tax",
        "LOST ConfigurationItem ci:relay Relay",
        "LOST Service service:mail Mail",
        "LOST (promise broken) ServiceLevelAgreement sla:mail Promise",
        "NOTIFY (tell) Supplier supplier:cirrus supplier:cirrus",
        "agencies: 1 as customer, 1 promised to, 0 holding a contract",
        "services without an OLA: service:mail",
    ]


PROGRAMS = {
    "revision": 1,
    "asOf": "2027-01-01",
    "lens": "outage",
    "complete": True,
    "reason": None,
    "counts": [
        {"kind": "Agency", "level": "LOST", "count": 1},
        {"kind": "ConfigurationItem", "level": "LOST", "count": 1},
        {"kind": "Service", "level": "LOST", "count": 1},
        {"kind": "ServiceLevelAgreement", "level": "LOST", "count": 1},
        {"kind": "Supplier", "level": "NOTIFY", "count": 1},
    ],
    "agencies": {"customer": 1, "promised": 1, "holder": 0},
    "notInForce": [],
    "unknowns": {
        "withoutContract": [],
        "withoutSla": [],
        "withoutOla": ["service:mail"],
        "withoutConsumer": [],
        "stale": [],
    },
}


def test_impact_is_told_to_programs(door: Door) -> None:
    found = door.json("impact", "ci:relay", "--why", "--kind", "Agency", *DAY)
    assert {name: found[name] for name in PROGRAMS} == PROGRAMS
    (agency,) = found["affected"]
    assert (agency["id"], agency["level"]) == ("agency:tax", "LOST")
    assert [step["type"] for step in agency["witness"]] == ["DEPENDS_ON", "CONSUMES"]


def test_what_reaches_nothing_reads_nothing_recorded(door: Door) -> None:
    assert "nothing recorded beyond what was asked about" in door.printed("impact", "agency:tax")


def test_contracts_not_in_force_are_listed_apart(door: Door) -> None:
    printed = door.printed("impact", "supplier:cirrus", "--lens", "sourcing", *DAY)
    assert "reached, but not in force: contract:old" in printed
    assert not [line for line in printed if line.startswith("DIRECT Contract contract:old")]


def test_a_search_and_a_path(door: Door) -> None:
    assert door.printed("search", "promise") == [
        "KIND ID NAME",
        "ServiceLevelAgreement sla:mail Promise",
    ]
    (hit,) = door.json("search", "promise")["hits"]
    assert (hit["kind"], hit["id"], hit["name"]) == ("ServiceLevelAgreement", "sla:mail", "Promise")
    assert door.printed("path", "ci:relay", "agency:tax") == [
        "service:mail -DEPENDS_ON-> ci:relay",
        "agency:tax -CONSUMES-> service:mail",
    ]
    found = door.json("path", "ci:relay", "agency:tax")
    assert found["items"] == ["ci:relay", "service:mail", "agency:tax"]


def test_the_schema_is_the_doors(door: Door) -> None:
    from api.graphql.schema import schema_text

    assert door.run("schema").stdout == schema_text(standard_schema()) + "\n"
