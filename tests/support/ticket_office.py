"""A service desk over a small office: a tool of our own, a clock that a test sets, real jobs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import orjson

from application.graph import Graph
from application.settings import Settings
from application.tickets.connections import add
from application.tickets.ticket_desk import TicketDesk
from application.tickets.ticket_impact import TicketImpact
from graph_model.ledger.connection import ToolConnection
from graph_model.ledger.delivery import KIND as DELIVERY
from graph_model.ledger.delivery import Delivery
from graph_model.ledger.waiting_delivery import KIND as WAITING
from graph_model.ledger.written_note import KIND as WRITTEN
from graph_model.ledger.written_note import WrittenNote
from outbound.client import OutboundClient
from queries.answers.viewer import Viewer
from stores.ledger import all_records
from stores.protocol import Store
from stores.sqlite import SqliteStore
from tests.support.fake_clock import FakeClock
from tests.support.graphql_door import door_on
from tests.support.graphs import MODEL
from tests.support.sketch import sketch
from tests.support.ticket_tool import SECRET, Desk, DeskTool, delivery_of, signed, tools_of
from ticketing.ticket import ToolTicket
from ticketing.tool import Hook

VARIABLE = "TICKET_SECRET_OF_THE_TESTS"
NAME = "desk"
FACTS = sketch(
    "agency:health -CONSUMES-> service:mail",
    "service:mail -DEPENDS_ON[relays:1]-> ci:relay-1",
    "service:mail -DEPENDS_ON[relays:1]-> ci:relay-2",
    "agency:roads -CONSUMES-> service:permits",
    "service:permits -DEPENDS_ON-> ci:host",
)


@dataclass
class PlainImpacts:
    """What is touched, and how badly: enough to see what is written when."""

    graph: Graph

    def of(self, ticket: str, viewer: Viewer, began: datetime | None) -> TicketImpact | None:
        found = self.touched(ticket)
        if not found:
            return None
        state = orjson.dumps(found).decode()
        return TicketImpact(f"{', '.join(found)}\nFrom {ticket}.", state)

    def touched(self, ticket: str) -> list[str]:
        """The open tickets' items, this one's among them, and whoever consumes what breaks."""
        snapshot = self.graph.snapshot()
        today = self.graph.today().isoformat()
        keys = [key for key in snapshot.touching(ticket) if key.type == "AFFECTS"]
        held = [snapshot.relation(key) for key in keys]
        ends = (one for one in held if one is not None)
        return sorted(one.end for one in ends if str(one.fields.get("until") or "9999") > today)

    def difference(self, before: str, after: str) -> str | None:
        was, now = set(orjson.loads(before)), set(orjson.loads(after))
        told = [
            *(f"+ {one}" for one in sorted(now - was)),
            *(f"- {one}" for one in sorted(was - now)),
        ]
        return f"changed: {', '.join(told)}" if told else None


@dataclass
class TicketOffice:
    """The office at work; ``tool`` is the other side."""

    graph: Graph
    desk: Desk
    tool: DeskTool
    tickets: TicketDesk
    clock: FakeClock
    sent: int = field(default=0)
    heard: int = field(default=0)
    """How many of the calls were told to us as changes of their tickets."""

    def connect(self, name: str = NAME, **fields: Any) -> ToolConnection:
        """Connect the tool."""
        given = {"secret": f"env:{VARIABLE}", "password": f"env:{VARIABLE}", **fields}
        wanted = ToolConnection(name, "desk", "http://desk.example", "", "", **given)
        kept = add(self.graph, wanted, "test", replaces=True, tools=tools_of(self.tool))
        self.tickets.intake.look()
        return kept

    def hook(self, body: bytes, **headers: str) -> Hook:
        """A delivery as it arrives, signed."""
        return Hook("POST", {}, {"x-signature": signed(body), **headers}, body)

    def deliver(self, *bodies: bytes, name: str = NAME, ids: Sequence[str] | None = None) -> None:
        """Deliver some bodies as one group, each once unless it has another's id."""
        group: list[Delivery] = []
        for at, body in enumerate(bodies):
            self.sent += 1
            id_ = ids[at] if ids else f"d{self.sent}"
            group.append(self.tickets.intake.admitted(name, self.hook(body, **{"x-delivery": id_})))
        self.tickets.intake.keep(group)

    def tell(self, *tickets: ToolTicket, by: str | None = None) -> None:
        """Deliver that some tickets changed."""
        self.deliver(delivery_of(*tickets, by=by))

    def work(self, seconds: float = 0.0) -> None:
        """Let time pass, and do what is due until nothing is."""
        self.clock.advance(seconds)
        while self.tickets.scheduler.run_due():
            pass

    def note(self, key: str, name: str = NAME) -> WrittenNote | None:
        """What is kept of a ticket's note."""
        return self.graph.store.record(WRITTEN, name, key)

    def standing(self, key: str) -> list[str]:
        """What stands on a ticket, without markers."""
        return [one.rpartition("[ramify ")[0].strip() for one in self.desk.notes.get(key, [])]

    @property
    def writes(self) -> int:
        """How often something was written."""
        return sum(call.startswith("write") for call in self.desk.calls)

    def deliveries(self) -> list[Delivery]:
        """All that was delivered."""
        return list(all_records(self.graph.store, DELIVERY))

    def waiting(self) -> int:
        """How many deliveries wait."""
        return len(list(all_records(self.graph.store, WAITING)))


Open = Callable[[], Store]


def settings_of(**given: Any) -> Settings:
    """The office's settings."""
    return Settings(**{"store": "sqlite://", "poll_seconds": 0.000_1, "time_zone": "UTC", **given})


@contextmanager
def ticket_office(
    store: Store | None = None,
    tool: DeskTool | None = None,
    clock: FakeClock | None = None,
    **settings: Any,
) -> Iterator[TicketOffice]:
    """The office, with its facts, and no connection yet; or one on a store that goes on."""
    os.environ[VARIABLE] = SECRET
    own = store is None
    kept: Store = SqliteStore(None, MODEL) if store is None else store
    if not kept.revision():
        door_on(kept).put(FACTS.facts)
    graph = Graph(settings_of(**settings), kept, MODEL)
    desk = tool.desk if tool else Desk()
    told = tool or DeskTool(desk)
    time = clock or FakeClock()
    desk.now = time.now
    client = cast("OutboundClient", None)  # the tool is in memory: nobody is called
    tickets = TicketDesk(graph, time, PlainImpacts(graph), tools=tools_of(told))
    tickets.begin(client)
    try:
        yield TicketOffice(graph, desk, told, tickets, time)
    finally:
        graph.close()
        if own:
            kept.close()
