"""A real Roundup and a real server: a ticket is made, its note appears, changes once, and ends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx2

from tests.support.repository import ROOT
from tests.support.roundup import ADMIN, OURS, Roundup, free_port, running
from tests.support.server_process import RUN, serving

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
QUIET = 1
NOTHING_HAPPENS = 3.0
"""So long is waited to see that nothing is written."""
AFFECTED = """{ item(id: "ticket:tickets:%s") { ... on Ticket {
    closedOn affects { edges { until } }
} } }"""


def ramify(folder: Path, *arguments: str, **variables: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | variables
    command = [sys.executable, "-c", RUN, *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def until(found: Callable[[], object], what: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, f"{what} did not come about"
        time.sleep(0.1)


def notes(roundup: Roundup, issue: str) -> list[str]:
    return [text for text in roundup.messages(issue) if "[ramify " in text]


def test_from_the_ticket_made_to_the_ticket_closed(tmp_path: Path) -> None:
    port = free_port()
    hook = {"url": f"http://127.0.0.1:{port}/hooks/tickets", "secret": "between the two"}
    secrets = {"TICKETS_SECRET": hook["secret"], "TICKETS_PASSWORD": OURS[1]}
    settings = {
        "RAMIFY_STORE": "sqlite:///store.db",
        "RAMIFY_OUTBOUND_NETWORKS": "127.0.0.0/8",
        "RAMIFY_TICKET_QUIET": str(QUIET),
    }
    (tmp_path / "facts.jsonl").write_text(FACTS.strip())
    with running(tmp_path, free_port(), hook) as roundup:
        ids = [roundup.create("keyword", ADMIN, name=name) for name in ("SAN 1", "ci:host")]
        ramify(tmp_path, "load", "facts.jsonl", **settings)
        where = ("--name", "tickets", "--url", roundup.url, "--user", OURS[0])
        from_where = ("--secret-env", "TICKETS_SECRET", "--password-env", "TICKETS_PASSWORD")
        ramify(tmp_path, "connection", "add", "roundup", *where, *from_where, **settings)
        tried = ramify(tmp_path, "connection", "test", "tickets", **settings, **secrets)
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
            time.sleep(NOTHING_HAPPENS)
            assert notes(roundup, issue) == [second], "nothing that matters changed"

            roundup.change("issue", issue, status="resolved")
            until(lambda: "Closed" in notes(roundup, issue)[0], "the end")
            assert len(notes(roundup, issue)) == 1
            query = {"query": AFFECTED % issue}
            answer = httpx2.post(f"{server.address}/graphql", json=query).json()
            assert "errors" not in answer, answer
            told = answer["data"]["item"]
            assert told["closedOn"]
            assert [edge["until"] for edge in told["affects"]["edges"]] == [told["closedOn"]] * 2
