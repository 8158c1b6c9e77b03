"""A list is sorted and narrowed alike at every door, for who sees all and who sees a part."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from api.cli.output import Format
from api.cli.question import printed
from api.graphql.execute import execute
from application.asking import About, Asker
from application.graph import Graph
from queries.answers.viewer import everything, hiding
from queries.questions.catalog import question
from tests.support.graphql_door import standard_schema
from tests.support.http_client import questions_of
from tests.support.sample import SAMPLE_DAY, sample_graph

HIDDEN = ("contract:msa-cirrus", "agency:revenue")
VIEWERS = {"all": everything(), "part": hiding(HIDDEN)}
ARRANGED = {
    # the question, what is asked of its first list, and that list with what it is sorted by
    "contracts by value": (
        "expirations",
        {"sort": ["annualValue desc"]},
        "contracts { annualValue }",
    ),
    "contracts that say it": ("expirations", {"containing": "cirrus"}, "contracts { contract }"),
    "matters by what": ("attention", {"sort": ["what", "on desc"]}, "matters { what on }"),
    "what is touched by name": (
        "impact",
        {"of": ["supplier:cirrus"], "sort": ["level desc", "item"], "containing": "case"},
        "affected { level item }",
    ),
}


@pytest.fixture(scope="module", params=VIEWERS)
def graph(request: pytest.FixtureRequest) -> Iterator[Graph]:
    with sample_graph() as graph:
        graph.viewer = VIEWERS[request.param]
        yield graph


def by_command(graph: Graph, name: str, given: dict[str, Any]) -> Any:
    asked = question(name)
    answer = Asker.of(graph).ask(asked, given, About(SAMPLE_DAY))
    return json.loads(printed(asked, answer, given, Format.JSON, ()))


def by_http(graph: Graph, name: str, given: dict[str, Any]) -> Any:
    dated = {**given, "asOf": SAMPLE_DAY.isoformat()}
    return questions_of(graph).get(f"/questions/{name}", params=dated).json()


def by_graphql(graph: Graph, name: str, given: dict[str, Any], listed: str) -> Any:
    path, _, columns = listed.partition(" ")
    for one in ("item", "contract"):
        columns = columns.replace(one, f"{one} {{ kind id name }}")
    columns = columns.replace("annualValue", "annualValue { amount currency }")
    of = f"of: {json.dumps(given['of'])}, " if "of" in given else ""
    own = ", ".join(f"{key}: {json.dumps(given[key])}" for key in given if key != "of")
    page = f"{path}({own}) {{ totalCount hidden nodes {columns} }}"
    query = f'{{ {name}({of}asOf: "{SAMPLE_DAY}") {{ {page} }} }}'
    found = execute(standard_schema(), graph, query)
    assert "errors" not in found, found["errors"]
    return found["data"][name][path]


@pytest.mark.parametrize(("name", "given", "listed"), ARRANGED.values(), ids=ARRANGED)
def test_every_door_arranges_alike(
    graph: Graph, name: str, given: dict[str, Any], listed: str
) -> None:
    path, *columns = listed.replace("{", "").replace("}", "").split()
    page = by_command(graph, name, given)[path]
    assert by_http(graph, name, given)[path] == page
    told = by_graphql(graph, name, given, listed)
    assert told["nodes"] == [{one: line[one] for one in columns} for line in page["nodes"]]
    assert (told["totalCount"], told["hidden"]) == (page["totalCount"], page["hidden"])
    assert page["nodes"]
    assert not any(id_ in json.dumps(page) for id_ in HIDDEN) or not graph.viewer.scoped
    plain = by_command(graph, name, {key: given[key] for key in given if key == "of"})[path]
    assert page["hidden"] == plain["hidden"]
    assert page["nodes"] != plain["nodes"]
    assert ("containing" in given) == (page["totalCount"] < plain["totalCount"])


def test_a_column_that_there_is_not_is_refused_at_every_door(graph: Graph) -> None:
    given = {"sort": ["colour"]}
    assert "sort: found 'colour', expected one of" in json.dumps(by_http(graph, "attention", given))
    query = '{ attention { matters(sort: ["colour"]) { totalCount } } }'
    assert "expected one of" in json.dumps(execute(standard_schema(), graph, query)["errors"])
