"""Deliveries of a ticketing tool beside a million items: how many are taken in, how soon a note is.

A server in a process of its own, over a state in SQLite; the tool is one of our own that is called
in memory, so that what is measured is ours alone. It writes down when each note was written.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import httpx2
import numpy as np
import orjson

from bench.figure import FULL, BenchFigure, within
from bench.state import kept_state
from graph_model.errors import Problem
from graph_model.model import standard_model
from outbound.client import OutboundClient
from queries.snapshot.days import day_number
from queries.snapshot.snapshot import Snapshot
from ticketing.option import ToolOption
from ticketing.proof import hex_mac, verify_body
from ticketing.ticket import Mention, Naming, TicketEvent, ToolTicket
from ticketing.tool import DeliveringTool, Hook, Site, TicketNote

ITEMS = {FULL: 1_000_000, "small": 20_000}
SECRET, NAME = "bench", "bench"
A_SECOND, SECONDS = 100, 60
LATEST = 120.0
"""Longer than so many seconds no note is waited for."""
SERVE = "from bench.deliveries import serve; serve()"
READY = 600.0


@dataclass(frozen=True, slots=True)
class TicketPace:
    """So many tickets told, so many a second or all at once."""

    tickets: int
    a_second: float | None = None

    @property
    def steady(self) -> bool:
        """Whether they come one after the other."""
        return self.a_second is not None

    @property
    def said(self) -> str:
        """It in words."""
        pace = f"{self.a_second:g} a second" if self.a_second else "at once"
        return f"{self.tickets} tickets, {pace}"


PACES = (TicketPace(100, 4), TicketPace(200, 10), TicketPace(50))


@dataclass(frozen=True)
class TimedTool(DeliveringTool):
    """A tool whose deliveries name one item, and whose notes are times in a file."""

    notes: Path
    name: str = NAME
    edits_in_place: bool = True
    reads_only: bool = False
    options: Sequence[ToolOption] = ()

    def verify(self, hook: Hook, site: Site) -> None:
        """See that it is signed."""
        verify_body(hook, site, "x-signature")

    def delivery(self, hook: Hook) -> str | None:
        """The id that the measurement gives it."""
        return hook.headers.get("x-delivery")

    def events(self, body: bytes, site: Site) -> Sequence[TicketEvent]:
        """One ticket about one item."""
        key, about = orjson.loads(body)
        mentions = (Mention(about, about, Naming.ID),)
        return (TicketEvent(key, ToolTicket(key, key, type="incident", mentions=mentions)),)

    def fetch(self, client: OutboundClient, site: Site, key: str) -> ToolTicket | None:
        """Nothing: deliveries say all."""
        return None

    def changed(
        self, client: OutboundClient, site: Site, since: datetime | None
    ) -> Iterator[ToolTicket]:
        """Nothing was lost."""
        return iter(())

    def write(
        self, client: OutboundClient, site: Site, key: str, note: TicketNote, place: str | None
    ) -> str:
        """Write down when."""
        with self.notes.open("a") as file:
            file.write(f"{key} {time.time()}\n")
        return key

    def check(self, client: OutboundClient, site: Site) -> Sequence[Problem]:
        """All is well."""
        return ()


def serve() -> None:
    """Serve the store of the arguments, in this process."""
    from api.app import create_app
    from api.bound_socket import bind
    from api.server import serve as run
    from application.clock import SystemClock
    from application.graph import opened
    from application.recurring import handlers
    from application.settings import read_settings
    from application.tickets.connections import add
    from application.tickets.ticket_desk import TicketDesk
    from graph_model.ledger.connection import ToolConnection

    store, notes = sys.argv[1:]
    tool = TimedTool(Path(notes))
    settings = read_settings(store=f"sqlite:///{store}")
    with opened(settings) as graph, bind("127.0.0.1", 0) as bound:
        graph.snapshot()
        at, place = "http://bench.example", "env:BENCH_SECRET"
        wanted = ToolConnection(NAME, NAME, at, "", "", secret=place, password=place)
        add(graph, wanted, "bench", replaces=True, tools=lambda _: tool)
        clock = SystemClock()
        desk = TicketDesk(graph, clock, others=handlers(graph), tools=lambda _: tool)
        print(f"http://{bound.address}", flush=True)
        run(create_app(graph, desk=desk), bound, settings, quiet=True)


def measure(size: str) -> Iterator[BenchFigure]:
    """How soon notes are written, then how many deliveries are taken in."""
    kept = kept_state(ITEMS[size])
    with tempfile.TemporaryDirectory(prefix="ramify-bench-", dir=kept.parent) as folder:
        store, notes = Path(folder, "state.db"), Path(folder, "notes.txt")
        shutil.copyfile(kept, store)
        notes.touch()
        about = _about(store, 2_000)
        with _served(store, notes) as url:
            address = f"{url}/hooks/{NAME}"
            beside = f"beside {ITEMS[size]:,} items"
            for pace in PACES:
                p95 = quantiles(_took(address, about, pace, notes), n=20)[-1]
                words = f"From a delivery to the first note, p95 of {pace.said}, {beside}"
                figure = within(words, p95, "s", 2, size == FULL)
                yield figure if pace.steady else BenchFigure(words, p95, "s")
            codes, waits = asyncio.run(_accepted(address, about))
            words = f"Deliveries accepted of {A_SECOND} a second for {SECONDS} s {beside}"
            share = sum(code == 202 for code in codes) / len(codes)
            yield BenchFigure(words, share * 100, "%", "", None, "100 %", share == 1)
            yield BenchFigure("They were acknowledged after, p95", quantiles(waits, n=20)[-1], "s")
            yield BenchFigure("The slowest of them was acknowledged after", max(waits), "s")


def _about(store: Path, count: int) -> list[str]:
    """The ids of services that somebody consumes: of each there is something to tell."""
    from stores.sqlite import SqliteStore

    model = standard_model()
    opened = SqliteStore(store, model)
    snapshot = Snapshot.of(opened.read(), model)
    opened.close()
    numbers = snapshot.all_relations("CONSUMES")
    consumed = snapshot.holding(numbers, day_number(datetime.now(UTC).date()))
    rows = np.unique(snapshot.ends(consumed))
    chosen = np.random.default_rng(5).choice(rows, min(count, len(rows)), replace=False)
    return [snapshot.id(row) for row in chosen.tolist()]


@contextmanager
def _served(store: Path, notes: Path) -> Iterator[str]:
    command = [sys.executable, "-c", SERVE, str(store), str(notes)]
    environment = os.environ | {"BENCH_SECRET": SECRET, "RAMIFY_TICKET_CAP": "1000000"}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        _wait(url)
        yield url
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()


def _wait(url: str) -> None:
    """Until the server is ready, which may answer late while it warms up."""
    until = time.monotonic() + READY
    while time.monotonic() < until:
        with suppress(httpx2.TransportError):
            if httpx2.get(f"{url}/readyz").status_code == 200:
                return
        time.sleep(0.2)
    raise TimeoutError(f"{url} was not ready in {READY:g} s")


def _took(address: str, about: list[str], pace: TicketPace, notes: Path) -> list[float]:
    """How long after it was told the first note of each of some tickets was written, in seconds."""
    sent = asyncio.run(_told(address, about[: pace.tickets], pace))
    written = _all_first(notes, sent)
    return [written[key] - began for key, began in sent.items()]


async def _told(address: str, about: list[str], pace: TicketPace) -> dict[str, float]:
    """When each of some tickets was told."""
    sent: dict[str, float] = {}

    async def one(client: httpx2.AsyncClient, key: str, id_: str) -> None:
        sent[key] = time.time()
        await _deliver(client, address, key, id_)

    async with httpx2.AsyncClient(timeout=60) as client:
        begun, tasks = time.monotonic(), []
        for number, id_ in enumerate(about):
            tasks.append(
                asyncio.create_task(one(client, f"{pace.a_second}-{pace.tickets}-{number}", id_))
            )
            if pace.a_second:
                due = begun + (number + 1) / pace.a_second
                await asyncio.sleep(max(0.0, due - time.monotonic()))
        await asyncio.gather(*tasks)
    return sent


def _all_first(notes: Path, sent: Mapping[str, float]) -> dict[str, float]:
    """When the first note of each ticket was written, once all are, or as late as is waited."""
    until = time.time() + LATEST
    while not (found := _first(notes)).keys() >= sent.keys() and time.time() < until:
        time.sleep(0.5)
    return dict.fromkeys(sent, until) | found


def _first(notes: Path) -> dict[str, float]:
    """When the first note of each ticket was written."""
    found: dict[str, float] = {}
    for line in notes.read_text().splitlines():
        key, at = line.split()
        found.setdefault(key, float(at))
    return found


async def _accepted(address: str, about: list[str]) -> tuple[list[int], list[float]]:
    """The statuses of deliveries at a steady rate, and how long each took."""
    codes: list[int] = []
    waits: list[float] = []

    async def one(client: httpx2.AsyncClient, number: int) -> None:
        began = time.monotonic()
        id_ = about[number % len(about)]
        codes.append(await _deliver(client, address, f"a{number % 500}-{number}", id_))
        waits.append(time.monotonic() - began)

    async with httpx2.AsyncClient(timeout=60) as client:
        begun, tasks = time.monotonic(), []
        for number in range(A_SECOND * SECONDS):
            tasks.append(asyncio.create_task(one(client, number)))
            await asyncio.sleep(max(0.0, begun + (number + 1) / A_SECOND - time.monotonic()))
        await asyncio.gather(*tasks)
    return codes, waits


async def _deliver(client: httpx2.AsyncClient, address: str, key: str, about: str) -> int:
    body = orjson.dumps([key, about])
    signature = f"sha256={hex_mac(SECRET, body)}"
    headers = {"x-signature": signature, "x-delivery": key}
    answer = await client.post(address, content=body, headers=headers)
    return answer.status_code
