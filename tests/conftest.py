"""What every test may ask for: a real Neo4j, and a place for a store, empty at its start."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from neo4j import Driver

from application.log import configure_logging
from graph_model.errors import StoreUnavailable
from tests.support import real_data
from tests.support.neo4j_server import Neo4jServer, empty, obtain
from tests.support.ram_disk import keep_files_in_memory
from tests.support.store_place import BOTH, Place, neo4j_place, sqlite_place

# Times say nothing on a busy machine. What CI says depends on the commit alone; elsewhere every run
# tries new examples.
settings.register_profile(
    "ramify",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
    print_blob=True,
)
settings.register_profile("quick", settings.get_profile("ramify"), max_examples=3)
settings.load_profile("quick" if "RAMIFY_QUICK" in os.environ else "ramify")


configure_logging()
keep_files_in_memory()


def pytest_report_header() -> str:
    """What a person should know of this run."""
    return real_data.told()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that asks for the server, so that ``-m "not neo4j"`` leaves it out.

    A test that asks by ``request.getfixturevalue`` has to carry the marker itself.
    """
    for item in items:
        if "neo4j_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.neo4j)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let nobody look for garbage while tests are collected either: hardly any of it is some."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """Let nobody look for garbage among all tests and what they import: they stay until the end.

    Each full collection did, for half a second and more: a tenth of the run. From then on garbage
    is looked for as seldom as in the server; as it stands, that takes another eighth. What was
    dropped so far stays too: it is little, and finding it takes longer than all later rounds.
    """
    from api.server import COLLECT_AT  # not where tests are handed out: both cores wait for that

    gc.freeze()
    gc.set_threshold(COLLECT_AT)


@pytest.fixture(scope="session")
def neo4j_server(pytestconfig: pytest.Config) -> Iterator[Neo4jServer]:
    """A Neo4j that answers. The run fails if none can be had; it never skips."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")

    def say(line: str) -> None:
        with capture.global_and_fixture_disabled():
            print(line, file=sys.stderr, flush=True)

    with ExitStack() as stack:
        try:
            server = obtain(stack, say)
        except StoreUnavailable as error:
            pytest.fail(f"no Neo4j can be had for the tests: {error}", pytrace=False)
        yield server


@pytest.fixture(scope="session")
def neo4j_driver(neo4j_server: Neo4jServer) -> Iterator[Driver]:
    """One driver for the session."""
    with neo4j_server.driver() as driver:
        yield driver


@pytest.fixture
def empty_neo4j(neo4j_server: Neo4jServer, neo4j_driver: Driver) -> Neo4jServer:
    """The server with an empty database; what the test leaves can be looked at afterwards."""
    empty(neo4j_driver)
    return neo4j_server


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty place for a store, once for each of the two; what is opened there is closed."""
    if request.param == "sqlite":
        found = sqlite_place(tmp_path)
    else:
        found = neo4j_place(request.getfixturevalue("empty_neo4j"))
    yield found
    found.close()
