"""What somebody does about a connection: replay, sync, remove; a provider that was away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from application.author import Author
from application.tickets.connections import pause
from application.tickets.operations import deliveries_of, followed, remove, replay
from application.tickets.syncing import ask_again
from graph_model.errors import NotFound, Problem, TryLater, UnreadableFeed
from graph_model.ledger.connection import ToolConnection
from graph_model.ledger.connection_use import KIND as USE
from graph_model.ledger.delivery import DeliveryState
from stores.ledger import all_records
from tests.support.ticket_office import NAME, TicketOffice, ticket_office
from tests.support.ticket_tool import Desk, DeskTool, delivery_of

AWAY = [Problem("https://desk.example", "no answer", "an answer")]


@pytest.fixture
def office() -> Iterator[TicketOffice]:
    with ticket_office(ticket_poll=1e6) as found:
        found.connect()
        found.work()
        yield found


def test_a_dead_delivery_is_replayed_once_its_reason_is_gone(office: TicketOffice) -> None:
    ticket = office.desk.put("T\u0007", "ci:host")  # a key that can be no part of an id
    office.tell(ticket)
    office.deliver(b"no JSON")
    office.work()
    dead = list(deliveries_of(office.graph, NAME, DeliveryState.DEAD))
    assert len(dead) == 2
    assert all(one.reason for one in dead)
    assert len(replay(office.graph, NAME, clock=office.clock)) == 2
    office.work()
    assert [one.replays for one in office.deliveries()] == [1, 1]
    assert {one.state for one in office.deliveries()} == {"dead"}
    with pytest.raises(NotFound, match=f"connection deliveries {NAME}"):
        replay(office.graph, NAME, ["nothing"])


def test_a_processed_delivery_that_is_replayed_changes_nothing(office: TicketOffice) -> None:
    office.tell(office.desk.put("T1", "ci:host"))
    office.work()
    revision = office.graph.refresh().revision
    (one,) = office.deliveries()
    replay(office.graph, NAME, [one.id], office.clock)
    office.work(120)
    assert (office.graph.refresh().revision, office.writes) == (revision, 1)
    assert office.deliveries()[0].state == "processed"


def test_a_provider_that_is_away_for_an_hour_loses_nothing() -> None:
    tool = DeskTool(Desk(), doorbell=True)
    with ticket_office(tool=tool, ticket_poll=1e6) as office:
        office.connect()
        office.work()
        office.desk.put("T1", "ci:host")
        until = office.clock.later(3_600)

        def strike(step: str, done: bool) -> None:
            if office.clock.now() < until:
                raise TryLater(AWAY)

        office.desk.strike = strike
        office.tell(*office.desk.tickets.values())
        for _ in range(60):
            office.work(60)
            (one,) = office.deliveries()
            if office.clock.now() < until:
                assert (one.state, office.waiting(), office.writes) == ("received", 1, 0)
                assert "no answer" in (one.reason or "")
        office.work(600)
        assert (office.deliveries()[0].state, office.writes) == ("processed", 1)
        calls = office.desk.calls.count("fetch T1")
        assert calls < 20, "it is asked less and less often"


def test_a_tool_that_asks_to_wait_is_not_written_to_before(office: TicketOffice) -> None:
    office.desk.fails = [TryLater(AWAY, 120.0)]
    office.tell(office.desk.put("T1", "ci:host"), office.desk.put("T2", "ci:relay-1"))
    office.work()
    assert office.writes == 1, "the other ticket is not tried"
    office.work(119)
    assert office.writes == 1
    office.work(2)
    assert (len(office.standing("T1")), len(office.standing("T2"))) == (1, 1)


def test_a_wait_for_one_ticket_holds_no_other(office: TicketOffice) -> None:
    office.desk.fails = [TryLater(AWAY, 120.0, of_one=True)]
    office.tell(office.desk.put("T1", "ci:host"), office.desk.put("T2", "ci:relay-1"))
    office.work()
    assert sorted(office.desk.notes) == ["T2"]
    office.work(121)
    assert sorted(office.desk.notes) == ["T1", "T2"]


def test_a_tool_that_refuses_is_asked_again_later(office: TicketOffice) -> None:
    office.desk.fails = [UnreadableFeed(AWAY)]
    office.tell(office.desk.put("T1", "ci:host"))
    office.work()
    assert office.desk.notes == {}
    office.work(2)
    assert len(office.standing("T1")) == 1


def test_a_lost_delivery_is_made_good_by_asking_what_changed() -> None:
    with ticket_office(ticket_poll=300) as office:
        office.connect()
        office.work()
        office.desk.put("T1", "ci:host")
        office.work(299)
        assert office.writes == 0
        office.work(2)
        assert office.standing("T1") == ["ci:host\nFrom ticket:desk:T1."]


def test_all_are_read_anew_when_it_is_asked_for(office: TicketOffice) -> None:
    office.tell(office.desk.put("T1", "ci:host"), office.desk.put("T2", "ci:relay-1"))
    office.work()
    del office.desk.tickets["T1"]
    office.desk.put("T3", "ci:relay-2")
    connection = office.connect()
    office.graph.store.write_records(ask_again(office.graph, connection))
    office.tickets.jobs.follow(NAME)
    office.work()
    assert [one.key for one in followed(office.graph, NAME)] == ["T2", "T3"]
    closed = office.graph.refresh().item("ticket:desk:T1")
    assert closed is not None
    assert closed.fields["closed_on"]


def test_what_a_paused_connection_delivers_waits(office: TicketOffice) -> None:
    pause(office.graph, NAME)
    office.tickets.intake.look()
    office.tell(office.desk.put("T1", "ci:host"))
    office.work(120)
    assert (office.waiting(), office.writes) == (1, 0)
    pause(office.graph, NAME, False)
    office.work(120)
    assert (office.waiting(), office.writes) == (0, 1)


def test_a_connection_that_is_removed_leaves_no_open_ticket(office: TicketOffice) -> None:
    office.tell(office.desk.put("T1", "ci:host"))
    office.work()
    assert remove(office.graph, NAME, Author("ann")) == 1
    ticket = office.graph.refresh().item("ticket:desk:T1")
    assert ticket is not None
    assert ticket.fields["closed_on"]
    assert (office.deliveries(), followed(office.graph, NAME)) == ([], [])
    assert list(all_records(office.graph.store, USE)) == []
    office.work(3_600)
    with pytest.raises(NotFound, match="connection add"):
        remove(office.graph, NAME, Author("ann"))


def _connected(office: TicketOffice, **fields: Any) -> ToolConnection:
    found = office.connect(**fields)
    office.work()
    return found


def test_dry_logs_and_writes_nothing_and_then_all(office: TicketOffice) -> None:
    _connected(office, dry=True)
    with capture_logs() as logged:
        office.tell(office.desk.put("T1", "ci:host"))
        office.work()
    assert office.writes == 0
    (told,) = (one for one in logged if one["event"].startswith("dry"))
    assert (told["ticket"], told["text"].splitlines()[0]) == ("T1", "ci:host")
    _connected(office, dry=False)
    office.tell(office.desk.put("T1", "ci:host", priority="1"))
    office.work()
    assert office.standing("T1") == ["ci:host\nFrom ticket:desk:T1."]


def test_the_switch_stops_every_write_and_nothing_else() -> None:
    with ticket_office(ticket_writes="off", ticket_poll=1e6) as office:
        _connected(office)
        office.tell(office.desk.put("T1", "ci:host"))
        office.work(3_600)
        assert office.writes == 0
        assert office.graph.refresh().item("ticket:desk:T1") is not None


def test_the_caps_of_a_connection_and_of_all_hold() -> None:
    with ticket_office(ticket_cap=3, ticket_poll=1e6) as office:
        _connected(office, most_writes=2)
        _connected(office, name="other")
        office.tell(*(office.desk.put(f"T{n}", "ci:host") for n in range(4)))
        office.work()
        assert office.writes == 2
        office.deliver(
            *(delivery_of(office.desk.put(f"U{n}", "ci:host")) for n in range(4)), name="other"
        )
        office.work()
        assert office.writes == 3
        for _ in range(62):
            office.work(61)
        assert office.writes >= 5, "an hour later there is room again"


def test_a_scope_records_what_is_within_it_alone() -> None:
    with ticket_office(ticket_poll=1e6) as office:
        _connected(office, agencies=("agency:roads",))
        office.tell(office.desk.put("T1", "service:permits"), office.desk.put("T2", "service:mail"))
        office.work()
        assert [one.item for one in followed(office.graph, NAME)] == ["ticket:desk:T1", None]
        assert office.graph.refresh().item("ticket:desk:T2") is None


def test_tickets_that_are_not_taken_are_passed_over_until_they_are() -> None:
    with ticket_office(ticket_poll=1e6) as office:
        _connected(office, tickets=("type=change", "priority=1,2"))
        office.tell(office.desk.put("T1", "ci:host", type="change", priority="3"))
        office.work()
        assert followed(office.graph, NAME) == []
        office.tell(office.desk.put("T1", "ci:host", type="change", priority="2"))
        office.work()
        assert [one.key for one in followed(office.graph, NAME)] == ["T1"]
