"""The tests' own Neo4j: emptied between tests, refused where it would mislead, never skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from neo4j import Driver

from graph_model.errors import StoreUnavailable
from stores.local_neo4j import NEO4J_VERSION
from tests.support.neo4j_server import Neo4jServer, empty, obtain
from tests.support.repository import ROOT

NOBODY = "bolt://127.0.0.1:1"


def test_emptying_removes_all_facts_and_no_constraint(
    empty_neo4j: Neo4jServer, neo4j_driver: Driver
) -> None:
    constraint = "test_kept_when_emptied"
    neo4j_driver.execute_query(
        f"CREATE CONSTRAINT {constraint} FOR (n:Kept) REQUIRE n.id IS UNIQUE"
    )
    neo4j_driver.execute_query(
        "UNWIND range(1, 6000) AS i CREATE (:Kept {id: i})-[:KNOWS]->(:Other {id: i})"
    )
    empty(neo4j_driver)
    left = neo4j_driver.execute_query("MATCH (n) RETURN count(n)").records[0].value()
    names = neo4j_driver.execute_query("SHOW CONSTRAINTS YIELD name").records
    neo4j_driver.execute_query(f"DROP CONSTRAINT {constraint}")
    assert left == 0
    assert constraint in [record.value() for record in names]


@pytest.mark.parametrize(
    ("uris", "workers", "said"),
    [
        ([NOBODY], "1", f"{NOBODY}, .*does not let the tests in"),
        ([NOBODY], "2", "names 1 for 2 workers"),
        (["bolt://127.0.0.1:2", NOBODY], "2", f"{NOBODY}, .*does not let the tests in"),
    ],
)
def test_a_given_server_that_will_not_do_is_an_error(
    monkeypatch: pytest.MonkeyPatch, uris: list[str], workers: str, said: str
) -> None:
    monkeypatch.setenv("NEO4J_TEST_URI", " ".join(uris))
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", workers)
    monkeypatch.setenv("PYTEST_XDIST_WORKER", f"gw{len(uris) - 1}")
    with ExitStack() as stack, pytest.raises(StoreUnavailable, match=said):
        obtain(stack, print)


def run_with(**environment: str) -> subprocess.CompletedProcess[str]:
    """A run of a test that wants a server, on a worker."""
    wants_one = "tests/test_neo4j_server.py::test_emptying_removes_all_facts_and_no_constraint"
    command = [sys.executable, "-m", "pytest", "-q", "-n1", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, wants_one],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_first_fetch_is_told_while_it_lasts_and_without_a_server_the_run_fails(
    tmp_path: Path,
) -> None:
    """What is fetched here is nothing."""
    maven = tmp_path / "mvn"
    maven.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    maven.chmod(0o755)
    (tmp_path / "jgo.py").write_text("raise ImportError", encoding="utf-8")
    done = run_with(
        NEO4J_TEST_URI="",
        DOCKER_HOST="tcp://127.0.0.1:1",
        PATH=f"{tmp_path}:{os.environ['PATH']}",
        PYTHONPATH=str(tmp_path),
        RAMIFY_NEO4J_CACHE=str(tmp_path / "cache"),
    )
    assert f"fetching Neo4j {NEO4J_VERSION}" in done.stderr
    assert done.returncode == 1
    assert "no Neo4j can be had for the tests" in done.stdout
    assert "lacks neo4j" in done.stdout
    assert "skipped" not in done.stdout
