"""GraphQL over HTTP: methods, media types, and what is not a GraphQL request."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from tests.support.graphql_door import facts_of, opened_door, standard_schema
from tests.support.http_client import client_of

MODERN = "application/graphql-response+json"
MUTATION = 'mutation { applyChangeSet(input: {id: "a", changes: []}) { revision } }'


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with (
        opened_door(facts_of([{"kind": "Service", "id": "s:1"}])) as door,
        client_of(create_app(door.graph, standard_schema())) as client,
    ):
        yield client


def test_a_query_is_posted(client: TestClient) -> None:
    query = "query a($id: ID!) { node(id: $id) { id } } query b { revision }"
    asked = {"query": query, "variables": {"id": "s:1"}, "operationName": "a"}
    response = client.post("/graphql", json=asked)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"data": {"node": {"id": "s:1"}}}


def test_a_query_may_stand_in_the_address(client: TestClient) -> None:
    asked = {"query": "query ($id: ID!) { node(id: $id) { id } }", "variables": '{"id": "s:1"}'}
    response = client.get(f"/graphql?{urlencode(asked)}")
    assert response.json() == {"data": {"node": {"id": "s:1"}}}


def test_a_mutation_may_not(client: TestClient) -> None:
    response = client.get(f"/graphql?{urlencode({'query': MUTATION})}")
    assert response.status_code == 405
    assert response.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


def test_a_browser_is_shown_the_explorer(client: TestClient) -> None:
    response = client.get("/graphql", headers={"accept": "text/html,*/*"})
    assert response.headers["content-type"].startswith("text/html")
    assert "Ramify: GraphQL" in response.text


STATUS = [
    # what is accepted, the document, the status
    ("application/json", "{ revision }", 200),
    ("application/json", "{ serviettes }", 200),
    ("application/json", "{ revi", 200),
    (MODERN, "{ revision }", 200),
    (MODERN, "{ serviettes }", 400),
    (MODERN, "{ revi", 400),
    (MODERN, '{ impact(of: ["nix"]) { revision } }', 200),
    (MODERN, "{ a: revision }" + " " * 9, 200),
]


@pytest.mark.parametrize(("accept", "document", "status"), STATUS)
def test_the_status_is_the_drafts(
    accept: str, document: str, status: int, client: TestClient
) -> None:
    response = client.post("/graphql", json={"query": document}, headers={"accept": accept})
    assert response.status_code == status
    assert response.headers["content-type"] == accept
    assert ("data" in response.json()) == (
        status == 200 and "serv" not in document and document[-4:] != "revi"
    )


NO_REQUEST = {
    # body, content type, status, what the message says
    "a form": (b"query=x", "application/x-www-form-urlencoded", 415, "application/json"),
    "plain text, as another site's page may send": (
        b'{"query": "{ revision }"}',
        "text/plain",
        415,
        "text/plain",
    ),
    "no JSON": (b"{", "application/json", 400, "expected JSON"),
    "not UTF-8": (b'{"query": "\xff"}', "application/json", 400, "expected JSON"),
    "half a pair": (b'{"query": "\\ud800"}', "application/json", 400, "expected JSON"),
    "a list": (b"[]", "application/json", 400, "found a list, expected one object with a query"),
    "a number": (b"1", "application/json", 400, "found 1, expected one object with a query"),
    "an empty query": (b'{"query": ""}', "application/json", 400, "query"),
    "no query": (b"{}", "application/json", 400, "query"),
    "variables that are none": (
        b'{"query": "{ revision }", "variables": []}',
        "application/json; charset=utf-8",
        400,
        "variables",
    ),
}


@pytest.mark.parametrize(
    ("body", "content_type", "status", "said"), NO_REQUEST.values(), ids=NO_REQUEST
)
def test_what_is_no_request_is_told(
    body: bytes, content_type: str, status: int, said: str, client: TestClient
) -> None:
    response = client.post("/graphql", content=body, headers={"content-type": content_type})
    assert response.status_code == status
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INVALID_REQUEST"
    assert said in error["message"]


@pytest.mark.parametrize("address", ["/graphql", "/graphql?query=%7Brevision%7D&variables=%7B"])
def test_an_address_without_a_request_is_told(address: str, client: TestClient) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "INVALID_REQUEST"
