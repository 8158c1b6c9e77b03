"""``ramify neo4j run`` says how to log in to a server that answers, and ends with Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from neo4j import GraphDatabase
from typer.testing import CliRunner

from api.cli.neo4j import app
from tests.support.neo4j_server import LIGHTLY

# A run of tests in the background of a shell hands on that Ctrl-C is ignored.
HEEDING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
RUN = f"{HEEDING}; import sys; from api.cli.neo4j import app; app(['run', *sys.argv[1:]])"


@pytest.mark.neo4j
def test_run_prints_a_login_that_works_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RUN, "--home", str(tmp_path)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **LIGHTLY},
    ) as process:
        assert process.stdout is not None
        printed = "".join(process.stdout.readline() for _ in range(6))
        found = re.search(
            r"RAMIFY_STORE=(\S+) RAMIFY_STORE_USER=(\S+) RAMIFY_STORE_PASSWORD=(\S+)", printed
        )
        assert found is not None, printed
        uri, user, password = found.groups()
        with GraphDatabase.driver(uri, auth=(user, password)) as driver:
            driver.verify_connectivity()
        assert str(tmp_path) in printed
        assert "Ctrl-C" in printed
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 0
    assert "stopping Neo4j" in said


@pytest.mark.parametrize("port", ["0", "65536", "bolt"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    result = CliRunner().invoke(app, ["run", "--port", port])
    assert result.exit_code == 2
    assert "--port" in result.output
