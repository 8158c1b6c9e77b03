"""Connections: checked before they are kept, changed by a file, and no secret in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from application.tickets.connection_file import read_connections
from application.tickets.connections import add, connection_named, pause, site_of
from graph_model.errors import InvalidInput, NotFound, UnreadableFile
from graph_model.ledger.connection import KIND, ToolConnection
from tests.support.ticket_office import VARIABLE, TicketOffice, ticket_office
from tests.support.ticket_tool import SECRET, tools_of


@pytest.fixture
def office() -> Iterator[TicketOffice]:
    with ticket_office() as found:
        yield found


def kept(office: TicketOffice, **fields: Any) -> ToolConnection:
    given = {"secret": f"env:{VARIABLE}", "password": f"env:{VARIABLE}", **fields}
    name, url = given.pop("name", "ops"), given.pop("url", "https://desk.example/")
    wanted = ToolConnection(name, "desk", url, "", "", **given)
    return add(office.graph, wanted, "ann", tools=tools_of(office.tool))


def test_a_connection_is_kept_without_its_secrets(office: TicketOffice) -> None:
    one = kept(office, agencies=("agency:health",), networks=("192.0.2.0/24",))
    assert connection_named(office.graph, "ops") == one
    assert (one.url, one.created_by, one.agencies) == (
        "https://desk.example",
        "ann",
        ("agency:health",),
    )
    assert SECRET not in (KIND.kept(one).body or "")
    assert site_of(one).secret == SECRET
    assert SECRET not in repr(site_of(one))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "Ops Desk"}, "small letters"),
        ({"url": "ftp://desk"}, "https://host/path"),
        ({"url": "https://me:word@desk"}, "without a name and password"),
        ({"secret": None}, "--secret-env"),
        ({"secret": "between us"}, "env:NAME"),
        ({"password": "file:relative"}, "env:NAME"),
        ({"tickets": ("urgency=1",)}, "FIELD=VALUE"),
        ({"tickets": ("type=",)}, "FIELD=VALUE"),
        ({"most_writes": -1}, "--cap"),
        ({"role": "viewer"}, "editor, steward or admin"),
        ({"agencies": ("agency:nowhere",)}, "nothing recorded"),
        ({"agencies": ("agency:health",), "role": "steward"}, "below steward"),
        ({"filters": ("Service.nothing=1",)}, "filter"),
        ({"networks": ("10.0.0.1/8",)}, "network"),
        ({"options": {"field": "x"}}, "no options"),
    ],
)
def test_what_is_wrong_is_told_before_it_is_kept(
    office: TicketOffice, fields: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidInput, match=told) as error:
        kept(office, **fields)
    assert "word@" not in str(error.value)
    assert office.graph.store.records(KIND) == []


def test_a_name_is_given_once(office: TicketOffice) -> None:
    kept(office)
    with pytest.raises(InvalidInput, match="a name that no connection has"):
        kept(office)


def test_a_connection_is_paused_and_goes_on(office: TicketOffice) -> None:
    kept(office)
    assert pause(office.graph, "ops").paused
    assert not pause(office.graph, "ops", False).paused
    with pytest.raises(NotFound, match="ops"):
        pause(office.graph, "osp")


def test_a_secret_that_is_not_there_is_told_by_its_place(
    office: TicketOffice, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput, match="env:RAMIFY_TEST_NONE"):
        site_of(kept(office, secret="env:RAMIFY_TEST_NONE"))
    file = tmp_path / "secret"
    file.write_text(" s\n")
    assert site_of(kept(office, name="b", secret=f"file:{file}")).secret == "s"
    with pytest.raises(UnreadableFile, match="nowhere"):
        site_of(kept(office, name="c", secret=f"file:{tmp_path}/nowhere"))


FILE = """
connections:
  - name: ops
    tool: desk
    url: https://desk.example
    secret: env:DESK_SECRET
    password: env:DESK_TOKEN
    tickets: [type=change]
    scope: [agency:health]
    most_writes: 20
    dry: true
    options: {field: cmdb_ci}
"""


def test_a_file_says_what_options_do(tmp_path: Path) -> None:
    path = tmp_path / "connections.yaml"
    path.write_text(FILE)
    (one,) = read_connections(path)
    assert (one.name, one.tickets, one.agencies, one.most_writes, one.dry, one.options) == (
        *("ops", ("type=change",), ("agency:health",), 20, True, {"field": "cmdb_ci"}),
    )
    assert (one.role, one.filters, one.user) == ("editor", (), None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("connections: {}", "a list"),
        ("{}", "connections"),
        ("connections: [{name: a}]", "tool: found nothing"),
        ("connections: [{name: a, tool: t, url: u, password_text: x}]", "unknown entry"),
        (FILE + "  - {name: ops, tool: desk, url: u}", "each name once"),
        ("connections: [{name: a, tool: t, url: u, dry: perhaps}]", "true or false"),
        ("a: [", "YAML"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "connections.yaml"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=told):
        read_connections(path)
