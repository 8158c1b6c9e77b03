"""What ServiceNow can do for us."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from graph_model.errors import Problem, UnreadableFeed
from outbound.authorization import basic, bearer
from outbound.client import OutboundClient
from outbound.json_calls import JsonCalls
from ticketing.appended import what_to_append
from ticketing.pages import TicketPage, each_changed
from ticketing.payload import at, line, objects, read_object, unreadable
from ticketing.proof import base64_mac, secret_of, verify_address, verify_header, verify_token
from ticketing.servicenow.reading import (
    OPTIONS,
    author_of,
    fields_of,
    options_of,
    parted,
    ticket_of,
)
from ticketing.ticket import TicketEvent, ToolTicket
from ticketing.tool import DeliveringTool, Hook, Site, TicketNote

SIGNATURE, TOKEN, DELIVERY = "x-ramify-signature", "x-ramify-token", "x-ramify-delivery"
PAGE = 100
JOURNALS = frozenset(("work_notes", "comments"))
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class ServiceNowTool(DeliveringTool):
    """ServiceNow, over its Table API, with our business rule."""

    name = "servicenow"
    edits_in_place = False
    reads_only = False
    options = OPTIONS

    def verify(self, hook: Hook, site: Site) -> None:
        """See that our business rule signed the body, or bears the token where that is agreed.

        Raises:
            NotSignedIn: it did not.
        """
        verify_address(hook, site)
        if options_of(site)["proof"] == "token":
            verify_token(hook, site, TOKEN)
        else:
            verify_header(hook, SIGNATURE, base64_mac(secret_of(site), hook.body))

    def delivery(self, hook: Hook) -> str | None:
        """The record's id with the count of its changes, which each change has once."""
        return line(hook.headers.get(DELIVERY), 200)

    def events(self, body: bytes, site: Site) -> Sequence[TicketEvent]:
        """What our business rule says: the record as it is after the change, and what it affects.

        Raises:
            UnreadableFeed: it is not what our rule sends.
        """
        said = read_object(body)
        table, record = line(said.get("table"), 80), said.get("record")
        if table is None or not isinstance(record, dict):
            unreadable("the delivery", "no table or record", "those that the business rule sends")
        if table not in options_of(site)["tables"]:
            return ()
        ticket = ticket_of(table, record, list(objects(said.get("affected") or [])), site)
        if ticket is None:
            unreadable("the delivery, record, sys_id", "no id", "the 32 digits of the record's")
        removed = line(said.get("event")) == "delete"
        return (TicketEvent(ticket.key, ticket, author_of(record), None, removed),)

    def fetch(self, client: OutboundClient, site: Site, key: str) -> ToolTicket | None:
        """A record as it stands now; None: it is there no more, or we may not see it.

        Raises:
            UnreadableFeed: the tool does not give it.
        """
        if (found := parted(key)) is None:
            return None
        table, id_ = found
        calls = _calls_to(client, site)
        record = at(
            calls.found(f"{table}/{id_}", _told(fields_of(table, options_of(site)))), "result"
        )
        if not isinstance(record, dict):
            return None
        return ticket_of(table, record, _affected(calls, [id_]).get(id_, []), site)

    def changed(
        self, client: OutboundClient, site: Site, since: datetime | None
    ) -> Iterator[ToolTicket]:
        """The records changed since a moment, oldest first; without one, those that are open."""
        calls = _calls_to(client, site)
        opened = since is None
        found = (
            each_changed(partial(_page, calls, site, table, opened), since)
            for table in options_of(site)["tables"]
        )
        return heapq.merge(*found, key=lambda one: one.changed_at or _LONG_AGO)

    def write(
        self, client: OutboundClient, site: Site, key: str, note: TicketNote, place: str | None
    ) -> str:
        """Append a note to the journal, unless it stands there; the place is the field's name.

        A field that is no journal has the whole text, and is written anew.

        Raises:
            TryLater: the tool asks to wait.
            UnreadableFeed: it refuses.
        """
        if parted(key) is None:
            unreadable("the ticket", repr(key), "a ticket of ServiceNow")
        calls, name = _calls_to(client, site), str(options_of(site)["note"])
        text: str | None = note.text
        if name in JOURNALS:
            query = {"sysparm_fields": name, "sysparm_display_value": "true"}
            journal = at(calls.get(key, query), "result", name)
            text = what_to_append(note, place, [str(journal or "")])
        if text is not None:
            query = {"sysparm_fields": "sys_id"}
            calls.send("PATCH", key, {name: text}, query, repeatable=name not in JOURNALS)
        return name

    def check(self, client: OutboundClient, site: Site) -> Sequence[Problem]:
        """Whether it lets us in, shows tables and fields, and counts our hours in UTC."""
        calls = _calls_to(client, site)
        try:
            lacking = [
                one for table in options_of(site)["tables"] for one in _lacking(calls, site, table)
            ]
            return [*lacking, *_zone_problems(calls, site)]
        except UnreadableFeed as error:
            return error.problems


def _calls_to(client: OutboundClient, site: Site) -> JsonCalls:
    said = site.password or ""
    signed = basic(f"{site.user}:{said}") if site.user else bearer(said)
    return JsonCalls(client, f"{site.url.rstrip('/')}/api/now/table", signed, _wrong)


def _wrong(body: Any) -> str | None:
    error = at(body, "error")
    if error is None:
        return None
    told = [line(at(error, "message")), line(at(error, "detail"))]
    return ": ".join(one for one in told if one) or "an error"


def _told(fields: Sequence[str]) -> dict[str, str]:
    return {
        "sysparm_fields": ",".join(fields),
        "sysparm_display_value": "all",
        "sysparm_exclude_reference_link": "true",
    }


def _page(
    calls: JsonCalls, site: Site, table: str, opened: bool, since: datetime | None, number: int
) -> TicketPage:
    """A page of records: it may be short, or empty, since those we may not see are left out."""
    asked = ["active=true"] if opened else []
    if since is not None:
        asked.append(f"sys_updated_on>={since.astimezone(UTC).strftime('%Y-%m-%d %H:%M:%S')}")
    query = {
        **_told(fields_of(table, options_of(site))),
        "sysparm_query": "^".join([*asked, "ORDERBYsys_updated_on", "ORDERBYsys_id"]),
        "sysparm_limit": PAGE,
        "sysparm_offset": number * PAGE,
    }
    body, headers = calls.page(table, query)
    records = list(objects(at(body, "result") or []))
    ids = [str(at(one, "sys_id", "value")) for one in records]
    affected = _affected(calls, ids)
    rows = [
        ticket_of(table, one, affected.get(id_, []), site)
        for id_, one in zip(ids, records, strict=True)
    ]
    more = 'rel="next"' in headers["link"] if "link" in headers else len(rows) == PAGE
    return TicketPage(rows, more)


def _affected(calls: JsonCalls, ids: Sequence[str]) -> Mapping[str, list[Mapping[str, Any]]]:
    """The records of affected items by the task that they are of."""
    tasks = [id_ for id_ in ids if parted(f"task/{id_}")]
    found: dict[str, list[Mapping[str, Any]]] = {}
    if not tasks:
        return found
    fields = ["task", "ci_item", "ci_item.serial_number", "ci_item.asset_tag"]
    limit = {"sysparm_query": f"taskIN{','.join(tasks)}", "sysparm_limit": 10_000}
    for one in objects(at(calls.get("task_ci", _told(fields) | limit), "result") or []):
        found.setdefault(str(at(one, "task", "value")), []).append(one)
    return found


def _lacking(calls: JsonCalls, site: Site, table: str) -> Iterator[Problem]:
    """Which fields a table lacks; it says nothing of one that is not there."""
    options = options_of(site)
    fields = [one for one in fields_of(table, options) if "." not in one] + [options["note"]]
    records = at(calls.get(table, _told(fields) | {"sysparm_limit": 1}), "result")
    for record in objects(records or []):
        for name in fields:
            if name not in record:
                advice = "give our user a role that may read it, or name another in the options"
                yield Problem(f"the table {table}", f"no field {name!r}", "one we may read", advice)


def _zone_problems(calls: JsonCalls, site: Site) -> Iterator[Problem]:
    """Whether moments that we ask about are read in UTC: they are in the asking user's zone."""
    query = {"sysparm_query": f"user_name={site.user}", "sysparm_fields": "time_zone"}
    for user in objects(at(calls.get("sys_user", query), "result") or []) if site.user else ():
        zone = line(user.get("time_zone"))
        if zone not in ("GMT", "UTC", "Etc/UTC", "Etc/GMT"):
            advice = "what changed since a moment is asked for in that zone"
            yield Problem("our user's time zone", repr(zone or "the system's"), "GMT", advice)


TOOL = ServiceNowTool()
