"""Tickets at work in one process: what is taken in, and who does the jobs that tickets cause."""

from __future__ import annotations

from collections.abc import Mapping

from application.clock import Clock
from application.graph import Graph
from application.job import Handler
from application.scheduler import Scheduler
from application.tickets.connections import Tools, connections
from application.tickets.following import Following
from application.tickets.intake import Intake
from application.tickets.jobs import FOLLOW, NOTE, REVIEW, TicketJobs
from application.tickets.noting import Noting
from application.tickets.review import Review
from application.tickets.ticket_impact import TicketImpacts
from outbound.client import OutboundClient
from ticketing.known_tools import tool_named


class TicketDesk:
    """Wires what tickets need over one graph; its client is its opener's to close."""

    def __init__(
        self,
        graph: Graph,
        clock: Clock,
        client: OutboundClient,
        impacts: TicketImpacts,
        tools: Tools = tool_named,
        others: Mapping[str, Handler] | None = None,
    ) -> None:
        """The scheduler does the jobs of tickets, and those of ``others``."""
        self._graph, self._handlers = graph, dict(others or {})
        self.scheduler = Scheduler(graph.store, clock, self._handlers)
        self.jobs = TicketJobs(self.scheduler, clock)
        self.intake = Intake(graph, clock, self.jobs, tools)
        following = Following(graph, clock, self.jobs, client, tools)
        noting = Noting(graph, clock, impacts, client, tools)
        review = Review(graph, clock, self.jobs, impacts, tools)
        self._handlers |= {
            FOLLOW: following.follow,
            NOTE: noting.note,
            REVIEW: review.review,
        }

    def recur(self) -> None:
        """See to it that what recurs is scheduled, also after a process died; safe to say again.

        Raises:
            StoreUnavailable: the store does not answer.
        """
        self.jobs.review(self._graph.settings.ticket_review)
        for connection in connections(self._graph):
            self.jobs.follow(connection.name)
