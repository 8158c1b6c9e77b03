"""Criticality and what follows from it over GraphQL: the same answers, in pages, with codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from api.graphql.context import Context
from graph_model.declare import camel
from queries.answers.viewer import hiding
from queries.failure.concentration import columns, concentration
from queries.failure.cut_sets import cut_sets
from queries.failure.single_points_of_failure import single_points_of_failure
from tests.support.door import Door, door_of_drawn
from tests.support.graphs import MODEL
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
    takes { nodes { id } } services: takes(kinds: ["Service"]) { nodes { id } }
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
  singlePointsOfFailure(asOf: "2026-11-25", first: $first, after: $after) {
    totalCount complete reason pageInfo { hasNextPage endCursor }
    edges { cursor }
    nodes { item { id } counts { agencies citizenFacing slas services items }
      takes(kinds: ["Agency"]) { nodes { id } } }
  }
}"""


def test_ranking_comes_in_pages(door: Door) -> None:
    expected = single_points_of_failure(door.graph.snapshot(), TODAY)
    told, after, more = [], None, True
    while more:
        page = door.ask(RANKING, first=1, after=after)["singlePointsOfFailure"]
        assert (page["totalCount"], page["complete"], page["reason"]) == (4, True, None)
        (node,) = page["nodes"]
        assert ids(node["takes"]) == ["agency:welfare"]
        told.append((node["item"]["id"], *node["counts"].values()))
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert page["edges"][0]["cursor"] == after
    names = expected.snapshot.ids_of(expected.rows)
    columns_ = (column.tolist() for column in expected.counts.columns)
    assert told == list(zip(names, *columns_, strict=True))


CUT_SETS = """query($size: Int!) { cutSets(of: "service:case", asOf: "2026-11-25", size: $size) {
  complete reason item { id } totalCount itemSets single { nodes { id } }
  nodes { size ways classes { items { nodes { id } } } }
} }"""


@pytest.mark.parametrize("size", [2, 3])
def test_cut_sets(door: Door, size: int) -> None:
    answer = door.ask(CUT_SETS, size=size)["cutSets"]
    expected = cut_sets(door.graph.snapshot(), "service:case", TODAY, size)
    assert answer["item"]["id"] == "service:case"
    assert (answer["complete"], answer["totalCount"], answer["itemSets"]) == (True, 1, 4)
    assert sorted(ids(answer["single"])) == sorted(expected.snapshot.ids_of(expected.single))
    (found,) = answer["nodes"]
    assert (found["size"], found["ways"]) == (2, 4)
    classes = [ids(of["items"]) for of in found["classes"]]
    assert classes == [["ci:rack-1", "ci:web-1"], ["ci:rack-2", "ci:web-2"]]


def test_concentration_has_every_column(door: Door) -> None:
    expected = concentration(door.graph.snapshot(), TODAY)
    names = [camel(column.name) for column in columns(MODEL)]
    answer = door.ask(
        f"""{{ concentration(asOf: "2026-11-25") {{
          totalCount services agencies complete
          nodes {{
            supplier {{ id }} serviceShare underlying {{ nodes {{ id }} }} {" ".join(names)}
          }}
        }} }}"""
    )["concentration"]
    totals = answer["totalCount"], answer["services"], answer["agencies"], answer["complete"]
    assert totals == (2, 2, 1, True)
    lines = [[node[name] for name in names] for node in answer["nodes"]]
    assert lines == expected.numbers.tolist()
    told = [(n["supplier"]["id"], ids(n["underlying"]), n["serviceShare"]) for n in answer["nodes"]]
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
    query = f"""query($after: String) {{ concentration(
        orderBy: {order_by}, asOf: "2026-11-25", first: 1, after: $after
    ) {{ pageInfo {{ endCursor }} nodes {{ supplier {{ id }} }} }} }}"""
    told, after = [], None
    for _ in expected:
        page = door.ask(query, after=after)["concentration"]
        told += [node["supplier"]["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert told == expected


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("criticality(of: []) { complete }", "INVALID_QUESTION", "of: found no id"),
        ('criticality(of: ["x"]) { complete }', "NOT_FOUND", "nothing is recorded under 'x'"),
        ('criticality(of: ["ticket:1"]) { complete }', "INVALID_QUESTION", "a Ticket"),
        (
            'singlePointsOfFailure(kinds: ["x"]) { complete }',
            "INVALID_QUESTION",
            "kinds: found 'x'",
        ),
        ("singlePointsOfFailure(first: -1) { complete }", "LIMIT_EXCEEDED", "first: found -1"),
        ('singlePointsOfFailure(after: "x") { complete }', "INVALID_QUESTION", "after: found 'x'"),
        ('cutSets(of: "x") { complete }', "NOT_FOUND", "nothing is recorded under 'x'"),
        ('cutSets(of: "ci:web-1", size: 4) { complete }', "INVALID_QUESTION", "size: found 4"),
        ("concentration(first: 5000) { complete }", "LIMIT_EXCEEDED", "first: found 5000"),
        ("concentration(orderBy: NAME) { complete }", "INVALID_DOCUMENT", "NAME"),
    ],
)
def test_what_is_refused(door: Door, query: str, code: str, message: str) -> None:
    found = door.refused(f"{{ {query} }}")
    assert found[0] == code
    assert message in found[1]


def test_cursor_of_another_ranking_is_refused(door: Door) -> None:
    page = door.ask("{ concentration(first: 1) { pageInfo { endCursor } } }")["concentration"]
    cursor = page["pageInfo"]["endCursor"]
    code, message = door.refused(f'{{ singlePointsOfFailure(after: "{cursor}") {{ complete }} }}')
    assert (code, "expected a cursor of this connection" in message) == ("INVALID_QUESTION", True)


HIDDEN = ("ci:rack-1", "supplier:cloud", "service:cloud", "agency:welfare")
"""What a viewer may not see: a cause, a supplier, a service on the way, and who is touched."""


@pytest.fixture
def masked(door: Door, monkeypatch: pytest.MonkeyPatch) -> Door:
    """The doors, seen by somebody who may not see some items."""
    whole = Context.of
    monkeypatch.setattr(Context, "of", lambda graph: replace(whole(graph), scope=hiding(HIDDEN)))
    return door


def test_hidden_items_are_counted_and_not_named(masked: Door) -> None:
    criticality = """{ criticality(of: ["service:case"], asOf: "2027-01-01") { items {
      counts { agencies items } takesHidden criticalHidden
      takes { nodes { id } } critical { totalCount nodes { id } }
    } } }"""
    (case,) = masked.ask(criticality)["criticality"]["items"]
    assert (case["counts"], case["takesHidden"]) == ({"agencies": 1, "items": 2}, 1)
    assert (ids(case["takes"]), ids(case["critical"])) == (["sla:case"], ["supplier:vendor"])
    assert (case["criticalHidden"], case["critical"]["totalCount"]) == (3, 1)


def test_hidden_lines_of_a_ranking_are_counted(masked: Door) -> None:
    ranking = """{ singlePointsOfFailure(asOf: "2026-11-25") {
      totalCount hidden nodes { item { id } counts { agencies } takesHidden }
    } }"""
    answer = masked.ask(ranking)["singlePointsOfFailure"]
    assert (answer["totalCount"], answer["hidden"]) == (2, 2)
    told = [(n["item"]["id"], n["counts"]["agencies"], n["takesHidden"]) for n in answer["nodes"]]
    assert told == [("supplier:vendor", 1, 1), ("service:case", 1, 1)]
    table = "{ concentration { totalCount hidden nodes { supplier { id } underlyingHidden } } }"
    answer = masked.ask(table)["concentration"]
    vendor = {"supplier": {"id": "supplier:vendor"}, "underlyingHidden": 1}
    assert answer == {"totalCount": 1, "hidden": 1, "nodes": [vendor]}


def test_hidden_members_of_a_cut_set_are_counted(masked: Door) -> None:
    query = """{ cutSets(of: "service:case", asOf: "2026-11-25") {
      singleHidden nodes { ways classes { itemsHidden items { nodes { id } } } }
    } }"""
    answer = masked.ask(query)["cutSets"]
    ((one, other),) = (found["classes"] for found in answer["nodes"])
    assert (answer["singleHidden"], answer["nodes"][0]["ways"]) == (2, 4)
    assert (ids(one["items"]), one["itemsHidden"]) == (["ci:web-1"], 1)
    assert (ids(other["items"]), other["itemsHidden"]) == (["ci:rack-2", "ci:web-2"], 0)


@pytest.mark.parametrize("field", ['criticality(of: ["ci:rack-1"])', 'cutSets(of: "ci:rack-1")'])
def test_hidden_id_is_unknown(masked: Door, field: str) -> None:
    unknown = field.replace("rack-1", "none")
    code, message = masked.refused(f"{{ {field} {{ complete }} }}")
    assert (code, message) == ("NOT_FOUND", message.replace("none", "rack-1"))
    assert masked.refused(f"{{ {unknown} {{ complete }} }}")[1] == message.replace("rack-1", "none")


def test_of_a_what_if_and_an_earlier_revision(door: Door) -> None:
    query = """query($edits: [Edit!], $at: Int) {
      criticality(of: ["ci:web-1"], asOf: "2026-11-25", whatIf: $edits, atRevision: $at) {
        items { takes(kinds: ["Service"]) { nodes { id } } }
      }
    }"""
    group = {"group": "web"} | {"type": "DEPENDS_ON", "from": "service:case", "to": "ci:web-2"}
    (now,) = door.ask(query)["criticality"]["items"]
    (then,) = door.ask(query, edits=[{"remove": group}])["criticality"]["items"]
    assert (ids(now["takes"]), ids(then["takes"])) == ([], ["service:case"])
    assert door.ask(query, at=1)["criticality"]["items"] == [now]
