"""The calendar over HTTP: its type, its tags, and asking again for what did not change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from api.app import create_app
from graph_model.facts import Item
from tests.support.contract_office import CONTRACTS
from tests.support.graphql_door import GraphQLDoor, opened_door, standard_schema
from tests.support.http_client import client_of

ALL = "/calendar/contracts.ics"


@pytest.fixture
def door() -> Iterator[GraphQLDoor]:
    with opened_door(CONTRACTS.facts) as door:
        yield door


@pytest.fixture
def client(door: GraphQLDoor) -> Iterator[TestClient]:
    with client_of(create_app(door.graph, standard_schema())) as client:
        yield client


def test_it_is_sent_as_a_calendar(client: TestClient) -> None:
    response = client.get(ALL)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert len(list(Calendar.from_ical(response.content).walk("VEVENT"))) > 10
    head = client.head(ALL)
    assert (head.content, head.headers["etag"]) == (b"", response.headers["etag"])
    assert head.headers["content-length"] == str(len(response.content))


def test_an_agency_has_a_feed_of_its_own(client: TestClient) -> None:
    response = client.get("/calendar/agencies/agency:ocio/contracts.ics")
    assert response.content == client.get(ALL, params={"agency": "agency:ocio"}).content
    titles = [str(e["summary"]) for e in Calendar.from_ical(response.content).walk("VEVENT")]
    assert titles
    assert all(title.endswith("contract:auto") for title in titles)


def test_it_is_narrowed_to_what_belongs_to_some_items(client: TestClient) -> None:
    agency = client.get("/calendar/agencies/agency:ocio/contracts.ics")
    assert client.get(ALL, params={"of": ["agency:ocio"]}).content == agency.content
    assert len(client.get(ALL, params={"of": ["agency:ocio"]}).content) < len(
        client.get(ALL).content
    )
    assert client.get(ALL, params={"of": ["agency:none"]}).status_code == 404


@pytest.mark.parametrize("agency", ["agency:none", "service:case", "a/b"])
def test_another_agency_has_none(client: TestClient, agency: str) -> None:
    response = client.get(f"/calendar/agencies/{agency}/contracts.ics")
    assert response.status_code == 404
    assert agency in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("If-None-Match", '"{etag}"', 304),
        ("If-None-Match", 'W/"{etag}"', 304),
        ("If-None-Match", '"other", "{etag}"', 304),
        ("If-None-Match", "*", 304),
        ("If-None-Match", '"other"', 200),
        ("If-Modified-Since", "{modified}", 304),
        ("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT", 200),
        ("If-Modified-Since", "yesterday", 200),
    ],
)
def test_what_did_not_change_is_not_sent_again(
    client: TestClient, header: str, value: str, status: int
) -> None:
    first = client.get(ALL).headers
    given = value.format(etag=first["etag"].strip('"'), modified=first["last-modified"])
    response = client.get(ALL, headers={header: given})
    assert response.status_code == status
    assert bool(response.content) == (status == 200)
    assert response.headers["etag"] == first["etag"]


def test_a_tag_goes_before_a_date(client: TestClient) -> None:
    modified = client.get(ALL).headers["last-modified"]
    headers = {"If-None-Match": '"other"', "If-Modified-Since": modified}
    assert client.get(ALL, headers=headers).status_code == 200


def test_a_change_gives_it_another_tag(client: TestClient, door: GraphQLDoor) -> None:
    tag = client.get(ALL).headers["etag"]
    door.put([Item("Contract", "contract:new", {"name": "New", "end": "2028-01-31"})])
    response = client.get(ALL, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert b"Ends: New" in response.content


def test_what_needs_somebody_is_a_calendar_of_its_own(client: TestClient) -> None:
    response = client.get("/calendar/attention.ics")
    assert (response.status_code, response.headers["content-type"]) == (
        200,
        "text/calendar; charset=utf-8",
    )
    assert response.headers["content-disposition"] == 'inline; filename="attention.ics"'
    assert "X-WR-CALNAME:Attention\r\n" in response.text
    again = client.get(
        "/calendar/attention.ics", headers={"If-None-Match": response.headers["etag"]}
    )
    assert again.status_code == 304


def test_what_needs_somebody_narrowed(client: TestClient) -> None:
    found = client.get("/calendar/attention.ics", params={"of": ["contract:msa"]})
    assert "X-WR-CALNAME:Attention: contract:msa\r\n" in found.text
    wrong = client.get("/calendar/attention.ics", params={"of": ["agency:none"]})
    assert wrong.status_code == 404
    assert "agency:none" in wrong.json()["errors"][0]["message"]


def test_suppliers_have_a_calendar_of_procurements_alone(client: TestClient) -> None:
    found = client.get("/calendar/procurements.ics")
    assert found.status_code == 200
    assert found.headers["content-disposition"] == 'inline; filename="procurements.ics"'
    assert "SUMMARY:Offers are due: procurement:rebid" in found.text
    assert "contract:" not in found.text
    assert "Start replacing" in client.get(ALL).text
