"""Many who ask at once: answers a second for one and for many, and beside what takes long.

One server over both samples; those who ask are of one process, each over a connection of
its own. One and many ask in turns, so that both have the same machine.
"""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

import httpx2

from bench.end_to_end import COMMAND, SERVE, served
from bench.figure import FULL, BenchFigure

SAMPLES = Path(__file__).parents[1] / "samples"
SHORT = {
    "query": """{ impact(of: ["supplier:cirrus"], lens: SOURCING, asOf: "2026-11-25") {
        verdict affected(first: 20) { nodes { level item { id name } } } } }"""
}
LONG = "reports/structure.xlsx"
MANY = 16


def measure(size: str) -> Iterator[BenchFigure]:
    """The medians of some turns."""
    turns, answers = (7, 800) if size == FULL else (1, 160)
    with tempfile.TemporaryDirectory(prefix="ramify-bench-") as folder:
        store = f"sqlite:///{Path(folder, 'sample.db')}"
        samples = [str(SAMPLES / name) for name in ("fedramp.json", "state")]
        load = [*COMMAND, "load", *samples, "--store", store]
        subprocess.run(load, check=False, capture_output=True)  # what is kept back is told
        with served(SERVE, {"RAMIFY_STORE": store}, stderr=True) as url:
            one, many = asyncio.run(_in_turns(url, turns, answers))
            alone, beside = asyncio.run(_beside_long(url, answers))
    yield BenchFigure("Answers a second, one client", one, "")
    target = "at least as many as one"
    told = f"Answers a second, {MANY} clients"
    yield BenchFigure(told, many, "", f"one client: {one:.0f}", many / one, target, many >= one)
    yield BenchFigure("The same question of one client, median", alone * 1e3, "ms")
    told = "The same while another client has workbooks made without pause, median"
    yield BenchFigure(told, beside * 1e3, "ms")


async def _in_turns(url: str, turns: int, answers: int) -> tuple[float, float]:
    """Answers a second of one and of many."""
    took: dict[int, list[float]] = {1: [], MANY: []}
    for _ in range(turns):
        for clients, found in took.items():
            found.append(await _rate(url, clients, answers))
    return median(took[1]), median(took[MANY])


async def _rate(url: str, clients: int, answers: int) -> float:
    limits = httpx2.Limits(max_connections=clients)
    async with httpx2.AsyncClient(limits=limits, timeout=60) as client:
        await _ask(client, url, 2 * clients)
        began = perf_counter()
        await asyncio.gather(*(_ask(client, url, answers // clients) for _ in range(clients)))
        return answers / (perf_counter() - began)


async def _ask(client: httpx2.AsyncClient, url: str, times: int) -> list[float]:
    """How long each took, in seconds."""
    took = []
    for _ in range(times):
        began = perf_counter()
        answer = (await client.post(url, json=SHORT)).json()
        took.append(perf_counter() - began)
        if "errors" in answer:
            raise AssertionError(f"{url}: {answer['errors']}")
    return took


async def _beside_long(url: str, answers: int) -> tuple[float, float]:
    """The median seconds of a short question, alone and while others take long."""
    async with httpx2.AsyncClient(timeout=60) as client:
        alone = median(await _ask(client, url, answers))
        async with _long(url):
            beside = median(await _ask(client, url, answers // 8))
    return alone, beside


@asynccontextmanager
async def _long(url: str) -> AsyncIterator[None]:
    async def ask() -> None:
        async with httpx2.AsyncClient(timeout=60) as client:
            while True:
                (await client.get(url.removesuffix("graphql") + LONG)).raise_for_status()

    asking = asyncio.create_task(ask())
    try:
        await asyncio.sleep(1)
        if asking.done():
            asking.result()
        yield
    finally:
        asking.cancel()
