"""A session of a GLPI's first REST interface, opened for a few calls and ended after them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from graph_model.errors import Problem, UnreadableFeed
from outbound.authorization import basic
from outbound.client import OutboundClient
from outbound.json_calls import JsonCalls
from ticketing.glpi.reading import GlpiParts, GlpiType, linked, options_of, ticket_of
from ticketing.payload import at, line, objects
from ticketing.ticket import ToolTicket
from ticketing.tool import Site

MOST_LINKED = 1_000
"""So many linked items of a ticket are asked for, at most."""


@contextmanager
def glpi_session(client: OutboundClient, site: Site) -> Iterator[JsonCalls]:
    """Calls within a session of our user, known by a password, or by a user token without one.

    Raises:
        UnreadableFeed: it lets us not in.
    """
    said = site.password or ""
    signed = basic(f"{site.user}:{said}") if site.user else {"Authorization": f"user_token {said}"}
    base = f"{site.url.rstrip('/')}/{options_of(site)['api'].strip('/')}"
    token = line(
        at(JsonCalls(client, base, signed, _wrong).get("initSession"), "session_token"), 200
    )
    if token is None:
        raise UnreadableFeed([Problem(base, "no session", "a session_token")])
    calls = JsonCalls(client, base, {"Session-Token": token}, _wrong)
    try:
        yield calls
    finally:
        # A session that is not ended ends by itself, later.
        with suppress(UnreadableFeed):
            calls.get("killSession")


def _wrong(body: Any) -> str | None:
    """``["ERROR_…", "why"]``, or ``[{"12": false, "message": "why"}]`` with the status 200."""
    if not isinstance(body, list) or not body:
        return None
    if isinstance(body[0], str) and body[0].startswith("ERROR"):
        return line(at(body, 1)) or body[0]
    for one in objects(body):
        if "message" in one and any(value is False for value in one.values()):
            return line(one["message"]) or "refused"
    return None


def whole(calls: JsonCalls, site: Site, kind: GlpiType, id_: str) -> ToolTicket | None:
    """A ticket with its links, groups and tasks; None: it is there no more, or deleted."""
    fields = calls.found(f"{kind.name}/{id_}", {"expand_dropdowns": "true"})
    if not isinstance(fields, dict) or fields.get("is_deleted") in (1, True):
        return None
    every = {"range": f"0-{MOST_LINKED - 1}"}
    named = every | {"expand_dropdowns": "true"}
    links = calls.found(f"{kind.name}/{id_}/{kind.items}", every)
    groups = calls.found(f"{kind.name}/{id_}/{kind.groups}", named)
    tasks = calls.found(f"{kind.name}/{id_}/{kind.tasks}", every) if kind.tasks else None
    items = [one for its_type, of in linked(links) if (one := _item(calls, its_type, of))]
    parts = GlpiParts(items, list(objects(groups or [])), list(objects(tasks or [])))
    return ticket_of(kind, fields, parts, site)


def _item(calls: JsonCalls, its_type: str, id_: str) -> dict[str, Any] | None:
    """An item that a ticket is about; one that we may not see is known by its id alone."""
    try:
        found = calls.found(f"{its_type}/{id_}")
    except UnreadableFeed as error:
        if not any("the status 403" in one.found for one in error.problems):
            raise
        found = {}
    if not isinstance(found, dict):
        return None
    return {name: found.get(name) for name in ("name", "serial", "otherserial")} | {
        "itemtype": its_type,
        "id": id_,
    }
