"""The same answer over HTTP from three servers: some 4,000 affected rows, id and name, one page.

Each is a process of its own on loopback, asked by the same client in turn; Debian with every
alternative needed is what all three hold, so that their answers are equal.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import numpy as np

from bench.debian_neo4j import debian_neo4j
from bench.figure import FULL, BenchFigure, faster, median_seconds
from bench.impact_pass import affected_counts, ungrouped
from graph_model.changes import ChangeSet, Put
from graph_model.model import standard_model
from queries.snapshot.snapshot import Snapshot
from stores.local_neo4j import LocalNeo4j
from stores.local_neo4j.artifacts import default_cache
from stores.sqlite import SqliteStore

ROWS = 4_000
PEERS = Path(__file__).parent / "peers"
COMMAND = [sys.executable, "-c", "from api.cli import main; main()"]
"""``ramify``, as this process has it."""
SERVE = [*COMMAND, "serve", "--port", "0"]
RAMIFY = (
    "query($id: ID!) { impact(of: [$id]) "
    "{ affected(first: 10000) { nodes { item { id name } } } } }"
)
NEO4J_GRAPHQL = (
    "query($id: ID!) { configurationItems(where: {id: {eq: $id}}) { affected { id name } } }"
)
RESOLVER = "query($id: ID!) { affected(id: $id) { id name } }"
Answer = Callable[[Any], list[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class ServerQuery:
    """A server, what it is asked, and where in its answer the rows are."""

    url: str
    query: str
    rows: Answer


def measure(size: str) -> Iterator[BenchFigure]:
    """The medians of many requests over a kept connection, the answer read whole."""
    runs = 40 if size == FULL else 5
    plain = ungrouped()
    name, count = _about(plain, ROWS)
    with ExitStack() as stack:
        server, _ = stack.enter_context(debian_neo4j())
        ours = stack.enter_context(_ramify(plain))
        resolver = stack.enter_context(_resolver(server))
        peer = stack.enter_context(_neo4j_graphql(server))
        client = stack.enter_context(httpx2.Client(timeout=60))
        took, rows = _asked(client, ours, name, runs)
        said = f"over HTTP, {count:,} affected rows, id and name, one page"
        for other, label, least in (
            (peer, "@neo4j/graphql", 5),
            (resolver, "a plain resolver", 20),
        ):
            if other is None:
                yield BenchFigure(said, took * 1e3, "ms", f"{label}: node or npm is missing")
                continue
            beside, theirs = _asked(client, other, name, runs)
            if theirs != rows:
                raise AssertionError(f"{label}: {len(theirs)} rows, Ramify {len(rows)}")
            ratio, target, met = faster(took, beside, least)
            yield BenchFigure(
                said, took * 1e3, "ms", f"{label}: {beside * 1e3:.1f} ms", ratio, target, met
            )


def _about(snapshot: Snapshot, rows: int) -> tuple[str, int]:
    """The package whose number of affected is nearest, and that number."""
    affected = affected_counts(snapshot)
    at = int(np.argmin(np.abs(affected - rows)))
    return snapshot.id(at), int(affected[at])


def _asked(
    client: httpx2.Client, asked: ServerQuery, name: str, runs: int
) -> tuple[float, set[tuple[str, str]]]:
    """The median seconds of a request, and the rows of its answer."""
    body = {"query": asked.query, "variables": {"id": name}}

    def ask() -> httpx2.Response:
        return client.post(asked.url, json=body)

    took = median_seconds(ask, runs, warm=5)
    answer = ask().json()
    if "errors" in answer:
        raise AssertionError(f"{asked.url}: {answer['errors']}")
    return took, {(row["id"], row["name"]) for row in asked.rows(answer["data"])}


@contextmanager
def _ramify(snapshot: Snapshot) -> Iterator[ServerQuery]:
    """``ramify serve`` over an embedded store that holds the graph."""
    with tempfile.TemporaryDirectory(prefix="ramify-bench-") as folder:
        path = Path(folder, "debian.db")
        _fill(path, snapshot)
        settings = {"RAMIFY_STORE": f"sqlite:///{path}", "RAMIFY_MAX_PAGE": "10000"}
        with served(SERVE, settings, stderr=True) as url:
            yield ServerQuery(
                url,
                RAMIFY,
                lambda data: [row["item"] for row in data["impact"]["affected"]["nodes"]],
            )


def _fill(path: Path, snapshot: Snapshot) -> None:
    model = standard_model()
    store = SqliteStore(path, model)
    facts = [Put(snapshot.item_at(row)) for row in range(snapshot.size)]
    numbers = snapshot.all_relations("DEPENDS_ON").tolist()
    links = [Put(snapshot.relation_at(number)) for number in numbers]
    for part, changes in enumerate(_parts([*facts, *links])):
        store.apply(ChangeSet(f"debian:{part}", tuple(changes)), "bench", "debian")
    store.close()


def _parts(changes: list[Put]) -> Iterator[list[Put]]:
    for at in range(0, len(changes), 50_000):
        yield changes[at : at + 50_000]


@contextmanager
def _resolver(server: LocalNeo4j) -> Iterator[ServerQuery]:
    command = [sys.executable, "-m", "bench.peers.resolver"]
    with served(command, _login(server)) as url:
        yield ServerQuery(url, RESOLVER, lambda data: list(data["affected"]))


@contextmanager
def _neo4j_graphql(server: LocalNeo4j) -> Iterator[ServerQuery | None]:
    """The npm packages in a folder of the cache, fetched when they are not there."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        yield None
        return
    folder = default_cache() / "bench-peer"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "neo4j_graphql.mjs"):
        shutil.copyfile(PEERS / name, folder / name)
    install = [npm, "install", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(install, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with served([node, "neo4j_graphql.mjs"], _login(server), folder) as url:
        yield ServerQuery(
            url, NEO4J_GRAPHQL, lambda data: data["configurationItems"][0]["affected"]
        )


def _login(server: LocalNeo4j) -> Mapping[str, str]:
    return {"BOLT": server.uri, "BOLT_USER": server.user, "BOLT_PASSWORD": server.password}


@contextmanager
def served(
    command: list[str],
    environment: Mapping[str, str],
    folder: Path = PEERS.parents[1],
    stderr: bool = False,
) -> Iterator[str]:
    """A server that prints its URL on its first line; it is stopped in the end."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | dict(environment) | {"NODE_ENV": "production"},
            stdout=log if stderr else subprocess.PIPE,
            stderr=subprocess.PIPE if stderr else log,
            text=True,
        )
        said = process.stderr if stderr else process.stdout
        assert said is not None
        try:
            url = said.readline().strip()
            if not url.startswith("http"):
                log.seek(0)
                raise RuntimeError(f"{command} did not serve: {url}\n{log.read()[-2000:]}")
            yield url
        finally:
            process.terminate()
            process.wait(20)
            said.close()
