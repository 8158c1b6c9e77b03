"""Ten thousand updates, repeated and out of order: a write a material change, no loop, no loss."""

from __future__ import annotations

from random import Random

import pytest

from tests.support.ticket_office import TicketOffice, ticket_office
from tests.support.ticket_tool import US, Desk, DeskTool, delivery_of
from ticketing.ticket import ToolTicket

TICKETS, GROUP = 8, 500
ITEMS = ("ci:host", "ci:relay-1", "ci:relay-2")


class Storm:
    """The history of some tickets, and how it reaches us."""

    def __init__(self, seed: int, desk: Desk, size: int) -> None:
        self._random, self._desk, self._size = Random(seed), desk, size
        self.material: dict[str, int] = {}

    def updates(self) -> list[tuple[str, ToolTicket]]:
        """Every state of every ticket in turn, under the id of its delivery."""
        told = []
        for number in range(self._size):
            key = f"T{self._random.randrange(TICKETS)}"
            if key not in self._desk.tickets or self._random.random() < 0.02:
                named = self._random.sample(ITEMS, self._random.randint(1, 3))
                before = self._desk.tickets.get(key)
                ticket = self._desk.put(key, *named)
                if before is None or set(before.mentions) != set(ticket.mentions):
                    self.material[key] = self.material.get(key, 0) + 1
            else:
                ticket = self._desk.put(key, priority=str(number))
            told.append((f"d{number}", ticket))
        return told

    def delivered(self) -> list[list[tuple[str, ToolTicket]]]:
        """The same in groups, a tenth of it twice, and shuffled within a group and beyond it."""
        told = self.updates()
        told += self._random.sample(told, self._size // 10)
        late = [(at + self._random.gauss(0, GROUP), one) for at, one in enumerate(told)]
        ordered = [one for _, one in sorted(late, key=lambda pair: pair[0])]
        return [ordered[at : at + GROUP] for at in range(0, len(ordered), GROUP)]


@pytest.mark.parametrize(("in_place", "updates"), [(True, 10_000), (False, 2_000)])
def test_updates_by_the_thousand(in_place: bool, updates: int) -> None:
    tool = DeskTool(Desk(), edits_in_place=in_place)
    with ticket_office(tool=tool, ticket_poll=1e6, ticket_quiet=20, ticket_notes=1_000) as office:
        office.connect()
        office.work()
        storm = Storm(7, office.desk, updates)
        for group in storm.delivered():
            office.deliver(
                *(delivery_of(ticket) for _, ticket in group), ids=[id_ for id_, _ in group]
            )
            _echo(office)
            office.work(15)
        for _ in range(3):
            office.work(60)
        kept = [one for one in office.deliveries() if not one.id.startswith("echo")]
        assert len(kept) == updates, "each is kept once"
        assert {one.state for one in kept} == {"processed"}, "none is lost"
        for key, ticket in office.desk.tickets.items():
            _is_true(office, key, ticket)
            writes = office.desk.calls.count(f"write {key}")
            assert 1 <= writes <= storm.material[key], "a write a material change at most"


def _echo(office: TicketOffice) -> None:
    """Our own writes are told to us, as every change of a ticket is."""
    calls = office.desk.calls[office.heard :]
    fresh = [call.removeprefix("write ") for call in calls if call.startswith("write ")]
    office.heard = len(office.desk.calls)
    bodies = [delivery_of(office.desk.tickets[key], by=US) for key in fresh]
    ids = [f"echo{office.heard}-{at}" for at in range(len(bodies))]
    office.deliver(*bodies, ids=ids)


def _is_true(office: TicketOffice, key: str, ticket: ToolTicket) -> None:
    """What stands on a ticket in the end is what its newest state says."""
    named = ", ".join(sorted(one.text for one in ticket.mentions))
    lines = office.standing(key)
    note = office.note(key)
    assert note is not None
    assert note.impact == str(sorted(one.text for one in ticket.mentions)).replace(
        "'", '"'
    ).replace(", ", ",")
    if office.tool.edits_in_place:
        assert lines == [f"{named}\nFrom ticket:desk:{key}."]
    else:
        assert len(lines) == len(set(office.desk.notes[key])) == note.count
