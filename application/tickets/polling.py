"""Tickets asked for, where no delivery told of them: what was lost, and all that are open at first.

A tool is asked what changed since a while before it was last asked: its clock may be another, and
what is read twice changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from application.clock import Clock, moment_text, read_moment
from application.graph import Graph
from application.tickets.jobs import TicketJobs
from application.tickets.ticket_reading import TicketReading
from graph_model.errors import InvalidInput, UnreadableFeed
from graph_model.ledger.connection import ToolConnection
from graph_model.ledger.connection_use import KIND as USE
from graph_model.ledger.connection_use import ConnectionUse
from graph_model.ledger.followed_ticket import KIND as FOLLOWED
from outbound.client import OutboundClient
from stores.ledger import Matching, all_records
from ticketing.ticket import ToolTicket
from ticketing.tool import Site, Tool

log = structlog.get_logger("ramify.tickets")

OVERLAP = timedelta(minutes=10)


class Polling:
    """Asks tools what changed."""

    def __init__(
        self, graph: Graph, clock: Clock, jobs: TicketJobs, client: OutboundClient
    ) -> None:
        self._graph, self._clock, self._jobs, self._client = graph, clock, jobs, client

    def polled(
        self, connection: ToolConnection, tool: Tool, site: Site, reading: TicketReading
    ) -> datetime:
        """Ask a tool what changed if it is time to, and return when it is the next time.

        One that reads deliveries alone is not asked.

        Raises:
            StoreUnavailable: the store does not answer.
        """
        every, now = timedelta(seconds=self._graph.settings.ticket_poll), self._clock.now()
        if tool.reads_only:
            return now + timedelta(days=1)
        use = self._graph.store.record(USE, connection.name) or ConnectionUse(connection.name)
        due = read_moment(use.polled_at) + every if use.polled_at else now
        if due > now and (use.synced_at or use.problem):
            return due
        use = replace(self._asked(use, connection, tool, site, reading), polled_at=moment_text(now))
        self._graph.store.write_records([USE.kept(use)])
        return now + every

    def _asked(
        self,
        use: ConnectionUse,
        connection: ToolConnection,
        tool: Tool,
        site: Site,
        reading: TicketReading,
    ) -> ConnectionUse:
        """What became of asking; where it fails, what was not read is asked for the next time."""
        since = read_moment(use.synced_at) - OVERLAP if use.synced_at else None
        began = moment_text(self._clock.now())
        seen: set[str] = set()
        try:
            for ticket in tool.changed(self._client, site, since):
                seen.add(ticket.key)
                self._read(ticket, connection, reading, began)
            if since is None:
                self._look_for_the_others(seen, connection, tool, site, reading, began)
        except UnreadableFeed as error:
            log.warning("a tool was not asked", connection=connection.name, problem=str(error))
            return replace(use, problem=str(error))
        return replace(use, synced_at=began, problem=None)

    def _read(
        self, ticket: ToolTicket, connection: ToolConnection, reading: TicketReading, began: str
    ) -> None:
        try:
            if reading.read(ticket, f"poll {began}", read_moment(began)):
                self._jobs.note(connection.name, ticket.key)
        except UnreadableFeed:
            raise
        except InvalidInput as error:
            name, problem = connection.name, str(error)
            log.error("a ticket was not recorded", connection=name, key=ticket.key, problem=problem)

    def _look_for_the_others(
        self,
        seen: set[str],
        connection: ToolConnection,
        tool: Tool,
        site: Site,
        reading: TicketReading,
        began: str,
    ) -> None:
        """Those that are open here and were not among the open ones there."""
        for held in list(
            all_records(self._graph.store, FOLLOWED, Matching("listed", connection.name))
        ):
            if held.key in seen:
                continue
            found = tool.fetch(self._client, site, held.key)
            if found is not None:
                self._read(found, connection, reading, began)
            elif reading.gone(held.key, f"sync {began}"):
                self._jobs.note(connection.name, held.key)
