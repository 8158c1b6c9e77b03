"""Questions over HTTP: what a request may hold, and how one that does not fit is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from application.settings import Settings
from tests.support.graphql_door import facts_of, opened_door
from tests.support.http_client import client_of

SETTINGS = Settings(store="sqlite://", max_ids=3, max_edits=2, max_text=200, max_page=10)
RECORDS: list[dict[str, object]] = [
    {"kind": "Service", "id": "s:mail", "name": "Mail"},
    {"kind": "Service", "id": "s:web", "name": "Web"},
    {"kind": "ConfigurationItem", "id": "ci:relay"},
    {"type": "DEPENDS_ON", "from": "s:web", "to": "s:mail"},
    {"type": "DEPENDS_ON", "from": "s:mail", "to": "ci:relay"},
]
CUT = {"remove": {"type": "DEPENDS_ON", "from": "s:web", "to": "s:mail"}}
RENAME = {"set": {"id": "s:web", "name": "Site"}}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with (
        opened_door(facts_of(RECORDS), SETTINGS) as door,
        client_of(create_app(door.graph, door.schema)) as client,
    ):
        yield client


def affected(answer: Any) -> list[str]:
    return [line["item"]["id"] for line in answer["affected"]["nodes"]]


EDITS = {
    # the whatIf parameters of an address, what is affected then
    "none": ([], ["s:mail", "s:web"]),
    "one": ([json.dumps(CUT)], ["s:mail"]),
    "one after the other": ([json.dumps(RENAME), json.dumps(CUT)], ["s:mail"]),
    "a list of them": ([json.dumps([RENAME, CUT])], ["s:mail"]),
}


@pytest.mark.parametrize(("texts", "expected"), EDITS.values(), ids=EDITS)
def test_edits_may_stand_in_the_address(
    texts: list[str], expected: list[str], client: TestClient
) -> None:
    given = {"of": "ci:relay", "kinds": "service", "whatIf": texts}
    assert affected(client.get("/questions/impact", params=given).json()) == expected


def test_a_scenario_may_stand_in_the_address(client: TestClient) -> None:
    given = {"id": "scenario:1", "edits": json.dumps(RENAME)}
    answer = client.get("/questions/scenario", params=given).json()
    assert answer["file"]["changes"] == [RENAME]


def test_a_page_is_asked_for_in_either_form(client: TestClient) -> None:
    url = "/questions/impact?of=ci:relay&kinds=Service&first=1"
    page = client.get(url).json()
    assert affected(page) == ["s:mail"]
    given = {"of": ["ci:relay"], "kinds": ["Service"], "first": 1}
    assert client.post("/questions/impact", json=given).json() == page
    after = page["affected"]["pageInfo"]["endCursor"]
    assert affected(client.get(f"{url}&after={after}").json()) == ["s:web"]


REFUSED: dict[str, tuple[dict[str, Any], int, str]] = {
    # what is posted, the status, what is said of it
    "a page that is no number": ({"first": "ten"}, 400, "first: found 'ten'"),
    "half a line": ({"first": 1.5}, 400, "first: found 1.5, expected a whole number"),
    "less than nothing": ({"first": -1}, 400, "first: found -1, expected 0 to 10"),
    "too long a page": ({"last": 11}, 400, "last: found 11, expected 0 to 10"),
    "a cursor that is no text": ({"after": 5}, 400, "after: found 5"),
    "a cursor of nothing": ({"after": "x"}, 400, "after: "),
    "a day that is no text": ({"asOf": 5}, 400, "asOf: found 5, expected a date"),
    "a day that is not": ({"asOf": "2026-02-30"}, 400, "asOf: found '2026-02-30'"),
    "a revision in other digits": ({"atRevision": "²"}, 400, "atRevision: found '²'"),
    "a revision before the first": ({"atRevision": -1}, 400, "atRevision: found -1"),
    "a revision to come": ({"atRevision": 10**15}, 400, "atRevision: found 1000000000000000"),
    "names that are numbers": ({"with": 5}, 400, "with: found 5"),
    "a fact that is none": ({"with": ["weather"]}, 400, "with: found 'weather'"),
    "edits that are a text": ({"whatIf": "all"}, 400, "edit 1"),
    "edits that are a number": ({"whatIf": 7}, 400, "edit 1"),
    "too many edits": ({"whatIf": [RENAME] * 3}, 400, "whatIf: found 3 entries, expected at most"),
    "too many ids": ({"of": ["x"] * 4}, 400, "of: found 4 entries, expected at most 3"),
    "too long an id": ({"of": ["x" * 201]}, 400, "of: found 201 characters, expected at most 200"),
    "what nobody asks": ({"colour": "red"}, 400, "colour: found an unknown argument"),
    "nothing recorded": ({"of": ["s:none"]}, 404, "s:none"),
}


@pytest.mark.parametrize(("more", "status", "said"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused(
    more: dict[str, Any], status: int, said: str, client: TestClient
) -> None:
    response = client.post("/questions/impact", json={"of": ["ci:relay"], **more})
    assert response.status_code == status
    assert said in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("content", [b"[]", b"{", b"7", b'{"of": "\xff"}'])
def test_a_body_that_is_no_object_is_refused(content: bytes, client: TestClient) -> None:
    response = client.post("/questions/impact", content=content)
    assert response.status_code == 400
    assert "expected a JSON object" in response.json()["errors"][0]["message"]


def test_an_edit_that_is_no_json_is_refused(client: TestClient) -> None:
    response = client.get("/questions/impact?of=ci:relay&whatIf={")
    assert response.status_code == 400
    assert "whatIf: found '{', expected an edit as JSON" in response.json()["errors"][0]["message"]


def test_reports_have_the_same_bounds(client: TestClient) -> None:
    response = client.get("/reports/impact.html", params={"of": ["x"] * 4})
    assert response.status_code == 400
    assert "of: found 4 entries" in response.json()["errors"][0]["message"]


def test_an_answer_that_is_drawn_comes_as_a_picture(client: TestClient) -> None:
    asked = {"headers": {"accept": "image/svg+xml"}}
    drawn = client.get("/questions/impact", params={"of": "ci:relay"}, **asked)  # type: ignore[arg-type]
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.headers["content-security-policy"] == "default-src 'none'"
    assert drawn.text.startswith("<svg xmlns=")
    other = client.get("/questions/health", **asked)  # type: ignore[arg-type]
    assert other.headers["content-type"] == "application/json"
