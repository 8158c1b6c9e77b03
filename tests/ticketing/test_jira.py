"""Jira, Cloud and Data Center, against a server that speaks its protocol with its faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from graph_model.errors import NotSignedIn, TryLater, UnreadableFeed
from outbound.client import OutboundClient
from tests.support.faulty_server import Reply
from tests.support.jira import ACCOUNT, PASSWORD, USER, Jira, running_jira
from ticketing.jira.reading import mentions_in
from ticketing.jira.text import MOST_BYTES, document, plain, wiki
from ticketing.jira.tool import TOOL
from ticketing.proof import hex_mac
from ticketing.ticket import Mention, Naming, TicketEvent
from ticketing.tool import Hook, Site, TicketNote

SECRET = "very-hidden"
FIRST = TicketNote("Health is LOST.\n\n{noformat} & <b>\n[ramify 01]", "", "[ramify 01]")
SECOND = TicketNote("Health is DEGRADED.\n[ramify 02]", "", "[ramify 02]")
BARE = [{"workspaceId": "w", "id": "w:88", "objectId": "88"}]


@pytest.fixture(params=[True, False], ids=["cloud", "datacenter"])
def jira(request: pytest.FixtureRequest) -> Iterator[Jira]:
    with running_jira(request.param) as jira:
        yield jira


def site_of(jira: Jira, **options: Any) -> Site:
    own = {"items": ["customfield_1"], "deployment": "cloud" if jira.cloud else "datacenter"}
    own |= {"account": ACCOUNT} if jira.cloud else {}
    own |= {"assets_url": jira.url}
    return Site(jira.url, USER, PASSWORD, SECRET, options=own | options)


def body_of(issue: dict[str, Any], items: Sequence[dict[str, Any]] = (), **more: Any) -> bytes:
    user = {"accountId": "557058:ada", "displayName": "Ada"}
    said = {"webhookEvent": "jira:issue_updated", "timestamp": 1764400000000, "user": user}
    return orjson.dumps({**said, "issue": issue, "changelog": {"items": list(items)}, **more})


def test_an_issue_is_told_by_its_webhook_as_by_its_interface(
    jira: Jira, client: OutboundClient
) -> None:
    issue = jira.issue(
        "10042", "OPS-7", issuetype={"name": "[System] Change"}, customfield_1=["relay-1 (CI-12)"],
        customfield_2="2026-12-01T22:00:00.000-0500", customfield_3="2026-12-02T02:00:00.000-0500",
        customfield_4={"value": "Emergency"}, customfield_5=[{"name": "Storage"}],
    )  # fmt: skip
    site = site_of(
        jira, start="customfield_2", end="customfield_3", change_type="customfield_4",
        group="customfield_5",
    )  # fmt: skip
    status = {"field": "status", "fieldId": "status", "from": "1", "to": "3"}
    (event,) = TOOL.events(body_of(issue, [status]), site)
    ticket = event.ticket
    assert ticket is not None
    assert TOOL.fetch(client, site, "10042") == ticket
    assert (event.author, event.changed, event.removed) == ("557058:ada", {"status"}, False)
    assert (ticket.key, ticket.number, ticket.title) == ("10042", "OPS-7", "Relay")
    assert (ticket.type, ticket.change_type, ticket.priority) == ("change", "emergency", "High")
    assert (ticket.status, ticket.closed, ticket.assignment_group) == ("Open", False, "Storage")
    assert ticket.planned_start == datetime(2026, 12, 2, 3, tzinfo=UTC)
    assert ticket.planned_end == datetime(2026, 12, 2, 7, tzinfo=UTC)
    assert ticket.changed_at == datetime(2026, 11, 30, 2, 10, 0, 125_000, UTC)
    assert ticket.opened_at == datetime(2026, 11, 30, 1, 55, tzinfo=UTC)
    assert ticket.link == f"{jira.url}/browse/OPS-7"
    assert ticket.mentions == (
        Mention("jira:CI-12", "relay-1", Naming.NAME),
        Mention("jira:CI-12", "jira:CI-12", Naming.ID),
        Mention("jira:CI-12", "CI-12", Naming.ID),
    )
    assert TOOL.fetch(client, site, "10043") is None


def names(mentions: Sequence[Mention]) -> list[str]:
    return [f"{one.how} {one.text}" for one in mentions]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (BARE, ["id jira:88"]),
        (
            [{"objectId": "88", "label": "san-1", "objectKey": "CI-1", "numbers": ["S9"]}],
            ["name san-1", "number S9", "id jira:CI-1", "id jira:88", "id CI-1"],
        ),
        ([{"key": "CI-12"}], ["id jira:CI-12", "id CI-12"]),
        ({"value": "san-1"}, ["name san-1", "id san-1"]),
        (["web"], ["name web", "id web"]),
        ("san-1, ci:web", ["name san-1", "id san-1", "name ci:web", "id ci:web"]),
        (document("san-1\nweb"), ["name san-1", "id san-1", "name web", "id web"]),
        (None, []),
        ([None, 7, {"type": "doc", "content": 3}, {"x": 1}], []),
    ],
)
def test_every_form_of_a_field_names_items(value: Any, expected: list[str]) -> None:
    assert names(list(mentions_in("f", value))) == expected


def test_assets_of_the_cloud_ring_a_bell_and_are_asked_for(client: OutboundClient) -> None:
    with running_jira(cloud=True) as jira:
        hidden = {**BARE[0], "objectId": "89"}
        issue = jira.issue("1", "OPS-1", customfield_1=[*BARE, hidden])
        jira.assets["88"] = {
            "label": "san-1", "objectKey": "CI-88",
            "attributes": [
                {
                    "objectTypeAttribute": {"name": "Serial Number"},
                    "objectAttributeValues": [{"value": "S9"}],
                }
            ],
        }  # fmt: skip
        (event,) = TOOL.events(body_of(issue), site_of(jira))
        assert (event.key, event.ticket) == ("1", None)
        ticket = TOOL.fetch(client, site_of(jira), "1")
        jira.issue("2", "OPS-2", customfield_1=BARE)
        jira.asked.clear()
        assert len(list(TOOL.changed(client, site_of(jira), None))) == 2
        assert len([path for _, path in jira.asked if "/assets/" in path]) == 2
    assert ticket is not None
    assert names(ticket.mentions) == [
        *("name san-1", "number S9", "id jira:CI-88", "id jira:88", "id CI-88"),
        "id jira:89",  # one that we may not see
    ]


@pytest.mark.parametrize(
    ("event", "type_name", "told"),
    [
        ("jira:issue_created", None, 1),
        ("jira:issue_deleted", None, 1),
        ("comment_created", None, 0),
        ("jira:issue_updated", "issue_commented", 0),
        ("jira:issue_updated", "issue_generic", 1),
        (None, None, 1),  # what an automation rule sends has no such word
    ],
)
def test_comments_change_nothing(event: str | None, type_name: str | None, told: int) -> None:
    jira = Jira(cloud=True)
    issue = jira.issue("1", "OPS-1")
    body = body_of(issue, webhookEvent=event, issue_event_type_name=type_name)
    events = TOOL.events(body, site_of(jira))
    assert len(events) == told
    assert [one.removed for one in events] == [event == "jira:issue_deleted"] * told


@pytest.mark.parametrize(
    ("fields", "closed"),
    [
        ({}, False),
        ({"status": {"name": "Done", "statusCategory": {"key": "done"}}}, True),
        ({"status": {"name": "Cancelled", "statusCategory": {"key": "new"}}}, True),
    ],
)
def test_what_is_done_is_closed(fields: dict[str, Any], closed: bool) -> None:
    jira = Jira(cloud=True)
    (event,) = TOOL.events(
        body_of(jira.issue("1", "OPS-1", **fields)), site_of(jira, closed=["cancelled"])
    )
    assert event.ticket is not None
    assert event.ticket.closed is closed


def test_our_comment_is_made_once_private_and_edited_in_place(
    jira: Jira, client: OutboundClient
) -> None:
    jira.issue("1", "OPS-1")
    site = site_of(jira)
    place = TOOL.write(client, site, "1", FIRST, None)
    # Its answer was lost, and it is written again, though its place is not known.
    assert TOOL.write(client, site, "1", FIRST, None) == place
    form = document if jira.cloud else wiki
    assert jira.told("1") == [form(FIRST.text)]
    internal = {"key": "sd.public.comment", "value": {"internal": True}}
    assert jira.comments["1"][place]["properties"] == [internal]
    assert TOOL.write(client, site, "1", SECOND, place) == place
    assert jira.told("1") == [form(SECOND.text)]
    # Somebody deletes it: it is made anew, and found by its property.
    del jira.comments["1"][place]
    jira.comments["1"]["7"] = {"id": "7", "body": form("of a person")}
    anew = TOOL.write(client, site, "1", SECOND, place)
    assert jira.properties["1"] == {"comment": anew}
    assert jira.told("1") == [form("of a person"), form(SECOND.text)]


@pytest.mark.parametrize("killed_before", [4, 5], ids=["the comment", "its property"])
def test_a_comment_whose_maker_was_killed_is_found(
    jira: Jira, client: OutboundClient, killed_before: int
) -> None:
    jira.issue("1", "OPS-1")
    jira.faults = [None] * (killed_before - 2) + [Reply(status=400)]
    with pytest.raises(UnreadableFeed):
        TOOL.write(client, site_of(jira), "1", FIRST, None)
    place = TOOL.write(client, site_of(jira), "1", FIRST, None)
    assert len(jira.told("1")) == 1
    assert jira.properties["1"] == {"comment": place}


@pytest.mark.parametrize(
    ("reason", "of_one"), [("jira-per-issue-on-write", True), ("jira-burst-based", False)]
)
def test_a_limit_on_writes_is_told_with_its_wait_and_whether_others_need_wait(
    jira: Jira, client: OutboundClient, reason: str, of_one: bool
) -> None:
    jira.issue("1", "OPS-1")
    place = TOOL.write(client, site_of(jira), "1", FIRST, None)
    headers = {"Retry-After": "17", "RateLimit-Reason": reason}
    jira.faults = [None, None, Reply(status=429, headers=headers)]
    with pytest.raises(TryLater) as later:
        TOOL.write(client, site_of(jira), "1", SECOND, place)
    assert (later.value.wait, later.value.of_one) == (17, of_one)
    assert jira.asked[-1][0] == "PUT"


def test_what_changed_is_told_oldest_first_over_all_pages(
    jira: Jira, client: OutboundClient
) -> None:
    for number, minute in ((1, 5), (2, 1), (3, 3), (4, 2), (5, 4)):
        updated = f"2026-11-30T03:0{minute}:00.000+0000"
        jira.issue(str(number), f"OPS-{number}", updated=updated)
    since = datetime.now(UTC) - timedelta(minutes=10)
    found = TOOL.changed(client, site_of(jira, jql="project = OPS"), since)
    assert [one.key for one in found] == ["2", "4", "3", "5", "1"]
    assert jira.jql[0] == '(project = OPS) AND updated >= "-12m" ORDER BY updated DESC'
    list(TOOL.changed(client, site_of(jira), None))
    assert jira.jql[-1] == "statusCategory != Done ORDER BY updated DESC"


def test_an_issue_that_is_closed_while_pages_are_turned_hides_no_other(
    client: OutboundClient,
) -> None:
    with running_jira(cloud=False) as jira:
        for number in range(1, 7):
            updated = f"2026-11-30T03:0{number}:00.000+0000"
            jira.issue(str(number), f"OPS-{number}", updated=updated)
        # The first that is told is closed behind the first page: the third moves to that page.
        jira.turned = lambda: jira.issues.pop("6", None)
        found = [one.key for one in TOOL.changed(client, site_of(jira), None)]
    assert sorted(found) == ["1", "2", "3", "4", "5", "6"]


def test_only_what_jira_signed_is_believed(jira: Jira) -> None:
    body = b'{"a": "\xc3\xa9"}'
    signed = f"sha256={hex_mac(SECRET, body)}"
    hook = Hook("POST", {}, {"x-hub-signature": signed}, body)
    site = site_of(jira)
    TOOL.verify(hook, site)
    for wrong in (
        replace(hook, body=body + b"\n"),
        replace(hook, headers={"x-hub-signature": signed.removeprefix("sha256=")}),
        replace(hook, headers={"x-hub-signature": f"sha1={hex_mac(SECRET, body, digest='sha1')}"}),
        replace(hook, headers={"x-ramify-token": SECRET}),  # a token is no signature
    ):
        with pytest.raises(NotSignedIn):
            TOOL.verify(wrong, site)
    TOOL.verify(replace(hook, headers={"x-ramify-token": SECRET}), site_of(jira, proof="token"))
    with pytest.raises(NotSignedIn):
        TOOL.verify(hook, site_of(jira, proof="token"))


def test_repetitions_bear_one_id_and_ours_are_told_apart(jira: Jira) -> None:
    hook = Hook("POST", {}, {"x-atlassian-webhook-identifier": "a-1"}, b"")
    assert TOOL.delivery(hook) == "a-1"
    assert TOOL.delivery(replace(hook, headers={})) is None
    ours = ACCOUNT if jira.cloud else USER
    told = [
        TOOL.is_ours(TicketEvent("1", author=one), site_of(jira)) for one in (ours, "ada", None)
    ]
    assert told == [True, False, False]


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b'{"issue": []}', b'{"webhookEvent": "jira:issue_updated"}'),
        b'{"issue": {"id": "1", "key": "A"}}',
        b'{"issue": {"id": "../x", "key": "A", "fields": {}}}',
    ],
)
def test_what_is_no_issue_is_told_so(body: bytes) -> None:
    with pytest.raises(UnreadableFeed):
        TOOL.events(body, site_of(Jira(cloud=True)))


def test_a_note_fits_into_what_jira_takes_and_keeps_its_mark() -> None:
    long = "\n".join(["é" * 80] * 1_000) + "\n[ramify 01]"
    for made in (document(long), wiki(long)):
        assert len(orjson.dumps(made)) <= MOST_BYTES
    assert str(plain(document(long))).endswith("…\n[ramify 01]")
    assert "…\n[ramify 01]\n{noformat}" in wiki(long)
    assert plain(document(FIRST.text)) == FIRST.text


def test_a_check_says_what_is_missing(jira: Jira, client: OutboundClient) -> None:
    def told(site: Site) -> str:
        return "; ".join(map(str, TOOL.check(client, site)))

    hook = {"enabled": True, "events": ["jira:issue_updated"]}
    jira.hooks = [hook]
    assert told(site_of(jira)) == ""
    assert "no field 'Affected assets'" in told(site_of(jira, items=["Affected assets"]))
    assert "it is customfield_1" in told(site_of(jira, items=["Affected assets"]))
    assert "options, items: found nothing" in told(site_of(jira, items=None))
    assert "options, account: found 'x'" in told(site_of(jira, account="x"))
    assert "You are not authenticated" in told(replace(site_of(jira), password="x"))
    jira.rights.remove("EDIT_OWN_COMMENTS")
    assert "no EDIT_OWN_COMMENTS" in told(site_of(jira))
    jira.hooks = [hook | {"enabled": False}]
    assert "webhooks: found none" in told(site_of(jira))
    jira.hooks = None  # who is no administrator is not told
    assert "webhooks" not in told(site_of(jira))
