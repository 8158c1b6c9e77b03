"""Connections through GraphQL: what an administrator sees of them, and does, and nobody else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from access.role import AccessRole
from application.tickets.connections import add
from application.tokens import Wanted, create
from graph_model.ledger.connection import KIND as CONNECTION
from graph_model.ledger.connection import ToolConnection
from graph_model.ledger.connection_use import KIND as USE
from graph_model.ledger.connection_use import ConnectionUse
from tests.support.token_office import Office, token_office

VARIABLE, SECRET = "CONNECTION_SECRET_OF_THE_TESTS", "between us"
OPTIONS = {"key": "id", "items": ["about"], "proof": "token"}
ALL = "{ toolConnections { name tool paused options use { syncedAt problem } } }"
DEAD = '{ deliveries(name: "desk") { id state reason attempts replays } }'


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv(VARIABLE, SECRET)
    with token_office(poll_seconds=0.02) as found:
        connect(found, "desk", "generic", options=OPTIONS)
        yield found


def connect(office: Office, name: str, tool: str, **given: Any) -> None:
    secret = f"env:{VARIABLE}"
    wanted = ToolConnection(name, tool, "http://127.0.0.1:9", "", "", secret, **given)
    add(office.graph, wanted, "test")


def asked(office: Office, query: str) -> Any:
    status, told = office.ask(office.tokens["admin"].text, query)
    assert status == 200
    return told


def did(office: Office, name: str, rest: str, **more: str) -> Any:
    given = "".join(f", {key}: {value}" for key, value in more.items())
    return asked(office, f'mutation {{ {name}(name: "desk"{given}) {rest} }}')


def test_connections_are_told_but_not_where_their_secrets_are(office: Office) -> None:
    told = {"name": "desk", "tool": "generic", "paused": False, "options": OPTIONS}
    used = {"syncedAt": None, "problem": None}
    assert asked(office, ALL) == {"toolConnections": [{**told, "use": used}]}
    shown = asked(office, '{ __type(name: "ToolConnection") { fields { name } } }')
    named = {field["name"] for field in shown["__type"]["fields"]}
    assert named.isdisjoint({"secret", "password"})
    assert len(named) == len(fields(ToolConnection)) - 2 + 1, "all else, and how far it is followed"


@pytest.mark.parametrize("query", [ALL, DEAD])
@pytest.mark.parametrize("role", AccessRole)
def test_who_is_no_administrator_is_told_none(office: Office, query: str, role: AccessRole) -> None:
    token = create(office.graph, Wanted("x", role), "test").text
    forbidden = office.ask(token, query) == (200, "FORBIDDEN")
    assert forbidden is (role is not AccessRole.ADMIN)


def test_one_is_paused_and_goes_on(office: Office) -> None:
    for name, paused in (("pauseConnection", True), ("resumeConnection", False)):
        done = did(office, name, "{ name paused }")
        assert done == {name: {"name": "desk", "paused": paused}}
        kept = office.graph.store.record(CONNECTION, "desk")
        assert kept is not None
        assert kept.paused is paused


def eventually(office: Office, replays: list[int]) -> list[dict[str, Any]]:
    """The dead deliveries, once they died so often."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found: list[dict[str, Any]] = asked(office, DEAD)["deliveries"]
        if [one["replays"] for one in found] == replays:
            return found
        time.sleep(0.05)
    raise AssertionError("they did not come to their end")


def test_what_is_dead_is_told_page_by_page_and_processed_again(office: Office) -> None:
    headers = {"x-ramify-signature": SECRET}
    for number in range(3):
        body = b"no JSON %d" % number
        assert office.client.post("/hooks/desk", content=body, headers=headers).status_code == 202
    found = eventually(office, [0, 0, 0])
    assert all("no JSON" in one["reason"] for one in found)
    ids = [one["id"] for one in found]
    pages = []
    for after in ("null", f'"{ids[0]}"', f'"{ids[2]}"'):
        given = f'name: "desk", first: 2, after: {after}'
        pages.append(asked(office, f"{{ deliveries({given}) {{ id }} }}")["deliveries"])
    assert pages == [[{"id": one} for one in part] for part in (ids[:2], ids[1:], [])]
    assert asked(office, f"{{ deliveries({QUITE_ALL}) {{ id }} }}") == {"deliveries": []}
    again = did(office, "replayDelivery", "{ id state replays }", ids=f'["{ids[1]}"]')
    assert again == {"replayDelivery": [{"id": ids[1], "state": "received", "replays": 1}]}
    eventually(office, [0, 1, 0])
    assert len(did(office, "replayDelivery", "{ id }")["replayDelivery"]) == 3
    eventually(office, [1, 2, 1])


QUITE_ALL = 'name: "desk", state: PROCESSED'


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('{ deliveries(name: "other") { id } }', "NOT_FOUND"),
        ('{ deliveries(name: "desk", after: "none") { id } }', "NOT_FOUND"),
        ('{ deliveries(name: "desk", first: -1) { id } }', "INVALID_QUESTION"),
        ('{ deliveries(name: "desk", first: 1000001) { id } }', "LIMIT_EXCEEDED"),
        ('mutation { replayDelivery(name: "desk", ids: ["none"]) { id } }', "NOT_FOUND"),
        ('mutation { pauseConnection(name: "other") { name } }', "NOT_FOUND"),
        ('mutation { syncConnection(name: "other") { name } }', "NOT_FOUND"),
        ('mutation { testConnection(name: "other") { found } }', "NOT_FOUND"),
    ],
)
def test_what_is_not_there_is_told_so(office: Office, query: str, code: str) -> None:
    assert asked(office, query) == code


def test_all_are_read_anew_when_it_is_asked_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = office.graph.store
    store.write_records([USE.kept(ConnectionUse("desk", synced_at="2026-03-01T00:00:00Z"))])
    assert did(office, "syncConnection", "{ use { syncedAt } }") == {
        "syncConnection": {"use": {"syncedAt": None}}
    }
    monkeypatch.delenv(VARIABLE)
    assert did(office, "syncConnection", "{ name }") == "INVALID_INPUT"


def test_a_connection_is_tried(office: Office) -> None:
    assert did(office, "testConnection", "{ found }") == {"testConnection": []}
    connect(office, "away", "itop", password=f"env:{VARIABLE}")
    query = 'mutation { testConnection(name: "away") { where found expected advice } }'
    (problem,) = asked(office, query)["testConnection"]
    assert "127.0.0.1" in problem["where"]
    assert "RAMIFY_OUTBOUND_NETWORKS" in f"{problem['expected']} {problem['advice']}"
