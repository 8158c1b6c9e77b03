"""A tool's ticket recorded: newest first, once, and what it is about recognised."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from application.author import Author
from application.clock import moment_text, read_moment
from application.graph import Graph
from application.tickets.recognition import Recognised, Recognition
from application.tickets.recording import TicketSource, changes_of, ended
from application.tickets.ticket_filter import is_taken
from graph_model.changes import Change, ChangeSet, Via
from graph_model.identity.decisions import Decisions
from graph_model.ledger.connection import ToolConnection
from graph_model.ledger.followed_ticket import KIND as FOLLOWED
from graph_model.ledger.followed_ticket import FollowedTicket
from queries.answers.viewer import Viewer
from queries.snapshot.snapshot import Snapshot
from ticketing.ticket import ToolTicket

DOOR = "hook"


class TicketReading:
    """Records the tickets of one connection, as far as its role and scope go."""

    def __init__(self, graph: Graph, connection: ToolConnection, viewer: Viewer) -> None:
        self._graph, self._connection, self._viewer = graph, connection, viewer
        self._decisions: Decisions | None = None
        self._recognised_in: tuple[Snapshot, Recognition] | None = None
        self._source = source_of(graph, connection)

    def read(self, ticket: ToolTicket, cause: str, heard: datetime) -> bool:
        """Record a ticket as its tool tells it now; False: it is none of ours, or an older state.

        ``cause`` is what made it be read, such as a delivery, and ``heard`` when that came.

        Raises:
            InvalidInput: it cannot be recorded; or not within the scope.
            StoreUnavailable: the store does not answer; read it again.
        """
        held = self._graph.store.record(FOLLOWED, self._connection.name, ticket.key)
        if held is None and not is_taken(ticket, self._connection.tickets):
            return False
        if held is not None and is_older(ticket, held):
            return False
        snapshot = self._graph.refresh()
        known = held.unrecognised if held else ()
        found = self._recognition().of(ticket.mentions, known)
        id_ = self._source.id_of(ticket.key)
        recorded = bool(found.ids) or snapshot.item(id_) is not None
        changes = changes_of(ticket, found.ids, self._source, snapshot) if recorded else ()
        followed = self._followed(
            ticket, found, id_ if recorded else None, _began(ticket, held, heard)
        )
        self._keep(changes, followed, held, cause)
        return True

    def gone(self, key: str, cause: str) -> bool:
        """Close a ticket that its tool has no more; False: it was not followed."""
        held = self._graph.store.record(FOLLOWED, self._connection.name, key)
        if held is None:
            return False
        snapshot = self._graph.refresh()
        changes = ended(held.item, self._source, snapshot) if held.item else ()
        self._keep(changes, replace(held, open=False), held, cause)
        return True

    def recognises(self, ticket: FollowedTicket) -> bool:
        """Whether anything is recorded by now that a ticket named in vain."""
        return bool(ticket.unrecognised) and self._recognition().recognises(ticket.unrecognised)

    def _recognition(self) -> Recognition:
        """Made once a snapshot: what the viewer sees of one is worked out over all its items."""
        snapshot = self._graph.snapshot()
        if self._decisions is None:
            self._decisions = self._graph.identity_decisions()
        if self._recognised_in is None or self._recognised_in[0] is not snapshot:
            self._recognised_in = snapshot, Recognition(snapshot, self._viewer, self._decisions)
        return self._recognised_in[1]

    def _followed(
        self, ticket: ToolTicket, found: Recognised, item: str | None, began: datetime
    ) -> FollowedTicket:
        changed = moment_text(ticket.changed_at) if ticket.changed_at else None
        return FollowedTicket(
            self._connection.name,
            ticket.key,
            ticket.number,
            item,
            not ticket.closed,
            ticket.version,
            changed,
            found.unrecognised,
            moment_text(began),
        )

    def _keep(
        self,
        changes: tuple[Change, ...],
        followed: FollowedTicket,
        held: FollowedTicket | None,
        cause: str,
    ) -> None:
        """Record the facts and how far the ticket was read in one step; nothing where both are."""
        name, kept = self._connection.name, FOLLOWED.kept(followed)
        if changes:
            # Whoever reads it again at a later revision has something else to change, or nothing.
            at = self._graph.snapshot().revision
            digest = sha256(f"{at}\n{name}\n{followed.key}\n{cause}".encode()).hexdigest()
            change_set = ChangeSet(f"ticket:{name}:{digest[:32]}", changes)
            author = Author(name, Via(DOOR), f"ticket {followed.number}"[:200])
            self._graph.apply(change_set, author, name, self._viewer, [kept])
        elif followed != held:
            self._graph.store.write_records([kept])


def source_of(graph: Graph, connection: ToolConnection) -> TicketSource:
    """A connection as the source of its tickets."""
    zone = ZoneInfo(graph.settings.time_zone)
    return TicketSource(connection.name, zone, graph.today())


def _began(ticket: ToolTicket, held: FollowedTicket | None, heard: datetime) -> datetime:
    """When it was opened, as its tool says: before we heard of it, whatever its clock says.

    Where it does not say, when we first heard of it.
    """
    first = read_moment(held.began_at) if held and held.began_at else heard
    return min(ticket.opened_at, heard) if ticket.opened_at else first


def began(ticket: FollowedTicket) -> datetime | None:
    """When a ticket was opened, or first heard of; None: it was last read before that was kept."""
    return read_moment(ticket.began_at) if ticket.began_at else None


def is_older(ticket: ToolTicket, held: FollowedTicket) -> bool:
    """Whether a ticket is told as it was before it was last read."""
    if ticket.version is not None and held.version is not None and ticket.version != held.version:
        return ticket.version < held.version
    if ticket.changed_at is None or held.changed_at is None:
        return False
    return moment_text(ticket.changed_at) < held.changed_at
