"""What GLPI can do for us."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from html import escape
from typing import Any

from graph_model.errors import NotSignedIn, Problem, UnreadableFeed
from outbound.client import OutboundClient
from outbound.json_calls import JsonCalls
from ticketing.glpi.reading import OPTIONS, TYPES, GlpiType, options_of, parted
from ticketing.glpi.session import glpi_session, whole
from ticketing.pages import listed_whole
from ticketing.payload import at, line, objects, read_object, unreadable
from ticketing.proof import hex_mac, secret_of, verify_address, verify_header
from ticketing.ticket import TicketEvent, ToolTicket
from ticketing.tool import OURS, Hook, Site, TicketNote

SIGNATURE, TIMESTAMP = "x-glpi-signature", "x-glpi-timestamp"
CHALLENGE = b"validate_cra_challenge"
PAGE = 100
_ID, _STATUS, _CHANGED = "2", "12", "19"
"""How its search counts the id, the status and the last change."""
SEARCHED = 200
"""So many follow-ups, the newest, are looked through for one of ours."""


class GlpiTool:
    """GLPI 11, over its webhooks and its first REST interface.

    The second one is passed by: it does not tell what a ticket is about (glpi#23241).
    """

    name = "glpi"
    edits_in_place = True
    reads_only = False
    options = OPTIONS

    def answered(self, hook: Hook, site: Site) -> bytes | None:
        """The answer to GLPI's own challenge; who could have others answered could sign.

        Raises:
            NotSignedIn: the challenge is not GLPI's.
        """
        token = hook.query.get("crc_token")
        if hook.method != "GET" or token is None:
            return None
        secret = secret_of(site)
        if not hmac.compare_digest(token.encode(), hex_mac(secret, CHALLENGE).encode()):
            raise NotSignedIn("the challenge is not signed with the connection's secret")
        return hex_mac(secret, token.encode()).encode()

    def verify(self, hook: Hook, site: Site) -> None:
        """See that GLPI signed the body and its moment, however long ago: its queue may be slow.

        Raises:
            NotSignedIn: it did not.
        """
        verify_address(hook, site)
        moment = hook.headers.get(TIMESTAMP, "")
        if not moment.isascii() or not moment.isdigit():
            raise NotSignedIn(f"the header {TIMESTAMP}: found no moment, expected that of GLPI")
        verify_header(hook, SIGNATURE, hex_mac(secret_of(site), hook.body, moment.encode()))

    def delivery(self, hook: Hook) -> str | None:
        """Its signature: of the body and the moment, the same each time that it is sent again."""
        return line(hook.headers.get(SIGNATURE), 200)

    def events(self, body: bytes, site: Site) -> Sequence[TicketEvent]:
        """Which ticket changed: what it is then asked for, since who is told before all is kept.

        Raises:
            UnreadableFeed: it names no ticket.
        """
        said = read_object(body)
        key = _key(said)
        if key is None or parted(key) is None:
            unreadable("the delivery", "no ticket", "the itemtype and the id of one")
        removed = said.get("event") == "delete" and "items_id" not in _item_of(said)
        return (TicketEvent(key, removed=removed),)

    def fetch(self, client: OutboundClient, site: Site, key: str) -> ToolTicket | None:
        """A ticket as it stands now; None: it is there no more.

        Raises:
            UnreadableFeed: the tool does not give it.
        """
        if (found := parted(key)) is None:
            return None
        with glpi_session(client, site) as calls:
            return whole(calls, site, *found)

    def changed(
        self, client: OutboundClient, site: Site, since: datetime | None
    ) -> Iterator[ToolTicket]:
        """The tickets changed since a moment, oldest first; without one, those that are open."""
        with glpi_session(client, site) as calls:
            changes = [
                (changed, kind.name, id_)
                for kind in TYPES.values()
                for id_, changed in listed_whole(partial(_listed, calls, site, kind, since)).items()
            ]
            for _, name, id_ in sorted(changes):
                if (ticket := whole(calls, site, TYPES[name], id_)) is not None:
                    yield ticket

    def write(
        self, client: OutboundClient, site: Site, key: str, note: TicketNote, place: str | None
    ) -> str:
        """Put our private follow-up on a ticket, or write it anew; the place is its id.

        Raises:
            TryLater: the tool asks to wait.
            UnreadableFeed: it refuses.
        """
        found = parted(key)
        if found is None:
            unreadable("the ticket", repr(key), "a ticket of GLPI")
        with glpi_session(client, site) as calls:
            return _put(calls, *found, escape(note.text).replace("\n", "<br>"), place)

    def is_ours(self, event: TicketEvent, site: Site) -> bool:
        """False: GLPI does not tell who changed a ticket, and what is the same is not written."""
        return False

    def check(self, client: OutboundClient, site: Site) -> Sequence[Problem]:
        """Whether it lets us in, see tickets, and write follow-ups that only the office sees."""
        try:
            with glpi_session(client, site) as calls:
                for kind in TYPES.values():
                    calls.get(kind.name, {"range": "0-0"})
                return _lacking(calls)
        except UnreadableFeed as error:
            return error.problems


def _item_of(said: Mapping[str, Any]) -> Mapping[str, Any]:
    item = said.get("item")
    return item if isinstance(item, dict) else said


def _key(said: Mapping[str, Any]) -> str | None:
    """The ticket that a delivery is about: itself, or the one that a follow-up stands on."""
    item = _item_of(said)
    its_type = line(said.get("itemtype") or item.get("itemtype"), 100) or "Ticket"
    for name in ("items_id", "tickets_id", "changes_id", "problems_id"):
        if (parent := line(item.get(name), 18)) is not None:
            of = {"tickets_id": "Ticket", "changes_id": "Change", "problems_id": "Problem"}
            return f"{of.get(name, its_type)}/{parent}"
    id_ = line(item.get("id"), 18)
    return f"{its_type}/{id_}" if id_ else None


def _listed(
    calls: JsonCalls, site: Site, kind: GlpiType, since: datetime | None, number: int
) -> tuple[list[tuple[str, str]], bool]:
    """A page of the ids of tickets of a type, with when they changed."""
    field, how, value = _STATUS, "equals", "notold"
    if since is not None:
        field, how = _CHANGED, "morethan"
        # It knows no "since", only "after".
        before = (since - timedelta(seconds=1)).astimezone(options_of(site)["zone"])
        value = before.strftime("%Y-%m-%d %H:%M:%S")
    first = number * PAGE
    query = {
        "criteria[0][field]": field,
        "criteria[0][searchtype]": how,
        "criteria[0][value]": value,
        "sort": _ID,
        "order": "ASC",
        "forcedisplay[0]": _ID,
        "forcedisplay[1]": _CHANGED,
        "range": f"{first}-{first + PAGE - 1}",
    }
    found = calls.get(f"search/{kind.name}", query)
    rows = list(objects(at(found, "data") or []))
    total = at(found, "totalcount")
    more = bool(rows) and isinstance(total, int) and first + PAGE < total
    return [(str(one.get(_ID)), str(one.get(_CHANGED))) for one in rows], more


def _put(calls: JsonCalls, kind: GlpiType, id_: str, content: str, place: str | None) -> str:
    place = place or _found(calls, kind, id_)
    # One that somebody deleted is made anew.
    if place is not None and calls.found(f"ITILFollowup/{place}") is not None:
        calls.send(
            "PATCH", f"ITILFollowup/{place}", {"input": {"content": content}}, repeatable=True
        )
        return place
    followup = {"itemtype": kind.name, "items_id": int(id_), "content": content, "is_private": 1}
    made = line(at(calls.send("POST", "ITILFollowup", {"input": followup}), "id"), 18)
    if made is None:
        unreadable("the follow-up", "no id", "its id")
    return made


def _found(calls: JsonCalls, kind: GlpiType, id_: str) -> str | None:
    """The follow-up that was made before its maker could say where."""
    query = {"range": f"0-{SEARCHED - 1}", "sort": "id", "order": "DESC"}
    for one in objects(calls.get(f"{kind.name}/{id_}/ITILFollowup", query) or []):
        if OURS in str(one.get("content")):
            return line(one.get("id"), 18)
    return None


_ADD_ALL, _SEE_PRIVATE = 4096, 8192
"""The bits of GLPI's right to follow-ups."""


def _lacking(calls: JsonCalls) -> Sequence[Problem]:
    held = at(calls.get("getActiveProfile"), "active_profile", "followup")
    if not isinstance(held, int):
        return ()
    needed = {_ADD_ALL: "to add follow-ups to every ticket", _SEE_PRIVATE: "to see private ones"}
    advice = "Administration, Profiles, Assistance"
    return [
        Problem("the profile", "no such right", f"the right {meaning}", advice)
        for bit, meaning in needed.items()
        if not held & bit
    ]


TOOL = GlpiTool()
