"""A ticketing tool of our own: its tickets are in memory, its faults are as a test says."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock
from typing import Any

import orjson

from graph_model.errors import NotSignedIn, Problem, UnreadableFeed
from outbound.client import OutboundClient
from ticketing.option import ToolOption
from ticketing.ticket import Mention, Naming, TicketEvent, ToolTicket
from ticketing.tool import OURS, Hook, Site, TicketNote, Tool

US = "ramify"
SECRET = "between us"


def signed(body: bytes, secret: str = SECRET) -> str:
    """What a delivery bears in its header."""
    return hmac.new(secret.encode(), body, sha256).hexdigest()


@dataclass
class Desk:
    """The tool's side: its tickets, what stands on them, and how it answers."""

    tickets: dict[str, ToolTicket] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    fails: list[Exception | None] = field(default_factory=list)
    """What the next calls fail with; None: one that does not."""
    strike: Callable[[str, bool], None] = lambda step, done: None
    """Told of each call before and after it is done."""
    now: Callable[[], datetime] = lambda: datetime(2026, 3, 1, tzinfo=UTC)
    lock: Lock = field(default_factory=Lock)

    def put(self, key: str, *names: str, **fields: Any) -> ToolTicket:
        """A ticket as it is now, a version on; it names some items."""
        with self.lock:
            held = self.tickets.get(key)
            version = (held.version or 0) + 1 if held else 1
            mentions = tuple(Mention(name, name, Naming.ID) for name in names)
            given = {"title": f"Work on {key}", "type": "incident", **fields}
            made = ToolTicket(
                key,
                key,
                mentions=mentions if names or held is None else held.mentions,
                version=version,
                changed_at=self.now(),
                **given,
            )
            self.tickets[key] = made
            return made

    def called(self, what: str) -> None:
        """Note a call, and fail if it is to."""
        with self.lock:
            self.calls.append(what)
            fault = self.fails.pop(0) if self.fails else None
        if fault is not None:
            raise fault


@dataclass(frozen=True)
class DeskTool:
    """A tool whose deliveries bear a signature, and whose notes are edited or appended."""

    desk: Desk
    edits_in_place: bool = True
    doorbell: bool = False
    name: str = "desk"
    reads_only: bool = False
    options: Sequence[ToolOption] = ()

    def answered(self, hook: Hook, site: Site) -> bytes | None:
        hello = hook.query.get("hello") if hook.method == "GET" else None
        if hello == "stranger":
            raise NotSignedIn("hello: found a stranger's")
        return None if hello is None else hello.encode()

    def verify(self, hook: Hook, site: Site) -> None:
        given = hook.headers.get("x-signature", "")
        if not hmac.compare_digest(given.encode(), signed(hook.body, site.secret or "").encode()):
            raise NotSignedIn("x-signature: found another")

    def delivery(self, hook: Hook) -> str | None:
        return hook.headers.get("x-delivery")

    def events(self, body: bytes, site: Site) -> Sequence[TicketEvent]:
        try:
            told = orjson.loads(body)
            return [self._event(one) for one in told["events"]]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise UnreadableFeed([Problem("body", "something else", "events in JSON")]) from None

    def _event(self, told: dict[str, Any]) -> TicketEvent:
        ticket = None
        if not self.doorbell and "ticket" in told:
            ticket = read_ticket(told["ticket"])
        return TicketEvent(told["key"], ticket, told.get("by"), removed=told.get("gone", False))

    def fetch(self, client: OutboundClient, site: Site, key: str) -> ToolTicket | None:
        self.desk.called(f"fetch {key}")
        self.desk.strike("fetch", False)
        return self.desk.tickets.get(key)

    def changed(
        self, client: OutboundClient, site: Site, since: datetime | None
    ) -> Iterator[ToolTicket]:
        self.desk.called("changed")
        for ticket in list(self.desk.tickets.values()):
            told = since is None or ticket.changed_at is None or ticket.changed_at >= since
            if told and not (since is None and ticket.closed):
                yield ticket

    def write(
        self, client: OutboundClient, site: Site, key: str, note: TicketNote, place: str | None
    ) -> str:
        self.desk.called(f"write {key}")
        self.desk.strike("write", False)
        with self.desk.lock:
            held = self.desk.notes.setdefault(key, [])
            if not self.edits_in_place:
                if not any(note.marker in one for one in held):
                    held.append(note.line if place else note.text)
            elif ours := [at for at, one in enumerate(held) if OURS in one]:
                held[ours[0]] = note.text
            else:
                held.append(note.text)
        self.desk.strike("write", True)
        return "here"

    def is_ours(self, event: TicketEvent, site: Site) -> bool:
        return event.author == US

    def check(self, client: OutboundClient, site: Site) -> Sequence[Problem]:
        self.desk.called("check")
        return []


def read_ticket(told: dict[str, Any]) -> ToolTicket:
    """A ticket of a delivery."""
    mentions = tuple(
        Mention(m["key"], m["text"], Naming(m["how"])) for m in told.get("mentions", ())
    )
    moments: dict[str, Any] = {
        name: datetime.fromisoformat(told[name])
        for name in ("planned_start", "planned_end", "closed_at", "changed_at", "opened_at")
        if told.get(name)
    }
    rest = {n: v for n, v in told.items() if n != "mentions" and n not in moments}
    return replace(ToolTicket(**rest), mentions=mentions, **moments)


def delivery_of(*tickets: ToolTicket, by: str | None = None) -> bytes:
    """The body of a delivery that tells of some tickets."""
    events = [{"key": one.key, "by": by, "ticket": one} for one in tickets]
    return orjson.dumps({"events": events})


def tools_of(tool: Tool) -> Any:
    """What finds this tool alone."""
    return lambda _: tool
