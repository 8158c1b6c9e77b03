"""Every question at every door, for who sees all and who sees a part: the same names and values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, get_type_hints

import pytest
from fastapi.testclient import TestClient

from api.cli.output import Format
from api.cli.question import printed
from api.graphql.execute import execute
from application.asking import About, Asker, answering
from application.graph import Graph
from graph_model.errors import NotFound
from queries.answers.record import class_of
from queries.answers.telling import Shown
from queries.answers.told import facts_of
from queries.answers.viewer import everything, hiding
from queries.questions.catalog import question as declared
from queries.questions.catalog import questions
from queries.questions.declaration import Form, Question
from tests.support.documents import document
from tests.support.graphql_door import standard_schema
from tests.support.http_client import questions_of
from tests.support.sample import SAMPLE_DAY, sample_graph

HIDDEN = ("ci:db-node-2", "agency:revenue", "contract:msa-cirrus", "supplier:larkspur", "sla:tax")
VIEWERS = {"all": everything(), "part": hiding(HIDDEN)}
ALL = [pytest.param(question, id=question.name) for question in questions()]


@contextmanager
def opened(viewer: str) -> Iterator[Graph]:
    with sample_graph() as graph:
        graph.viewer = VIEWERS[viewer]
        yield graph


@pytest.fixture(scope="module", params=VIEWERS)
def graph(request: pytest.FixtureRequest) -> Iterator[Graph]:
    with opened(request.param) as graph:
        yield graph


@pytest.fixture(scope="module")
def masked() -> Iterator[Graph]:
    with opened("part") as graph:
        yield graph


@pytest.fixture(scope="module")
def shown(masked: Graph) -> Callable[[str], Shown]:
    """What a question is answered who sees a part, each asked once."""

    def ask(name: str) -> Shown:
        question = declared(name)
        return Asker.of(masked).ask(question, question.example, About(SAMPLE_DAY))

    return cache(ask)


@pytest.fixture(scope="module")
def client(graph: Graph) -> TestClient:
    return questions_of(graph)


def by_graphql(graph: Graph, question: Question) -> Any:
    answer = get_type_hints(answering(question), include_extras=True)["return"]
    query = document(question, answer, question.example, SAMPLE_DAY.isoformat())
    response = execute(standard_schema(), graph, query)
    assert "errors" not in response, response["errors"]
    return response["data"][question.key]


@pytest.fixture(scope="module")
def told(graph: Graph) -> Callable[[str], Any]:
    """What a question is answered over GraphQL, each asked once."""
    return cache(lambda name: by_graphql(graph, declared(name)))


def by_command(graph: Graph, question: Question) -> Any:
    answer = Asker.of(graph).ask(question, question.example, About(SAMPLE_DAY))
    return json.loads(printed(question, answer, question.example, Format.JSON, ()))


def by_http(client: TestClient, question: Question, method: str) -> Any:
    path = f"/questions/{question.key}"
    dated = {"asOf": SAMPLE_DAY.isoformat()} if "as_of" in question.takes else {}
    given = {**question.example, **dated}
    get = method == "GET"
    response = client.get(path, params=given) if get else client.post(path, json=given)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize("question", ALL)
def test_every_door_says_the_same(
    graph: Graph, client: TestClient, told: Callable[[str], Any], question: Question
) -> None:
    found = told(question.name)
    assert by_command(graph, question) == found
    assert by_http(client, question, "POST") == found
    if not any(form is Form.EDITS for form in forms_of(question)):
        assert by_http(client, question, "GET") == found


def forms_of(question: Question) -> set[Form]:
    """What its arguments are: edits do not stand in an address."""
    return {argument.form for argument in question.arguments}


@pytest.mark.parametrize("question", ALL)
def test_every_question_has_a_verdict_and_an_answer(
    told: Callable[[str], Any], question: Question
) -> None:
    found = told(question.name)
    assert found["verdict"]
    assert "\n" not in found["verdict"]
    assert any(value for name, value in found.items() if name not in ("verdict", "revision"))


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("question", ALL)
def test_nothing_hidden_is_named(
    masked: Graph, shown: Callable[[str], Shown], question: Question, format: Format
) -> None:
    facts = masked.snapshot()
    try:
        answer = shown(question.name)
        told = printed(question, answer, question.example, format, on_request(question))
    except NotFound as error:
        told = str(error)
    tokens = [*HIDDEN, *(str(facts.name(row)) for row in facts.rows(HIDDEN))]
    assert not [token for token in tokens if token in told]


def on_request(question: Question) -> list[str]:
    """The facts of an answer that are told only on request."""
    answer = get_type_hints(answering(question), include_extras=True)["return"]
    return [
        fact.key for cls in told_below(answer) for fact in facts_of(cls).values() if fact.on_request
    ]


def told_below(cls: type, found: set[type] | None = None) -> set[type]:
    """A class and all that are told below it."""
    found = set() if found is None else found
    if cls not in found:
        found.add(cls)
        below = (class_of(fact.type) for fact in facts_of(cls).values())
        for one in below:
            if one is not None:
                told_below(one, found)
    return found
