"""What notes tell, by the impact's own text: written, changed, silent where nothing is touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from application.tickets.note_impacts import NoteImpacts
from application.tickets.ticket_desk import TicketDesk
from graph_model.changes import ChangeSet, Put, SetFields
from graph_model.facts import Item, Relation
from graph_model.ledger.kept_question import KIND as KEPT
from tests.support.ticket_office import TicketOffice, ticket_office
from tests.support.ticket_tool import Desk, DeskTool, tools_of


def told(office: TicketOffice) -> TicketOffice:
    """The office, its notes by the real impact."""
    impacts = NoteImpacts(office.graph, office.clock)
    office.tickets = TicketDesk(office.graph, office.clock, impacts, tools=tools_of(office.tool))
    office.tickets.begin(None)  # type: ignore[arg-type]  # the tool is in memory
    office.connect()
    return office


def test_a_note_is_the_impacts_text_and_can_be_told_again() -> None:
    with ticket_office() as plain:
        office = told(plain)
        office.tell(office.desk.put("T1", "ci:host"))
        office.work()
        (text,) = office.standing("T1")
        assert "agency:roads" in text
        assert "LOST" in text
        assert len(text.splitlines()) <= 12
        (kept,) = office.graph.store.records(KEPT)
        assert kept.digest in text
        assert office.note("T1").impact  # type: ignore[union-attr]


def test_two_half_failures_of_two_tickets_combine_and_both_are_told() -> None:
    with ticket_office(ticket_review=60) as plain:
        office = told(plain)
        office.tickets.recur()
        office.tell(office.desk.put("T1", "ci:relay-1"))
        office.work()
        assert "LOST" not in office.standing("T1")[0]
        office.tell(office.desk.put("T2", "ci:relay-2"))
        office.work()
        assert "LOST" in office.standing("T2")[0]
        for _ in range(4):
            office.work(61)
        assert "LOST" in office.standing("T1")[0], "another ticket made it worse"


def test_what_touches_nothing_beyond_itself_is_not_written_about() -> None:
    with ticket_office() as plain:
        office = told(plain)
        lone = Item("ConfigurationItem", "ci:lone", {"name": "lone"})
        office.graph.store.apply(ChangeSet("lone", (Put(lone),)), "ann", "edit")
        office.tell(office.desk.put("T1", "ci:lone"))
        office.work()
        assert office.writes == 0
        assert office.graph.refresh().item("ticket:desk:T1") is not None


PERMITS = (
    SetFields("service:permits", {"recovery_time": "PT4H"}),
    Put(Item("ServiceLevelAgreement", "sla:permits", {"name": "Permits promise"})),
    Put(Relation("GOVERNS", "sla:permits", "service:permits")),
)
OPENED = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
BEGAN = {
    # what its tool says of a ticket that is first told of at 02:00, and when four hours are over
    "opened before we heard of it": ({"opened_at": OPENED}, "05:30"),
    "nobody says when it was opened": ({}, "06:00"),
    "opened tomorrow, by its tool's clock": ({"opened_at": OPENED + timedelta(days=1)}, "06:00"),
    "opened, and planned": (
        {"opened_at": OPENED, "planned_start": datetime(2026, 12, 1, 3, tzinfo=UTC)},
        "07:00",
    ),
    "a change that is opened is work ahead": ({"opened_at": OPENED, "type": "change"}, None),
}


@pytest.mark.parametrize(("said", "until"), BEGAN.values(), ids=BEGAN)
def test_what_an_incident_takes_is_away_from_when_it_was_opened(
    said: dict[str, Any], until: str | None
) -> None:
    with ticket_office() as plain:
        office = told(plain)
        office.graph.store.apply(ChangeSet("permits", PERMITS), "ann", "edit")
        office.tell(office.desk.put("T1", "ci:host", **said))
        office.work()
        (text,) = office.standing("T1")
        promises = next(line for line in text.splitlines() if line.startswith("promises"))
        allowed = f"may be away until {until}" if until else "may be away for 4 h"
        assert promises == f"promises: Permits promise broken, {allowed}"


def test_when_it_began_stays_what_was_told_first() -> None:
    with ticket_office(tool=DeskTool(Desk(), edits_in_place=False)) as plain:
        office = told(plain)
        office.graph.store.apply(ChangeSet("permits", PERMITS), "ann", "edit")
        office.tell(office.desk.put("T1", "ci:host"))
        office.work()
        office.work(600)
        office.tell(office.desk.put("T1", "ci:host", priority="high"))
        office.work(61)
        assert "may be away until 06:00" in office.standing("T1")[0]
        office.work(4 * 3600)
        office.work(61)
        assert "away longer than it may be, since" in office.standing("T1")[-1]
