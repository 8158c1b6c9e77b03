"""What Roundup can do for us."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from graph_model.errors import Problem, UnreadableFeed
from outbound.client import OutboundClient
from outbound.json_calls import JsonCalls
from ticketing.pages import TicketPage, each_changed
from ticketing.payload import at, line, lines, objects, read_object, unreadable, whole
from ticketing.proof import verify_address, verify_body
from ticketing.roundup.message import calls_to, put_message
from ticketing.roundup.reading import OPTIONS, fields_of, options_of, ticket_of
from ticketing.ticket import TicketEvent, ToolTicket
from ticketing.tool import DeliveringTool, Hook, Site, TicketNote

PAGE = 100
SIGNATURE, DELIVERY = "x-ramify-signature", "x-ramify-delivery"


class RoundupTool(DeliveringTool):
    """Roundup 2, with our detector; tried against Roundup itself."""

    name = "roundup"
    edits_in_place = True
    reads_only = False
    options = OPTIONS

    def verify(self, hook: Hook, site: Site) -> None:
        """See that our detector signed the body.

        Raises:
            NotSignedIn: it did not.
        """
        verify_address(hook, site)
        verify_body(hook, site, SIGNATURE)

    def delivery(self, hook: Hook) -> str | None:
        """The id that our detector gives each change."""
        return line(hook.headers.get(DELIVERY), 200)

    def events(self, body: bytes, site: Site) -> Sequence[TicketEvent]:
        """What our detector says: the whole issue as it is after the change.

        Raises:
            UnreadableFeed: it is not what our detector sends.
        """
        said = read_object(body)
        if said.get("class") != options_of(site)["class"]:
            return ()
        item = said.get("item")
        if not isinstance(item, dict):
            unreadable("the delivery, item", "no object", "the issue as it is after the change")
        ticket = ticket_of(item, site, whole(said.get("version")))
        if ticket is None:
            unreadable("the delivery, item, id", "no number", "the issue's id")
        changed = frozenset(lines(said["changed"])) if "changed" in said else None
        removed = said.get("event") == "retire"
        return (TicketEvent(ticket.key, ticket, line(said.get("actor")), changed, removed),)

    def fetch(self, client: OutboundClient, site: Site, key: str) -> ToolTicket | None:
        """An issue as it stands now; None: it is there no more.

        Raises:
            UnreadableFeed: the tool does not give it.
        """
        # Asked for by itself, a retired one would be given as if it were there.
        found = _listed(calls_to(client, site), site, {"id": key})
        return found[0] if found else None

    def changed(
        self, client: OutboundClient, site: Site, since: datetime | None
    ) -> Iterator[ToolTicket]:
        """The issues changed since a moment, oldest first; without one, those that are open."""
        calls = calls_to(client, site)
        options = options_of(site)
        only = {} if since else {options["status"]: ",".join(_open_statuses(calls, site))}
        return each_changed(partial(_page, calls, site, only), since)

    def write(
        self, client: OutboundClient, site: Site, key: str, note: TicketNote, place: str | None
    ) -> str:
        """Put our message on an issue, or write it anew; the place is the message's id.

        Raises:
            TryLater: the tool asks to wait.
            UnreadableFeed: it refuses.
        """
        issue = self._path(site, key).replace("/", "")
        return put_message(calls_to(client, site), site, issue, note.text)

    def check(self, client: OutboundClient, site: Site) -> Sequence[Problem]:
        """Whether it knows us, has the class and properties, and lets us write."""
        calls = calls_to(client, site)
        options = options_of(site)
        try:
            calls.get("user", {"username:": site.user or "", "@page_size": "1"})
            fields = ",".join(fields_of(options))
            query = {"@page_size": "1", "@fields": fields}
            found = at(calls.get(options["class"], query), "data", "collection", 0, "id")
        except UnreadableFeed as error:
            return error.problems
        return _not_permitted(calls, f"{options['class']}/{found}") if found else ()

    def _path(self, site: Site, key: str) -> str:
        return f"{options_of(site)['class']}/{key}"


def _page(
    calls: JsonCalls, site: Site, only: dict[str, str], since: datetime | None, number: int
) -> TicketPage:
    query = {"@sort": "activity", "@page_size": str(PAGE), "@page_index": str(number + 1)}
    if since is not None:
        query["activity"] = f"{since.astimezone(UTC).strftime('%Y-%m-%d.%H:%M:%S')};"
    tickets = _listed(calls, site, query | only)
    return TicketPage(tickets, len(tickets) == PAGE)


def _listed(calls: JsonCalls, site: Site, query: Mapping[str, str]) -> Sequence[ToolTicket | None]:
    options = options_of(site)
    told = {"@verbose": "2", "@fields": ",".join(fields_of(options))}
    listed = at(calls.get(options["class"], {**told, **query}), "data", "collection")
    return [ticket_of(one, site) for one in objects(listed or [])]


def _open_statuses(calls: JsonCalls, site: Site) -> Iterator[str]:
    """The ids of the statuses that do not close an issue."""
    options = options_of(site)
    closed = {one.casefold() for one in options["closed"]}
    found = at(calls.get(options["status"], {"@fields": "name"}), "data", "collection")
    for one in objects(found or []):
        if str(one.get("name")).casefold() not in closed:
            yield str(one.get("id"))


def _not_permitted(calls: JsonCalls, issue: str) -> Sequence[Problem]:
    """Whether we may put messages on issues.

    Roundup looks at the right before it misses the mark of what is written, without which it
    writes nothing: so this is safe to try.
    """
    try:
        calls.send("PUT", issue, {"messages": []})
    except UnreadableFeed as error:
        return [one for one in error.problems if "the status 403" in one.found]
    return ()


TOOL = RoundupTool()
