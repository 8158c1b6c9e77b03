"""iTop, against a server that speaks its protocol with its faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from graph_model.errors import InvalidInput, NotSignedIn, TryLater, UnreadableFeed
from outbound.client import OutboundClient
from tests.support.faulty_server import Reply
from tests.support.itop import PASSWORD, USER, Itop, running_itop, said
from tests.support.itop import TOKEN as USER_TOKEN
from ticketing.itop.reading import options_of
from ticketing.itop.tool import TOOL
from ticketing.ticket import Mention, Naming, TicketEvent, ToolTicket
from ticketing.tool import Hook, Site, TicketNote

TOKEN = "very-hidden"
FIRST = TicketNote("Health is LOST.\n[ramify 01]", "LOST [ramify 01]", "[ramify 01]")
SECOND = TicketNote("whole again\n[ramify 02]", "+ Justice [ramify 02]", "[ramify 02]")
SAN = {
    "functionalci_id": "5",
    "functionalci_name": "san-1",
    "impact_code": "manual",
    "friendlyname": "R-000012 san-1",
    "functionalci_id_friendlyname": "san-1",
    "functionalci_id_finalclass_recall": "StorageSystem",
}


@pytest.fixture
def itop() -> Iterator[Itop]:
    with running_itop() as itop:
        itop.ticket(
            "12", title="Relay", team_id_friendlyname="Storage", status="assigned", priority="1",
            request_type="incident", functionalcis_list=[
                SAN,
                SAN | {"functionalci_id": "6", "impact_code": "computed"},
                SAN | {"functionalci_id": "7", "impact_code": "not_impacted"},
            ],
        )  # fmt: skip
        yield itop


def site_of(itop: Itop, **options: object) -> Site:
    return Site(itop.url, USER, PASSWORD, TOKEN, options={"zone": "UTC", **options})


def test_a_ticket_is_read_whole_and_about_what_people_linked_alone(
    itop: Itop, client: OutboundClient
) -> None:
    assert TOOL.fetch(client, site_of(itop), "12") == ToolTicket(
        "12",
        "R-000012",
        "Relay",
        type="incident",
        priority="critical",
        status="assigned",
        assignment_group="Storage",
        link=f"{itop.url}/pages/UI.php?operation=details&class=UserRequest&id=12",
        mentions=(
            Mention("itop:5", "san-1", Naming.NAME),
            Mention("itop:5", "itop:5", Naming.ID),
            Mention("itop:5", "itop:StorageSystem:5", Naming.ID),
        ),
        changed_at=datetime(2026, 11, 30, 2, 10, tzinfo=UTC),
        opened_at=datetime(2026, 11, 30, 1, 55, tzinfo=UTC),
    )
    assert TOOL.fetch(client, site_of(itop), "13") is None


def test_a_change_has_its_window_in_the_zone_of_its_itop(
    itop: Itop, client: OutboundClient
) -> None:
    window = {"start_date": "2026-12-01 22:00:00", "end_date": "2026-12-02 02:00:00"}
    itop.ticket("13", "NormalChange", status="plannedscheduled", **window)
    ticket = TOOL.fetch(client, site_of(itop, zone="America/New_York"), "13")
    assert ticket is not None
    zone = ZoneInfo("America/New_York")
    assert (ticket.type, ticket.change_type) == ("change", "normal")
    assert ticket.planned_start == datetime(2026, 12, 1, 22, tzinfo=zone)
    assert ticket.planned_end == datetime(2026, 12, 2, 2, tzinfo=zone)
    assert ticket.opened_at is None


@pytest.mark.parametrize(
    ("status", "operational", "closed"),
    [
        ("assigned", "ongoing", False),
        ("resolved", "resolved", True),
        ("closed", "closed", True),
        ("", "closed", True),
    ],
)
def test_what_is_resolved_or_closed_is_closed(
    itop: Itop, client: OutboundClient, status: str, operational: str, closed: bool
) -> None:
    itop.ticket("14", status=status, operational_status=operational)
    ticket = TOOL.fetch(client, site_of(itop), "14")
    assert ticket is not None
    assert ticket.closed is closed


def test_what_changed_is_told_oldest_first_over_all_pages_and_first_what_is_open(
    itop: Itop, client: OutboundClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ticketing.itop.tool.PAGE", 2)
    monkeypatch.setattr("ticketing.itop.tool.AT_ONCE", 2)
    for number, minute in ((20, 5), (21, 1), (22, 3), (23, 2), (24, 4)):
        itop.ticket(str(number), last_update=f"2026-11-30 03:{minute:02}:00")
    itop.ticket("25", operational_status="closed", last_update="2026-11-30 03:09:00")
    itop.ticket("26", operational_status="resolved", status="resolved")
    since = datetime(2026, 11, 30, 3, 2, tzinfo=UTC)
    found = [one.key for one in TOOL.changed(client, site_of(itop), since)]
    assert found == ["23", "22", "24", "20", "25"]
    opened = {one.key for one in TOOL.changed(client, site_of(itop), None)}
    assert opened == {"12", "20", "21", "22", "23", "24"}


def test_a_note_is_appended_whole_once_and_then_by_a_line_each_once(
    itop: Itop, client: OutboundClient
) -> None:
    site = site_of(itop)
    place = TOOL.write(client, site, "12", FIRST, None)
    # Its answer was lost, and it comes again.
    assert TOOL.write(client, site, "12", FIRST, None) == place
    for _ in range(2):
        TOOL.write(client, site, "12", SECOND, place)
    assert itop.log("12") == [FIRST.text, SECOND.line]
    # Where the place was forgotten, what stands there is seen.
    third = replace(SECOND, line="- Justice [ramify 03]", marker="[ramify 03]")
    TOOL.write(client, site, "12", third, None)
    assert itop.log("12") == [FIRST.text, SECOND.line, third.line]


@pytest.mark.parametrize(
    ("fault", "error", "told"),
    [
        (said(1, "Error: This user is not authorized"), UnreadableFeed, "not authorized, code 1"),
        (said(100, "Error: boom"), UnreadableFeed, "an error in the answer"),
        (Reply(b'{"objects": []}'), UnreadableFeed, "is it an iTop's address?"),
        (Reply(b"<html>"), UnreadableFeed, "no JSON"),
        (Reply(status=503, headers={"Retry-After": "30"}), TryLater, "the status 503"),
    ],
)
def test_an_error_is_told_though_the_status_says_all_is_well(
    itop: Itop, client: OutboundClient, fault: Reply, error: type[Exception], told: str
) -> None:
    itop.faults.append(fault)
    with pytest.raises(error, match=told):
        TOOL.write(client, site_of(itop), "12", FIRST, None)
    assert itop.log("12") == []


def test_a_write_whose_answer_is_lost_is_not_made_twice(itop: Itop, client: OutboundClient) -> None:
    site, done = site_of(itop), itop.update

    def lost(call: dict[str, object]) -> Reply:
        done(call)
        return Reply(lost=True)

    itop.update = lost  # type: ignore[method-assign]
    with pytest.raises(TryLater, match="it may have been done"):
        TOOL.write(client, site, "12", FIRST, None)
    TOOL.write(client, site, "12", FIRST, None)
    assert itop.log("12") == [FIRST.text]


@pytest.mark.parametrize(
    "body",
    [
        b'{"class": "UserRequest", "id": "12", "event": "update", "author": "Ada"}',
        b'{"id": 12, "author": "Ada"}',
        b"json_data=%7B%22key%22%3A%2212%22%2C%22author%22%3A%22Ada%22%7D&version=1.3",
    ],
)
def test_a_delivery_is_a_doorbell(itop: Itop, body: bytes) -> None:
    site = site_of(itop)
    assert TOOL.events(body, site) == (TicketEvent("12", author="Ada"),)
    authors = ("RAMIFY", "Ada", None)
    ours = [TOOL.is_ours(TicketEvent("12", author=name), site) for name in authors]
    assert ours == [True, False, False]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"id": "1 OR 1"}', b"json_data=", b"json_data=%FF"])
def test_a_delivery_without_a_ticket_says_so(itop: Itop, body: bytes) -> None:
    with pytest.raises(UnreadableFeed):
        TOOL.events(body, site_of(itop))


def test_a_delivery_needs_the_token_and_a_network_that_may_deliver(itop: Itop) -> None:
    hook = Hook("POST", {}, {"x-ramify-token": TOKEN}, b"{}", "10.1.2.3")
    site = replace(site_of(itop), networks=["10.1.0.0/16"])
    TOOL.verify(hook, site)
    TOOL.verify(replace(hook, headers={"auth-token": TOKEN}), site)
    for wrong in (
        replace(hook, address="10.2.2.3"),
        replace(hook, address=None),
        replace(hook, headers={"x-ramify-token": TOKEN[:-1]}),
        replace(hook, headers={}),
        replace(hook, headers={"auth-token": "another"}),
    ):
        with pytest.raises(NotSignedIn):
            TOOL.verify(wrong, site)
    with pytest.raises(NotSignedIn):
        TOOL.verify(hook, replace(site, secret=None))


def test_a_note_is_written_by_the_class_of_its_ticket(itop: Itop, client: OutboundClient) -> None:
    """Rights are given to each class: who may change requests may not change "tickets"."""
    itop.ticket("13", "EmergencyChange")
    for key in ("12", "13"):
        TOOL.write(client, site_of(itop), key, FIRST, None)
        assert itop.log(key) == [FIRST.text]
    itop.writable = {"Ticket"}
    with pytest.raises(UnreadableFeed, match="permissions for modifying data of class UserRequest"):
        TOOL.write(client, site_of(itop), "12", SECOND, "private_log")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("%Y-%m-%d %H:%M:%S", "Y-m-d H:i:s"),
        ("%d/%m/%Y %H:%M:%S", "d/m/Y H:i:s"),
        ("%m/%d/%y %I:%M %p", "m/d/y h:i A"),
        ("%d.%m.%Y um %H:%M", None),
    ],
)
def test_moments_are_read_as_the_installation_writes_them(
    itop: Itop, client: OutboundClient, written: str, said: str | None
) -> None:
    itop.dates = written
    itop.ticket("13", last_update="2026-02-01 00:00:00")
    site = site_of(itop, **({"dates": said} if said else {}))
    changed = [
        one.changed_at for one in TOOL.changed(client, site, datetime(2026, 1, 1, tzinfo=UTC))
    ]
    told = "; ".join(map(str, TOOL.check(client, site)))
    if said:
        assert changed == [
            datetime(2026, 2, 1, tzinfo=UTC),
            datetime(2026, 11, 30, 2, 10, tzinfo=UTC),
        ]
        assert told == ""
    else:
        assert changed == [None, None]
        assert "'30.11.2026 um 02:10', expected as the option dates says" in told


@pytest.mark.parametrize("wrong", ["d/m/Y", "Q", "Y-m-d H", 7])
def test_a_way_to_write_moments_that_is_none_is_refused(itop: Itop, wrong: object) -> None:
    with pytest.raises(InvalidInput, match="day, month, year, hour and minute"):
        options_of(site_of(itop, dates=wrong))


def test_where_nobody_said_it_is_the_zone_that_itop_itself_takes(
    itop: Itop, client: OutboundClient
) -> None:
    ticket = TOOL.fetch(client, Site(itop.url, USER, PASSWORD, TOKEN), "12")
    assert ticket is not None
    assert ticket.changed_at == datetime(2026, 11, 30, 1, 10, tzinfo=UTC)


def test_a_ticket_that_changed_in_the_future_gives_a_wrong_zone_away(
    itop: Itop, client: OutboundClient
) -> None:
    in_paris = datetime.now(ZoneInfo("Europe/Paris")) - timedelta(minutes=1)
    itop.ticket("13", last_update=f"{in_paris:%Y-%m-%d %H:%M:%S}")
    (problem,) = TOOL.check(client, site_of(itop))
    assert "changed in the future of UTC" in problem.found
    assert TOOL.check(client, site_of(itop, zone="Europe/Paris")) == []


@pytest.mark.parametrize(
    ("finalclass", "type_", "change_type"),
    [
        ("Incident", "incident", None),
        ("Problem", "problem", None),
        ("RoutineChange", "change", "standard"),
        ("NormalChange", "change", "normal"),
        ("EmergencyChange", "change", "emergency"),
    ],
)
def test_each_class_of_its_modules_is_read_with_its_own_status(
    itop: Itop, client: OutboundClient, finalclass: str, type_: str, change_type: str | None
) -> None:
    itop.ticket("13", finalclass, status="assigned")
    ticket = TOOL.fetch(client, site_of(itop), "13")
    assert ticket is not None
    assert (ticket.type, ticket.change_type, ticket.status) == (type_, change_type, "assigned")
    narrowed = site_of(itop, **{"class": "Change"})
    assert (TOOL.fetch(client, narrowed, "13") is None) is (type_ != "change")


def test_a_check_says_what_is_missing(itop: Itop, client: OutboundClient) -> None:
    def told(site: Site) -> str:
        return "; ".join(map(str, TOOL.check(client, site)))

    assert told(site_of(itop)) == ""
    assert told(replace(site_of(itop), user=None, password=USER_TOKEN)) == ""
    assert "Invalid login" in told(replace(site_of(itop), password="x"))
    assert "invalid attribute code 'public_log'" in told(site_of(itop, log="public_log"))
    for there in (False, None):
        itop.webhook = there
        assert "webhooks: found none" in told(site_of(itop))
    itop.webhook = True
    before = [itop.log(key) for key in itop.tickets]
    itop.writable = {"UserRequest", "Incident"}
    assert "may not change tickets of Problem, Change, RoutineChange" in told(site_of(itop))
    assert told(site_of(itop, **{"class": "UserRequest"})) == ""
    assert [itop.log(key) for key in itop.tickets] == before, "it is asked without a change"
