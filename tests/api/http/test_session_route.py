"""A browser signed in with a token once: what its cookie is, may, and may not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from access.role import AccessRole
from access.token import Secret
from api.app import create_app
from application.graph import Graph
from application.settings import Settings
from application.tokens import Wanted, create, revoke
from graph_model.ledger.session import KIND
from stores.sqlite import SqliteStore
from tests.support.fake_clock import FakeClock
from tests.support.graphql_door import door_on, standard_schema
from tests.support.graphs import MODEL
from tests.support.http_client import client_of
from tests.support.sketch import sketch

ORIGIN = {"origin": "http://127.0.0.1:8000"}
HOUR = 3_600
QUERY = {"query": '{ item(id: "service:t") { id } }'}


@dataclass(frozen=True)
class Page:
    """A browser's page on a server that asks who comes, and tokens to sign in with."""

    client: TestClient
    graph: Graph
    tokens: dict[str, Secret]
    clock: FakeClock

    def sign_in(self, name: str, **headers: str) -> str:
        """The whole ``Set-Cookie``; the client keeps what it says."""
        bearer = {"authorization": f"Bearer {self.tokens[name].text}"}
        response = self.client.post("/session", headers=ORIGIN | bearer | headers)
        assert response.status_code == 200, response.text
        return str(response.headers["set-cookie"])

    def ask(self, **headers: str) -> tuple[int, object]:
        """The status and what is told of an item, or the error's code."""
        response = self.client.post("/graphql", json=QUERY, headers=ORIGIN | headers)
        told = response.json()
        return response.status_code, (
            told["data"] if response.status_code == 200 else told["errors"][0]["extensions"]["code"]
        )


@pytest.fixture
def page() -> Iterator[Page]:
    with page_of(poll_seconds=60) as page:
        yield page


@contextmanager
def page_of(poll_seconds: float) -> Iterator[Page]:
    """The page; tokens and sessions are looked up again so often."""
    store = SqliteStore(None, MODEL)
    door_on(store).put(
        sketch("agency:a -CONSUMES-> service:s", "agency:b -PART_OF-> agency:c").facts
    )
    door_on(store).put(sketch("service:t").facts)
    settings = Settings(
        store="sqlite://",
        sign_in="required",
        poll_seconds=poll_seconds,
        hosts=("ramify.example",),
    )
    graph = Graph(settings, store, MODEL)
    wanted = {
        "viewer": Wanted("v", AccessRole.VIEWER),
        "scoped": Wanted("s", AccessRole.VIEWER, ("agency:a",)),
    }
    tokens = {name: create(graph, one, "test") for name, one in wanted.items()}
    clock = FakeClock(datetime.now(UTC))
    with client_of(create_app(graph, standard_schema(), clock)) as client:
        yield Page(client, graph, tokens, clock)
    store.close()


SEEN = (200, {"item": {"id": "service:t"}})
REFUSED = (401, "NOT_SIGNED_IN")


def test_a_session_is_asked_with_instead_of_a_token(page: Page) -> None:
    assert page.ask() == REFUSED
    page.sign_in("viewer")
    assert page.ask() == SEEN
    told = page.client.get("/session").json()
    assert told == {"name": "v", "role": "viewer", "scoped": False, "session": True}
    page.client.cookies.clear()
    bearer = {"authorization": f"Bearer {page.tokens['viewer'].text}"}
    assert page.client.get("/session", headers=bearer).json()["session"] is False


def test_it_has_the_scope_of_its_token(page: Page) -> None:
    page.sign_in("scoped")
    assert page.ask() == (200, {"item": None})
    assert page.client.get("/session").json()["scoped"] is True


def test_no_script_reads_the_cookie_and_no_other_site_sends_it(page: Page) -> None:
    said = page.sign_in("viewer")
    assert said.startswith("ramify-on-loopback=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(said.split("; "))
    assert "Secure" not in said
    said = page.sign_in("viewer", host="ramify.example", origin="http://ramify.example")
    assert said.startswith("__Host-ramify=")
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Secure"} <= set(said.split("; "))
    assert "Domain" not in said


def test_the_ledger_has_a_digest_and_not_the_cookie(page: Page) -> None:
    value = page.sign_in("viewer").partition("=")[2].partition(";")[0]
    (session,) = page.graph.store.records(KIND)
    assert session.token == page.tokens["viewer"].key
    assert value not in repr(session)
    assert len(value) >= 43


def test_signing_out_ends_it(page: Page) -> None:
    page.sign_in("viewer")
    kept = dict(page.client.cookies)
    response = page.client.delete("/session", headers=ORIGIN)
    assert response.status_code == 204
    assert 'ramify-on-loopback=""' in response.headers["set-cookie"]
    assert page.graph.store.records(KIND) == []
    page.client.cookies.update(kept)
    assert page.ask() == REFUSED


def test_it_ends_with_its_token() -> None:
    with page_of(poll_seconds=0.000_1) as page:
        page.sign_in("viewer")
        revoke(page.graph, page.tokens["viewer"].key)
        assert page.ask() == REFUSED


def test_it_ends_after_a_day_whatever_is_done(page: Page) -> None:
    page.sign_in("viewer")
    for _ in range(12):
        page.clock.advance(HOUR - 1)
        assert page.ask() == SEEN
    page.clock.advance(13)
    assert page.ask() == REFUSED


def test_it_ends_where_nothing_is_done(page: Page) -> None:
    page.sign_in("viewer")
    page.clock.advance(2 * HOUR)
    assert page.ask() == SEEN
    page.clock.advance(2 * HOUR + 1)
    assert page.ask() == REFUSED
    page.clock.advance(-HOUR)
    assert page.ask() == REFUSED


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_clock_that_is_set_a_little_ends_it_no_sooner(page: Page, minutes: int) -> None:
    page.sign_in("viewer")
    page.clock.advance(60 * minutes)
    assert page.ask() == SEEN


def test_how_long_it_lasts_is_a_setting(page: Page) -> None:
    assert page.sign_in("viewer").split("; ").count(f"Max-Age={12 * HOUR}") == 1
    settings = replace(page.graph.settings, session_hours=2, session_idle_minutes=1)
    graph = Graph(settings, page.graph.store, MODEL)
    clock = FakeClock(datetime.now(UTC))
    with client_of(create_app(graph, standard_schema(), clock)) as client:
        other = Page(client, graph, page.tokens, clock)
        assert f"Max-Age={2 * HOUR}" in other.sign_in("viewer")
        clock.advance(61)
        assert other.ask() == REFUSED


def test_a_cookie_that_somebody_planted_is_nobodys(page: Page) -> None:
    """Session fixation: signing in gives a value of its own, whatever came with it."""
    planted = "A" * 43
    page.client.cookies.set("ramify-on-loopback", planted)
    said = page.sign_in("viewer")
    assert planted not in said
    page.client.cookies.clear()
    assert page.ask(cookie=f"ramify-on-loopback={planted}") == REFUSED
    assert page.ask(cookie=said.partition(";")[0]) == SEEN


def test_signing_in_again_ends_the_session_before(page: Page) -> None:
    first = page.sign_in("viewer").partition(";")[0]
    second = page.sign_in("viewer").partition(";")[0]
    page.client.cookies.clear()
    assert (page.ask(cookie=first), page.ask(cookie=second)) == (REFUSED, SEEN)


def test_behind_a_proxy_that_names_this_machine_the_origin_says_that_there_is_tls(
    page: Page,
) -> None:
    """As nginx does unless it is told to pass ``Host`` on."""
    browser = {"origin": "https://ramify.example", "sec-fetch-site": "same-origin"}
    said = page.sign_in("viewer", **browser)
    assert said.startswith("__Host-ramify=")
    assert "Secure" in said.split("; ")
    page.client.cookies.clear()
    assert page.ask(cookie=said.partition(";")[0], **browser) == SEEN


def test_who_has_a_session_that_ended_may_still_open_the_page(page: Page) -> None:
    page.client.cookies.set("ramify-on-loopback", "x" * 43)
    assert page.ask() == REFUSED
    assert page.client.get("/healthz").status_code == 200
    assert page.client.get("/session").status_code == 401


CROSS_SITE = {
    # what a page of another site can make a browser send, beside the cookie
    "a form": {"origin": "https://evil.example", "content-type": "text/plain"},
    "a fetch": {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    "a sandbox": {"origin": "null"},
    "a page of a neighbour": {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:9000"},
}


@pytest.mark.parametrize("headers", CROSS_SITE.values(), ids=CROSS_SITE)
@pytest.mark.parametrize("path", ["/graphql", "/session"])
def test_no_other_site_uses_it(path: str, headers: dict[str, str], page: Page) -> None:
    page.sign_in("viewer")
    response = page.client.post(path, json=QUERY, headers=headers)
    assert (response.status_code, "CROSS_ORIGIN" in response.text) == (403, True)


def test_a_cookie_without_an_origin_changes_nothing(page: Page) -> None:
    """Every browser sends one or the other with what is no GET; a program has a token."""
    page.sign_in("viewer")
    response = page.client.post("/graphql", json=QUERY)
    assert (response.status_code, "CROSS_ORIGIN" in response.text) == (403, True)


def test_a_session_begins_with_a_token_alone(page: Page) -> None:
    page.sign_in("viewer")
    response = page.client.post("/session", headers=ORIGIN)
    assert response.status_code == 401
    assert "set-cookie" not in response.headers


def test_two_cookies_are_none(page: Page) -> None:
    value = page.sign_in("viewer").partition(";")[0]
    page.client.cookies.clear()
    assert page.ask(cookie=value) == SEEN
    assert page.ask(cookie=f"{value}; {value}") == REFUSED


def test_the_name_of_loopback_counts_nowhere_else(page: Page) -> None:
    value = page.sign_in("viewer").partition(";")[0]
    page.client.cookies.clear()
    there = {"host": "ramify.example", "origin": "http://ramify.example"}
    assert page.ask(cookie=value, **there) == REFUSED
