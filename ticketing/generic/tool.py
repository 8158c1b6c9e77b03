"""What any tool can do for us that posts its tickets in JSON: be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from graph_model.errors import Problem
from outbound.client import OutboundClient
from ticketing.generic.reading import OPTIONS, found, options_of, ticket_of
from ticketing.payload import line, read_json, unreadable
from ticketing.proof import (
    base64_mac,
    hex_mac,
    secret_of,
    verify_address,
    verify_header,
    verify_token,
)
from ticketing.ticket import TicketEvent, ToolTicket
from ticketing.tool import DeliveringTool, Hook, Site, TicketNote


class GenericTool(DeliveringTool):
    """A tool that a mapping describes; its people ask for the text over HTTP."""

    name = "generic"
    edits_in_place = False
    reads_only = True
    options = OPTIONS

    def verify(self, hook: Hook, site: Site) -> None:
        """See that a delivery is signed in the agreed form, or bears the token.

        Raises:
            NotSignedIn: it is not.
        """
        verify_address(hook, site)
        options, secret = options_of(site), secret_of(site)
        header = options["proof_header"].casefold()
        match options["proof"]:
            case "token":
                verify_token(hook, site, header)
            case "base64":
                verify_header(hook, header, base64_mac(secret, hook.body))
            case "hex":
                verify_header(hook, header, hex_mac(secret, hook.body))
            case _:
                verify_header(hook, header, f"sha256={hex_mac(secret, hook.body)}")

    def delivery(self, hook: Hook) -> str | None:
        """The id that the usual headers have; None: a delivery is known by its body."""
        names = ("x-ramify-delivery", "webhook-id", "x-request-id", "x-delivery-id")
        return next((one for name in names if (one := line(hook.headers.get(name), 200))), None)

    def events(self, body: bytes, site: Site) -> Sequence[TicketEvent]:
        """The ticket that a payload tells whole.

        Raises:
            UnreadableFeed: it cannot be read, or tells no key.
        """
        payload, options = read_json(body), options_of(site)
        ticket = ticket_of(payload, site)
        event = (line(found(payload, options, "event")) or "").casefold()
        removed = event in {one.casefold() for one in options["removed"]}
        author = line(found(payload, options, "author"))
        return (TicketEvent(ticket.key, ticket, author, None, removed),)

    def fetch(self, client: OutboundClient, site: Site, key: str) -> ToolTicket | None:
        """Never: a mapping says how a delivery is read, not where more is.

        Raises:
            UnreadableFeed: always.
        """
        unreadable("the generic form", "nothing to ask", "tickets told whole by deliveries")

    def changed(
        self, client: OutboundClient, site: Site, since: datetime | None
    ) -> Iterator[ToolTicket]:
        """Nothing: it is told, not asked."""
        return iter(())

    def write(
        self, client: OutboundClient, site: Site, key: str, note: TicketNote, place: str | None
    ) -> str:
        """Never.

        Raises:
            UnreadableFeed: always.
        """
        unreadable("the generic form", "a note", "nothing: it is read alone")

    def is_ours(self, event: TicketEvent, site: Site) -> bool:
        """Whether an account caused it whose changes are passed over."""
        ours = {one.casefold() for one in options_of(site)["ours"]}
        return (event.author or "").casefold() in ours

    def check(self, client: OutboundClient, site: Site) -> Sequence[Problem]:
        """Nothing: what a mapping says was checked when it was given."""
        return ()


TOOL = GenericTool()
