"""Roundup, as it is: a real one is started, and told of its tickets and written to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from graph_model.errors import NotSignedIn, UnreadableFeed
from outbound.client import CallLimits, OutboundClient
from tests.support.faulty_server import LOOPBACK, Asked, Reply, answered
from tests.support.roundup import ADMIN, OURS, Roundup, free_port, running
from ticketing.roundup.tool import TOOL
from ticketing.ticket import Mention, Naming, TicketEvent
from ticketing.tool import Hook, Site, TicketNote

SECRET = "very-hidden"
FIRST = TicketNote("Health is LOST.\n[ramify 01]", "unused", "[ramify 01]")
SECOND = TicketNote("Health is DEGRADED.\n[ramify 02]", "unused", "[ramify 02]")


@dataclass
class Office:
    """A Roundup, what it told of its tickets, and what calls it."""

    roundup: Roundup
    site: Site
    client: OutboundClient
    heard: list[Asked] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    """The statuses that the next deliveries are answered, before they are taken."""

    def hear(self, number: int) -> list[Asked]:
        """The deliveries, once there are so many."""
        until = time.monotonic() + 20
        while len(self.heard) < number and time.monotonic() < until:
            time.sleep(0.02)
        return self.heard[:number]

    def events(self, number: int) -> list[TicketEvent]:
        return [TOOL.events(one.body, self.site)[0] for one in self.hear(number)]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    heard: list[Asked] = []
    refused: list[int] = []

    def hook(asked: Asked) -> Reply:
        heard.append(asked)
        return Reply(status=refused.pop() if refused else 202)

    folder = tmp_path_factory.mktemp("roundup")
    limits = CallLimits(seconds=20, attempts=2, networks=LOOPBACK)
    with (
        answered(hook) as address,
        running(folder, free_port(), {"url": address, "secret": SECRET}) as roundup,
        OutboundClient(limits) as client,
    ):
        site = Site(roundup.url, *OURS, SECRET)
        for name in ("san-1", "ci:relay-1"):
            roundup.create("keyword", ADMIN, name=name)
        yield Office(roundup, site, client, heard, refused)


@pytest.fixture
def issue(office: Office) -> str:
    return made(office)


def made(office: Office) -> str:
    """The id of a new issue, of which it is known that it was told."""
    office.heard.clear()
    about = ["san-1", "ci:relay-1"]
    id_ = office.roundup.create("issue", title="Relay\ndown", priority="critical", keyword=about)
    office.hear(1)
    return id_


def test_an_issue_that_is_made_is_told_whole_and_again_under_one_id(office: Office) -> None:
    office.refused.append(503)
    issue = made(office)
    first, second = office.hear(2)
    hook = Hook("POST", {}, first.headers, first.body)
    TOOL.verify(hook, office.site)
    assert TOOL.delivery(hook) == second.headers["x-ramify-delivery"]
    (event,) = TOOL.events(first.body, office.site)
    assert event.ticket is not None
    assert (event.key, event.author, event.changed, event.removed) == (issue, "paula", None, False)
    ticket = event.ticket
    assert ticket.number == f"issue{issue}"
    assert ticket.title == "Relay down"
    assert (ticket.priority, ticket.status, ticket.closed) == ("critical", "unread", False)
    assert ticket.link == f"{office.roundup.url}issue{issue}"
    assert ticket.version == 1
    assert ticket.mentions == (
        Mention("keyword:san-1", "san-1", Naming.NAME),
        Mention("keyword:san-1", "san-1", Naming.ID),
        Mention("keyword:ci:relay-1", "ci:relay-1", Naming.NAME),
        Mention("keyword:ci:relay-1", "ci:relay-1", Naming.ID),
    )
    fetched = TOOL.fetch(office.client, office.site, issue)
    assert fetched == replace(ticket, version=None)
    assert ticket.changed_at is not None
    assert abs(ticket.changed_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert ticket.opened_at == ticket.changed_at


def test_a_change_says_which_fields_and_closing_and_retiring_are_seen(
    office: Office, issue: str
) -> None:
    office.roundup.change("issue", issue, status="resolved", priority="urgent")
    event = office.events(2)[1]
    assert event.changed == {"status", "priority"}
    assert event.ticket is not None
    assert (event.ticket.closed, event.ticket.version) == (True, 2)
    office.roundup.retire("issue", issue)
    assert office.events(3)[2].removed


def test_our_message_is_written_once_edited_in_place_and_opens_nothing(
    office: Office, issue: str
) -> None:
    office.roundup.change("issue", issue, status="resolved")
    place = TOOL.write(office.client, office.site, issue, FIRST, None)
    assert office.roundup.messages(issue) == [FIRST.text]
    # Its answer was lost, and it is written again: it is found.
    assert TOOL.write(office.client, office.site, issue, FIRST, None) == place
    assert TOOL.write(office.client, office.site, issue, SECOND, place) == place
    assert office.roundup.messages(issue) == [SECOND.text]
    assert office.roundup.read("issue", issue)["status"]["id"] == "8"  # resolved, as it was


def test_a_message_between_made_and_put_on_its_issue_is_found_and_a_retired_one_made_anew(
    office: Office, issue: str
) -> None:
    its_id = f"<ramify.issue{issue}>"
    fields = {"content": "x", "author": "ramify", "date": ".", "messageid": its_id}
    alone = office.roundup.create("msg", OURS, **fields)
    assert TOOL.write(office.client, office.site, issue, FIRST, None) == alone
    assert office.roundup.messages(issue) == [FIRST.text]
    office.roundup.retire("msg", alone)
    anew = TOOL.write(office.client, office.site, issue, SECOND, alone)
    assert anew != alone
    assert office.roundup.text_of(anew) == SECOND.text


def test_what_we_write_is_told_to_be_ours_and_what_a_person_does_is_not(
    office: Office, issue: str
) -> None:
    TOOL.write(office.client, office.site, issue, FIRST, None)
    office.hear(2)
    office.roundup.change("issue", issue, title="Relay 1 down")
    ours = [TOOL.is_ours(event, office.site) for event in office.events(3)]
    assert ours == [False, True, False]


def test_what_changed_since_is_polled_and_first_what_is_open(office: Office, issue: str) -> None:
    closed = office.roundup.create("issue", title="Done", status="resolved")
    opened = [one.key for one in TOOL.changed(office.client, office.site, None)]
    assert issue in opened
    assert closed not in opened
    since = datetime.now(UTC) - timedelta(minutes=5)
    found = list(TOOL.changed(office.client, office.site, since))
    assert {issue, closed} <= {one.key for one in found}
    moments = [one.changed_at for one in found if one.changed_at]
    assert moments == sorted(moments)
    later = datetime.now(UTC) + timedelta(minutes=5)
    assert list(TOOL.changed(office.client, office.site, later)) == []


def test_what_is_not_there_or_retired_is_none(office: Office, issue: str) -> None:
    assert TOOL.fetch(office.client, office.site, "999") is None
    office.roundup.retire("issue", issue)
    assert TOOL.fetch(office.client, office.site, issue) is None


def test_a_check_finds_nothing_where_all_is_well_and_says_what_is_missing(
    office: Office, issue: str
) -> None:
    def told(site: Site) -> str:
        return "; ".join(map(str, TOOL.check(office.client, site)))

    assert told(office.site) == ""
    assert "the status 401" in told(replace(office.site, password="wrong"))
    assert "items" in told(replace(office.site, options={"items": ["items"]}))
    assert "the status 404" in told(replace(office.site, options={"class": "change"}))


def wrongly_signed(hook: Hook) -> Iterator[Hook]:
    yield replace(hook, body=hook.body + b" ")
    for value in ("", "sha256=", "sha256=é", "sha1=00", hook.headers["x-ramify-signature"][:-1]):
        yield replace(hook, headers={**hook.headers, "x-ramify-signature": value})
    yield replace(hook, headers={})


def test_what_is_not_signed_by_our_detector_is_refused(office: Office, issue: str) -> None:
    heard = office.hear(1)[0]
    hook = Hook("POST", {}, heard.headers, heard.body)
    for wrong in wrongly_signed(hook):
        with pytest.raises(NotSignedIn) as told:
            TOOL.verify(wrong, office.site)
        assert SECRET not in str(told.value)
    with pytest.raises(NotSignedIn, match="names no secret"):
        TOOL.verify(hook, replace(office.site, secret=None))
    inside = replace(office.site, networks=["10.0.0.0/8"])
    with pytest.raises(NotSignedIn, match="an address that is not among"):
        TOOL.verify(replace(hook, address="127.0.0.1"), inside)
    TOOL.verify(replace(hook, address="::ffff:10.1.2.3"), inside)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda body: b"\xff" + body, "no UTF-8 from byte 0 on"),
        (lambda body: body.decode().encode("utf-16"), "no UTF-8"),
        (lambda body: body[:-1], "no JSON from line 1"),
        (lambda body: b"[" * 100_000, "no JSON"),
        (lambda body: b"[" * 100 + b"]" * 100, "values nested too deep"),
        (lambda body: b"[1]", "a list, expected an object"),
        (lambda body: b'{"class": "issue"}', "item: found no object"),
        (lambda body: b'{"class": "issue", "item": {"id": "x"}}', "item, id: found no number"),
    ],
)
def test_a_delivery_that_cannot_be_read_says_where(
    change: Callable[[bytes], bytes], told: str
) -> None:
    with pytest.raises(UnreadableFeed) as error:
        TOOL.events(change(b'{"class": "issue", "item": {"id": "1"}}'), Site("https://r.example"))
    assert told in str(error.value)


def test_what_is_about_something_else_says_nothing() -> None:
    body = b'{"class": "msg", "item": {"id": "1"}}'
    assert TOOL.events(body, Site("https://r.example")) == ()


@pytest.mark.parametrize(("changed", "written"), [(3, True), (4, False)])
def test_what_somebody_changes_between_is_read_and_written_again(
    changed: int, written: bool
) -> None:
    """A Roundup whose items somebody changes so often between our reading and our writing."""
    refused: list[str] = []

    def busy(asked: Asked) -> Reply:
        if asked.method == "GET":
            listed = b'{"data": {"collection": [{"id": "7"}]}}'
            one = b'{"data": {"@etag": "t", "attributes": {"messages": [{"id": "7"}]}}}'
            return Reply(listed if "?" in asked.path else one)
        if len(refused) < changed:
            refused.append(asked.path)
            return Reply(b'{"error": {"msg": "If-Match is missing or does not match."}}', 412)
        return Reply()

    limits = CallLimits(seconds=5, attempts=1, networks=LOOPBACK)
    with answered(busy) as url, OutboundClient(limits) as client:
        site = Site(url, *OURS, SECRET)
        if written:
            assert TOOL.write(client, site, "5", FIRST, None) == "7"
        else:
            with pytest.raises(UnreadableFeed, match="If-Match"):
                TOOL.write(client, site, "5", FIRST, None)
    assert refused == ["/rest/data/msg/7"] * changed
