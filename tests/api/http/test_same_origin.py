"""Requests that a stranger's page could send are refused; what this server's users send is not."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse

from api.app import create_app
from application.graph import Graph
from application.settings import Settings
from tests.support.graphql_door import opened_door, standard_schema
from tests.support.http_client import client_of

OURS = "ramify.example.gov"
READ = "{ revision }"
WRITE = (
    "mutation ($id: ID!) { applyChangeSet(input: {id: $id, changes: "
    '[{put: {kind: "Agency", id: "a:1", name: "One"}}]}) { revision } }'
)


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    settings = Settings(store="sqlite://", hosts=(f"{OURS.upper()}.:8443", "::2"))
    with opened_door() as door:
        yield Graph(settings, door.graph.store, door.graph.model)


@pytest.fixture(scope="module")
def client(graph: Graph) -> Iterator[TestClient]:
    with client_of(create_app(graph, standard_schema())) as client:
        yield client


HOSTS = [
    # what the request names as Host, whether it is answered
    *(
        ("localhost", True),
        ("LOCALHOST.:8000", True),
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
    ),
    *((OURS, True), ("Ramify.Example.Gov:1", True), (f"{OURS}.", True), ("[0::2]", True)),
    # what an attacker's name server points here
    *(("evil.example", False), ("evil.example:8000", False), ("localhost.evil.example", False)),
    *((f"{OURS}.evil.example", False), (f"evil-{OURS}", False), (f"www.{OURS}", False)),
    *(("evil.example@localhost", False), ("localhost,evil.example", False), ("", False)),
    *(("10.0.0.5", False), ("testserver", False), ("[::3]", False)),
]


@pytest.mark.parametrize(("host", "answered"), HOSTS)
@pytest.mark.parametrize(
    "path", ["/graphql?query=%7Brevision%7D", "/calendar/contracts.ics", "/docs"]
)
def test_only_a_request_that_names_this_server_is_answered(
    host: str, answered: bool, path: str, client: TestClient
) -> None:
    response = client.get(path, headers={"host": host})
    assert response.status_code == (200 if answered else 421)
    if not answered:
        (error,) = response.json()["errors"]
        assert error["extensions"] == {"code": "WRONG_HOST"}
        assert "RAMIFY_HOSTS" in error["message"]


def test_two_hosts_are_none(client: TestClient) -> None:
    response = client.get("/healthz", headers=[("host", "localhost"), ("host", "evil.example")])
    assert response.status_code == 421


HERE = "http://127.0.0.1:8000"
ASKERS = {
    # what stands in the request beside its body, whether it is answered
    "a program": ({}, True),
    "this server's page": ({"origin": HERE, "sec-fetch-site": "same-origin"}, True),
    "this server's page in an old browser": ({"origin": HERE}, True),
    "this server's page by its other name": (
        {"host": OURS, "origin": f"https://{OURS}", "sec-fetch-site": "same-origin"},
        True,
    ),
    "the same without encryption, where a browser says less": (
        {"host": f"{OURS}:80", "origin": f"http://{OURS}"},
        True,
    ),
    "this server's page through a proxy that puts its own Host": (
        {"host": "127.0.0.1:8000", "origin": f"https://{OURS}", "sec-fetch-site": "same-origin"},
        True,
    ),
    "a stranger's page": (
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        False,
    ),
    "a stranger's page in an old browser": ({"origin": "https://evil.example"}, False),
    "a stranger's page that hides its origin": ({"origin": "null"}, False),
    "a stranger's sandbox": ({"origin": "null", "sec-fetch-site": "cross-site"}, False),
    "a page that says nothing but where it is": ({"sec-fetch-site": "cross-site"}, False),
    "another port of this machine": (
        {"origin": "http://127.0.0.1:3000", "sec-fetch-site": "same-site"},
        False,
    ),
    "another port of this machine in an old browser": ({"origin": "http://127.0.0.1:3000"}, False),
    "another scheme of this machine": ({"origin": "https://127.0.0.1"}, False),
    "a sibling of this server": (
        {"host": OURS, "origin": "https://www.example.gov", "sec-fetch-site": "same-site"},
        False,
    ),
    "an extension": ({"origin": "chrome-extension://abcdefgh"}, False),
    "a file": ({"origin": "file://"}, False),
    "a stranger behind a proxy": (
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        False,
    ),
}


@pytest.mark.parametrize(("headers", "answered"), ASKERS.values(), ids=ASKERS)
@pytest.mark.parametrize("document", [READ, WRITE], ids=["read", "write"])
def test_a_strangers_page_neither_reads_nor_writes(
    headers: dict[str, str], answered: bool, document: str, client: TestClient, graph: Graph
) -> None:
    before = graph.store.revision()
    asked = {"query": document, "variables": {"id": str(uuid4())} if document == WRITE else None}
    response = client.post("/graphql", json=asked, headers=headers)
    assert response.status_code == (200 if answered else 403)
    assert graph.store.revision() == before + (answered and document == WRITE)
    if not answered:
        (error,) = response.json()["errors"]
        assert error["extensions"] == {"code": "CROSS_ORIGIN"}
        said = [value for name, value in headers.items() if name != "host"]
        assert [value for value in said if repr(value) not in error["message"]] == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PURGE"])
def test_nothing_but_reading_is_taken_from_elsewhere_wherever_it_goes(
    method: str, client: TestClient
) -> None:
    headers = {"origin": "https://evil.example"}
    assert client.request(method, "/healthz", headers=headers).status_code == 403
    assert client.request(method, "/healthz").status_code == 405


def test_a_link_from_elsewhere_may_be_followed(client: TestClient) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "accept": "text/html"}
    assert client.get("/graphql", headers=headers).status_code == 200


def test_no_page_elsewhere_is_told_that_it_may_ask(client: TestClient) -> None:
    headers = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    response = client.options("/graphql", headers=headers)
    assert response.status_code == 405
    assert not [name for name in response.headers if name.startswith("access-control")]


def test_nor_may_a_strangers_page_open_a_websocket(client: TestClient) -> None:
    headers = {"host": "127.0.0.1:8000", "origin": "https://evil.example"}
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect("/graphql", headers=headers),
    ):
        pass
    assert refused.value.status_code == 403
