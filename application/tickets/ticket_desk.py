"""Tickets at work in one process: what is taken in, and who does the jobs that tickets cause."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from application.clock import Clock
from application.graph import Graph
from application.job import Handler
from application.scheduler import Scheduler
from application.tickets.connections import Tools, connections
from application.tickets.following import Following
from application.tickets.intake import Intake
from application.tickets.jobs import FOLLOW, NOTE, REVIEW, TicketJobs
from application.tickets.note_impacts import NoteImpacts
from application.tickets.noting import Noting
from application.tickets.review import Review
from application.tickets.ticket_impact import TicketImpacts
from outbound.client import OutboundClient
from ticketing.known_tools import tool_named


class TicketDesk:
    """Wires what tickets need over one graph.

    Deliveries are taken in from the start; the jobs that they cause are done here once there is a
    client to call tools by, and else by another process.
    """

    def __init__(
        self,
        graph: Graph,
        clock: Clock,
        impacts: TicketImpacts | None = None,
        others: Mapping[str, Handler] | None = None,
        tools: Tools = tool_named,
        kinds: Collection[str] = (FOLLOW, NOTE, REVIEW),
    ) -> None:
        """Its scheduler does the jobs of ``others`` too. ``impacts`` is what notes tell.

        Of the jobs of tickets it does those of some ``kinds``.
        """
        self._graph, self._clock, self._tools, self._kinds = graph, clock, tools, kinds
        self._impacts = impacts or NoteImpacts(graph, clock)
        self._handlers = dict(others or {})
        self.scheduler = Scheduler(graph.store, clock, self._handlers)
        self.jobs = TicketJobs(self.scheduler, clock)
        self.intake = Intake(graph, clock, self.jobs, tools)

    def begin(self, client: OutboundClient) -> None:
        """Do the jobs of tickets from now on; the client is its opener's to close."""
        graph, clock, jobs, tools = self._graph, self._clock, self.jobs, self._tools
        own: dict[str, Handler] = {
            FOLLOW: Following(graph, clock, jobs, client, tools).follow,
            NOTE: Noting(graph, clock, self._impacts, client, tools).note,
            REVIEW: Review(graph, clock, jobs, self._impacts, tools).review,
        }
        self._handlers |= {kind: done for kind, done in own.items() if kind in self._kinds}

    def recur(self) -> None:
        """See to it that what recurs is scheduled, also after a process died; safe to say again.

        Raises:
            StoreUnavailable: the store does not answer.
        """
        self.jobs.review(self._graph.settings.ticket_review)
        for connection in connections(self._graph):
            self.jobs.follow(connection.name)
