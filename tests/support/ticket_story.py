"""The story of a ticket, struck at some of its steps: nothing is lost, nothing is twice."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from graph_model.errors import StoreUnavailable
from stores.protocol import Store
from tests.support.fake_clock import FakeClock
from tests.support.faulty_store import FaultyStore, Killed
from tests.support.ticket_office import TicketOffice, ticket_office
from tests.support.ticket_tool import Desk, DeskTool, delivery_of

CLAIM = 31
"""After so many seconds another process takes over what one was doing that died."""
TOLD = [(("ci:host",), {}), (("ci:host", "ci:relay-1"), {}), ((), {"closed": True})]
"""What happens to the ticket: it is made, it changes, it is closed."""


@dataclass
class Strikes:
    """Strikes at the step ``at``, counted from 0, and at ``most`` in all, each ``every`` later.

    ``fault`` does what happens there, or gives what is raised.
    """

    at: int
    fault: Callable[[], BaseException | None]
    every: int = 1
    most: int = 1
    count: int = field(default=0)
    hits: int = field(default=0)
    armed: bool = field(default=False)

    def __call__(self, step: str, done: bool) -> None:
        if not self.armed:
            return
        self.count += 1
        if self.hits < self.most and self.count - 1 == self.at + self.hits * self.every:
            self.hits += 1
            if (error := self.fault()) is not None:
                raise error


class TicketStory:
    """One ticket's story, whatever strikes; ``mend`` brings a database back that is away."""

    def __init__(
        self,
        strikes: Strikes,
        store: Store,
        in_place: bool = False,
        mend: Callable[[], None] = lambda: None,
    ) -> None:
        self._strikes, self._mend = strikes, mend
        self._tool = DeskTool(Desk(), edits_in_place=in_place, doorbell=not in_place)
        self._tool.desk.strike = strikes
        self._offices = self._opened(cast("Store", FaultyStore(store, strikes)))
        self._office = next(self._offices)

    def _opened(self, store: Store) -> Generator[TicketOffice]:
        clock = FakeClock()
        while True:
            with ticket_office(store, self._tool, clock, ticket_poll=1e6) as found:
                yield found

    def told(self) -> int:
        """Tell it to its end, and see that all is well; how many steps it had."""
        self._office.connect()
        self._office.work()
        self._strikes.armed = True
        for number, (names, fields) in enumerate(TOLD):
            body = delivery_of(self._tool.desk.put("T1", *names, **fields))
            self._tried(partial(_deliver, body, f"d{number}"))
            self._settled()
        self._strikes.armed = False
        self._all_is_well()
        self._offices.close()
        return self._strikes.count

    def _tried(self, act: Callable[[TicketOffice], None]) -> None:
        """Do something until it is done, as tools deliver; where a process dies, another does."""
        while True:
            try:
                act(self._office)
            except StoreUnavailable:
                self._mend()
            except Killed:
                self._strikes.armed = False
                self._office = next(self._offices)
                self._strikes.armed = True
            else:
                return

    def _settled(self) -> None:
        """Let it work until all is done that nothing strikes any more."""
        hits = -1
        while hits != self._strikes.hits:
            hits = self._strikes.hits
            for _ in range(4):
                self._tried(lambda office: office.work(CLAIM))

    def _all_is_well(self) -> None:
        office, tool = self._office, self._tool
        office.work(CLAIM)
        office.work(120)
        assert [one.state for one in office.deliveries()] == ["processed"] * 3
        assert office.waiting() == 0
        item = office.graph.refresh().item("ticket:desk:T1")
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


def _deliver(body: bytes, id_: str, office: TicketOffice) -> None:
    office.tickets.intake.look()
    office.deliver(body, ids=[id_])
