"""Search, path, and what an impact says beside its list, through GraphQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from application.author import Author
from graph_model.changes import ChangeSet, Put
from stores.loads import PREFIX
from tests.support.graphql_door import GraphQLDoor, facts_of, opened_door

RECORDS: list[dict[str, object]] = [
    {"kind": "Supplier", "id": "u:cirrus", "name": "Cirrus", "aliases": ["ledger:77"]},
    {"kind": "Supplier", "id": "u:alto", "name": "Alto"},
    {"kind": "Service", "id": "s:mail", "name": "Mail", "citizen_facing": True},
    {"kind": "Service", "id": "s:web", "name": "Web"},
    {"kind": "Contract", "id": "c:msa", "name": "MSA"},
    {"kind": "Contract", "id": "c:old", "name": "Old", "end": "2020-01-01"},
    {"kind": "ServiceLevelAgreement", "id": "sla:mail", "name": "Mail promise"},
    {"kind": "Agency", "id": "a:tax", "name": "Tax", "verified_on": "2020-01-01"},
    {"kind": "Stakeholder", "id": "p:cio", "name": "CIO"},
    {"type": "PROVIDES", "from": "u:cirrus", "to": "s:mail"},
    {"type": "DEPENDS_ON", "from": "s:web", "to": "s:mail"},
    {"type": "WITH", "from": "c:msa", "to": "u:cirrus"},
    {"type": "WITH", "from": "c:old", "to": "u:cirrus"},
    {"type": "COVERS", "from": "c:msa", "to": "s:mail"},
    {"type": "HELD_BY", "from": "c:msa", "to": "a:tax"},
    {"type": "GOVERNS", "from": "sla:mail", "to": "s:mail"},
    {"type": "PROMISED_TO", "from": "sla:mail", "to": "a:tax"},
    {"type": "CONSUMES", "from": "a:tax", "to": "s:web", "until": "2028-01-01"},
    {"type": "REPRESENTS", "from": "p:cio", "to": "a:tax"},
]
DAY = "2027-01-01"


@pytest.fixture(scope="module")
def door() -> Iterator[GraphQLDoor]:
    with opened_door(facts_of(RECORDS)) as door:
        yield door


def test_an_impact_says_what_stands_beside_its_list(door: GraphQLDoor) -> None:
    query = """
    query ($day: Date) { impact(of: ["u:cirrus"], lens: SOURCING, asOf: $day) {
      revision asOf lens complete reason
      counts { kind level count }
      agencies { customer promised holder }
      notInForce { totalCount nodes { id end } }
      unknowns { withoutContract { nodes { id } } withoutSla { nodes { id } }
        withoutOla { totalCount } withoutConsumer { nodes { id } } stale { nodes { id } } } } }
    """
    found = door.ask(query, day=DAY)["impact"]
    assert (found["revision"], found["asOf"], found["lens"]) == (1, DAY, "SOURCING")
    assert (found["complete"], found["reason"]) == (True, None)
    assert {"kind": "Service", "level": "INDIRECT", "count": 1} in found["counts"]
    assert found["agencies"] == {"customer": 1, "promised": 1, "holder": 1}
    assert found["notInForce"] == {
        "totalCount": 1,
        "nodes": [{"id": "c:old", "end": "2020-01-01"}],
    }
    assert found["unknowns"] == {
        "withoutContract": {"nodes": [{"id": "s:web"}]},
        "withoutSla": {"nodes": [{"id": "s:web"}]},
        "withoutOla": {"totalCount": 2},
        "withoutConsumer": {"nodes": [{"id": "s:mail"}]},
        "stale": {"nodes": [{"id": "a:tax"}]},
    }


def test_a_witness_is_told_step_by_step(door: GraphQLDoor) -> None:
    query = """
    { impact(of: ["u:cirrus"], asOf: "2027-01-01") { affected(kinds: [Agency]) { nodes {
        level item { name }
        witness { level item { id } together { id } relation {
          type discriminator until from { id } to { __typename id } } } } } } }
    """
    (node,) = door.ask(query)["impact"]["affected"]["nodes"]
    assert (node["level"], node["item"]["name"]) == ("LOST", "Tax")
    steps = [
        (step["relation"]["type"], step["relation"]["to"]["id"], step["item"]["id"], step["level"])
        for step in node["witness"]
    ]
    assert steps == [
        ("PROVIDES", "s:mail", "s:mail", "LOST"),
        ("DEPENDS_ON", "s:mail", "s:web", "LOST"),
        ("CONSUMES", "s:web", "a:tax", "LOST"),
    ]
    assert node["witness"][2]["relation"]["until"] == "2028-01-01"


def test_an_answer_over_a_load_cut_short_says_so() -> None:
    with opened_door(facts_of(RECORDS)) as door:
        part = ChangeSet(f"{PREFIX}cmdb:1:1/3", tuple(map(Put, facts_of([RECORDS[1]]))))
        door.graph.apply(part, Author("test"), "cmdb")
        found = door.ask('{ impact(of: ["s:mail"]) { complete reason } }')["impact"]
    assert found["complete"] is False
    assert "cmdb: 1 of 3 parts were applied" in found["reason"]


HITS = "hits { totalCount nodes { score item { id } } }"


def test_the_first_hits(door: GraphQLDoor) -> None:
    found = door.ask(
        '{ search(text: "mail") { hits(first: 1) { totalCount nodes { item { id } } } } }'
    )
    hits = found["search"]["hits"]
    assert (hits["nodes"], hits["totalCount"]) == ([{"item": {"id": "s:mail"}}], 2)


SEARCHES = [
    # arguments, the ids found
    ('text: "cirrus"', ["u:cirrus"]),
    ('text: "cirus"', ["u:cirrus", "p:cio"]),
    ('text: "ledger:77"', ["u:cirrus"]),
    ('text: "mail"', ["s:mail", "sla:mail"]),
    ('text: "mail", kinds: [ServiceLevelAgreement]', ["sla:mail"]),
    ('text: "  "', []),
]


@pytest.mark.parametrize(("arguments", "ids"), SEARCHES)
def test_a_search(arguments: str, ids: list[str], door: GraphQLDoor) -> None:
    found = door.ask(f"{{ search({arguments}) {{ {HITS} }} }}")["search"]
    hits = found["hits"]["nodes"]
    assert found["hits"]["totalCount"] == len(hits)
    assert [hit["item"]["id"] for hit in hits] == ids


PATHS = [
    # from, to, as of, the items and the relations' types
    ("u:cirrus", "a:tax", DAY, "u:cirrus c:msa a:tax", "WITH HELD_BY"),
    ("s:web", "a:tax", DAY, "s:web a:tax", "CONSUMES"),
    ("s:web", "a:tax", "2028-01-01", "s:web s:mail c:msa a:tax", "DEPENDS_ON COVERS HELD_BY"),
    ("s:web", "s:web", DAY, "s:web", ""),
]


@pytest.mark.parametrize(("start", "end", "day", "items", "types"), PATHS)
def test_a_path(start: str, end: str, day: str, items: str, types: str, door: GraphQLDoor) -> None:
    query = """
    query ($from: ID!, $to: ID!, $day: Date) { path(from: $from, to: $to, asOf: $day) {
      items { id } steps { direction relation { type } } } }
    """
    found = door.ask(query, **{"from": start, "to": end, "day": day})["path"]
    assert " ".join(item["id"] for item in found["items"]) == items
    assert " ".join(step["relation"]["type"] for step in found["steps"]) == types


def test_where_no_way_leads_there_is_no_path(door: GraphQLDoor) -> None:
    found = door.ask('{ path(from: "u:alto", to: "a:tax") { verdict joined items { id } } }')
    verdict = "Nothing recorded joins Alto and Tax."
    assert found["path"] == {"verdict": verdict, "joined": False, "items": []}
