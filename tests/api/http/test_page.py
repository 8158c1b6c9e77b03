"""The explorer and the OpenAPI page run from the server's own assets, and say so without them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from access.permission import SCREENS
from api.app import create_app
from api.http.content_policy import CONTENT_POLICY, STRICT
from api.http.page import BUILT, POLICY, SCREEN_POLICY, page, screen
from tests.support.graphql_door import facts_of, opened_door, standard_schema
from tests.support.http_client import client_of
from tests.support.repository import ROOT
from web.pages import build_pages

PAGES = ["/graphql", "/docs"]
WORKERS = ["editor.worker.js", "json.worker.js", "graphql.worker.js"]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    if not (BUILT / "explorer.js").is_file():  # `make test` has built them
        build_pages()
    with (
        opened_door(facts_of([{"kind": "Agency", "id": "a:1"}])) as door,
        client_of(create_app(door.graph, standard_schema())) as client,
    ):
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_this_server_alone(path: str, client: TestClient) -> None:
    shown = client.get(path, headers={"accept": "text/html"})
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert shown.headers[CONTENT_POLICY] == POLICY
    assert "://" not in shown.text
    assert "<script>" not in shown.text
    named = re.findall(r'(?:href|src)="(/[^"]+)"', shown.text)
    assert len(named) == 3
    for asset in named:
        response = client.get(asset)
        assert response.status_code == 200, asset
        kind = "text/css" if asset.endswith(".css") else "javascript"
        assert kind in response.headers["content-type"]


def test_the_openapi_page_reads_this_servers_description(client: TestClient) -> None:
    shown = client.get("/docs").text
    found = re.search(r'data-description="([^"]+)"', shown)
    assert found is not None
    assert client.get(found[1]).json()["info"]["title"] == "Ramify"


@pytest.mark.parametrize("address", SCREENS)
def test_a_screen_needs_this_server_alone_and_runs_no_script_of_its_own_markup(
    address: str, client: TestClient
) -> None:
    shown = client.get(address)
    assert shown.status_code == 200
    assert shown.headers[CONTENT_POLICY] == SCREEN_POLICY
    assert "unsafe" not in SCREEN_POLICY
    assert "://" not in shown.text
    assert "<script>" not in shown.text
    assert "style=" not in shown.text
    for asset in re.findall(r'(?:href|src)="(/[^"]+)"', shown.text):
        assert client.get(asset).status_code == 200, asset


def test_every_screen_of_the_page_has_its_address() -> None:
    router = (ROOT / "web/app/router.tsx").read_text(encoding="utf-8")
    shown = re.findall(r'path: "([^"]+)"', router)
    assert {re.sub(r"\$\w+", "*", address) for address in shown} == set(SCREENS)


def test_the_first_script_is_small_enough(client: TestClient) -> None:
    named = set(re.findall(r'(?:href|src)="(/[^"]+\.js)"', client.get("/").text))
    assert 0 < sum(len(gzip.compress(client.get(one).content)) for one in named) <= 250_000


def test_a_screen_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    shown = screen(built=tmp_path)
    assert "make pages" in bytes(shown.body).decode()
    assert shown.headers[CONTENT_POLICY] == STRICT


@pytest.mark.parametrize("worker", WORKERS)
def test_the_explorers_editor_finds_its_workers(worker: str, client: TestClient) -> None:
    assert worker in client.get("/assets/explorer.js").text
    assert client.get(f"/assets/{worker}").status_code == 200


@pytest.mark.parametrize("path", ["/assets/../page.py", "/assets/%2e%2e/page.py", "/assets/"])
def test_assets_are_those_and_no_other_file(path: str, client: TestClient) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("name", ["explorer", "openapi"])
def test_a_page_that_is_not_built_says_how_to_build_it(name: str, tmp_path: Path) -> None:
    shown = page(name, "Ramify & more", built=tmp_path)
    text = bytes(shown.body).decode()
    assert "make pages" in text
    assert "Ramify &amp; more" in text
    assert "<script" not in text
    assert shown.headers[CONTENT_POLICY] == STRICT
