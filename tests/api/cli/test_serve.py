"""Serving, as its users meet it: the demo and ``ramify serve``, each a process of its own."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from neo4j import GraphDatabase
from typer.testing import CliRunner

from api.cli.demo import compact
from api.cli.root import app as cli
from application.demo import QUESTIONS
from graph_model.changes import ChangeSet, Put
from graph_model.facts import Item
from graph_model.model import standard_model
from stores.local_neo4j.artifacts import default_cache
from stores.sqlite import SqliteStore
from tests.support.loopback import call
from tests.support.neo4j_server import LIGHTLY
from tests.support.repository import ROOT
from tests.support.server_process import RUN, serving


def test_the_demo_answers_what_it_prints(tmp_path: Path) -> None:
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    with serving(tmp_path, "demo", **cache) as demo:
        first = demo.printed
        for words, query in QUESTIONS:
            assert words in first
            answer = call("POST", f"{demo.address}/graphql", json={"query": query}).json()
            assert "errors" not in answer
            shown = compact(answer["data"], 96).split("\n")[:40]
            assert [line for line in shown if line not in first] == []
        assert call("GET", f"{demo.address}/docs").status_code == 200
        explorer = call("GET", f"{demo.address}/graphql", headers={"accept": "text/html"})
        assert "Ramify: GraphQL" in explorer.text
    assert "loading the samples" in first
    kept = re.search(r"^Kept in (sqlite:///\S+\.db);", first, flags=re.MULTILINE)
    assert kept is not None
    assert Path(kept[1].removeprefix("sqlite:///")).is_file()
    with serving(tmp_path, "demo", **cache) as again:
        assert "loading the samples" not in again.printed
        assert (
            again.printed.partition("1. ")[2].partition("Look at it")[0]
            == (first.partition("1. ")[2].partition("Look at it")[0])
        )


@pytest.mark.neo4j
def test_the_demo_on_neo4j_says_how_to_ask_it_in_cypher(tmp_path: Path) -> None:
    """It has a home of its own in the cache; Neo4j itself is where it always is."""
    caches = {"XDG_CACHE_HOME": str(tmp_path), "RAMIFY_NEO4J_CACHE": str(default_cache())}
    with serving(tmp_path, "demo", "--neo4j", **caches, **LIGHTLY) as demo:
        found = re.search(
            r"Neo4j at (\S+), .*\n  user      (\S+)\n  password  (\S+)\n  Cypher    (.+)",
            demo.printed,
        )
        assert found is not None, demo.printed
        uri, user, password, cypher = found.groups()
        with GraphDatabase.driver(uri, auth=(user, password)) as driver:
            rows = driver.execute_query(cypher).records
        assert any("Benefits Portal" in str(row["services"]) for row in rows)


def test_serve_works_on_the_store_it_is_given(tmp_path: Path) -> None:
    mutation = (
        'mutation { applyChangeSet(input: {id: "a", changes: '
        '[{put: {kind: "Agency", id: "a:1", name: "One"}}]}) { revision } }'
    )
    query = '{ before: item(id: "a:0") { name } now: item(id: "a:1") { name } }'

    def store() -> closing[SqliteStore]:
        return closing(SqliteStore(tmp_path / "facts.db", standard_model()))

    with store() as before:
        before.apply(ChangeSet("b", (Put(Item("Agency", "a:0", {"name": "None"})),)), "ann", "test")
    with serving(tmp_path, "serve", "--store", "sqlite:///facts.db") as server:
        for asked, told in (
            (mutation, {"applyChangeSet": {"revision": 2}}),
            (query, {"before": {"name": "None"}, "now": {"name": "One"}}),
        ):
            answer = call("POST", f"{server.address}/graphql", json={"query": asked}).json()
            assert answer == {"data": told}
    with store() as after:
        assert [one.change_set for one in after.journal()] == ["b", "a"]


def test_the_demos_store_can_be_asked_without_its_server(tmp_path: Path) -> None:
    def ramify(*arguments: str) -> str:
        done = CliRunner().invoke(cli, arguments, env={"XDG_CACHE_HOME": str(tmp_path)})
        assert done.exit_code == 0, done.output
        return done.stdout

    store = ramify("demo", "--load-only").strip()
    assert store.startswith(f"sqlite:///{tmp_path}")
    assert "supplier:cirrus" in ramify("search", "cirrus", "--store", store)


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_port_is_said_at_once(command: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-c", RUN, command],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={
                "PYTHONPATH": str(ROOT),
                "RAMIFY_PORT": port,
                "XDG_CACHE_HOME": str(tmp_path),
                "PATH": "",
            },
            check=False,
            timeout=120,
        )
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert "RAMIFY_PORT" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
