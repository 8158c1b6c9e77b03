"""What iTop can do for us."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from graph_model.errors import Problem, UnreadableFeed
from outbound.client import OutboundClient
from ticketing.appended import what_to_append
from ticketing.itop.calls import ItopCalls
from ticketing.itop.checking import problems_of
from ticketing.itop.reading import BASE, MORE, OPTIONS, options_of, ticket_of, when
from ticketing.pages import listed_whole
from ticketing.payload import at, line, objects, read_object, unreadable
from ticketing.proof import verify_address, verify_token
from ticketing.ticket import TicketEvent, ToolTicket
from ticketing.tool import DeliveringTool, Hook, Site, TicketNote

TOKENS, DELIVERY = ("auth-token", "x-ramify-token"), "x-ramify-delivery"
"""The first is one that iTop does not write to its own log of notifications."""
PAGE, AT_ONCE = 500, 50
"""Ids a page, and tickets whole a call."""
_NEVER = datetime.min.replace(tzinfo=UTC)
"""When a ticket changed that bears no moment."""


class ItopTool(DeliveringTool):
    """iTop 3, over its REST interface and its webhook module."""

    name = "itop"
    edits_in_place = False
    reads_only = False
    options = OPTIONS

    def verify(self, hook: Hook, site: Site) -> None:
        """See that a delivery bears the token, and comes from where it may: iTop signs nothing.

        Raises:
            NotSignedIn: it does not.
        """
        verify_address(hook, site)
        given = (name for name in TOKENS if name in hook.headers)
        verify_token(hook, site, next(given, TOKENS[0]))

    def delivery(self, hook: Hook) -> str | None:
        """None: iTop tells no id, so a delivery is known by its body."""
        return line(hook.headers.get(DELIVERY), 200)

    def events(self, body: bytes, site: Site) -> Sequence[TicketEvent]:
        """Which ticket changed: what it is then asked for, since a template tells no links.

        Raises:
            UnreadableFeed: it names no ticket.
        """
        said = _said(body)
        key = line(said.get("id"), 20) or line(said.get("key"), 20)
        if key is None or not key.isascii() or not key.isdigit():
            unreadable(
                "the delivery, id", "no number", "the ticket's id: $this->id$ in the payload"
            )
        removed = line(said.get("event")) == "delete"
        return (TicketEvent(key, None, line(said.get("author")), None, removed),)

    def fetch(self, client: OutboundClient, site: Site, key: str) -> ToolTicket | None:
        """A ticket as it stands now; None: it is there no more.

        Raises:
            UnreadableFeed: the tool does not give it.
        """
        return next(_whole(ItopCalls(client, site), site, [key]), None)

    def changed(
        self, client: OutboundClient, site: Site, since: datetime | None
    ) -> Iterator[ToolTicket]:
        """The tickets changed since a moment, oldest first; without one, those that are open."""
        calls = ItopCalls(client, site)
        found = listed_whole(partial(_listed, calls, site, since))
        options = options_of(site)
        changes = sorted((when(text, options) or _NEVER, id_) for id_, text in found.items())
        for first in range(0, len(changes), AT_ONCE):
            some = [key for _, key in changes[first : first + AT_ONCE]]
            tickets = {one.key: one for one in _whole(calls, site, some)}
            listed = (tickets[key] for key in some if key in tickets)
            yield from (one for one in listed if since is not None or not one.closed)

    def write(
        self, client: OutboundClient, site: Site, key: str, note: TicketNote, place: str | None
    ) -> str:
        """Append a note to the log, unless it stands there; the place is the log's name.

        Raises:
            TryLater: the tool asks to wait.
            UnreadableFeed: it refuses.
        """
        calls = ItopCalls(client, site)
        options = options_of(site)
        log = options["log"]
        found = calls.get(options["class"], int(key), ["id", "finalclass", log])
        told = [line(one.get("message"), 100_000) for one in _entries(found, log)]
        text = what_to_append(note, place, told)
        if text is not None:
            item = {"add_item": {"message": text, "format": "text"}}
            # Who may write requests may not write "tickets": rights are given to each class.
            calls.update(line(at(found, 0, "finalclass")) or options["class"], key, {log: item})
        return str(log)

    def check(self, client: OutboundClient, site: Site) -> Sequence[Problem]:
        """Whether it knows us, lets us read tickets and write their log, and has a webhook."""
        try:
            return list(problems_of(ItopCalls(client, site), site))
        except UnreadableFeed as error:
            return error.problems


def _said(body: bytes) -> Any:
    """The payload of our template, or the form that one iTop sends to another."""
    if not body.startswith(b"json_data="):
        return read_object(body)
    form = parse_qs(body.decode("utf-8", "replace"), max_num_fields=20)
    return read_object(form.get("json_data", [""])[0].encode("utf-8", "replace"))


def _listed(
    calls: ItopCalls, site: Site, since: datetime | None, number: int
) -> tuple[list[tuple[str, str]], bool]:
    """A page of ids with when their tickets changed: iTop sorts as it likes."""
    fields = ("id", "last_update")
    page = calls.get(options_of(site)["class"], _query(site, since), fields, PAGE, number + 1)
    rows = [(str(one.get("id")), str(one.get("last_update"))) for one in page]
    return rows, len(rows) == PAGE


def _query(site: Site, since: datetime | None) -> str:
    options = options_of(site)
    if since is None:
        return f"SELECT {options['class']} WHERE operational_status != 'closed'"
    moment = since.astimezone(options["zone"]).strftime("%Y-%m-%d %H:%M:%S")
    return f"SELECT {options['class']} WHERE last_update >= '{moment}'"


def _whole(calls: ItopCalls, site: Site, keys: Sequence[str]) -> Iterator[ToolTicket]:
    """Tickets whole: what all of them have, then what those of each class have beside."""
    found = {
        str(one.get("id")): one for one in calls.get(*_of(options_of(site)["class"], keys), BASE)
    }
    for its_class in dict.fromkeys(str(one.get("finalclass")) for one in found.values()):
        own = [key for key, one in found.items() if one.get("finalclass") == its_class]
        if its_class in MORE:
            for more in calls.get(*_of(its_class, own), ("id", *MORE[its_class])):
                found.get(str(more.get("id")), {}).update(more)
    yield from (ticket for one in found.values() if (ticket := ticket_of(one, site)))


def _of(its_class: str, keys: Sequence[str]) -> tuple[str, str]:
    ids = ",".join(key for key in keys if key.isascii() and key.isdigit()) or "0"
    return its_class, f"SELECT {its_class} WHERE id IN ({ids})"


def _entries(found: Sequence[dict[str, Any]], log: str) -> Iterator[Any]:
    if not found:
        unreadable("the ticket", "nothing", "a ticket that is there")
    return objects(at(found, 0, log, "entries") or [])


TOOL = ItopTool()
