"""Tickets at work: delivered, recorded, written back, changed, closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph_model.changes import ChangeSet, Put
from graph_model.facts import Relation, RelationKey
from tests.support.ticket_office import TicketOffice, ticket_office
from tests.support.ticket_tool import US


@pytest.fixture
def office() -> Iterator[TicketOffice]:
    with ticket_office() as found:
        found.connect()
        yield found


def affected(office: TicketOffice, key: str) -> dict[str, object]:
    """What a ticket affects, with the end of each."""
    snapshot = office.graph.refresh()
    keys = [one for one in snapshot.touching(f"ticket:desk:{key}") if one.type == "AFFECTS"]
    return {one.end: snapshot.relation(one).fields.get("until") for one in keys}  # type: ignore[union-attr]


def test_a_ticket_is_recorded_and_written_to_at_once(office: TicketOffice) -> None:
    office.tell(office.desk.put("T1", "ci:host"))
    office.work()
    item = office.graph.refresh().item("ticket:desk:T1")
    assert item is not None
    assert item.fields["aliases"] == ["desk:T1"]
    assert affected(office, "T1") == {"ci:host": None}
    assert office.standing("T1") == ["ci:host\nFrom ticket:desk:T1."]
    (entry,) = office.graph.journal(1)
    assert (entry.author, entry.source, entry.via.door) == ("desk", "desk", "hook")
    assert [one.state for one in office.deliveries()] == ["processed"]
    assert office.waiting() == 0


def test_a_change_is_written_once_after_it_has_been_quiet(office: TicketOffice) -> None:
    office.tell(office.desk.put("T1", "ci:host"))
    office.work()
    office.tell(office.desk.put("T1", "ci:host", "ci:relay-1"))
    office.work()
    office.work(30)
    office.tell(office.desk.put("T1", "ci:host", "ci:relay-1", priority="1"))
    office.work()
    office.work(29)
    assert office.writes == 1
    office.work(2)
    assert office.writes == 2
    assert office.standing("T1") == ["ci:host, ci:relay-1\nFrom ticket:desk:T1."]
    office.work(3_600)
    assert office.writes == 2


def test_what_comes_and_goes_within_the_quiet_time_is_never_written(office: TicketOffice) -> None:
    office.tell(office.desk.put("T1", "ci:host"))
    office.work()
    office.tell(office.desk.put("T1", "ci:relay-1"))
    office.work()
    office.work(30)
    office.tell(office.desk.put("T1", "ci:host"))
    office.work(600)
    assert office.writes == 1


def test_a_closed_ticket_gets_one_last_line_and_affects_nothing(office: TicketOffice) -> None:
    office.tell(office.desk.put("T1", "ci:host"))
    office.work()
    office.tell(office.desk.put("T1", "ci:host", closed=True, status="closed"))
    office.work()
    office.work(3_600)
    today = office.graph.today().isoformat()
    assert affected(office, "T1") == {"ci:host": today}
    assert office.standing("T1")[0].endswith("Closed: this is the last that is told of it.")
    assert office.writes == 2


def test_one_that_is_opened_again_is_told_again(office: TicketOffice) -> None:
    for fields in ({}, {"closed": True}, {}):
        office.tell(office.desk.put("T1", "ci:host", **fields))
        office.work(120)
    office.work(120)
    assert affected(office, "T1") == {"ci:host": None}
    assert office.standing("T1") == ["ci:host\nFrom ticket:desk:T1."]
    assert office.writes == 3


def test_our_own_events_are_passed_over(office: TicketOffice) -> None:
    echo = office.desk.put("T1", "ci:host")
    office.desk.tickets.clear()  # it would be found by asking what changed
    office.tell(echo, by=US)
    office.work()
    assert (office.writes, office.graph.refresh().item("ticket:desk:T1")) == (0, None)
    assert [one.state for one in office.deliveries()] == ["processed"]


def test_an_older_state_that_comes_later_is_passed_over(office: TicketOffice) -> None:
    first = office.desk.put("T1", "ci:host")
    office.tell(office.desk.put("T1", "ci:relay-1"))
    office.work()
    office.tell(first)
    office.work(600)
    assert affected(office, "T1") == {"ci:relay-1": None}


def test_a_ticket_that_names_nothing_recorded_is_kept_silent(office: TicketOffice) -> None:
    office.tell(office.desk.put("T1", "ci:hots"))
    office.work()
    assert (office.writes, office.graph.refresh().item("ticket:desk:T1")) == (0, None)


def test_what_people_say_that_it_affects_stays(office: TicketOffice) -> None:
    office.tell(office.desk.put("T1", "ci:host"))
    office.work()
    said = Relation("AFFECTS", "ticket:desk:T1", "ci:relay-2", "", {"level": "partial"})
    office.graph.store.apply(ChangeSet("said", (Put(said),)), "ann", "edit")
    office.tell(office.desk.put("T1", "ci:relay-1"))
    office.work()
    today = office.graph.today().isoformat()
    assert affected(office, "T1") == {"ci:host": today, "ci:relay-1": None, "ci:relay-2": None}
    assert office.graph.snapshot().relation(
        RelationKey("AFFECTS", "ticket:desk:T1", "ci:relay-2", "")
    )
