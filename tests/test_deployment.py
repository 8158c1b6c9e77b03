"""The container files agree with what the project declares elsewhere, and expose nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from application.settings import Settings
from tests.support.loopback import call
from tests.support.neo4j_server import IMAGE
from tests.support.repository import ROOT, rooms
from tests.support.server_process import address


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(text("docker-compose.yml"))
    return loaded


def text(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def test_compose_runs_the_neo4j_that_the_tests_run(compose: dict[str, Any]) -> None:
    assert compose["services"]["neo4j"]["image"] == IMAGE


@pytest.mark.parametrize("service", ["neo4j", "api"])
def test_every_service_has_a_health_check_and_loopback_ports_only(
    compose: dict[str, Any], service: str
) -> None:
    declared = compose["services"][service]
    assert declared["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert all(port.startswith("127.0.0.1:") for port in declared["ports"])


def test_the_api_waits_for_a_healthy_store_and_finds_it(compose: dict[str, Any]) -> None:
    api = compose["services"]["api"]
    assert api["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert api["environment"]["RAMIFY_STORE"] == "bolt://neo4j:7687"


def test_the_api_answers_to_its_service_name_unless_told_others(compose: dict[str, Any]) -> None:
    hosts = compose["services"]["api"]["environment"]["RAMIFY_HOSTS"]
    default = re.fullmatch(r"\$\{RAMIFY_HOSTS:-(.+)\}", hosts)
    assert default is not None
    assert Settings(hosts=json.loads(default[1])).hosts == ("api",)


def test_the_data_are_on_a_volume(compose: dict[str, Any]) -> None:
    volume, _, target = compose["services"]["neo4j"]["volumes"][0].partition(":")
    assert volume in compose["volumes"]
    assert target == "/data"


def test_the_password_comes_from_the_environment_and_must_be_set(compose: dict[str, Any]) -> None:
    neo4j, api = (compose["services"][name]["environment"] for name in ("neo4j", "api"))
    asked = re.fullmatch(r"neo4j/(\$\{NEO4J_PASSWORD:\?[^}]+\})", neo4j["NEO4J_AUTH"])
    assert asked is not None
    assert api["RAMIFY_STORE_PASSWORD"] == asked.group(1)


def test_the_image_asks_who_comes_and_makes_a_first_admin(compose: dict[str, Any]) -> None:
    """It binds to every address of the container, which `serve` refuses without sign-in."""
    image = text("Dockerfile")
    (command,) = re.findall(r"^CMD (.+)$", image, flags=re.MULTILINE)
    made, _, served = json.loads(command)[2].partition(" && exec ")
    assert served.split()[:2] == ["ramify", "serve"]
    assert "ENV RAMIFY_SIGN_IN=required" in image
    file = made.split()[-1]
    assert made == f"ramify token create admin --role admin --first --quiet -o {file}"
    volume, _, target = compose["services"]["api"]["volumes"][0].partition(":")
    assert volume in compose["volumes"]
    assert Path(file).parent == Path(target)


@dataclass(frozen=True)
class Container:
    """What the image's command does, with folders of a test's own."""

    folder: Path
    secrets: Path

    def command(self) -> str:
        """The command, its secrets and its server where a test may have them."""
        (given,) = re.findall(r"^CMD (.+)$", text("Dockerfile"), flags=re.MULTILINE)
        shell, option, command = json.loads(given)
        assert (shell, option) == ("sh", "-c")
        served = str(command).replace("--host 0.0.0.0 --port 8000", "--port 0")
        assert served != command
        return served.replace("/secrets/", f"{self.secrets}/")

    @contextmanager
    def running(self) -> Iterator[tuple[str, subprocess.Popen[str]]]:
        """The container's one process, once it answers: where, and the process."""
        log = self.folder / "log.txt"
        environment = {n: v for n, v in os.environ.items() if not n.startswith("RAMIFY_")}
        environment |= {"RAMIFY_SIGN_IN": "required", "RAMIFY_STORE": "sqlite:///facts.db"}
        environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
        with (
            log.open("w", encoding="utf-8") as output,
            subprocess.Popen(
                ["sh", "-c", self.command()],
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                cwd=self.folder,
                env=environment,
            ) as process,
        ):
            try:
                yield address(process, log), process
            finally:
                process.terminate()
                assert process.wait(timeout=60) in (0, -signal.SIGTERM), log.read_text("utf-8")


@pytest.fixture
def container(tmp_path: Path) -> Container:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    return Container(tmp_path, secrets)


def test_the_images_command_makes_the_first_admin_once_and_becomes_the_server(
    container: Container,
) -> None:
    """Its token is a file that nobody else reads; started again it is the same; it is no shell."""
    file, tokens = container.secrets / "admin-token", []
    for _ in range(2):
        with container.running() as (url, process):
            assert file.stat().st_mode & 0o777 == 0o600
            tokens.append(file.read_text("ascii").strip())
            bearer = {"authorization": f"Bearer {tokens[-1]}"}
            told = call("GET", f"{url}/session", headers=bearer)
            assert (told.json()["name"], told.json()["role"]) == ("admin", "admin")
            assert call("GET", f"{url}/session").status_code == 401
            assert b"serve" in Path(f"/proc/{process.pid}/cmdline").read_bytes().split(b"\0")
        assert tokens[0] not in (container.folder / "log.txt").read_text("utf-8")
    assert tokens[0] == tokens[1]


def test_an_image_runs_as_nobody_in_particular_and_holds_no_secret() -> None:
    stages = re.split(r"^FROM ", text("Dockerfile"), flags=re.MULTILINE)[1:]
    last = stages[-1]
    assert all(re.match(r"python:\d+\.\d+-slim\b", stage) for stage in stages)
    assert last.index("\nUSER ") < last.index("\nCMD ")
    assert re.findall(r"^USER (.+)$", last, flags=re.MULTILINE) == ["ramify"]
    assert "chmod 700 /secrets" in last
    declared = re.findall(r"^(?:ENV|ARG) (.+)$", text("Dockerfile"), flags=re.MULTILINE)
    assert not [line for line in declared if re.search("PASSWORD|TOKEN|SECRET", line)]
    assert "ADD " not in text("Dockerfile")


def test_the_api_may_nothing_that_it_does_not_need(compose: dict[str, Any]) -> None:
    api = compose["services"]["api"]
    assert api["cap_drop"] == ["ALL"]
    assert api["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "network_mode", "cap_add", "user"} & set(api)


def test_the_image_carries_every_room_and_the_same_uv() -> None:
    copied = re.findall(r"^COPY (\w+) \1$", text("Dockerfile"), flags=re.MULTILINE)
    assert copied == [*rooms(), "web"]
    let_in = re.findall(r"^!(\w+)$", text(".dockerignore"), flags=re.MULTILINE)
    assert set(rooms()) <= set(let_in)
    pinned = [
        re.search(rf"UV_VERSION *{assign} *(\S+)", text(file))
        for file, assign in (("Makefile", ":="), ("Dockerfile", "="))
    ]
    assert pinned[0] is not None
    assert pinned[1] is not None
    assert pinned[0].group(1) == pinned[1].group(1)


def test_ci_runs_the_tests_and_nothing_else() -> None:
    commands = [
        line
        for line in text(".ci/run").splitlines()
        if line and not line.startswith(("#", "set ", "cd "))
    ]
    assert commands == ["exec make test"]
