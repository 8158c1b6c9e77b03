"""Whatever a tool sends or answers: it is read, or told to be unreadable, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.characters import is_line
from graph_model.errors import UnreadableFeed
from outbound.client import CallLimits, OutboundClient
from tests.support.faulty_server import LOOPBACK, Reply, answered
from ticketing.choices import CHANGE_TYPES, TYPES
from ticketing.known_tools import known_tools
from ticketing.ticket import ToolTicket
from ticketing.tool import Site, TicketNote, Tool

OPTIONS: dict[str, dict[str, Any]] = {
    "generic": {
        "key": "issue.id",
        "items": [{"each": "issue.fields.f[]", "name": "label"}, "issue.fields.g"],
        "title": "issue.fields.summary",
        "status": "issue.fields.status.name",
        "start": "issue.fields.updated",
        "version": "issue.version",
    },
    "jira": {"items": ["f", "g"], "start": "updated", "group": "g", "deployment": "cloud"},
    "servicenow": {"items": ["f", "g"]},
    "roundup": {"items": ["f", "g"], "type": "type", "start": "updated"},
}
# What the tools' payloads are made of, so that junk gets as far into each as it can.
NAMES = st.sampled_from(
    [
        *("issue", "item", "record", "affected", "fields", "result", "data", "objects", "error"),
        *("id", "key", "sys_id", "table", "class", "finalclass", "itemtype", "items_id", "value"),
        *("f", "g", "label", "name", "objectId", "type", "content", "text", "status", "summary"),
        *("updated", "changelog", "items", "user", "accountId", "webhookEvent", "event", "code"),
        *("functionalcis_list", "functionalci_id", "priority", "attributes", "collection"),
    ]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(
        [
            *("1", "12", "issue", "incident", "Ticket", "a" * 32, "doc", "jira:issue_updated"),
            *("2026-11-30 02:10:00", "2026-11-30T02:10:00.000+0000", "9999-99-99", "x\u202ey\n"),
        ]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=6)),
    max_leaves=25,
)
BODIES = st.dictionaries(NAMES, VALUES, max_size=8)
SOUND: dict[str, Any] = {
    "roundup": {"class": "issue", "item": {"id": "1"}},
    "jira": {"issue": {"id": "1", "key": "A-1", "fields": {}}},
    "servicenow": {"table": "incident", "record": {"sys_id": "a" * 32}},
    "glpi": {"itemtype": "Ticket", "id": "1"},
    "itop": {"id": "1"},
    "generic": {"issue": {"id": "1", "fields": {}}},
}
KEYS = {"jira": "1", "servicenow": f"incident/{'a' * 32}", "glpi": "Ticket/1"}


def site_of(tool: Tool, url: str = "https://t.example") -> Site:
    return Site(url, "ramify", "secret", "secret", options=OPTIONS.get(tool.name, {}))


def mixed(sound: Any, junk: Any) -> Any:
    """A sound payload with junk in every object of it."""
    if not isinstance(sound, dict) or not isinstance(junk, dict):
        return sound
    kept = {name: mixed(value, junk.get(name, junk)) for name, value in sound.items()}
    return {**junk, **kept}


def is_sound(ticket: ToolTicket) -> bool:
    """Whether a ticket may be kept as it is."""
    texts = (
        *(ticket.key, ticket.number, ticket.title, ticket.priority, ticket.status, ticket.link),
        *(ticket.assignment_group, *(one.text for one in ticket.mentions)),
    )
    moments = (ticket.planned_start, ticket.planned_end, ticket.closed_at, ticket.changed_at)
    return (
        all(is_line(one) and len(one) <= 2_000 for one in texts if one is not None)
        and all(one.tzinfo is not None for one in moments if one is not None)
        and ticket.type in (None, *TYPES)
        and ticket.change_type in (None, *CHANGE_TYPES)
        and len(ticket.status or "") <= 100
        and (ticket.version is None or abs(ticket.version) < 2**63)
    )


def read(tool: Tool, body: bytes) -> int:
    """How many tickets a body tells, each of them sound; 0 where it is unreadable."""
    try:
        events = tool.events(body, site_of(tool))
    except UnreadableFeed:
        return 0
    told = [one.ticket for one in events if one.ticket is not None]
    assert all(map(is_sound, told))
    assert all(one.key for one in events)
    return len(events)


@pytest.mark.parametrize("tool", known_tools(), ids=lambda tool: tool.name)
def test_a_sound_delivery_is_read(tool: Tool) -> None:
    """Or the tests below would see nothing but what is unreadable."""
    assert read(tool, orjson.dumps(SOUND[tool.name])) == 1


@settings(max_examples=200, deadline=None)
@given(junk=BODIES)
def test_a_delivery_of_junk_is_read_or_told_to_be_unreadable(junk: Any) -> None:
    for tool in known_tools():  # each reads the same junk: to draw it takes longest
        read(tool, orjson.dumps(junk))
        read(tool, orjson.dumps(mixed(SOUND[tool.name], junk)))


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=200))
def test_bytes_are_read_or_told_to_be_unreadable(body: bytes) -> None:
    for tool in known_tools():
        read(tool, body)
        whole = orjson.dumps(SOUND[tool.name])
        read(tool, whole[: len(body) % len(whole)] + body)


@pytest.fixture(scope="module")
def answers() -> Iterator[tuple[list[bytes], str, OutboundClient]]:
    """What a server answers to everything, its address, and what calls it."""
    said = [b""]
    limits = CallLimits(seconds=5, attempts=1, networks=LOOPBACK)
    with answered(lambda asked: Reply(said[0])) as url, OutboundClient(limits) as client:
        yield said, url, client


@pytest.mark.parametrize(
    "tool", [one for one in known_tools() if not one.reads_only], ids=lambda tool: tool.name
)
@settings(max_examples=60, deadline=None)
@given(junk=VALUES)
def test_an_answer_of_junk_is_read_or_told_to_be_unreadable(
    answers: tuple[list[bytes], str, OutboundClient], tool: Tool, junk: Any
) -> None:
    note = TicketNote("x [ramify 01]", "x [ramify 01]", "[ramify 01]")
    said, url, client = answers
    said[0] = orjson.dumps(junk)
    site, key = site_of(tool, url), KEYS.get(tool.name, "1")
    since = datetime(2026, 11, 30, tzinfo=UTC)
    calls: tuple[Callable[[], object], ...] = (
        lambda: tool.fetch(client, site, key),
        lambda: next(tool.changed(client, site, since), None),
        lambda: tool.write(client, site, key, note, None),
        lambda: tool.write(client, site, key, note, "7"),
        lambda: list(tool.check(client, site)),
    )
    for call in calls:
        try:
            found = call()
        except UnreadableFeed:
            continue
        assert not isinstance(found, ToolTicket) or is_sound(found)
