"""The generic form: payloads of any shape, read by the paths of a mapping."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
import yaml

from graph_model.errors import NotSignedIn, UnreadableFeed
from outbound.client import OutboundClient
from tests.support.repository import ROOT
from ticketing.generic.tool import TOOL
from ticketing.option import option_problems
from ticketing.proof import base64_mac, hex_mac
from ticketing.ticket import Mention, Naming, TicketEvent, ToolTicket
from ticketing.tool import Hook, Site, TicketNote

SECRET = "very-hidden"
PAGE = ROOT / "docs" / "ticketing" / "generic.md"
PAYLOAD: dict[str, Any] = {
    "actor": {"login": "ada"},
    "ticket": {
        "id": 71,
        "ref": "HD-71",
        "subject": "SAN\u202e\nreplaced",
        "kind": "RFC",
        "reported": "2026-11-28 09:00",
        "state": {"label": "Planned"},
        "window": {"from": "2026-12-01 22:00", "to": "2026-12-02T02:00:00Z"},
        "url": "https://helpdesk.example/71",
        "modified": 1764400000000,
        "assets": [{"label": "san-1", "serial": "S9", "code": "A1"}, {"code": "A2"}, "junk", None],
        "affected_services": "Payroll; service:web",
    },
}


def mapping() -> dict[str, Any]:
    """The mapping that the page shows."""
    text = PAGE.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def site_of(**options: Any) -> Site:
    return Site("https://helpdesk.example", secret=SECRET, options=mapping() | options)


def test_a_payload_is_read_by_the_mapping_that_the_page_shows() -> None:
    assert option_problems(TOOL.options, mapping()) == []
    (event,) = TOOL.events(orjson.dumps(PAYLOAD), site_of(items=mapping()["items"]))
    assert event == TicketEvent(
        "71",
        ToolTicket(
            "71",
            "HD-71",
            "SAN replaced",
            type="change",
            status="Planned",
            planned_start=datetime(2026, 12, 1, 22, tzinfo=ZoneInfo("America/New_York")),
            planned_end=datetime(2026, 12, 2, 2, tzinfo=UTC),
            link="https://helpdesk.example/71",
            mentions=(
                Mention("ticket.assets[]:cmdb:A1", "san-1", Naming.NAME),
                Mention("ticket.assets[]:cmdb:A1", "S9", Naming.NUMBER),
                Mention("ticket.assets[]:cmdb:A1", "cmdb:A1", Naming.ID),
                Mention("ticket.assets[]:cmdb:A2", "cmdb:A2", Naming.ID),
                *(
                    Mention(f"ticket.affected_services:{text}", text, how)
                    for text in ("Payroll", "service:web")
                    for how in (Naming.NAME, Naming.ID)
                ),
            ),
            changed_at=datetime(2025, 11, 29, 7, 6, 40, tzinfo=UTC),
            opened_at=datetime(2026, 11, 28, 9, tzinfo=ZoneInfo("America/New_York")),
        ),
        "ada",
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"state": {"label": "WITHDRAWN"}}, ("change", True, False)),
        ({"closed": "2026-11-30"}, ("change", True, False)),
        ({"kind": "Wish"}, ("request", False, False)),
        ({"what": "Deleted"}, ("change", False, True)),
    ],
)
def test_what_is_closed_removed_or_of_no_type(
    change: dict[str, Any], expected: tuple[str, bool, bool]
) -> None:
    ticket = PAYLOAD["ticket"] | change
    site = site_of(
        items="ticket.affected_services", default_type="request", closed_at="ticket.closed",
        event="ticket.what",
    )  # fmt: skip
    (event,) = TOOL.events(orjson.dumps({"ticket": ticket}), site)
    assert event.ticket is not None
    assert (event.ticket.type, event.ticket.closed, event.removed) == expected


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"key": None}, "options, key: found nothing"),
        ({"title": "ticket.["}, "expected a path in the payload"),
        ({"items": [{"name": "x"}]}, "a path, or each with some of name, number and id"),
        ({"items": [{"each": "x", "serial": "y"}]}, "a path, or each with"),
        ({"items": 3}, "a path, or each with"),
        ({"proof": "md5"}, "one of sha256=hex, hex, base64, token"),
        ({"tilte": "x"}, "found 'tilte'"),
    ],
)
def test_a_mapping_is_checked_before_it_is_used(said: dict[str, Any], told: str) -> None:
    assert told in "\n".join(map(str, option_problems(TOOL.options, mapping() | said)))


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'{"ticket": {"id": null}}', b'{"ticket": {"id": ["x"]}}', b"\xff\xfe{"],
)
def test_a_payload_without_a_key_says_so(body: bytes) -> None:
    with pytest.raises(UnreadableFeed):
        TOOL.events(body, site_of())


def test_a_function_asked_of_another_form_is_told_with_its_path() -> None:
    body = b'{"ticket": {"id": 1, "subject": 3}}'
    with pytest.raises(UnreadableFeed, match="the delivery, title: found another form"):
        TOOL.events(body, site_of(title="join('', ticket.subject)"))


@pytest.mark.parametrize(
    ("proof", "value"),
    [
        ("sha256=hex", f"sha256={hex_mac(SECRET, b'{}')}"),
        ("hex", hex_mac(SECRET, b"{}")),
        ("base64", base64_mac(SECRET, b"{}")),
        ("token", SECRET),
        ("token", f"Bearer {SECRET}"),
    ],
)
def test_each_proof_holds_and_none_stands_for_another(proof: str, value: str) -> None:
    site = site_of(proof=proof, proof_header="X-Proof")
    hook = Hook("POST", {}, {"x-proof": value}, b"{}")
    TOOL.verify(hook, site)
    wrong = [replace(hook, headers={}), replace(hook, headers={"x-proof": value[:-1]})]
    wrong += [] if proof == "token" else [replace(hook, body=b"{} ")]
    for one in wrong:
        with pytest.raises(NotSignedIn):
            TOOL.verify(one, site)
    for other in {"sha256=hex", "hex", "base64", "token"} - {proof}:
        with pytest.raises(NotSignedIn):
            TOOL.verify(hook, site_of(proof=other, proof_header="X-Proof"))


def test_it_is_read_alone() -> None:
    assert TOOL.reads_only
    note = TicketNote("x", "x", "[ramify 01]")
    with OutboundClient() as client:
        assert list(TOOL.changed(client, site_of(), None)) == []
        with pytest.raises(UnreadableFeed, match="it is read alone"):
            TOOL.write(client, site_of(), "71", note, None)
        with pytest.raises(UnreadableFeed, match="told whole by deliveries"):
            TOOL.fetch(client, site_of(), "71")
    assert TOOL.is_ours(TicketEvent("71", author="RAMIFY"), site_of())
    assert not TOOL.is_ours(TicketEvent("71"), site_of())
