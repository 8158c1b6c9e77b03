"""Whatever step a process is killed at, or the database away at: nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pytest

from graph_model.errors import StoreUnavailable
from stores.protocol import Store
from stores.sqlite import SqliteStore
from tests.support.fake_clock import FakeClock
from tests.support.faulty_store import FaultyStore, Killed
from tests.support.graphs import MODEL
from tests.support.ticket_office import TicketOffice, ticket_office
from tests.support.ticket_tool import Desk, DeskTool, delivery_of

CLAIM = 31
"""After so many seconds another process takes over what one was doing that died."""


@dataclass
class Strikes:
    """Strikes at one step of all, counted from 0, and never again."""

    at: int
    fault: Callable[[], BaseException]
    count: int = field(default=0)
    armed: bool = field(default=False)

    def __call__(self, step: str, done: bool) -> None:
        if not self.armed:
            return
        self.count += 1
        if self.count - 1 == self.at:
            raise self.fault()


def story(at: int, fault: Callable[[], BaseException], tool: DeskTool, folder: Path) -> int:
    """A ticket is made, changed and closed, with a fault at one step; how many steps there were."""
    strikes, clock = Strikes(at, fault), FakeClock()
    tool.desk.strike = strikes
    store = SqliteStore(folder / "store.sqlite", MODEL)
    faulty = cast("Store", FaultyStore(store, strikes))

    def office() -> Iterator[TicketOffice]:
        while True:
            with ticket_office(faulty, tool, clock, ticket_poll=1e6) as found:
                yield found

    offices = office()
    first = next(offices)
    first.connect()
    first.work()
    strikes.armed = True
    for number, (names, fields) in enumerate(
        [(("ci:host",), {}), (("ci:host", "ci:relay-1"), {}), ((), {"closed": True})]
    ):
        ticket = tool.desk.put("T1", *names, **fields)
        first = _told(first, offices, delivery_of(ticket), f"d{number}")
        for _ in range(4):
            first = _worked(first, offices, CLAIM)
    strikes.armed = False
    _all_is_well(first, tool)
    store.close()
    return strikes.count


def _told(
    office: TicketOffice, offices: Iterator[TicketOffice], body: bytes, id_: str
) -> TicketOffice:
    """Deliver until it is acknowledged, as tools do."""
    while True:
        try:
            office.tickets.intake.look()
            office.deliver(body, ids=[id_])
        except StoreUnavailable:
            continue
        except Killed:
            office = next(offices)
        else:
            return office


def _worked(office: TicketOffice, offices: Iterator[TicketOffice], seconds: float) -> TicketOffice:
    """Let the process work; where it dies, another does."""
    try:
        office.work(seconds)
    except StoreUnavailable:
        office.work()
    except Killed:
        office = next(offices)
        office.work()
    return office


def _all_is_well(office: TicketOffice, tool: DeskTool) -> None:
    office.work(CLAIM)
    office.work(120)
    assert [one.state for one in office.deliveries()] == ["processed"] * 3
    assert office.waiting() == 0
    snapshot = office.graph.refresh()
    item = snapshot.item("ticket:desk:T1")
    assert item is not None
    assert item.fields.get("closed_on") == office.graph.today().isoformat()
    lines = office.standing("T1")
    if tool.edits_in_place:
        assert len(lines) == 1
        assert lines[0].endswith("Closed: this is the last that is told of it.")
    else:
        assert lines == [
            "ci:host\nFrom ticket:desk:T1.",
            "changed: + ci:relay-1",
            "Closed: this is the last that is told of it.",
        ]
    changes = [entry.change_set for entry in office.graph.journal(1)]
    assert len(changes) == len(set(changes)) == 3


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: hundreds of stores are made, and each commit waits."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        yield Path(folder)


FAULTS: dict[str, Callable[[], BaseException]] = {
    "killed": Killed,
    "database away": lambda: StoreUnavailable("the store does not answer"),
}


@pytest.mark.parametrize(
    ("fault", "in_place", "every"),
    [
        ("killed", False, 1),
        ("killed", True, 3),
        ("database away", False, 3),
        ("database away", True, 3),
    ],
)
def test_at_every_step(fault: str, in_place: bool, every: int, quick: Path) -> None:
    """At each one where a process is killed that appends lines; else at every third."""
    at, steps = 0, 1
    while at < steps:
        folder = quick / str(at)
        folder.mkdir()
        tool = DeskTool(Desk(), edits_in_place=in_place, doorbell=not in_place)
        steps = story(at, FAULTS[fault], tool, folder)
        at += every
    assert at > 100, "the story has many steps"
