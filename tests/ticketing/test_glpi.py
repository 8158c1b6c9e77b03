"""GLPI, against a server that speaks its protocol with its faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from graph_model.errors import NotSignedIn, TryLater, UnreadableFeed
from outbound.client import OutboundClient
from tests.support.faulty_server import Reply
from tests.support.glpi import TOKEN, Glpi, error, reply, running_glpi
from ticketing.glpi.tool import TOOL
from ticketing.proof import hex_mac
from ticketing.ticket import Mention, Naming, TicketEvent, ToolTicket
from ticketing.tool import Hook, Site, TicketNote

SECRET = "very-hidden"
FIRST = TicketNote("<b>Health</b> & co: LOST.\n[ramify 01]", "", "[ramify 01]")
SECOND = TicketNote("Health: DEGRADED.\n[ramify 02]", "", "[ramify 02]")


@pytest.fixture
def glpi() -> Iterator[Glpi]:
    with running_glpi() as glpi:
        glpi.item("Ticket/12")
        yield glpi


def site_of(glpi: Glpi, **options: Any) -> Site:
    return Site(glpi.url, None, TOKEN, SECRET, options=options)


def test_a_ticket_is_read_whole_with_what_it_is_about(glpi: Glpi, client: OutboundClient) -> None:
    glpi.items["Computer/5"] = {"id": 5, "name": "relay-1", "serial": "S9", "otherserial": "INV-1"}
    glpi.hidden.add("Computer/6")
    glpi.beside["Ticket/12/Item_Ticket"] = [
        {"itemtype": "Computer", "items_id": 5, "tickets_id": 12},
        {"itemtype": "Computer", "items_id": 6, "tickets_id": 12},
        {"itemtype": "../x", "items_id": 1},
    ]
    glpi.beside["Ticket/12/Group_Ticket"] = [
        {"groups_id": "Callers", "type": 1},
        {"groups_id": "Storage", "type": 2},
    ]
    assert TOOL.fetch(client, site_of(glpi), "Ticket/12") == ToolTicket(
        "Ticket/12",
        "Ticket 12",
        "Relay",
        type="incident",
        priority="high",
        status="assigned",
        assignment_group="Storage",
        link=f"{glpi.url}/front/ticket.form.php?id=12",
        mentions=(
            Mention("glpi:Computer:5", "relay-1", Naming.NAME),
            Mention("glpi:Computer:5", "S9", Naming.NUMBER),
            Mention("glpi:Computer:5", "INV-1", Naming.NUMBER),
            Mention("glpi:Computer:5", "glpi:Computer:5", Naming.ID),
            Mention("glpi:Computer:6", "glpi:Computer:6", Naming.ID),
        ),
        changed_at=datetime(2026, 11, 30, 2, 10, tzinfo=UTC),
        opened_at=datetime(2026, 11, 30, 1, 55, tzinfo=UTC),
    )


def test_a_change_has_the_window_of_its_tasks_and_the_sort_of_its_category(
    glpi: Glpi, client: OutboundClient
) -> None:
    glpi.item(
        "Change/5", itilcategories_id="Urgent work", status=6, closedate="2026-12-03 09:00:00"
    )
    glpi.beside["Change/5/ChangeTask"] = [
        {"begin": "2026-12-02 00:00:00", "end": "2026-12-02 02:00:00"},
        {"begin": "2026-12-01 22:00:00", "end": "2026-12-01 23:00:00"},
        {"begin": None, "end": None},
    ]
    site = site_of(glpi, zone="Europe/Paris", change_types={"Urgent work": "emergency"})
    ticket = TOOL.fetch(client, site, "Change/5")
    assert ticket is not None
    paris = ZoneInfo("Europe/Paris")
    assert (ticket.type, ticket.change_type) == ("change", "emergency")
    assert ticket.planned_start == datetime(2026, 12, 1, 22, tzinfo=paris)
    assert ticket.planned_end == datetime(2026, 12, 2, 2, tzinfo=paris)
    assert (ticket.closed, ticket.closed_at) == (True, datetime(2026, 12, 3, 9, tzinfo=paris))


@pytest.mark.parametrize(
    ("key", "fields", "expected"),
    [
        ("Ticket/7", {"type": 2}, ("request", False)),
        ("Ticket/7", {"status": 5}, ("incident", True)),
        ("Problem/7", {"status": 8}, ("problem", False)),
        ("Change/7", {"status": 14}, ("change", True)),
        ("Ticket/7", {"status": 99, "priority": None, "name": None}, ("incident", False)),
        ("Ticket/7", {"is_deleted": 1}, None),
        ("Computer/7", {}, None),
        ("Ticket/8", {}, None),
    ],
)
def test_types_and_what_is_closed_or_gone(
    glpi: Glpi,
    client: OutboundClient,
    key: str,
    fields: dict[str, Any],
    expected: tuple[str, bool] | None,
) -> None:
    if key != "Ticket/8":
        glpi.item(key, **fields)
    ticket = TOOL.fetch(client, site_of(glpi), key)
    assert (ticket and (ticket.type, ticket.closed)) == expected


def test_our_follow_up_is_private_escaped_made_once_and_edited_in_place(
    glpi: Glpi, client: OutboundClient
) -> None:
    site = site_of(glpi)
    place = TOOL.write(client, site, "Ticket/12", FIRST, None)
    # Its answer was lost, and it comes again without its place.
    assert TOOL.write(client, site, "Ticket/12", FIRST, None) == place
    assert glpi.notes() == ["&lt;b&gt;Health&lt;/b&gt; &amp; co: LOST.<br>[ramify 01]"]
    assert glpi.items[f"ITILFollowup/{place}"]["is_private"] == 1
    assert TOOL.write(client, site, "Ticket/12", SECOND, place) == place
    assert glpi.notes() == ["Health: DEGRADED.<br>[ramify 02]"]
    del glpi.items[f"ITILFollowup/{place}"]
    assert TOOL.write(client, site, "Ticket/12", SECOND, place)
    assert len(glpi.notes()) == 1


@pytest.mark.parametrize(
    ("fault", "kind", "told"),
    [
        (reply([{"100": False, "message": "No right\nat all"}]), UnreadableFeed, "No right at all"),
        (error(401, "ERROR_SESSION_TOKEN_INVALID", "gone"), UnreadableFeed, 'status 401 ("gone")'),
        (Reply(status=429, headers={"Retry-After": "9"}), TryLater, "the status 429"),
        (Reply(lost=True), TryLater, "it may have been done"),
    ],
)
def test_a_refused_write_says_why_though_the_status_says_all_is_well(
    glpi: Glpi, client: OutboundClient, fault: Reply, kind: type[Exception], told: str
) -> None:
    place = TOOL.write(client, site_of(glpi), "Ticket/12", FIRST, None)
    glpi.faults = [None, *[fault] * (2 if fault.lost else 1)]
    with pytest.raises(kind) as refused:
        TOOL.write(client, site_of(glpi), "Ticket/12", SECOND, place)
    assert told in str(refused.value)


def test_what_changed_is_told_oldest_first_of_all_types(
    glpi: Glpi, client: OutboundClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ticketing.glpi.tool.PAGE", 2)
    for key, minute in (("Ticket/1", 5), ("Ticket/2", 1), ("Change/1", 3), ("Ticket/3", 4)):
        glpi.item(key, date_mod=f"2026-11-30 04:0{minute}:00")
    glpi.item("Problem/9", status=6, date_mod="2026-11-30 04:02:00")
    site = site_of(glpi, zone="Europe/Paris")
    since = datetime(2026, 11, 30, 3, 2, tzinfo=UTC)
    found = [one.key for one in TOOL.changed(client, site, since)]
    assert found == ["Problem/9", "Change/1", "Ticket/3", "Ticket/1"]
    opened = [one.key for one in TOOL.changed(client, site, None)]
    assert opened == ["Ticket/12", "Ticket/2", "Change/1", "Ticket/3", "Ticket/1"]


def test_a_session_is_ended_though_its_reader_goes_away(glpi: Glpi, client: OutboundClient) -> None:
    glpi.item("Ticket/13")
    reading = TOOL.changed(client, site_of(glpi), None)
    next(reading)
    assert len(glpi.sessions) == 1
    reading.close()  # type: ignore[attr-defined]
    assert not glpi.sessions


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"itemtype": "Change", "id": "5", "event": "update"}', TicketEvent("Change/5")),
        (b'{"event": "new", "item": {"id": 12, "name": "x"}}', TicketEvent("Ticket/12")),
        (
            b'{"event": "delete", "item": {"id": 12, "name": "x"}}',
            TicketEvent("Ticket/12", removed=True),
        ),
        (
            b'{"event": "delete", "item": {"id": 3, "itemtype": "Problem", "items_id": 9}}',
            TicketEvent("Problem/9"),
        ),
        (b'{"event": "new", "item": {"id": 3, "changes_id": 9}}', TicketEvent("Change/9")),
    ],
)
def test_a_delivery_is_a_doorbell_of_a_ticket_or_of_what_stands_on_it(
    body: bytes, expected: TicketEvent
) -> None:
    assert TOOL.events(body, site_of(Glpi())) == (expected,)


def test_who_is_assigned_late_is_read_though_the_delivery_was_rendered_before(
    glpi: Glpi, client: OutboundClient
) -> None:
    body = b'{"event": "new", "item": {"id": 12, "status": {"id": 1}, "team": []}}'
    (event,) = TOOL.events(body, site_of(glpi))
    assert event.ticket is None
    glpi.beside["Ticket/12/Group_Ticket"] = [{"groups_id": "Storage", "type": 2}]
    ticket = TOOL.fetch(client, site_of(glpi), event.key)
    assert ticket is not None
    assert (ticket.assignment_group, ticket.status) == ("Storage", "assigned")


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"item": []}', b'{"itemtype": "Computer", "id": 1}', b'{"id": "1/../2"}']
)
def test_a_delivery_without_a_ticket_says_so(body: bytes) -> None:
    with pytest.raises(UnreadableFeed):
        TOOL.events(body, site_of(Glpi()))


def test_a_delivery_is_signed_with_its_moment_however_old_it_is() -> None:
    body, moment = b'{"item": {"id": 12}}', "1000000000"
    signature = hex_mac(SECRET, body, moment.encode())
    headers = {"x-glpi-signature": signature, "x-glpi-timestamp": moment}
    hook = Hook("UPDATE", {}, headers, body)
    site = site_of(Glpi())
    TOOL.verify(hook, site)
    assert TOOL.delivery(hook) == signature
    for wrong in (
        replace(hook, body=body + b" "),
        replace(hook, headers=headers | {"x-glpi-timestamp": "1000000001"}),
        replace(hook, headers={"x-glpi-signature": hex_mac(SECRET, body)}),
        replace(hook, headers={}),
    ):
        with pytest.raises(NotSignedIn):
            TOOL.verify(wrong, site)


def test_glpis_own_challenge_is_answered_and_no_other_is_signed() -> None:
    site = site_of(Glpi())
    token = hex_mac(SECRET, b"validate_cra_challenge")
    hook = Hook("GET", {"crc_token": token}, {}, b"")
    assert TOOL.answered(hook, site) == hex_mac(SECRET, token.encode()).encode()
    assert TOOL.answered(replace(hook, method="POST"), site) is None
    for forged in ('{"item": {"id": 12}}1000000000', "", "é"):
        with pytest.raises(NotSignedIn):
            TOOL.answered(replace(hook, query={"crc_token": forged}), site)


def test_a_check_says_what_is_missing(glpi: Glpi, client: OutboundClient) -> None:
    def told(site: Site) -> str:
        return "; ".join(map(str, TOOL.check(client, site)))

    assert told(site_of(glpi)) == ""
    assert "the user token seems invalid" in told(replace(site_of(glpi), password="x"))
    glpi.profile = 4096
    assert "expected the right to see private ones" in told(site_of(glpi))
    glpi.hidden.add("Problem")
    assert "You don't have permission" in told(site_of(glpi))
