"""What it costs to be known: the same request with a token, with a session and with neither.

One server on loopback that anybody on the machine may ask, so that all three are answered by it in
turns, in one run. The request is a small one, beside which whatever is done to know somebody shows.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

import httpx2

from bench.end_to_end import COMMAND, SERVE, served
from bench.figure import FULL, BenchFigure, seconds
from graph_model.changes import ChangeSet, Put
from graph_model.facts import Item
from graph_model.model import standard_model
from stores.sqlite import SqliteStore

QUERY = {"query": '{ item(id: "service:0") { id name } }'}
MOST = 1.2
"""So many times as long as an open request may one take that is signed in."""


def measure(size: str) -> Iterator[BenchFigure]:
    """The medians of requests in turns, over a kept connection each."""
    runs = 2_000 if size == FULL else 100
    with tempfile.TemporaryDirectory(prefix="ramify-bench-") as folder:
        store = f"sqlite:///{Path(folder, 'small.db')}"
        _fill(Path(folder, "small.db"))
        token = _token(store)
        with served(SERVE, {"RAMIFY_STORE": store}, stderr=True) as url:
            took = _asked(url, token, runs)
    for name, value in took.items():
        ratio = value / took["open"]
        told = None if name == "open" else ratio <= MOST
        target = "" if told is None else f"≤ {MOST:g} × an open one"
        measured = f"A request, {name}"
        yield BenchFigure(measured, value * 1e3, "ms", "", ratio, target, told)


def _fill(path: Path) -> None:
    store = SqliteStore(path, standard_model())
    items = tuple(Put(Item("Service", f"service:{n}", {"name": f"S {n}"})) for n in range(1_000))
    store.apply(ChangeSet("start", items), "bench", "bench")
    store.close()


def _token(store: str) -> str:
    create = ["token", "create", "bench", "--role", "viewer", "--quiet", "--store", store]
    made = subprocess.run([*COMMAND, *create], check=True, capture_output=True, text=True)
    return made.stdout.strip()


def _asked(url: str, token: str, runs: int) -> dict[str, float]:
    """The median seconds of a request of each sort, one after the other."""
    bearer = {"Authorization": f"Bearer {token}"}
    origin = {"Origin": url.removesuffix("/graphql")}
    address = f"{url.removesuffix('/graphql')}/session"
    took: dict[str, list[float]] = {"open": [], "with a token": [], "with a session": []}
    with (
        httpx2.Client(headers=origin) as nobody,
        httpx2.Client(headers=origin | bearer) as known,
        httpx2.Client(headers=origin) as session,
    ):
        session.post(address, headers=bearer).raise_for_status()
        for _ in range(runs):
            for times, client in zip(took.values(), (nobody, known, session), strict=True):
                times.append(seconds(partial(_ask, client, url)))
    return {name: median(times) for name, times in took.items()}


def _ask(client: httpx2.Client, url: str) -> None:
    client.post(url, json=QUERY).raise_for_status()
