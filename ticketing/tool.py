"""What every ticketing tool can do for us, however differently it does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from graph_model.errors import Problem
from outbound.client import OutboundClient
from ticketing.option import ToolOption
from ticketing.ticket import TicketEvent, ToolTicket


@dataclass(frozen=True, slots=True)
class Hook:
    """A request that came to a connection's address; names of headers are in lower case."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """One installation of a tool: where it is, who we are there, and how it is read.

    ``secret`` is what deliveries are signed with, ``password`` what we sign in with as ``user``
    (a token where there is no user). ``networks`` are those that may deliver. ``options`` are the
    tool's own, from the connection's mapping.
    """

    url: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    networks: Sequence[str] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


OURS = "[ramify "
"""How every marker begins: whatever note has it is ours."""


@dataclass(frozen=True, slots=True)
class TicketNote:
    """What is to stand on a ticket: the whole text, and what changed since the last in one line.

    ``marker`` stands at the end of both, and is another one for every note that is to be written
    once: ``[ramify 0f3a…]``. A tool that edits in place writes ``text``; one that can only append
    writes ``text`` the first time and ``line`` afterwards.
    """

    text: str
    line: str
    marker: str


class Tool(Protocol):
    """A ticketing tool; stateless, safe to use from several threads."""

    @property
    def name(self) -> str:
        """What it is called, in small letters."""

    @property
    def edits_in_place(self) -> bool:
        """Whether a note that stands on a ticket can be written anew; else lines are appended."""

    @property
    def reads_only(self) -> bool:
        """Whether nothing is asked or written back."""

    @property
    def options(self) -> Sequence[ToolOption]:
        """What its connections may say of how it is read there."""

    def answered(self, hook: Hook, site: Site) -> bytes | None:
        """The answer to a request that is no delivery, such as a challenge; None: it is one."""

    def verify(self, hook: Hook, site: Site) -> None:
        """See that a delivery is the tool's own, over its raw body, in constant time.

        Raises:
            NotSignedIn: it is not signed, or wrongly, or comes from elsewhere.
        """

    def delivery(self, hook: Hook) -> str | None:
        """The id that every repetition of a delivery bears; None: it is known by its body."""

    def events(self, body: bytes, site: Site) -> Sequence[TicketEvent]:
        """What a delivery says; nothing where it is about something else.

        Raises:
            UnreadableFeed: it cannot be read; told with where.
        """

    def fetch(self, client: OutboundClient, site: Site, key: str) -> ToolTicket | None:
        """A ticket whole, as it stands now; None: it is there no more.

        Raises:
            UnreadableFeed: the tool does not give it.
        """

    def changed(
        self, client: OutboundClient, site: Site, since: datetime | None
    ) -> Iterator[ToolTicket]:
        """The tickets changed since a moment, oldest first; without one, those that are open."""

    def write(
        self, client: OutboundClient, site: Site, key: str, note: TicketNote, place: str | None
    ) -> str:
        """Put a note on a ticket; return the place where it stands, to be handed in next time.

        ``place`` is that of the note there already; None: this is the first, or which stands there
        is not known. The process may have been killed before it knew of an answer, and then comes
        with the very same note again. So a tool that appends first looks for the ``marker``, and
        writes nothing where it stands; one that edits in place looks, without a place, for a note
        of ours (``OURS``), and edits that.

        Raises:
            TryLater: the tool asks to wait.
            UnreadableFeed: it refuses.
        """

    def is_ours(self, event: TicketEvent, site: Site) -> bool:
        """Whether an event is only the echo of what we wrote."""

    def check(self, client: OutboundClient, site: Site) -> Sequence[Problem]:
        """What is missing for all of the above: rights, fields, webhooks; nothing: all is well."""


class DeliveringTool:
    """What most tools do alike; a tool that does otherwise says so itself."""

    def answered(self, hook: Hook, site: Site) -> bytes | None:
        """Nothing: all that it sends is a delivery."""
        return None

    def is_ours(self, event: TicketEvent, site: Site) -> bool:
        """Whether our own user there caused it, where the tool tells who did."""
        return (event.author or "").casefold() == (site.user or "").casefold() != ""
