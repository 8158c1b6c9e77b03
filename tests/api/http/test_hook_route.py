"""Deliveries over HTTP: what is signed is kept, what is not leaves nothing, each has its status."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, cast

import orjson
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from application.tickets.intake import body_of
from graph_model.errors import StoreUnavailable
from graph_model.ledger.delivery import KIND as DELIVERY
from stores.protocol import Store
from stores.sqlite import SqliteStore
from tests.support.faulty_store import FaultyStore
from tests.support.graphql_door import standard_schema
from tests.support.graphs import MODEL
from tests.support.http_client import client_of
from tests.support.ticket_office import TicketOffice, ticket_office
from tests.support.ticket_tool import Desk, DeskTool, delivery_of, signed
from ticketing.ticket import ToolTicket

MOST = 20_000
TICKET = ToolTicket("T1", "T1", "Work", "incident")
BODY = delivery_of(TICKET)


@dataclass(frozen=True)
class Door:
    """The server, which asks who comes, and the office behind it."""

    client: TestClient
    office: TicketOffice
    url: str = field(default="/hooks/desk")

    def send(self, body: bytes = BODY, url: str | None = None, **headers: Any) -> int:
        given = {"x_signature": signed(body), "x_delivery": "d1", **headers}
        sent = {name.replace("_", "-"): value for name, value in given.items() if value}
        return self.client.post(url or self.url, content=body, headers=sent).status_code

    def kept(self) -> list[bytes]:
        return [body_of(one) for one in self.office.deliveries()]


@pytest.fixture
def door() -> Iterator[Door]:
    tool = DeskTool(Desk())
    given: dict[str, Any] = {
        "sign_in": "required",
        "max_hook_bytes": MOST,
        "proxies": ("127.0.0.0/8",),
    }
    with ticket_office(tool=tool, **given) as office:
        office.connect()
        app = create_app(office.graph, standard_schema(), desk=office.tickets)
        yield Door(client_of(app), office)


def test_what_is_signed_is_kept_as_it_came_and_then_acknowledged(door: Door) -> None:
    assert door.send() == 202
    assert door.kept() == [BODY]
    (one,) = door.office.deliveries()
    assert (one.connection, one.id, one.state) == ("desk", "d1", "received")
    assert door.office.waiting() == 1


def test_a_repetition_is_acknowledged_and_kept_once(door: Door) -> None:
    assert [door.send() for _ in range(3)] == [202] * 3
    assert (len(door.kept()), door.office.waiting()) == (1, 1)
    door.office.work()
    assert door.send() == 202
    assert door.office.waiting() == 0


def test_one_without_an_id_may_say_that_something_happened_again(door: Door) -> None:
    assert [door.send(x_delivery="") for _ in range(2)] == [202] * 2
    door.office.work()
    assert door.send(x_delivery="") == 202
    assert (len(door.kept()), door.office.waiting()) == (1, 1)


SIGNATURES = {
    "none": {"x_signature": ""},
    "another's": {"x_signature": signed(BODY, "another")},
    "of another body": {"x_signature": signed(BODY + b" ")},
    "cut": {"x_signature": signed(BODY)[:-1]},
    "longer": {"x_signature": signed(BODY) + "0"},
    "no ASCII": {"x_signature": "é" * 64},
}


@pytest.mark.parametrize("headers", SIGNATURES.values(), ids=SIGNATURES)
def test_what_is_not_signed_right_is_refused_and_leaves_nothing(
    door: Door, headers: dict[str, Any]
) -> None:
    if headers["x_signature"].isascii():
        assert door.send(**headers) == 401
    else:
        raw = {b"x-signature": headers["x_signature"].encode()}
        sent = door.client.post(door.url, content=BODY, headers=list(raw.items()))
        assert sent.status_code == 401
    assert door.kept() == []


def test_an_unknown_connection_is_told_as_a_wrong_signature(door: Door) -> None:
    wrong = {"x-signature": "0" * 64}
    answers = [
        door.client.post(url, content=BODY, headers=wrong) for url in (door.url, "/hooks/nobody")
    ]
    first, second = ((a.status_code, a.content, dict(a.headers)) for a in answers)
    assert first == second
    asked = [door.client.get(f"{url}?hello=stranger") for url in (door.url, "/hooks/nobody")]
    assert asked[0].status_code == 401
    assert asked[0].content == asked[1].content, "a challenge that is another's too"
    assert door.send(url="/hooks/nobody") == 401
    assert door.kept() == []


def test_a_token_of_ours_is_neither_needed_nor_looked_at(door: Door) -> None:
    assert door.send(authorization="Bearer whatever their tool sends") == 202
    assert door.send(authorization="Basic bmFtZTpzZWNyZXQ=", x_delivery="d2") == 202
    assert door.client.post("/hooks", content=BODY).status_code == 401


def test_a_challenge_is_answered(door: Door) -> None:
    answer = door.client.get(f"{door.url}?hello=there")
    assert (answer.status_code, answer.content) == (200, b"there")
    assert door.client.get(door.url).status_code == 401


def test_what_is_too_large_is_refused_before_it_is_read(door: Door) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(70_000):
            sent.append(1_000)
            yield b"x" * 1_000

    sent: list[int] = []
    body = b"x" * (MOST + 1)
    assert door.send(body) == 413
    refused = door.client.post(door.url, content=endless(), headers={"x-signature": "0" * 64})
    assert refused.status_code == 413
    assert door.kept() == []


def test_one_that_is_as_large_as_may_be_is_kept(door: Door) -> None:
    assert door.send(b"x" * MOST) == 202


DEAD = {
    "no JSON": b"<xml/>",
    "nothing": b"",
    "another encoding": '{"events": []}'.encode("utf-16"),
    "latin-1": '{"events": [{"key": "é"}]}'.encode("latin-1"),
    "a byte order mark": b"\xef\xbb\xbf" + BODY,
    "deep nesting": b"[" * 9_000,
    "deep nesting that ends": b'{"events":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "another shape": b'{"events": 7}',
    "half": BODY[:-5],
    "NUL": b'{"events": [\x00]}',
    "no number": b'{"events": [{"key": "T1", "ticket": {"version": NaN}}]}',
}


@pytest.mark.parametrize("body", DEAD.values(), ids=DEAD)
def test_what_cannot_be_read_is_kept_and_dead_with_the_reason(door: Door, body: bytes) -> None:
    assert door.send(body) == 202
    door.office.work()
    (one,) = door.office.deliveries()
    assert (one.state, door.office.waiting(), body_of(one)) == ("dead", 0, body)
    assert one.reason
    assert "Traceback" not in one.reason


def test_where_the_store_does_not_answer_nothing_is_acknowledged() -> None:
    away = ["exchange_records"]

    def strike(step: str, done: bool) -> None:
        if step in away and not done:
            raise StoreUnavailable("the store does not answer")

    store = SqliteStore(None, MODEL)
    with ticket_office(cast("Store", FaultyStore(store, strike))) as office:
        away.clear()
        office.connect()
        door = Door(
            client_of(create_app(office.graph, standard_schema(), desk=office.tickets)), office
        )
        away.append("exchange_records")
        headers = {"x-signature": signed(BODY), "x-delivery": "d1"}
        answer = door.client.post(door.url, content=BODY, headers=headers)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        code = orjson.loads(answer.content)["errors"][0]["extensions"]["code"]
        assert (code, door.kept()) == ("STORE_UNAVAILABLE", [])
        away.clear()
        assert door.send() == 202
        assert door.kept() == [BODY]
    store.close()


def test_many_at_once_are_kept_each_once(door: Door) -> None:
    with door.client, ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda n: door.send(x_delivery=f"d{n % 60}"), range(120)))
    assert codes == [202] * 120
    assert sorted(one.id for one in door.office.deliveries()) == sorted(f"d{n}" for n in range(60))


def test_a_delivery_is_forgotten_with_its_body_after_its_time(door: Door) -> None:
    door.send()
    ended = replace(door.office.deliveries()[0], ends_at="2001-01-01T00:00:00Z")
    door.office.graph.store.write_records([DELIVERY.kept(ended)])
    assert door.office.deliveries() == []
