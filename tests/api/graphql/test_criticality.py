"""Criticality and what follows from it over GraphQL: the same answers, in pages, with codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from graph_model.declare import camel
from queries.failure.concentration import concentration
from queries.failure.concentration_column import COLUMNS
from queries.failure.cut_sets import cut_sets
from queries.failure.single_points_of_failure import single_points_of_failure
from tests.support.door import Door, door_of_drawn
from tests.support.sketch import sketch

OFFICE = sketch(
    "supplier:cloud -PROVIDES-> service:cloud",
    "service:case -DEPENDS_ON-> service:cloud",
    "service:case -DEPENDS_ON[web:1]-> ci:web-1",
    "service:case -DEPENDS_ON[web:1]-> ci:web-2",
    "ci:web-1 -DEPENDS_ON-> ci:rack-1",
    "ci:web-2 -DEPENDS_ON-> ci:rack-2 until=2027-01-01",
    "ci:web-2 -DEPENDS_ON-> ci:rack-1 since=2027-01-01",
    "supplier:vendor -PROVIDES-> service:case",
    "agency:welfare -CONSUMES-> service:case",
    "sla:case -GOVERNS-> service:case",
    "contract:msa -WITH-> supplier:vendor",
    "contract:msa -COVERS-> service:case",
    "ticket:1 -AFFECTS-> ci:web-1",
    "service:case citizen_facing=yes",
)
TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path_factory.mktemp("office")) as door:
        yield door


def ids(connection: dict[str, Any]) -> list[str]:
    return [node["id"] for node in connection["nodes"]]


CRITICALITY = """query($of: [ID!]!, $asOf: Date) { criticality(of: $of, asOf: $asOf) {
  revision asOf complete reason
  items {
    item { id } counts { agencies citizenFacing slas services items }
    takes { nodes { id } } services: takes(kinds: [Service]) { nodes { id } }
    critical { nodes { id } }
  }
} }"""


@pytest.mark.parametrize(
    ("as_of", "takes"),
    [
        ("2026-11-25", ["ci:web-1"]),
        ("2027-01-01", ["agency:welfare", "ci:web-1", "ci:web-2", "service:case", "sla:case"]),
    ],
)
def test_criticality_from_both_ends(door: Door, as_of: str, takes: list[str]) -> None:
    answer = door.ask(CRITICALITY, of=["ci:rack-1", "service:case"], asOf=as_of)["criticality"]
    assert (answer["asOf"], answer["complete"], answer["reason"]) == (as_of, True, None)
    assert answer["revision"] == door.graph.snapshot().revision
    rack, case = answer["items"]
    assert ids(rack["takes"]) == takes
    assert ids(rack["services"]) == [id_ for id_ in takes if id_ == "service:case"]
    assert rack["counts"]["items"] == len(takes)
    critical = ["service:cloud", "supplier:cloud", "supplier:vendor"]
    assert ids(case["critical"]) == (["ci:rack-1"] if "service:case" in takes else []) + critical


RANKING = """query($first: Int, $after: String) {
  singlePointsOfFailure(asOf: "2026-11-25") { points(first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { cursor }
    nodes { item { id } counts { agencies citizenFacing slas services items }
      takes(kinds: [Agency]) { nodes { id } } }
  } }
}"""


def test_ranking_comes_in_pages(door: Door) -> None:
    expected = single_points_of_failure(door.graph.snapshot(), TODAY)
    told, after, more = [], None, True
    while more:
        page = door.ask(RANKING, first=1, after=after)["singlePointsOfFailure"]["points"]
        assert page["totalCount"] == 4
        (node,) = page["nodes"]
        assert ids(node["takes"]) == ["agency:welfare"]
        told.append((node["item"]["id"], *node["counts"].values()))
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert page["edges"][0]["cursor"] == after
    names = expected.snapshot.ids_of(expected.rows)
    columns_ = (column.tolist() for column in expected.counts.columns)
    assert told == list(zip(names, *columns_, strict=True))


CUT_SETS = """query($size: Int!) { cutSets(of: "service:case", asOf: "2026-11-25", size: $size) {
  complete reason item { id } itemSets single { nodes { id } }
  sets { totalCount nodes { size ways classes { items { nodes { id } } } } }
} }"""


@pytest.mark.parametrize("size", [2, 3])
def test_cut_sets(door: Door, size: int) -> None:
    answer = door.ask(CUT_SETS, size=size)["cutSets"]
    expected = cut_sets(door.graph.snapshot(), "service:case", TODAY, size)
    assert answer["item"]["id"] == "service:case"
    assert (answer["complete"], answer["sets"]["totalCount"]) == (True, 1)
    assert answer["itemSets"] == 4
    assert sorted(ids(answer["single"])) == sorted(expected.snapshot.ids_of(expected.single))
    (found,) = answer["sets"]["nodes"]
    assert (found["size"], found["ways"]) == (2, 4)
    classes = [ids(of["items"]) for of in found["classes"]]
    assert classes == [["ci:rack-1", "ci:web-1"], ["ci:rack-2", "ci:web-2"]]


def test_concentration_has_every_column(door: Door) -> None:
    expected = concentration(door.graph.snapshot(), TODAY)
    names = [camel(column.name) for column in COLUMNS]
    answer = door.ask(
        f"""{{ concentration(asOf: "2026-11-25") {{
          services agencies complete
          suppliers {{ totalCount nodes {{
            supplier {{ id }} serviceShare underlying {{ nodes {{ id }} }} {" ".join(names)}
          }} }}
        }} }}"""
    )["concentration"]
    suppliers = answer["suppliers"]
    totals = suppliers["totalCount"], answer["services"], answer["agencies"], answer["complete"]
    assert totals == (2, 2, 1, True)
    nodes = suppliers["nodes"]
    lines = [[node[name] for name in names] for node in nodes]
    assert lines == expected.numbers[expected.ranked()].tolist()
    told = [(n["supplier"]["id"], ids(n["underlying"]), n["serviceShare"]) for n in nodes]
    assert told == [("supplier:cloud", [], 1.0), ("supplier:vendor", ["supplier:cloud"], 0.5)]


@pytest.mark.parametrize(
    ("order_by", "expected"),
    [
        ("OUTAGE_SERVICES_LOST", ["supplier:cloud", "supplier:vendor"]),
        ("SOURCING_CONTRACTS_DIRECT", ["supplier:vendor", "supplier:cloud"]),
        ("UNDERLYING", ["supplier:vendor", "supplier:cloud"]),
        ("AGENCY_SHARE", ["supplier:cloud", "supplier:vendor"]),
    ],
)
def test_concentration_by_any_column_comes_in_pages(
    door: Door, order_by: str, expected: list[str]
) -> None:
    query = f"""query($after: String) {{ concentration(asOf: "2026-11-25") {{
        suppliers(orderBy: {order_by}, first: 1, after: $after) {{
          pageInfo {{ endCursor }} nodes {{ supplier {{ id }} }} }} }} }}"""
    told, after = [], None
    for _ in expected:
        page = door.ask(query, after=after)["concentration"]["suppliers"]
        told += [node["supplier"]["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert told == expected


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("criticality(of: []) { complete }", "INVALID_QUESTION", "of: found nothing"),
        ('criticality(of: ["x"]) { complete }', "NOT_FOUND", "nothing is recorded under 'x'"),
        ('criticality(of: ["ticket:1"]) { complete }', "INVALID_QUESTION", "a Ticket"),
        (
            "singlePointsOfFailure(kinds: [Ticket]) { complete }",
            "INVALID_QUESTION",
            "kinds: found 'Ticket'",
        ),
        (
            "singlePointsOfFailure { points(first: -1) { totalCount } }",
            "LIMIT_EXCEEDED",
            "first: found -1",
        ),
        (
            'singlePointsOfFailure { points(after: "x") { totalCount } }',
            "INVALID_QUESTION",
            "after: found 'x'",
        ),
        ('cutSets(of: "x") { complete }', "NOT_FOUND", "nothing is recorded under 'x'"),
        ('cutSets(of: "ci:web-1", size: 4) { complete }', "LIMIT_EXCEEDED", "size: found 4"),
        (
            "concentration { suppliers(orderBy: NAME) { totalCount } }",
            "INVALID_DOCUMENT",
            "NAME",
        ),
    ],
)
def test_what_is_refused(door: Door, query: str, code: str, message: str) -> None:
    found = door.refused(f"{{ {query} }}")
    assert found[0] == code
    assert message in found[1]


def test_cursor_of_another_ranking_is_refused(door: Door) -> None:
    query = "{ concentration { suppliers(first: 1) { pageInfo { endCursor } } } }"
    cursor = door.ask(query)["concentration"]["suppliers"]["pageInfo"]["endCursor"]
    asked = f'{{ singlePointsOfFailure {{ points(after: "{cursor}") {{ totalCount }} }} }}'
    code, message = door.refused(asked)
    assert (code, "expected a cursor of this connection" in message) == ("INVALID_QUESTION", True)


def test_of_a_what_if_and_an_earlier_revision(door: Door) -> None:
    query = """query($edits: [Edit!], $at: Int) {
      criticality(of: ["ci:web-1"], asOf: "2026-11-25", whatIf: $edits, atRevision: $at) {
        items { takes(kinds: [Service]) { nodes { id } } }
      }
    }"""
    group = {"group": "web"} | {"type": "DEPENDS_ON", "from": "service:case", "to": "ci:web-2"}
    (now,) = door.ask(query)["criticality"]["items"]
    (then,) = door.ask(query, edits=[{"remove": group}])["criticality"]["items"]
    assert (ids(now["takes"]), ids(then["takes"])) == ([], ["service:case"])
    assert door.ask(query, at=1)["criticality"]["items"] == [now]
