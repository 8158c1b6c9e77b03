"""When contracts end, renew and want somebody, as fields: filtered, sorted, dated and masked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from application.graph import Graph
from queries.answers.viewer import hiding
from tests.support.contract_office import CONTRACTS
from tests.support.door import Door, door_of_drawn
from tests.support.graphql_door import SETTINGS, GraphQLDoor, standard_schema
from tests.support.sample import SAMPLE_DAY, sample_graph


@pytest.fixture(scope="module")
def sample() -> Iterator[GraphQLDoor]:
    with sample_graph() as graph:
        yield GraphQLDoor(graph, standard_schema())


@pytest.fixture
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(CONTRACTS, tmp_path_factory.mktemp("office")) as door:
        yield door


BOTH = """query ($day: Date!, $until: Date!) {
  contracts(
    asOf: $day, first: 1000, filter: {endsOn: {gte: $day, lte: $until}}
    orderBy: [NEXT_STEP_ON_ASC, ENDS_ON_ASC]
  ) { totalCount nodes { id endsOn renewsOn nextStepOn } }
  expirations(asOf: $day, until: $until, include: REFERENCE) {
    contracts(first: 1000) { nodes { contract { id } endsOn renewsOn nextStepOn } }
  }
}"""


@pytest.mark.parametrize("later", [0, 40, 400, -700])
def test_filtering_by_the_end_finds_what_expirations_finds(sample: GraphQLDoor, later: int) -> None:
    day = SAMPLE_DAY + timedelta(days=later)
    until = day + timedelta(days=180)
    answer = sample.ask(BOTH, day=day.isoformat(), until=until.isoformat())
    found = answer["contracts"]["nodes"]
    expected = [
        {"id": line.pop("contract")["id"], **line}
        for line in answer["expirations"]["contracts"]["nodes"]
    ]
    assert found == expected
    assert len(found) == answer["contracts"]["totalCount"] > 5


PAGE = """query ($after: String, $order: [ContractOrder!]) {
  contracts(asOf: "2026-11-25", first: 2, after: $after, orderBy: $order) {
    nodes { id endsOn } pageInfo { hasNextPage endCursor }
  }
}"""


def all_pages(door: Door, *order: str) -> list[str]:
    found, after = list[str](), None
    while True:
        page: Any = door.ask(PAGE, after=after, order=list(order))["contracts"]
        found += [node["id"].removeprefix("contract:") for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def test_pages_are_in_the_order_of_the_end(door: Door) -> None:
    rising = ["old", "auto", "msa", "sow", "next", "ever"]
    assert all_pages(door, "ENDS_ON_ASC", "ID_ASC") == rising
    assert all_pages(door, "ENDS_ON_DESC") == ["next", "msa", "sow", "auto", "old", "ever"]


def test_a_change_moves_what_ends_with_it(door: Door) -> None:
    """The order of a contract that did not change follows the parent that did."""
    assert all_pages(door, "ENDS_ON_ASC")[2:4] == ["msa", "sow"]
    edit = {"set": {"id": "contract:msa", "end": "2026-06-30"}}
    given: Any = {"input": {"id": "sooner", "changes": [edit]}}
    asked = "mutation ($input: ApplyChangeSetInput!) { applyChangeSet(input: $input) { revision } }"
    door.ask(asked, **given)
    assert all_pages(door, "ENDS_ON_ASC") == ["old", "msa", "sow", "auto", "next", "ever"]


ONE = """query ($day: Date, $edits: [Edit!]) {
  item(id: "contract:auto", asOf: $day, whatIf: $edits) { ... on Contract { endsOn renewsOn } }
  contracts(asOf: $day, whatIf: $edits, filter: {id: {eq: "contract:auto"}}) {
    nodes { endsOn renewsOn }
  }
  expirations(of: ["contract:auto"], asOf: $day, whatIf: $edits, all: true, from: "2026-01-01") {
    contracts { nodes { contract { endsOn renewsOn } } }
  }
}"""
ENDED = {"endContract": {"contract": "contract:auto", "on": "2026-12-01"}}


@pytest.mark.parametrize(
    ("day", "edits", "ends", "renews"),
    [
        ("2026-11-25", [], "2026-12-31", "2027-01-01"),
        ("2029-02-01", [], "2029-12-31", "2030-01-01"),
        ("2026-11-25", [ENDED], "2026-12-01", None),
    ],
)
def test_a_day_and_a_what_if_date_an_item_wherever_it_is_met(
    door: Door, day: str, edits: list[Any], ends: str, renews: str | None
) -> None:
    answer = door.ask(ONE, day=day, edits=edits)
    told = {"endsOn": ends, "renewsOn": renews}
    assert answer["item"] == told
    assert answer["contracts"]["nodes"] == [told]
    assert [line["contract"] for line in answer["expirations"]["contracts"]["nodes"]] == [told]


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ("{endsOn: {isNull: true}}", ["ever"]),
        ("{renewsOn: {isNull: false}}", ["auto"]),
        ('{under: {some: {endsOn: {eq: "2027-08-31"}}}}', ["sow"]),
        ('{not: {endsOn: {lt: "2027-12-31"}}}', ["ever", "next"]),
    ],
)
def test_filters(door: Door, filter_: str, found: list[str]) -> None:
    query = f'{{ contracts(asOf: "2026-11-25", filter: {filter_}) {{ nodes {{ id }} }} }}'
    nodes = door.ask(query)["contracts"]["nodes"]
    assert [node["id"].removeprefix("contract:") for node in nodes] == found


def test_a_hidden_parent_dates_nothing(door: Door) -> None:
    held = door.graph
    scoped = Graph(SETTINGS, held.store, held.model, hiding(["contract:msa"]))
    masked = GraphQLDoor(scoped, standard_schema())
    query = """{ contracts(asOf: "2026-11-25", orderBy: [ENDS_ON_ASC]) { nodes { id endsOn } } }"""
    ends = {node["id"]: node["endsOn"] for node in masked.ask(query)["contracts"]["nodes"]}
    assert ends["contract:sow"] == "2027-12-31"
    assert "contract:msa" not in ends
    whole = {node["id"]: node["endsOn"] for node in door.ask(query)["contracts"]["nodes"]}
    assert whole["contract:sow"] == "2027-08-31"


def test_today_dates_what_no_day_is_asked_for(door: Door) -> None:
    today = door.graph.today()
    (auto,) = door.ask('{ nodes(ids: ["contract:auto"]) { ... on Contract { endsOn } } }')["nodes"]
    assert today <= date.fromisoformat(auto["endsOn"]) < today + timedelta(days=367)
