"""ServiceNow, against a server that speaks its Table API, and our business rule as shipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from graph_model.errors import NotSignedIn, TryLater, UnreadableFeed
from outbound.client import OutboundClient
from tests.support.faulty_server import Reply
from tests.support.servicenow import (
    PASSWORD,
    USER,
    ServiceNow,
    error,
    reply,
    running_servicenow,
    told_by_rule,
)
from ticketing.servicenow.tool import TOOL
from ticketing.ticket import Mention, Naming, TicketEvent
from ticketing.tool import Hook, Site, TicketNote

SECRET = "very-hidden, é"
FIRST = TicketNote("Health is LOST.\n[ramify 01]", "LOST [ramify 01]", "[ramify 01]")
SECOND = TicketNote("whole again\n[ramify 02]", "+ Justice [ramify 02]", "[ramify 02]")
SAN = "a" * 32
WEB = "b" * 32


@pytest.fixture
def now() -> Iterator[ServiceNow]:
    with running_servicenow() as now:
        yield now


def site_of(now: ServiceNow, **options: Any) -> Site:
    return Site(now.url, USER, PASSWORD, SECRET, options=options)


def test_the_business_rule_tells_a_record_as_the_table_api_does(
    now: ServiceNow, client: OutboundClient
) -> None:
    window = {"start_date": "2026-12-01 22:00:00", "end_date": "2026-12-02 02:00:00"}
    id_ = now.record(
        "change_request", 7, type=("emergency", "Emergency"), cmdb_ci=(SAN, "sän-1"),
        short_description="Déplacer le san", **window,
        **{"cmdb_ci.serial_number": "S9", "cmdb_ci.asset_tag": ""},
    )  # fmt: skip
    now.affected = [
        {"task": id_, "ci_item": (SAN, "sän-1"), "ci_item.serial_number": "S9"},
        {"task": id_, "ci_item": (WEB, "web"), "ci_item.serial_number": ""},
    ]
    record = {
        name: list(value) if isinstance(value, tuple) else [value, value]
        for name, value in now.records["change_request"][id_].items()
        if "." not in name and name != "work_notes"
    }
    cis = {
        "cmdb_ci": [
            {"sys_id": [SAN, SAN], "serial_number": ["S9", "S9"], "asset_tag": ["", ""]},
            {"sys_id": [WEB, WEB], "serial_number": ["", ""], "asset_tag": ["", ""]},
        ],
        "task_ci": [
            {"task": [id_, id_], "ci_item": [SAN, "sän-1"]},
            {"task": [id_, id_], "ci_item": [WEB, "web"]},
        ],
    }
    properties = {"ramify.url": "https://r.example/hooks/now", "ramify.secret": SECRET}
    sent = told_by_rule("change_request", {"change_request": [record], **cis}, properties)
    body = sent["body"].encode("ascii")
    hook = Hook("POST", {}, sent["headers"], body)
    site = site_of(now)
    TOOL.verify(hook, site)
    assert TOOL.delivery(hook) == f"{id_}.3.update"
    (event,) = TOOL.events(body, site)
    fetched = TOOL.fetch(client, site, f"change_request/{id_}")
    assert event == TicketEvent(f"change_request/{id_}", fetched, "ada")
    ticket = event.ticket
    assert ticket is not None
    assert (ticket.type, ticket.change_type, ticket.status) == (
        "change",
        "emergency",
        "In Progress",
    )
    assert (ticket.priority, ticket.assignment_group) == ("1 - Critical", "Storage")
    assert ticket.title == "Déplacer le san"
    assert ticket.planned_start == datetime(2026, 12, 1, 22, tzinfo=UTC)
    assert ticket.planned_end == datetime(2026, 12, 2, 2, tzinfo=UTC)
    assert (ticket.changed_at, ticket.version) == (datetime(2026, 11, 30, 2, 10, tzinfo=UTC), 3)
    assert ticket.opened_at == datetime(2026, 11, 30, 1, 55, tzinfo=UTC)
    assert ticket.mentions == (
        Mention(f"servicenow:{SAN}", "sän-1", Naming.NAME),
        Mention(f"servicenow:{SAN}", "S9", Naming.NUMBER),
        Mention(f"servicenow:{SAN}", f"servicenow:{SAN}", Naming.ID),
        Mention(f"servicenow:{WEB}", "web", Naming.NAME),
        Mention(f"servicenow:{WEB}", f"servicenow:{WEB}", Naming.ID),
    )
    assert "T7: 503" in sent["warned"]


def test_the_rule_tells_nothing_of_what_we_wrote_and_without_an_address() -> None:
    record = {"sys_id": ["1" * 32, ""], "sys_updated_by": [USER, USER]}
    tables = {"incident": [record]}
    properties = {"ramify.url": "https://r", "ramify.secret": "s", "ramify.user": USER}
    assert "body" not in told_by_rule("incident", tables, properties)
    assert "body" not in told_by_rule("incident", tables, {})
    others = properties | {"ramify.user": "somebody"}
    told = told_by_rule("incident", tables, others, "delete")
    (event,) = TOOL.events(told["body"].encode(), Site("https://now.example", USER))
    assert event.removed
    assert TOOL.is_ours(event, Site("https://now.example", USER.upper()))


@pytest.mark.parametrize(
    ("table", "fields", "expected"),
    [
        ("incident", {}, ("incident", None, False)),
        ("incident", {"state": ("6", "Resolved")}, ("incident", None, True)),
        ("problem", {"active": "false", "state": ("9", "Fermé")}, ("problem", None, True)),
        ("change_request", {"type": ("std", "Standard")}, ("change", "standard", False)),
        ("change_request", {"type": ("x", "Own")}, ("change", "normal", False)),
        ("u_outage", {}, ("incident", None, False)),
    ],
)
def test_types_and_what_is_closed(
    now: ServiceNow,
    client: OutboundClient,
    table: str,
    fields: dict[str, Any],
    expected: tuple[str, str | None, bool],
) -> None:
    id_ = now.record(table, 1, **fields)
    site = site_of(now, types={"u_outage": "incident"}, change_types={"Own": "normal"})
    ticket = TOOL.fetch(client, site, f"{table}/{id_}")
    assert ticket is not None
    assert (ticket.type, ticket.change_type, ticket.closed) == expected


@pytest.mark.parametrize("key", [f"incident/{'f' * 32}", "incident/1", "../x", "incident"])
def test_what_is_not_there_or_no_key_is_none(
    now: ServiceNow, client: OutboundClient, key: str
) -> None:
    assert TOOL.fetch(client, site_of(now), key) is None


@pytest.mark.parametrize("links", [True, False])
def test_what_changed_is_told_oldest_first_of_all_tables_though_some_may_not_be_seen(
    now: ServiceNow, client: OutboundClient, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    monkeypatch.setattr("ticketing.servicenow.tool.PAGE", 2)
    now.links = links
    for number, minute in ((1, 5), (2, 1), (3, 3), (4, 3), (5, 3), (6, 4)):
        now.record("incident", number, sys_updated_on=f"2026-11-30 03:0{minute}:00")
    now.record("problem", 9, sys_updated_on="2026-11-30 03:02:00", active="false")
    if links:  # then a page that is short, or empty, is no last one
        now.hidden = {f"{number:032x}" for number in (3, 4)}
    since = datetime(2026, 11, 30, 3, 1, 30, tzinfo=UTC)
    found = [one.number for one in TOOL.changed(client, site_of(now), since)]
    assert found == ["T9", *([] if links else ["T3", "T4"]), "T5", "T6", "T1"]
    assert now.queries[0].startswith("sys_updated_on>=2026-11-30 03:01:30^ORDERBY")
    opened = {one.number for one in TOOL.changed(client, site_of(now), None)}
    assert opened == {"T1", "T2", "T5", "T6"} | (set() if links else {"T3", "T4"})


def notes(now: ServiceNow, id_: str) -> list[str]:
    entries = now.records["incident"][id_]["work_notes"].strip().split("\n\n")
    return [one.partition("\n")[2] for one in reversed(entries) if one]


def test_a_note_is_appended_whole_once_and_then_by_a_line_each_once(
    now: ServiceNow, client: OutboundClient
) -> None:
    id_ = now.record("incident", 1)
    site, key = site_of(now), f"incident/{id_}"
    place = TOOL.write(client, site, key, FIRST, None)
    assert TOOL.write(client, site, key, FIRST, None) == place
    for _ in range(2):
        TOOL.write(client, site, key, SECOND, place)
    assert notes(now, id_) == [FIRST.text, SECOND.line]


def test_a_field_of_its_own_is_written_anew(now: ServiceNow, client: OutboundClient) -> None:
    id_ = now.record("incident", 1)
    for note in (FIRST, SECOND):
        TOOL.write(client, site_of(now, note="u_impact"), f"incident/{id_}", note, None)
    assert now.records["incident"][id_]["u_impact"] == SECOND.text
    assert notes(now, id_) == []


@pytest.mark.parametrize(
    ("fault", "kind", "told"),
    [
        (reply({"error": {"message": "Transaction cancelled"}}), UnreadableFeed, "cancelled"),
        (error(403, "Operation Failed"), UnreadableFeed, 'status 403 ("Operation Failed: why")'),
        (Reply(status=429, headers={"Retry-After": "40"}), TryLater, "the status 429"),
        (Reply(lost=True), TryLater, "it may have been done"),
    ],
)  # fmt: skip
def test_a_refused_write_says_why_and_is_made_once(
    now: ServiceNow, client: OutboundClient, fault: Reply, kind: type[Exception], told: str
) -> None:
    id_ = now.record("incident", 1)
    now.faults = [None, fault]
    with pytest.raises(kind) as refused:
        TOOL.write(client, site_of(now), f"incident/{id_}", FIRST, None)
    assert told in str(refused.value)
    assert now.faults == []


def test_only_what_our_rule_signed_is_believed(now: ServiceNow) -> None:
    sent = told_by_rule(
        "incident", {"incident": [{"sys_id": ["1" * 32, ""]}]},
        {"ramify.url": "https://r", "ramify.secret": SECRET},
    )  # fmt: skip
    hook = Hook("POST", {}, sent["headers"], sent["body"].encode())
    site = site_of(now)
    TOOL.verify(hook, site)
    for wrong in (
        replace(hook, body=hook.body + b" "),
        replace(hook, headers={"x-ramify-token": SECRET}),
        replace(hook, headers={"x-ramify-signature": ""}),
    ):
        with pytest.raises(NotSignedIn):
            TOOL.verify(wrong, site)
    token = replace(hook, headers={"x-ramify-token": "plain"})
    TOOL.verify(token, replace(site_of(now, proof="token"), secret="plain"))
    with pytest.raises(NotSignedIn):
        TOOL.verify(hook, site_of(now, proof="token"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"table": "incident"}',
        b'{"table": "incident", "record": {"sys_id": "1"}}',
        b'{"table": "incident", "record": {"sys_id": {"value": []}}, "affected": 3}',
    ],
)
def test_what_our_rule_does_not_send_is_told(body: bytes) -> None:
    with pytest.raises(UnreadableFeed):
        TOOL.events(body, Site("https://now.example"))


def test_other_tables_say_nothing() -> None:
    said = {"table": "kb_knowledge", "record": {"sys_id": "1" * 32}}
    assert TOOL.events(orjson.dumps(said), Site("https://now.example")) == ()


def test_a_check_says_what_is_missing(now: ServiceNow, client: OutboundClient) -> None:
    def told(site: Site) -> str:
        return "; ".join(map(str, TOOL.check(client, site)))

    for table in ("incident", "change_request", "problem"):
        now.record(table, 1)
    assert told(site_of(now)) == ""
    assert "User Not Authenticated" in told(replace(site_of(now), password="x"))
    assert "the table incident: found no field 'u_ci'" in told(site_of(now, items=["u_ci"]))
    now.unknown = {"work_notes"}
    assert "no field 'work_notes'" in told(site_of(now))
    now.zone = "US/Eastern"
    assert "time zone: found 'US/Eastern', expected GMT" in told(site_of(now))
