"""Two agencies, a token scoped to each: no address of the server tells what is hidden from one.

Every question, report, calendar and GraphQL root is asked, so that a new one is asked as it comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient

from access.role import AccessRole
from api.app import create_app
from application.author import Author
from application.graph import Graph, opened
from application.settings import Settings
from application.tokens import SignIn, Wanted, create
from graph_model.changes import ChangeSet, SetFields
from queries.questions.catalog import questions
from queries.questions.declaration import Question
from tests.api.graphql.test_leaks import ASKED, DEPTH, ROOTS, SCHEMA, arguments, selection
from tests.support.http_client import client_of
from tests.support.sample import SAMPLE_DAY, sample_copy

AGENCIES = ("agency:health", "agency:revenue")
SECRET = re.compile(r"Hush(\d{5})x")
LIMITS: dict[str, Any] = {
    "max_tokens": 200_000,
    "max_aliases": 10_000,
    "max_nodes": 10**7,
    "poll_seconds": 60,
}
ALL = [pytest.param(question, id=question.name) for question in questions()]
TABLES = [pytest.param(one, id=one.name) for one in questions() if one.tables]
TYPES = ("application/json", "text/plain", "text/markdown")


@dataclass(frozen=True)
class Scoped:
    """Who asks with a token of one ``agency``, and the numbers of the names not for them."""

    agency: str
    client: TestClient
    hidden: frozenset[int]

    def told(self, content: bytes) -> set[int]:
        """The hidden names that an answer holds, be it a text or a workbook."""
        if content.startswith(b"PK"):
            with ZipFile(BytesIO(content)) as archive:
                content = b"".join(archive.read(name) for name in archive.namelist())
        found = SECRET.findall(content.decode("utf-8", "replace"))
        return {int(number) for number in found} & self.hidden


@contextmanager
def planted() -> Iterator[Graph]:
    """The sample, every item of it with a name that cannot be mistaken."""
    with sample_copy() as store:
        settings = Settings(store=store, sign_in="required", **LIMITS)
        with opened(settings) as graph:
            ids = map(graph.snapshot().id, range(graph.snapshot().size))
            names = (SetFields(id_, {"name": f"Hush{n:05d}x"}) for n, id_ in enumerate(ids))
            graph.apply(ChangeSet("planted", tuple(names)), Author("test"), "test")
        with opened(settings) as graph:  # anew: not every item is a change laid over another
            yield graph


@pytest.fixture(scope="module")
def office() -> Iterator[Graph]:
    with planted() as graph:
        yield graph


@pytest.fixture(scope="module", params=AGENCIES)
def scoped(request: pytest.FixtureRequest, office: Graph) -> Iterator[Scoped]:
    secret = create(office, Wanted("v", AccessRole.VIEWER, (request.param,)), "test")
    viewer = SignIn(office).identify(secret.text, None).viewer
    hidden = frozenset((~viewer.visible(office.snapshot())).nonzero()[0].tolist())
    with client_of(create_app(office, SCHEMA)) as client:
        client.headers["authorization"] = f"Bearer {secret.text}"
        yield Scoped(request.param, client, hidden)


def test_each_has_something_to_see_and_much_that_is_hidden(scoped: Scoped, office: Graph) -> None:
    seen = office.snapshot().size - len(scoped.hidden)
    assert 20 < seen < 200
    assert len(scoped.hidden) > 1_000


def test_what_is_hidden_would_be_found(scoped: Scoped) -> None:
    """Or the tests below could not fail."""
    one = min(scoped.hidden)
    assert scoped.told(f"…Hush{one:05d}x…".encode()) == {one}
    shown = scoped.client.post("/graphql", json={"query": "{ services { nodes { name } } }"})
    assert SECRET.search(shown.text)


@pytest.mark.parametrize("accept", TYPES)
@pytest.mark.parametrize("question", ALL)
def test_no_question_tells_it(question: Question, accept: str, scoped: Scoped) -> None:
    given = dict(question.example)
    if "as_of" in question.takes:
        given["asOf"] = SAMPLE_DAY.isoformat()
    path, headers = f"/questions/{question.key}", {"accept": accept}
    response = scoped.client.post(path, json=given, headers=headers)
    assert response.status_code in (200, 400, 404), response.text
    assert scoped.told(response.content) == set()


@pytest.mark.parametrize("format_", ["html", "xlsx"])
@pytest.mark.parametrize("question", TABLES)
def test_no_report_tells_it(question: Question, format_: str, scoped: Scoped) -> None:
    given = {name: value for name, value in question.example.items() if name != "whatIf"}
    response = scoped.client.get(f"/reports/{question.key}.{format_}", params=given)
    assert response.status_code in (200, 400, 404), response.text
    assert scoped.told(response.content) == set()


FEEDS = ("contracts.ics", "attention.ics", "procurements.ics")
OF_AGENCY = ("agencies/{}/contracts.ics", "contracts.ics?agency={}", "attention.ics?of={}")


@pytest.mark.parametrize("path", [*FEEDS, *(one.format(a) for one in OF_AGENCY for a in AGENCIES)])
def test_no_calendar_tells_it(path: str, scoped: Scoped) -> None:
    response = scoped.client.get(f"/calendar/{path}")
    assert response.status_code in (200, 404)
    text = response.content.replace(b"\r\n ", b"")
    assert scoped.told(text) == set()


@pytest.mark.parametrize("path", OF_AGENCY)
@pytest.mark.parametrize("headers", [{}, {"if-none-match": "*"}], ids=["plain", "kept"])
def test_a_hidden_agency_has_no_calendar_like_one_that_is_not_there(
    path: str, headers: dict[str, str], scoped: Scoped
) -> None:
    (hidden,) = set(AGENCIES) - {scoped.agency}
    told = {}
    for agency in (hidden, "agency:nobody"):
        response = scoped.client.get(f"/calendar/{path.format(agency)}", headers=headers)
        told[agency] = response.status_code, response.text.replace(agency, "…")
    assert told[hidden] == told["agency:nobody"]
    assert told[hidden][0] == 404
    own = scoped.client.get(f"/calendar/{path.format(scoped.agency)}", headers=headers)
    assert own.status_code == (304 if headers else 200)


def test_every_calendar_is_asked(scoped: Scoped) -> None:
    found = scoped.client.get("/openapi.json").json()["paths"]
    paths = {path.removeprefix("/calendar/") for path in found if path.startswith("/calendar/")}
    assert paths == {*FEEDS, "agencies/{id}/contracts.ics"}


@pytest.mark.parametrize("name", ASKED)
def test_no_field_of_graphql_tells_it(name: str, scoped: Scoped) -> None:
    field = ROOTS[name]
    query = f"{{ {name}{arguments(name, field)} {selection(field.type, DEPTH)} }}"
    response = scoped.client.post("/graphql", json={"query": query})
    assert response.status_code == 200, response.text
    assert scoped.told(response.content) == set()
