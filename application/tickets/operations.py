"""What somebody does about a connection: dead deliveries replayed, all read anew, taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar
from uuid import uuid4

from application.author import Author
from application.clock import Clock, SystemClock, moment_text
from application.graph import Graph
from application.tickets.connections import connection_named, site_of
from application.tickets.jobs import FOLLOW, NOTE, TicketJobs, note_key
from application.tickets.recording import ended
from application.tickets.syncing import ask_again
from application.tickets.ticket_desk import TicketDesk
from application.tickets.ticket_reading import source_of
from application.tickets.trial import client_of
from graph_model.changes import ChangeSet
from graph_model.errors import NotFound
from graph_model.ledger.connection import KIND as CONNECTION
from graph_model.ledger.connection import ToolConnection
from graph_model.ledger.connection_use import KIND as USE
from graph_model.ledger.connection_use import ConnectionUse
from graph_model.ledger.delivery import KIND as DELIVERY
from graph_model.ledger.delivery import Delivery, DeliveryState, standing
from graph_model.ledger.followed_ticket import KIND as FOLLOWED
from graph_model.ledger.followed_ticket import FollowedTicket
from graph_model.ledger.waiting_delivery import KIND as WAITING
from graph_model.ledger.waiting_delivery import WaitingDelivery
from graph_model.ledger.written_note import KIND as WRITTEN
from graph_model.record_kind import RecordWrite
from stores.ledger import Matching, all_records

_T = TypeVar("_T")

TOGETHER = 500
"""So many tickets are closed, or records removed, in one step."""


def deliveries_of(graph: Graph, name: str, state: DeliveryState) -> Iterator[Delivery]:
    """A connection's deliveries of a state, by id.

    Raises:
        NotFound: there is no such connection.
    """
    connection_named(graph, name)
    return all_records(graph.store, DELIVERY, Matching("standing", standing(name, state)))


def deliveries_page(
    graph: Graph, name: str, state: DeliveryState, most: int, after: str | None = None
) -> list[Delivery]:
    """The first of a connection's deliveries of a state, by id, behind the one of an id.

    Raises:
        NotFound: there is no such connection, or none of that id.
    """
    connection_named(graph, name)
    last = _delivery(graph, name, after) if after is not None else None
    matching = Matching("standing", standing(name, state))
    return graph.store.records(DELIVERY, matching, last, most) if most else []


def replay(
    graph: Graph, name: str, ids: Sequence[str] = (), clock: Clock | None = None
) -> list[Delivery]:
    """Have deliveries processed again, in their order: those of some ids, else all that are dead.

    They are returned as they wait. Notes that were given up are tried again too.

    Raises:
        NotFound: there is no such connection or delivery.
    """
    time = clock or SystemClock()
    connection_named(graph, name)
    found = [_delivery(graph, name, id_) for id_ in ids] if ids else _dead(graph, name)
    now = moment_text(time.now())
    again = [
        replace(one, state=DeliveryState.RECEIVED, attempts=0, replays=one.replays + 1)
        for one in sorted(found, key=lambda delivery: delivery.received_at)
    ]
    waiting = [WAITING.kept(WaitingDelivery(name, now, one.id)) for one in again]
    graph.store.write_records([*map(DELIVERY.kept, again), *waiting])
    jobs = TicketJobs.of(graph.store, time)
    jobs.try_again(FOLLOW, name)
    for ticket in followed(graph, name):
        jobs.try_again(NOTE, note_key(name, ticket.key))
    jobs.follow(name)
    return again


def _delivery(graph: Graph, name: str, id_: str) -> Delivery:
    found = graph.store.record(DELIVERY, name, id_)
    if found is None:
        lists = f"`ramify connection deliveries {name}` has their ids, with --state those of others"
        raise NotFound([id_], lists=lists)
    return found


def _dead(graph: Graph, name: str) -> list[Delivery]:
    return list(deliveries_of(graph, name, DeliveryState.DEAD))


def followed(graph: Graph, name: str) -> list[FollowedTicket]:
    """The tickets of a connection that are open, by key."""
    return list(all_records(graph.store, FOLLOWED, Matching("listed", name)))


def ask_sync(graph: Graph, name: str) -> ToolConnection:
    """Have a server read all open tickets of a connection anew; return the connection.

    Raises:
        NotFound: there is no such connection.
        InvalidInput: a secret is missing.
    """
    connection = connection_named(graph, name)
    site_of(connection)  # a job that fails tells the log alone, whoever asks here would not know
    graph.store.write_records(ask_again(graph, connection))
    TicketJobs.of(graph.store, SystemClock()).follow(name)
    return connection


def sync(graph: Graph, name: str) -> ConnectionUse:
    """Read all open tickets of a connection now, or leave it to a server that is at it.

    Their notes are written by the server.

    Raises:
        NotFound: there is no such connection.
        InvalidInput: a secret is missing.
    """
    ask_sync(graph, name)
    with client_of(graph.settings) as client:
        desk = TicketDesk(graph, SystemClock(), kinds=(FOLLOW,))
        desk.begin(client)
        desk.scheduler.run_due()
    return graph.store.record(USE, name) or ConnectionUse(name)


def remove(graph: Graph, name: str, author: Author) -> int:
    """Forget a connection with all that it delivered; how many of its tickets were open.

    They are closed here, since nobody tells of them any more; what stands on them stays.

    Raises:
        NotFound: there is no such connection.
    """
    connection = connection_named(graph, name)
    graph.store.write_records([CONNECTION.removed(name)])  # from here on nothing is taken in
    source, tickets = source_of(graph, connection), followed(graph, name)
    for part in _parts([one.item for one in tickets if one.item]):
        snapshot = graph.refresh()
        changes = tuple(chain.from_iterable(ended(item, source, snapshot) for item in part))
        if changes:
            change_set = ChangeSet(f"connection-removed:{name}:{uuid4()}", changes)
            graph.apply(change_set, author, name)
    for writes in _parts(list(_forgotten(graph, name))):
        graph.store.write_records(writes)
    return len(tickets)


def _forgotten(graph: Graph, name: str) -> Iterator[RecordWrite]:
    """The writes that remove all records of a connection."""
    ledger = graph.store
    yield USE.removed(name)
    for waiting in all_records(ledger, WAITING, Matching("connection", name)):
        yield WAITING.removed(name, waiting.since, waiting.id)
    for state in DeliveryState:
        for one in all_records(ledger, DELIVERY, Matching("standing", standing(name, state))):
            yield DELIVERY.removed(name, one.id)
    for ticket in all_records(ledger, FOLLOWED):
        if ticket.connection == name:
            yield FOLLOWED.removed(name, ticket.key)
            yield WRITTEN.removed(name, ticket.key)


def _parts(many: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (many[at : at + TOGETHER] for at in range(0, len(many), TOGETHER))
