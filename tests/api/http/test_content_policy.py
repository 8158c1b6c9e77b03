"""Every response says what a browser may do with it, and no page may do more than it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.http.content_policy import ALWAYS, CONTENT_POLICY, STRICT, content_policy
from tests.support.graphql_door import facts_of, opened_door, standard_schema
from tests.support.http_client import client_of


@pytest.fixture(scope="module")
def app() -> Iterator[FastAPI]:
    with opened_door(facts_of([{"kind": "Agency", "id": "a:1"}])) as door:
        yield create_app(door.graph, standard_schema())


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with client_of(app, raises=False) as client:
        yield client


def policy_of(text: str) -> dict[str, list[str]]:
    parts = (part.split() for part in text.split(";"))
    return {name: sources for name, *sources in parts}


ELSEWHERE = re.compile(r"\*|://|\bhttps?:|\.\w")


def test_every_address_answers_with_all_of_them(client: TestClient, app: FastAPI) -> None:
    paths = {"/docs", "/graphql", "/graphql?query=x", "/assets/nothing.js", "/nowhere"}
    paths |= {path.replace("{id}", "a:1") for path in app.openapi()["paths"]}
    assert len(paths) > 60
    for path in sorted(paths):
        response = client.get(path, headers={"accept": "text/html"})
        policy = policy_of(response.headers[CONTENT_POLICY])
        assert {name: response.headers[name] for name in ALWAYS} == ALWAYS, path
        assert policy["default-src"] == policy["frame-ancestors"] == ["'none'"], path
        assert "'unsafe-eval'" not in str(policy), path
        assert "'unsafe-inline'" not in policy.get("script-src", []), path
        assert not any(ELSEWHERE.search(one) for found in policy.values() for one in found), path


REFUSED = {
    "another host": ({"host": "evil.example"}, "GET", 421),
    "another origin": ({"origin": "https://evil.example"}, "POST", 403),
    "a body that is too large": ({"content-length": str(2**40)}, "POST", 413),
    "no such page": ({}, "DELETE", 405),
}


@pytest.mark.parametrize(("headers", "method", "status"), REFUSED.values(), ids=REFUSED)
def test_refusals_say_it_too(
    headers: dict[str, str], method: str, status: int, client: TestClient
) -> None:
    response = client.request(method, "/graphql", headers=headers)
    assert response.status_code == status
    assert response.headers[CONTENT_POLICY] == STRICT


def test_so_does_what_nobody_foresaw(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(accept: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("api.http.probes.Liveness", fail)
    response = client_of(app, raises=False).get("/healthz")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert response.headers[CONTENT_POLICY] == STRICT
    assert {name: response.headers[name] for name in ALWAYS} == ALWAYS


def test_a_policy_allows_what_is_named_and_nothing_else() -> None:
    assert content_policy(script_src="'self'") == (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "script-src 'self'"
    )
