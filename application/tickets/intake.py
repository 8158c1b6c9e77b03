"""Deliveries taken in: signed, each once, and in the ledger before anything is done about them.

A delivery is known by the id that its tool gives each repetition of it; that one is taken in once.
One without an id is known by its body. The same body may be a repetition, or may say that
something happened again (a doorbell says no more): it is processed again, which changes nothing
where nothing changed.
"""

from __future__ import annotations

import time
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import structlog

from application.clock import Clock, moment_text
from application.graph import Graph
from application.tickets.connections import Tools, connections, site_of
from application.tickets.jobs import TicketJobs
from graph_model.errors import InvalidInput, NotSignedIn
from graph_model.ledger.connection import ToolConnection
from graph_model.ledger.delivery import KIND as DELIVERY
from graph_model.ledger.delivery import Delivery, DeliveryState
from graph_model.ledger.waiting_delivery import KIND as WAITING
from graph_model.ledger.waiting_delivery import WaitingDelivery
from graph_model.record_kind import RecordFound, RecordWrite
from ticketing.tool import Hook, Site

log = structlog.get_logger("ramify.tickets")

BY_BODY = "sha256:"
"""How the id of a delivery begins that is known by its body."""
REFUSED = (
    "delivery: found none that is signed as a connection here expects; check the connection's "
    "name, its secret, and where it comes from"
)
"""The same of an unknown connection and of a wrong signature: nobody learns which there are."""


class Intake:
    """Takes in what ticketing tools deliver; safe to use from several threads."""

    def __init__(self, graph: Graph, clock: Clock, jobs: TicketJobs, tools: Tools) -> None:
        """Connections are looked up once in ``poll_seconds``, their secrets with them."""
        self._graph, self._clock, self._jobs, self._tools = graph, clock, jobs, tools
        self._seen = -float("inf")
        self._known: Mapping[str, tuple[ToolConnection, Site | None]] = {}

    @property
    def fresh(self) -> bool:
        """Whether the store need not be asked for the connections: nobody waits then."""
        return time.monotonic() - self._seen <= self._graph.settings.poll_seconds

    def look(self) -> None:
        """Look the connections up.

        Raises:
            StoreUnavailable: the store does not answer.
        """
        found = {one.name: (one, _site(one)) for one in connections(self._graph)}
        self._known, self._seen = found, time.monotonic()

    def answered(self, name: str, hook: Hook) -> bytes | None:
        """What a request is answered that is no delivery; None: it is to be one.

        Raises:
            NotSignedIn: there is no such connection, or its tool does not ask so: told alike.
        """
        connection, site = self._connection(name)
        with _told_alike(name):
            return self._tools(connection.tool).answered(hook, site)

    def admitted(self, name: str, hook: Hook) -> Delivery:
        """A delivery, once its signature is seen to be right; nothing is kept yet.

        Raises:
            NotSignedIn: it is not signed, or wrongly, or for no connection: told alike.
        """
        connection, site = self._connection(name)
        tool = self._tools(connection.tool)
        with _told_alike(name):
            tool.verify(hook, site)
        now = self._clock.now()
        return Delivery(
            name,
            tool.delivery(hook) or f"{BY_BODY}{sha256(hook.body).hexdigest()}",
            DeliveryState.RECEIVED,
            moment_text(now),
            b64encode(zlib.compress(hook.body)).decode(),
            moment_text(now + timedelta(days=self._graph.settings.deliveries_kept)),
        )

    def keep(self, deliveries: Sequence[Delivery]) -> None:
        """Keep deliveries that were admitted, in one step, and have them processed.

        Raises:
            StoreUnavailable: the store does not answer; none may be acknowledged.
        """
        first = {(one.connection, one.id): one for one in reversed(deliveries)}
        expected: list[RecordFound] = [DELIVERY.missing(*key) for key in first]
        new = list(first.values())
        while new and not self._graph.store.exchange_records(expected, _kept(new)):
            expected, new = self._against_held(first)
        for name in {one.connection for one in new}:
            self._jobs.follow(name)

    def _against_held(
        self, wanted: Mapping[tuple[str, str], Delivery]
    ) -> tuple[list[RecordFound], list[Delivery]]:
        """What of the wanted is still to be kept, beside what is; and what that rests on."""
        expected: list[RecordFound] = []
        new: list[Delivery] = []
        for key, one in wanted.items():
            held = self._graph.store.record(DELIVERY, *key)
            if held is None:
                expected.append(DELIVERY.missing(*key))
                new.append(one)
            elif one.id.startswith(BY_BODY):
                expected.append(DELIVERY.found(held))
                new.append(replace(one, replays=held.replays + 1))
        return expected, new

    def _connection(self, name: str) -> tuple[ToolConnection, Site]:
        connection, site = self._known.get(name, (None, None))
        if connection is None or site is None:
            raise NotSignedIn(REFUSED)
        return connection, site


def _site(connection: ToolConnection) -> Site | None:
    try:
        return site_of(connection)
    except InvalidInput as error:
        log.error("a secret is missing", connection=connection.name, problem=str(error))
        return None


def _kept(deliveries: Sequence[Delivery]) -> list[RecordWrite]:
    writes = [DELIVERY.kept(one) for one in deliveries]
    waiting = (WaitingDelivery(one.connection, one.received_at, one.id) for one in deliveries)
    return [*writes, *map(WAITING.kept, waiting)]


def body_of(delivery: Delivery) -> bytes:
    """The body as it came."""
    return zlib.decompress(b64decode(delivery.body))


@contextmanager
def _told_alike(name: str) -> Iterator[None]:
    """Whatever is refused: the reason is told to the log alone."""
    try:
        yield
    except NotSignedIn as error:
        log.warning("a delivery was refused", connection=name, reason=str(error))
        raise NotSignedIn(REFUSED) from None
