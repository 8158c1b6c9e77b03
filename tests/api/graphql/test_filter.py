"""Filters: which items each condition keeps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.graphql_door import GraphQLDoor, facts_of, opened_door

RECORDS: list[dict[str, object]] = [
    {"kind": "Service", "id": "s:mail", "name": "Électronic Mail", "tier": "catalog",
     "criticality": "high", "live_on": "2026-05-01", "citizen_facing": True,
     "certifications": ["FedRAMP High", "CJIS"], "aliases": ["cmdb:1"]},
    {"kind": "Service", "id": "s:web", "name": "Web", "tier": "element", "live_on": "2027-01-01",
     "citizen_facing": False, "verified_on": "2026-01-01"},
    {"kind": "Service", "id": "s:bare", "name": "bare"},
    {"kind": "Contract", "id": "c:1", "name": "one", "value": "100.50 USD", "renewals_left": 2,
     "notice": "P90D", "rights": ["audit", "step-in"]},
    {"kind": "Contract", "id": "c:2", "name": "two", "value": "2000 EUR", "end": "2026-12-31"},
    {"kind": "Contract", "id": "c:3", "name": "three"},
    {"kind": "Contract", "id": "c:4", "name": "four", "value": "1 USD", "end": "2099-12-31"},
    {"kind": "ConfigurationItem", "id": "ci:1", "name": "x", "attributes": {"rack": "B4", "u": 2}},
    {"kind": "ConfigurationItem", "id": "ci:2", "name": "y", "attributes": {"rack": "C1"}},
    {"kind": "OperatingLevelMetric", "id": "m:1", "name": "m", "readings": ["2026-01-01 99.5"]},
    {"kind": "OperatingLevelMetric", "id": "m:2", "name": "n"},
    {"kind": "Forum", "id": "f:1", "name": "f", "meetings": ["2026-12-01", "2027-03-01"]},
    {"kind": "Ticket", "id": "t:1", "name": "t", "planned_start": "2026-12-01T08:00:00+01:00"},
    {"type": "COVERS", "from": "c:1", "to": "s:mail", "until": "2027-01-01"},
    {"type": "COVERS", "from": "c:2", "to": "s:mail"},
    {"type": "COVERS", "from": "c:2", "to": "s:web"},
    {"type": "DEPENDS_ON", "from": "s:mail", "to": "ci:1"},
    {"type": "DEPENDS_ON", "from": "s:web", "to": "s:mail"},
]  # fmt: skip
ALL = "s:bare s:mail s:web"
TABLE = [
    # connection, filter, the ids that are kept
    ("services", "{}", ALL),
    ("services", "null", ALL),
    ("services", "{name: null}", ALL),
    ("services", "{name: {eq: null}}", ALL),
    ("services", '{id: {eq: "s:web"}}', "s:web"),
    ("services", '{id: {in: ["s:web", "nothing"]}}', "s:web"),
    ("services", '{name: {eq: "Web"}}', "s:web"),
    ("services", '{name: {ne: "Web"}}', "s:bare s:mail"),
    ("services", '{name: {contains: "éLEC"}}', "s:mail"),
    ("services", '{name: {startsWith: "ba"}}', "s:bare"),
    ("services", "{tier: {eq: CATALOG}}", "s:mail"),
    ("services", "{tier: {ne: CATALOG}}", "s:bare s:web"),
    ("services", "{tier: {in: [CATALOG, ELEMENT]}}", "s:mail s:web"),
    ("services", "{tier: {in: []}}", ""),
    ("services", "{tier: {isNull: true}}", "s:bare"),
    ("services", "{tier: {isNull: false}}", "s:mail s:web"),
    ("services", '{liveOn: {gte: "2026-05-01", lt: "2027-01-01"}}', "s:mail"),
    ("services", '{liveOn: {gt: "2026-05-01"}}', "s:web"),
    ("services", '{liveOn: {lte: "2026-05-01"}}', "s:mail"),
    ("services", "{citizenFacing: {eq: false}}", "s:web"),
    ("services", "{citizenFacing: {ne: true}}", "s:bare s:web"),
    ("services", '{certifications: {some: {eq: "CJIS"}}}', "s:mail"),
    ("services", '{certifications: {none: {contains: "fed"}}}', "s:bare s:web"),
    ("services", "{certifications: {isEmpty: true}}", "s:bare s:web"),
    ("services", '{aliases: {some: {startsWith: "CMDB:"}}}', "s:mail"),
    ("services", '{and: [{tier: {eq: CATALOG}}, {name: {eq: "Web"}}]}', ""),
    ("services", '{or: [{tier: {eq: CATALOG}}, {name: {eq: "Web"}}]}', "s:mail s:web"),
    ("services", "{or: []}", ALL),
    ("services", "{not: {tier: {eq: CATALOG}}}", "s:bare s:web"),
    ("services", "{not: {not: {tier: {eq: CATALOG}}}}", "s:mail"),
    ("services", "{coveredBy: {some: {}}}", "s:mail s:web"),
    ("services", "{coveredBy: {none: {}}}", "s:bare"),
    ("services", '{coveredBy: {some: {id: {eq: "c:1"}}}}', "s:mail"),
    ("services", '{coveredBy: {none: {id: {eq: "c:1"}}}}', "s:bare s:web"),
    ("services", '{coveredBy: {some: {id: {eq: "c:1"}}, asOf: "2026-12-31"}}', "s:mail"),
    ("services", '{coveredBy: {some: {id: {eq: "c:1"}}, asOf: "2027-01-01"}}', ""),
    ("services", '{coveredBy: {some: {}, none: {id: {eq: "c:1"}}}}', "s:web"),
    ("services", "{dependsOn: {some: {kinds: [ConfigurationItem]}}}", "s:mail"),
    ("services", '{dependsOn: {some: {name: {contains: "MAIL"}}}}', "s:web"),
    ("contracts", "{value: {gt: 100, currency: \"usd\"}}", "c:1"),
    ("contracts", '{value: {gte: "100.5", lte: 2000}}', "c:1 c:2"),
    ("contracts", "{value: {eq: 100.50}}", "c:1"),
    ("contracts", "{value: {isNull: true}}", "c:3"),
    ("contracts", "{end: {isNull: true}}", "c:1 c:3 c:4"),  # in 2099 or later: no end
    ("contracts", "{end: {isNull: false}}", "c:2"),
    ("contracts", '{end: {isNull: true, gte: "2050-01-01"}}', "c:4"),
    ("contracts", "{not: {end: {isNull: true}}}", "c:2"),
    ("contracts", "{renewalsLeft: {gte: 2}}", "c:1"),
    ("contracts", '{notice: {eq: "P90D"}}', "c:1"),
    ("contracts", "{rights: {some: {in: [STEP_IN]}}}", "c:1"),
    ("contracts", "{rights: {none: {eq: AUDIT}}}", "c:2 c:3 c:4"),
    ("contracts", '{covers: {some: {name: {eq: "Web"}}}}', "c:2"),
    ("configurationItems", '{attribute: {name: "rack", eq: "B4"}}', "ci:1"),
    ("configurationItems", '{attribute: {name: "u", eq: 2}}', "ci:1"),
    ("configurationItems", '{attribute: {name: "u", contains: "2"}}', ""),
    ("configurationItems", '{attribute: {name: "u", isNull: true}}', "ci:2"),
    ("configurationItems", '{dependedOnBy: {some: {}}}', "ci:1"),
    ("operatingLevelMetrics", "{readings: {some: {value: {lt: 99.9}}}}", "m:1"),
    ("operatingLevelMetrics", '{readings: {some: {on: {gt: "2026-01-01"}}}}', ""),
    ("operatingLevelMetrics", "{readings: {isEmpty: true}}", "m:2"),
    ("forums", '{meetings: {some: {gte: "2027-01-01"}}}', "f:1"),
    ("tickets", '{plannedStart: {eq: "2026-12-01T07:00:00Z"}}', "t:1"),
    ("tickets", '{plannedStart: {lt: "2026-12-01T09:00:00+02:00"}}', ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def door() -> Iterator[GraphQLDoor]:
    with opened_door(facts_of(RECORDS)) as door:
        yield door


@pytest.mark.parametrize(("connection", "filter_", "kept"), TABLE)
def test_a_filter_keeps(connection: str, filter_: str, kept: str, door: GraphQLDoor) -> None:
    query = f"{{ {connection}(filter: {filter_}) {{ totalCount nodes {{ id }} }} }}"
    page = door.ask(query)[connection]
    assert " ".join(node["id"] for node in page["nodes"]) == kept
    assert page["totalCount"] == len(kept.split())


def test_filters_and_orders_may_come_as_variables(door: GraphQLDoor) -> None:
    query = """
    query ($filter: ServiceFilter, $orderBy: [ServiceOrder!]) {
      services(filter: $filter, orderBy: $orderBy) { nodes { id } }
    }
    """
    given = {"coveredBy": {"some": {"value": {"gt": "0"}}}, "tier": None}
    found = door.ask(query, filter=given, orderBy=["LIVE_ON_DESC"])["services"]["nodes"]
    assert [node["id"] for node in found] == ["s:web", "s:mail"]


WRONG = {
    "a date that does not exist": '{liveOn: {eq: "2026-02-30"}}',
    "a choice that is none": "{tier: {eq: BASEMENT}}",
    "a field that is none": "{colour: {eq: 1}}",
    "text for a truth value": '{citizenFacing: {eq: "yes"}}',
    "a kind that is none": "{dependsOn: {some: {kinds: [Serviette]}}}",
}


@pytest.mark.parametrize("filter_", WRONG.values(), ids=WRONG)
def test_a_condition_that_cannot_be_is_refused(filter_: str, door: GraphQLDoor) -> None:
    error = door.refused(f"{{ services(filter: {filter_}) {{ totalCount }} }}")
    assert error["extensions"]["code"] == "INVALID_DOCUMENT"


def test_a_filter_looks_at_what_changed_last(door: GraphQLDoor) -> None:
    with opened_door(facts_of(RECORDS)) as own:
        own.put(facts_of([{"kind": "Service", "id": "s:web", "name": "Web", "tier": "catalog"}]))
        own.put(facts_of([{"type": "COVERS", "from": "c:3", "to": "s:bare"}]))
        own.remove(["c:1"])
        catalog = own.ask("{ services(filter: {tier: {eq: CATALOG}}) { nodes { id } } }")
        covered = own.ask("{ services(filter: {coveredBy: {some: {}}}) { nodes { id } } }")
    assert [node["id"] for node in catalog["services"]["nodes"]] == ["s:mail", "s:web"]
    assert [node["id"] for node in covered["services"]["nodes"]] == ALL.split()
