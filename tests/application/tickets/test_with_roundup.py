"""A real Roundup and a real server: a ticket is made, its note appears, changes once, and ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.root import app
from tests.support.loopback import call
from tests.support.roundup import ADMIN, OURS, Roundup, free_port, running
from tests.support.server_process import Serving, serving

FACTS = """
{"kind": "Agency", "id": "agency:health", "name": "Health"}
{"kind": "Agency", "id": "agency:roads", "name": "Roads"}
{"kind": "Service", "id": "service:mail", "name": "Mail"}
{"kind": "Service", "id": "service:permits", "name": "Permits"}
{"kind": "ConfigurationItem", "id": "ci:san-1", "name": "SAN 1"}
{"kind": "ConfigurationItem", "id": "ci:host", "name": "Host"}
{"type": "CONSUMES", "from": "agency:health", "to": "service:mail"}
{"type": "CONSUMES", "from": "agency:roads", "to": "service:permits"}
{"type": "DEPENDS_ON", "from": "service:mail", "to": "ci:san-1"}
{"type": "DEPENDS_ON", "from": "service:permits", "to": "ci:host"}
"""
NOTHING_HAPPENS = 0.5
"""So long is waited, after a change is known, to see that nothing is written."""
TICKET = """{ item(id: "ticket:tickets:%s") { name ... on Ticket {
    closedOn affects { edges { until } }
} } }"""


def ramify(*arguments: str, **variables: str) -> str:
    done = CliRunner().invoke(app, arguments, env=variables)
    assert done.exit_code == 0, done.output
    return done.stdout


def until(found: Callable[[], object], what: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, f"{what} did not come about"
        time.sleep(0.05)


def notes(roundup: Roundup, issue: str) -> list[str]:
    return [text for text in roundup.messages(issue) if "[ramify " in text]


def told(server: Serving, issue: str) -> dict[str, Any]:
    """What is told of the ticket; nothing before it is known."""
    answer = call("POST", f"{server.address}/graphql", json={"query": TICKET % issue}).json()
    assert "errors" not in answer, answer
    return answer["data"]["item"] or {}


def test_from_the_ticket_made_to_the_ticket_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    port = free_port()
    hook = {"url": f"http://127.0.0.1:{port}/hooks/tickets", "secret": "between the two"}
    secrets = {"TICKETS_SECRET": hook["secret"], "TICKETS_PASSWORD": OURS[1]}
    settings = {
        "RAMIFY_STORE": "sqlite:///store.db",
        "RAMIFY_OUTBOUND_NETWORKS": "127.0.0.0/8",
        "RAMIFY_TICKET_QUIET": "0",
        "RAMIFY_POLL_SECONDS": "0.05",
    }
    (tmp_path / "facts.jsonl").write_text(FACTS.strip())
    with running(tmp_path, free_port(), hook) as roundup:
        ids = [roundup.create("keyword", ADMIN, name=name) for name in ("SAN 1", "ci:host")]
        ramify("load", "facts.jsonl", **settings)
        where = ("--name", "tickets", "--url", roundup.url, "--user", OURS[0])
        from_where = ("--secret-env", "TICKETS_SECRET", "--password-env", "TICKETS_PASSWORD")
        ramify("connection", "add", "roundup", *where, *from_where, **settings)
        tried = ramify("connection", "test", "tickets", **settings, **secrets)
        assert "nothing is missing" in tried
        given = {**settings, **secrets, "RAMIFY_PORT": str(port)}
        with serving(tmp_path, "serve", **given) as server:
            issue = roundup.create("issue", title="SAN down", keyword=["SAN 1"])
            until(lambda: notes(roundup, issue), "the note")
            (first,) = notes(roundup, issue)
            assert "Health" in first
            assert "LOST" in first
            assert "Roads" not in first

            roundup.change("issue", issue, keyword=ids)
            until(lambda: "Roads" in notes(roundup, issue)[0], "the change")
            (second,) = notes(roundup, issue)

            roundup.change("issue", issue, title="SAN down again")
            until(lambda: "again" in told(server, issue)["name"], "the other title")
            time.sleep(NOTHING_HAPPENS)
            assert notes(roundup, issue) == [second], "nothing that matters changed"

            roundup.change("issue", issue, status="resolved")
            until(lambda: "Closed" in notes(roundup, issue)[0], "the end")
            assert len(notes(roundup, issue)) == 1
            closed = told(server, issue)
            assert closed["closedOn"]
            edges = closed["affects"]["edges"]
            assert [edge["until"] for edge in edges] == [closed["closedOn"]] * 2
