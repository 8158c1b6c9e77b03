"""Reports over HTTP and from the command line: types, names, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph_model.errors import InvalidQuestion, NotFound, RamifyError
from tests.support.contract_office import CONTRACTS
from tests.support.door import Door, door_of_drawn
from tests.support.graphql_door import opened_door, standard_schema
from tests.support.http_client import client_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY = ("--as-of", "2026-11-25")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with (
        opened_door(CONTRACTS.facts) as door,
        client_of(create_app(door.graph, standard_schema())) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_of_drawn(CONTRACTS, tmp_path_factory.mktemp("office")) as door:
        yield door


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("substitution.{}?supplier=supplier:cirrus", "Substitution: supplier:cirrus"),
        ("impact.{}?of=supplier:cirrus&of=service:case", "Impact: supplier:cirrus, service:case"),
        ("health.{}?of=service:case", "Health: service:case"),
        ("singlePointsOfFailure.{}?kinds=Service", "Single points of failure"),
    ],
)
def test_each_is_sent_as_what_it_is(client: TestClient, path: str, heading: str) -> None:
    name = path.partition(".")[0]
    page = client.get("/reports/" + path.format("html") + "&asOf=2026-11-25")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-disposition"] == f'inline; filename="{name}.html"'
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert f"<h1>{heading}" in page.text
    book = client.get("/reports/" + path.format("xlsx") + "&asOf=2026-11-25")
    assert book.headers["content-type"] == XLSX
    assert book.headers["content-disposition"] == f'attachment; filename="{name}.xlsx"'
    title = openpyxl.load_workbook(BytesIO(book.content))["Summary"]["B2"].value
    assert str(title).startswith(heading)


@pytest.mark.parametrize(
    ("path", "status", "code", "part"),
    [
        ("substitution.html", 400, InvalidQuestion.code, "supplier"),
        ("substitution.html?supplier=supplier:none", 404, NotFound.code, "supplier:none"),
        ("substitution.html?supplier=service:case", 400, InvalidQuestion.code, "service:case"),
        ("substitution.html?supplier=supplier:cirrus&on=soon", 400, InvalidQuestion.code, "soon"),
        ("substitution.html?suplier=supplier:cirrus", 400, InvalidQuestion.code, "suplier"),
        ("impact.xlsx?of=service:case&with=wit", 400, InvalidQuestion.code, "'wit'"),
        ("health.html?of=agency:none", 404, NotFound.code, "agency:none"),
        ("health.html?asOf=x", 400, InvalidQuestion.code, "asOf"),
    ],
)
def test_what_cannot_be_asked_is_refused_as_elsewhere(
    client: TestClient, path: str, status: int, code: str, part: str
) -> None:
    response = client.get(f"/reports/{path}")
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (status, code)
    assert part in error["message"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("substitution", "supplier:cirrus"), "Replacing supplier:cirrus takes until "),
        (("substitute", "supplier:cirrus"), "Replacing supplier:cirrus takes until "),
        (("health",), " indicators of the whole office"),
    ],
)
@pytest.mark.parametrize("name", ["a.html", "a.xlsx", "A.XLSX"])
def test_commands_write_by_the_ending(
    door: Door, tmp_path: Path, arguments: tuple[str, ...], said: str, name: str
) -> None:
    path = tmp_path / name
    (line,) = door.printed("report", *arguments, "-o", str(path), *DAY)
    assert said in line
    content = path.read_bytes()
    assert content.startswith(b"PK" if name.lower().endswith("xlsx") else b"<!DOCTYPE html>")


def test_the_format_can_be_said(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "report.out"
    door.printed("report", "health", "service:case", "-o", str(path), "--format", "xlsx", *DAY)
    assert (
        openpyxl.load_workbook(BytesIO(path.read_bytes()))["Summary"]["B2"].value
        == "Health: service:case"
    )


@pytest.mark.parametrize(
    ("name", "arguments", "error", "part"),
    [
        ("a.pdf", ("health",), InvalidQuestion, ".html or .xlsx"),
        ("none/a.html", ("health",), InvalidQuestion, "a file that can be written"),
        ("a.html", ("health", "service:none"), NotFound, "service:none"),
        ("a.html", ("substitution", "supplier:cirrus", "--on", "x"), InvalidQuestion, "on: found"),
    ],
)
def test_a_command_that_cannot_writes_nothing(
    door: Door,
    tmp_path: Path,
    name: str,
    arguments: tuple[str, ...],
    error: type[RamifyError],
    part: str,
) -> None:
    with pytest.raises(error, match=part):
        door.printed("report", *arguments, "-o", str(tmp_path / name), *DAY)
    assert not list(tmp_path.iterdir())
