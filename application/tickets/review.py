"""The open tickets looked over: facts or other tickets changed, a day began, a deadline passed.

A ticket of which something else is true by now has its note looked at; one that names in vain what
is recorded by now is asked for again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog

from application.clock import Clock, moment_text, read_moment
from application.graph import Graph
from application.job import Job, JobOutcome
from application.tickets.connections import Tools, connections
from application.tickets.jobs import TicketJobs
from application.tickets.syncing import ask_again
from application.tickets.ticket_impact import TicketImpacts
from application.tickets.ticket_reading import TicketReading, began
from application.tokens import ScopedViewers
from graph_model.errors import NotFound
from graph_model.ledger.connection import ToolConnection
from graph_model.ledger.followed_ticket import KIND as FOLLOWED
from graph_model.ledger.followed_ticket import FollowedTicket
from graph_model.ledger.ticket_review import KIND as REVIEWED
from graph_model.ledger.ticket_review import TicketReview
from graph_model.ledger.written_note import KIND as WRITTEN
from queries.answers.viewer import Viewer
from queries.snapshot.snapshot import Snapshot
from stores.ledger import Matching, all_records

log = structlog.get_logger("ramify.tickets")

ANYHOW = timedelta(minutes=15)
"""What only time changes is seen after so long: windows that begin, deadlines that pass."""
OF = "all"


class Review:
    """Looks the open tickets of all connections over."""

    def __init__(
        self, graph: Graph, clock: Clock, jobs: TicketJobs, impacts: TicketImpacts, tools: Tools
    ) -> None:
        self._graph, self._clock, self._jobs = graph, clock, jobs
        self._impacts, self._tools, self._viewers = impacts, tools, ScopedViewers(graph)

    def review(self, job: Job) -> JobOutcome | None:
        """Look them over, if anything happened since the last time.

        Raises:
            StoreUnavailable: the store does not answer; it is tried again.
        """
        now, revision = self._clock.now(), self._graph.refresh().revision
        held = self._graph.store.record(REVIEWED, OF)
        if held is not None and held.revision == revision and not _is_long_ago(held, now):
            return None
        for connection in connections(self._graph):
            if not connection.paused:
                self._look_over(connection)
        return JobOutcome([REVIEWED.kept(TicketReview(OF, revision, moment_text(now)))])

    def _look_over(self, connection: ToolConnection) -> None:
        viewer = self._viewers.of(connection.agencies, connection.filters)
        reading = TicketReading(self._graph, connection, viewer)
        asks = False
        # In order of rows: what one note rests on is nearly what that of its neighbour does.
        snapshot = self._graph.snapshot()
        for ticket in sorted(self._open(connection), key=lambda one: _row(one, snapshot)):
            if self._differs(connection, viewer, ticket):
                self._jobs.note(connection.name, ticket.key)
            asks = asks or reading.recognises(ticket)
        if asks:
            self._graph.store.write_records(ask_again(self._graph, connection))
            self._jobs.follow(connection.name)

    def _open(self, connection: ToolConnection) -> Iterator[FollowedTicket]:
        return all_records(self._graph.store, FOLLOWED, Matching("listed", connection.name))

    def _differs(self, connection: ToolConnection, viewer: Viewer, ticket: FollowedTicket) -> bool:
        """Whether something else is true of a ticket than what is written, or waits to be."""
        if ticket.item is None or self._tools(connection.tool).reads_only:
            return False
        note = self._graph.store.record(WRITTEN, connection.name, ticket.key)
        told = (note.waiting or note.impact) if note and not note.ended else None
        try:
            impact = self._impacts.of(ticket.item, viewer, began(ticket))
        except NotFound:
            impact = None
        if impact is None or told is None:
            return (impact is None) is not (told is None)
        return self._impacts.difference(told, impact.state) is not None


def _row(ticket: FollowedTicket, snapshot: Snapshot) -> int:
    row = snapshot.find(ticket.item) if ticket.item else None
    return -1 if row is None else row


def _is_long_ago(held: TicketReview, now: datetime) -> bool:
    return now - read_moment(held.at) >= ANYHOW
