"""Bodies end in time: what a question, a change and anything else may be sent, and no more."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.graphql import route
from api.graphql.request import GraphQLRequest, from_body
from application.graph import Graph
from application.settings import Settings
from tests.support.graphql_door import opened_door, standard_schema
from tests.support.http_client import client_of
from tests.support.server_process import serving

QUESTION, CHANGE = 2_000, 6_000
JSON = {"content-type": "application/json"}
SETTINGS = Settings(
    store="sqlite://",
    max_question_bytes=QUESTION,
    max_change_bytes=CHANGE,
    max_text=100,
    max_ids=5,
    max_edits=3,
    most_changes=8,
)


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with opened_door() as door:
        yield Graph(SETTINGS, door.graph.store, door.graph.model)


@pytest.fixture(scope="module")
def client(graph: Graph) -> Iterator[TestClient]:
    with client_of(create_app(graph, standard_schema())) as client:
        yield client


READ = "query ($x: [ID!]!) { revision a: nodes(ids: $x) { id } }"
WRITE = "mutation ($x: ApplyChangeSetInput!) { applyChangeSet(input: $x) { revision } }"
BOTH = f"query read {{ revision }} {WRITE.replace('mutation', 'mutation write')}"


def change(id_: str) -> dict[str, Any]:
    return {"id": id_, "changes": [{"put": {"kind": "Agency", "id": "a:1", "name": "One"}}]}


def body(size: int, query: str, x: object, name: str | None = None) -> bytes:
    """A request, with spaces to the size in its middle: where they stand in a body is the same."""
    parts = json.dumps({"query": query, "operationName": name, "variables": {"x": x}})
    assert len(parts) <= size
    return parts[:-1].encode().ljust(size - 1) + b"}"


BODIES = {
    # the body, the status
    "a question as long as it may be": (body(QUESTION, READ, []), 200),
    "a longer question": (body(QUESTION + 1, READ, []), 413),
    "a question that speaks of a mutation": (body(QUESTION + 1, READ + "# mutation", []), 413),
    "a question beside a mutation": (body(QUESTION + 1, BOTH, change("b"), "read"), 413),
    "a change as long as it may be": (body(CHANGE, WRITE, change("c")), 200),
    "a change beside a question": (body(CHANGE, BOTH, change("d"), "write"), 200),
    "a longer change": (body(CHANGE + 1, WRITE, change("e")), 413),
    "a change of a long document": (body(CHANGE, WRITE + " " * QUESTION, change("f")), 413),
    "nothing that can be read": (b"{" * (QUESTION + 1), 400),
    "nothing that can be executed": (body(QUESTION + 1, "mutation {", []), 413),
}


@pytest.mark.parametrize(("content", "status"), BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("measured", [True, False], ids=["with its length", "in parts"])
def test_a_body_is_as_long_as_what_it_holds_may_be(
    content: bytes, status: int, measured: bool, client: TestClient, graph: Graph
) -> None:
    before = graph.store.revision()
    parts = (content[at : at + 500] for at in range(0, len(content), 500))
    sent = content if measured else parts
    response = client.post("/graphql", content=sent, headers=JSON)
    assert response.status_code == status
    if status == 413:
        (error,) = response.json()["errors"]
        assert error["extensions"] == {"code": "LIMIT_EXCEEDED"}
        assert "RAMIFY_MAX_QUESTION_BYTES" in error["message"]
        assert response.headers["connection"] == "close"
        assert graph.store.revision() == before


@pytest.mark.parametrize("path", ["/healthz", "/reports/health.html", "/nowhere"])
def test_anything_else_takes_no_more_than_a_question(path: str, client: TestClient) -> None:
    assert client.post(path, content=b" " * QUESTION).status_code in (404, 405)
    assert client.post(path, content=b" " * (QUESTION + 1)).status_code == 413


EDIT = {"set": {"id": "a:1", "name": "Two"}}
VARIABLES = {
    # what is asked with, what is said of it, or nothing
    "ids enough": (READ, ["x"] * 5, None),
    "ids too many": (READ, ["x"] * 6, "variables.x: found 6 entries, expected at most 5"),
    "a text too long": (READ, ["x" * 101], "variables.x: found 101 characters"),
    "edits too many": (
        "query ($x: [Edit!]) { impact(of: [], whatIf: $x) { revision } }",
        [EDIT] * 4,
        "variables.x: found 4 entries, expected at most 3",
    ),
    "changes enough": (WRITE, {"id": "n", "changes": [EDIT] * 8}, None),
    "changes too many": (
        WRITE,
        {"id": "m", "changes": [EDIT] * 9},
        "variables.x.changes: found 9 entries, expected at most 8",
    ),
    "a text too long in a change": (
        WRITE,
        {"id": "t", "changes": [{"set": {"id": "a:1", "name": "x" * 101}}]},
        "variables.x.changes.set.name: found 101 characters, expected at most 100",
    ),
    "texts too many in a change": (
        WRITE,
        {"id": "u", "changes": [{"set": {"id": "a:1", "aliases": ["x"] * 6}}]},
        "variables.x.changes.set.aliases: found 6 entries, expected at most 5",
    ),
}


@pytest.mark.parametrize(("query", "x", "said"), VARIABLES.values(), ids=VARIABLES)
def test_what_a_request_names_is_bounded(
    query: str, x: object, said: str | None, client: TestClient
) -> None:
    client.post("/graphql", json={"query": WRITE, "variables": {"x": change("first")}})
    answer = client.post("/graphql", json={"query": query, "variables": {"x": x}}).json()
    if said is None:
        assert [e["extensions"]["code"] for e in answer.get("errors", [])] == []
    else:
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
        assert error["message"].startswith(said)


def test_a_body_is_read_off_the_event_loop(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_loop: list[bool] = []

    def spied(content: bytes) -> GraphQLRequest:
        try:
            on_loop.append(asyncio.get_running_loop() is not None)
        except RuntimeError:
            on_loop.append(False)
        return from_body(content)

    monkeypatch.setattr(route, "from_body", spied)
    assert client.post("/graphql", json={"query": "{ revision }"}).status_code == 200
    assert on_loop == [False]


HEAD = "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{more}\r\n\r\n"
HUGE = 700 * 2**20
UNREAD = 16 * 2**20
"""What the kernels on both sides may hold of what nobody reads."""


def answered(connection: socket.socket) -> str:
    """All that the server says until it closes the connection."""
    parts = []
    try:
        while part := connection.recv(65_536):
            parts.append(part)
    except ConnectionResetError:
        pass  # it closed with something unread, which is what is asked of it
    return b"".join(parts).decode()


def poured(connection: socket.socket, path: str, host: str) -> int:
    """How many bytes of a body without an end are taken."""
    connection.sendall(
        HEAD.format(path=path, host=host, more="Transfer-Encoding: chunked").encode()
    )
    return endless(connection, b"10000\r\n" + b" " * 0x10000 + b"\r\n")


def endless(connection: socket.socket, chunk: bytes) -> int:
    """How many bytes are taken of something repeated."""
    sent = 0
    try:
        while sent < HUGE:
            connection.sendall(chunk)
            sent += len(chunk)
    except OSError:
        pass
    return sent


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("served")
    with serving(folder, "serve", "--store", "sqlite:///facts.db") as server:
        yield urlsplit(server.address).netloc


HEADS = {
    "an address": b"GET /" + b"x" * 0x10000,
    "a header": b"GET / HTTP/1.1\r\nX: " + b"x" * 0x10000,
    "headers": b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 0x2000,
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_head_without_an_end_is_not_read_on(head: bytes, host: str) -> None:
    with connected(host) as connection:
        connection.sendall(head)
        assert endless(connection, head[-6:] * 0x1000) <= UNREAD
        assert answered(connection)[:12] in ("HTTP/1.1 400", "")


def test_many_requests_on_one_connection_are_each_taken(host: str) -> None:
    asked = json.dumps({"query": "{ revision }" + " " * 300_000}).encode()
    one = HEAD.format(path="/graphql", host=host, more=f"Content-Length: {len(asked)}")
    with connected(host) as connection:
        sending = threading.Thread(target=connection.sendall, args=((one.encode() + asked) * 5,))
        sending.start()
        said = b""
        while said.count(b'{"data":{"revision":0}}') < 5 and (part := connection.recv(65_536)):
            said += part
        sending.join()
    assert said.count(b"HTTP/1.1 200 ") == 5


def connected(host: str) -> socket.socket:
    name, _, port = host.partition(":")
    return socket.create_connection((name, int(port)), timeout=20)


@pytest.mark.parametrize("path", ["/graphql", "/healthz"])
def test_a_huge_body_is_refused_before_any_of_it_comes(path: str, host: str) -> None:
    with connected(host) as connection:
        began = time.monotonic()
        more = f"Content-Length: {HUGE}\r\nExpect: 100-continue"
        connection.sendall(HEAD.format(path=path, host=host, more=more).encode())
        said = answered(connection)
    assert said.startswith("HTTP/1.1 413 ")
    assert f"{HUGE:,} bytes" in said
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("path", "most"), [("/graphql", 2**25), ("/healthz", 2**20), ("/nowhere", 2**20)]
)
def test_a_body_without_an_end_is_not_read_on(path: str, most: int, host: str) -> None:
    with connected(host) as connection:
        assert poured(connection, path, host) <= most + UNREAD
        assert answered(connection)[:12] in ("HTTP/1.1 413", "HTTP/1.1 404", "HTTP/1.1 405", "")
    with connected(host) as connection:
        connection.sendall(
            f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
        )
        assert answered(connection).startswith("HTTP/1.1 200 ")
