"""A ticket written to: what is true of it now, beside what stands on it.

One process at a time sees to a ticket (it is a job). Before anything is written, what is to be is
kept; a process that is killed before it knows of an answer leaves that, and whoever comes next
writes the very same again, which its tool does not write twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

import structlog

from application.clock import Clock, moment_text, read_moment
from application.graph import Graph
from application.job import Job, JobOutcome
from application.tickets.connections import Tools, site_of
from application.tickets.jobs import read_note_key
from application.tickets.noise_guard import (
    NoiseLimits,
    NoiseState,
    NoteVerdict,
    guarded,
    within_hour,
)
from application.tickets.ticket_impact import TicketImpact, TicketImpacts
from application.tickets.ticket_reading import began
from application.tickets.write_budget import WriteBudget
from application.tokens import ScopedViewers
from graph_model.errors import NotFound, TryLater
from graph_model.ledger.connection import KIND as CONNECTION
from graph_model.ledger.connection import ToolConnection
from graph_model.ledger.followed_ticket import KIND as FOLLOWED
from graph_model.ledger.followed_ticket import FollowedTicket
from graph_model.ledger.written_note import KIND as WRITTEN
from graph_model.ledger.written_note import UnfinishedNote, WrittenNote
from outbound.client import OutboundClient
from ticketing.tool import OURS, TicketNote, Tool

log = structlog.get_logger("ramify.tickets")

HELD = timedelta(minutes=1)
"""So long is waited before it is looked whether writing goes on, where it is held up."""
BUSY = 30.0
"""So many seconds a tool is let be that is busy and does not say how long."""
CLOSED = "Closed: this is the last that is told of it."
UNNAMED = "It names nothing any more that is recorded: what was told before does not hold."


@dataclass(frozen=True, slots=True)
class WantedNote:
    """What there is to tell of a ticket: its impact, or in one line how that ended; or neither."""

    impact: TicketImpact | None = None
    end: str | None = None


class Noting:
    """Sees to the notes of tickets, one a job."""

    def __init__(
        self,
        graph: Graph,
        clock: Clock,
        impacts: TicketImpacts,
        client: OutboundClient,
        tools: Tools,
    ) -> None:
        """Call tools by a client, which its opener closes."""
        self._graph, self._clock, self._impacts = graph, clock, impacts
        self._client, self._tools, self._viewers = client, tools, ScopedViewers(graph)
        self._budget = WriteBudget(graph.store, clock, graph.settings)
        settings = graph.settings
        self._limits = NoiseLimits(
            timedelta(seconds=settings.ticket_quiet), an_hour=settings.ticket_notes
        )
        self._busy: dict[str, datetime] = {}

    def note(self, job: Job) -> JobOutcome | None:
        """Write what there is to write on a ticket now; when to look again, where it waits.

        Raises:
            UnreadableFeed: its tool refuses; it is tried again.
            StoreUnavailable: the store does not answer; it is tried again.
        """
        name, key = read_note_key(job.key)
        connection = self._graph.store.record(CONNECTION, name)
        ticket = self._graph.store.record(FOLLOWED, name, key)
        if connection is None or ticket is None:
            return None
        tool = self._tools(connection.tool)
        if tool.reads_only:
            return None
        if (until := self._held_up(connection)) is not None:
            return JobOutcome(again_at=until)
        note = self._graph.store.record(WRITTEN, name, key) or WrittenNote(name, key)
        try:
            finished = self._finished(connection, tool, note)
            return self._seen_to(connection, tool, ticket, finished, note)
        except TryLater as error:
            again = self._clock.now() + timedelta(seconds=error.wait or BUSY)
            if not error.of_one:
                self._busy[name] = again
            log.warning("a tool asks to wait", connection=name, ticket=key, problem=str(error))
            return JobOutcome(again_at=again)

    def _held_up(self, connection: ToolConnection) -> datetime | None:
        """When to look again, where nothing may be written now."""
        now = self._clock.now()
        if connection.paused or self._graph.settings.ticket_writes == "off":
            return now + HELD
        busy = self._busy.get(connection.name)
        return busy if busy is not None and busy > now else None

    def _seen_to(
        self,
        connection: ToolConnection,
        tool: Tool,
        ticket: FollowedTicket,
        note: WrittenNote,
        held: WrittenNote,
    ) -> JobOutcome:
        """Write on a ticket, or not; ``held`` is what is kept of its note."""
        now = self._clock.now()
        if note.dry and not connection.dry:  # what was only logged is not on the ticket
            note = WrittenNote(note.connection, note.key)
        wanted = self._wanted(connection, ticket, note)
        note, line = self._waiting(note, wanted, now)
        verdict = guarded(_state(note, wanted, line, now), now, self._limits)
        if verdict.verdict is NoteVerdict.NOTHING:
            return JobOutcome([] if note == held else [WRITTEN.kept(note)], _until(wanted, now))
        if verdict.verdict is NoteVerdict.LATER:
            return JobOutcome([WRITTEN.kept(note)], verdict.at)
        if not self._budget.taken(connection):
            name = connection.name
            log.warning("the cap of notes an hour is reached", connection=name, ticket=ticket.key)
            return JobOutcome([WRITTEN.kept(note)], now + HELD)
        begun = replace(note, unfinished=_unfinished(note, wanted, line))
        kept = wanted.impact.writes if wanted.impact else ()
        self._graph.store.write_records([WRITTEN.kept(begun), *kept])
        done = self._finished(connection, tool, begun)
        return JobOutcome([WRITTEN.kept(done)], _until(wanted, now))

    def _wanted(
        self, connection: ToolConnection, ticket: FollowedTicket, note: WrittenNote
    ) -> WantedNote:
        """What there is to tell of a ticket now."""
        impact = self._impact(connection, ticket) if ticket.open else None
        if impact is not None:
            return WantedNote(impact)
        told = note.impact is not None and not note.ended
        return WantedNote(end=(UNNAMED if ticket.open else CLOSED) if told else None)

    def _impact(self, connection: ToolConnection, ticket: FollowedTicket) -> TicketImpact | None:
        if ticket.item is None:
            return None
        viewer = self._viewers.of(connection.agencies, connection.filters)
        self._graph.refresh()
        try:
            return self._impacts.of(ticket.item, viewer, began(ticket))
        except NotFound:  # it was removed, or what it is about is not within the scope
            return None

    def _waiting(
        self, note: WrittenNote, wanted: WantedNote, now: datetime
    ) -> tuple[WrittenNote, str | None]:
        """The note with what waits to be written, and what is new in that, in one line."""
        line = wanted.end or self._difference(note, wanted.impact)
        if line is None:
            return replace(note, waiting=None, waiting_since=None, settled_since=None), None
        state, at = wanted.impact.state if wanted.impact else None, moment_text(now)
        if note.waiting is None or state is None:
            moved = True
        else:
            moved = self._impacts.difference(note.waiting, state) is not None
        since, settled = note.waiting_since or at, at if moved else note.settled_since
        return replace(note, waiting=state, waiting_since=since, settled_since=settled), line

    def _difference(self, note: WrittenNote, impact: TicketImpact | None) -> str | None:
        """What is new beside what is written, in one line; None: nothing that matters."""
        if impact is None:
            return None
        if note.impact is None:
            return impact.text.partition("\n")[0]
        found = self._impacts.difference(note.impact, impact.state)
        return "Open again." if found is None and note.ended else found

    def _finished(self, connection: ToolConnection, tool: Tool, note: WrittenNote) -> WrittenNote:
        """The note with what was begun written, and it said so; as it is where nothing was."""
        begun = note.unfinished
        if begun is None:
            return note
        place = note.place
        if connection.dry:
            log.info(
                "dry: this would be written",
                connection=note.connection,
                ticket=note.key,
                text=begun.text,
                line=begun.line,
            )
        else:
            told = TicketNote(begun.text, begun.line, begun.marker)
            place = tool.write(self._client, site_of(connection), note.key, told, note.place)
        now = self._clock.now()
        writes = [*within_hour([read_moment(at) for at in note.writes], now), now]
        return replace(
            note,
            impact=begun.impact or note.impact,
            text=begun.text.removesuffix(begun.marker).rstrip(),
            place=place,
            writes=tuple(moment_text(at) for at in writes),
            count=note.count + 1,
            waiting=None,
            waiting_since=None,
            settled_since=None,
            unfinished=None,
            ended=begun.impact is None,
            dry=connection.dry,
        )


def _until(wanted: WantedNote, now: datetime) -> datetime | None:
    """When time alone makes it another impact, if it does."""
    until = wanted.impact.until if wanted.impact else None
    return until if until is not None and until > now else None


def _state(note: WrittenNote, wanted: WantedNote, line: str | None, now: datetime) -> NoiseState:
    since = read_moment(note.waiting_since) if note.waiting_since else now
    settled = read_moment(note.settled_since) if note.settled_since else now
    writes: Sequence[datetime] = [read_moment(at) for at in note.writes]
    first = note.impact is None
    return NoiseState(first, line is not None, since, settled, writes, wanted.end is not None)


def _unfinished(note: WrittenNote, wanted: WantedNote, line: str | None) -> UnfinishedNote:
    """What is to be written, with a marker of its own."""
    impact = wanted.impact.state if wanted.impact else None
    told = f"{note.connection}\n{note.key}\n{note.count}\n{impact}"
    marker = f"{OURS}{sha256(told.encode()).hexdigest()[:16]}]"
    text = wanted.impact.text if wanted.impact else f"{note.text}\n{CLOSED}"
    return UnfinishedNote(f"{text}\n{marker}", f"{line} {marker}", marker, impact)
