"""Get a real Neo4j for the tests: a given one, a container, or a local one; never none."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field

from neo4j import Driver, GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from graph_model.errors import StoreUnavailable
from stores.local_neo4j import NEO4J_VERSION, local_neo4j
from stores.local_neo4j.artifacts import Say
from stores.local_neo4j.config import LIGHT

IMAGE = f"neo4j:{NEO4J_VERSION}-community"

LIGHTLY = {"JDK_JAVA_OPTIONS": " ".join(LIGHT)}
"""For a command whose Neo4j is made to last: as light as the tests' own, at half the time."""

_PING = "import docker; docker.from_env(timeout=5).ping()"
_EMPTY = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"


@dataclass(frozen=True)
class Neo4jServer:
    """Where the tests' Neo4j answers, and how to log in."""

    uri: str
    user: str
    password: str = field(repr=False)

    def driver(self) -> Driver:
        """Open a driver; its caller closes it."""
        return GraphDatabase.driver(self.uri, auth=(self.user, self.password))


def obtain(stack: ExitStack, say: Say) -> Neo4jServer:
    """Return a server that answers, to be stopped by the stack: the first of the three ways.

    ``say`` tells whoever watches the run: a first download takes its time.

    Raises:
        StoreUnavailable: none can be had, or the given one does not answer.
    """
    if uris := os.environ.get("NEO4J_TEST_URI", "").split():
        return _given(uris)
    if _docker_answers():
        return _container(stack)
    local = stack.enter_context(local_neo4j(brief=True, say=say))
    return Neo4jServer(local.uri, local.user, local.password)


def empty(driver: Driver) -> None:
    """Remove every node and relationship, in batches; constraints and indexes stay."""
    with driver.session() as session:
        session.run(_EMPTY).consume()


def _given(uris: list[str]) -> Neo4jServer:
    """The server of ``NEO4J_TEST_URI``, one a worker; whatever it holds will be removed."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if len(uris) < workers:
        raise StoreUnavailable(
            f"NEO4J_TEST_URI names {len(uris)} for {workers} workers, which would empty the same "
            "database; name one a worker, run fewer, or unset it for a server a worker"
        )
    uri = uris[int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))]
    user = os.environ.get("NEO4J_TEST_USER", "neo4j")
    server = Neo4jServer(uri, user, os.environ.get("NEO4J_TEST_PASSWORD", ""))
    try:
        with server.driver() as driver:
            driver.verify_connectivity()
    except (DriverError, Neo4jError) as error:
        raise StoreUnavailable(
            f"the Neo4j of NEO4J_TEST_URI ({uri}, user {user}) does not let the tests in: {error}; "
            "see NEO4J_TEST_USER and NEO4J_TEST_PASSWORD, or unset NEO4J_TEST_URI for a local one"
        ) from error
    return server


def _docker_answers() -> bool:
    """Ask in a process of its own: a Docker client that fails leaves open sockets behind."""
    asked = subprocess.run([sys.executable, "-c", _PING], capture_output=True, check=False)
    return asked.returncode == 0


def _container(stack: ExitStack) -> Neo4jServer:
    """A throwaway container of the version that the local tool runs."""
    from testcontainers.community.neo4j import Neo4jContainer

    container = stack.enter_context(Neo4jContainer(image=IMAGE))
    return Neo4jServer(container.get_connection_url(), container.username, container.password)
