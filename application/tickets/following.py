"""A connection followed: what it delivered is processed, what was lost on the way is asked for.

One process at a time follows a connection (it is a job). Whatever it does may be done again: a
delivery waits until all that it told is recorded and its notes are asked for, so that a process
killed between any two steps leaves it waiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

import structlog

from application.clock import Clock, moment_text, read_moment
from application.graph import Graph
from application.job import Job, JobOutcome
from application.tickets.connections import Tools, site_of
from application.tickets.intake import body_of
from application.tickets.jobs import TicketJobs
from application.tickets.polling import Polling
from application.tickets.ticket_reading import TicketReading
from application.tokens import ScopedViewers
from graph_model.errors import InvalidInput, NotFound, StoreUnavailable, TryLater, UnreadableFeed
from graph_model.ledger.connection import KIND as CONNECTION
from graph_model.ledger.connection import ToolConnection
from graph_model.ledger.delivery import KIND as DELIVERY
from graph_model.ledger.delivery import Delivery, DeliveryState
from graph_model.ledger.waiting_delivery import KIND as WAITING
from graph_model.ledger.waiting_delivery import WaitingDelivery
from graph_model.record_kind import RecordWrite
from outbound.client import OutboundClient
from stores.ledger import Matching
from ticketing.ticket import TicketEvent, ToolTicket
from ticketing.tool import Site, Tool

log = structlog.get_logger("ramify.tickets")

BATCH = 100
"""So many deliveries are read together: of several about one ticket the newest is recorded."""
LONGEST_WAIT = timedelta(minutes=10)
"""What failed is tried again after a second, then after twice as long each time, at most this."""
MOST_ATTEMPTS = 150
"""What failed so often, for about a day, is dead until somebody replays it."""
PAUSED = timedelta(seconds=30)
"""So long a paused connection is let be before it is looked whether it goes on."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why what a delivery says could not be recorded; with when to try again, if that may help."""

    reason: str
    again: bool = False
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class ReadDelivery:
    """A delivery that waits, and what it says; or why that cannot be read."""

    waiting: WaitingDelivery
    delivery: Delivery
    events: Sequence[TicketEvent] = ()
    failure: Failure | None = None


class Following:
    """Follows connections, one a job."""

    def __init__(
        self, graph: Graph, clock: Clock, jobs: TicketJobs, client: OutboundClient, tools: Tools
    ) -> None:
        """Call tools by a client, which its opener closes."""
        self._graph, self._clock, self._jobs, self._tools = graph, clock, jobs, tools
        self._client, self._viewers = client, ScopedViewers(graph)

    def follow(self, job: Job) -> JobOutcome | None:
        """Process what waits of a connection, and ask its tool what was lost; when to look again.

        Raises:
            InvalidInput: a secret is missing, or there is no such tool; it is tried again.
            StoreUnavailable: the store does not answer; it is tried again.
        """
        connection = self._graph.store.record(CONNECTION, job.key)
        if connection is None:
            return None
        if connection.paused:
            return JobOutcome(again_at=self._clock.now() + PAUSED)
        tool, site = self._tools(connection.tool), site_of(connection)
        viewer = self._viewers.of(connection.agencies, connection.filters)
        reading = TicketReading(self._graph, connection, viewer)
        followed = _Followed(self, connection, tool, site, reading)
        due = followed.processed()
        polling = Polling(self._graph, self._clock, self._jobs, self._client)
        return JobOutcome(again_at=min(due, polling.polled(connection, tool, site, reading)))

    # what one connection's processing needs

    def waiting(self, connection: str) -> tuple[list[WaitingDelivery], datetime | None]:
        """The first deliveries that wait and may be tried; and when the next may be, if any."""
        now = moment_text(self._clock.now())
        found = self._graph.store.records(WAITING, Matching("connection", connection), most=BATCH)
        ready = [one for one in found if one.since <= now]
        later = [one.since for one in found if one.since > now]
        return ready, read_moment(later[0]) if later else None

    def delivery(self, waiting: WaitingDelivery) -> Delivery | None:
        """The delivery itself; None: it has come to its end."""
        return self._graph.store.record(DELIVERY, waiting.connection, waiting.id)

    def fetched(self, tool: Tool, site: Site, key: str) -> ToolTicket | None:
        """A ticket as its tool has it now."""
        return tool.fetch(self._client, site, key)

    def done(self, told: ReadDelivery, failure: Failure | None) -> list[RecordWrite]:
        """The writes that say what became of a delivery."""
        now, kept, gone = self._clock.now(), told.delivery, WAITING.removed(*_key(told.waiting))
        if failure is None:
            state, reason = DeliveryState.PROCESSED, None
        elif not failure.again or kept.attempts + 1 >= MOST_ATTEMPTS:
            state, reason = DeliveryState.DEAD, failure.reason
            log.error("a delivery is dead", connection=kept.connection, id=kept.id, reason=reason)
        else:
            wait = max(timedelta(seconds=failure.wait), _backoff(kept.attempts))
            tried = replace(kept, attempts=kept.attempts + 1, reason=failure.reason)
            later = WaitingDelivery(kept.connection, moment_text(now + wait), kept.id)
            return [gone, WAITING.kept(later), DELIVERY.kept(tried)]
        ended = replace(
            kept,
            state=state,
            attempts=kept.attempts + 1,
            done_at=moment_text(now),
            reason=reason,
        )
        return [gone, DELIVERY.kept(ended)]

    def keep(self, writes: Sequence[RecordWrite]) -> None:
        """Keep what became of deliveries."""
        self._graph.store.write_records(writes)

    def ask_note(self, connection: str, key: str) -> None:
        """Have what there is to write on a ticket looked at."""
        self._jobs.note(connection, key)

    @property
    def later(self) -> datetime:
        """The end of time, for who waits for nothing."""
        return self._clock.now() + timedelta(days=1)


class _Followed:
    """One connection's deliveries, being processed."""

    def __init__(
        self,
        of: Following,
        connection: ToolConnection,
        tool: Tool,
        site: Site,
        reading: TicketReading,
    ) -> None:
        self._of, self._name, self._tool, self._site = of, connection.name, tool, site
        self._reading = reading
        self._away: Failure | None = None

    def processed(self) -> datetime:
        """Process what waits, and return when something may be tried again."""
        while True:
            ready, later = self._of.waiting(self._name)
            if not ready:
                return later or self._of.later
            self._batch(ready)

    def _batch(self, ready: Sequence[WaitingDelivery]) -> None:
        told = [one for waiting in ready if (one := self._told(waiting)) is not None]
        failures: dict[str, Failure | None] = {}
        for key, events in _by_ticket(chain.from_iterable(one.events for one in told)).items():
            failures[key] = self._ticket(key, events, told)
        lost = [WAITING.removed(*_key(one)) for one in ready]
        writes = [write for one in told for write in self._of.done(one, _failure(one, failures))]
        self._of.keep([*lost, *writes])

    def _told(self, waiting: WaitingDelivery) -> ReadDelivery | None:
        delivery = self._of.delivery(waiting)
        if delivery is None:
            return None
        try:
            events = self._tool.events(body_of(delivery), self._site)
        except InvalidInput as error:
            return ReadDelivery(waiting, delivery, failure=Failure(str(error)))
        except Exception as error:
            log.exception("what nobody foresaw in a delivery", connection=self._name)
            foreseen = f"what nobody foresaw: {type(error).__name__}"
            return ReadDelivery(waiting, delivery, failure=Failure(foreseen))
        others = [one for one in events if not self._tool.is_ours(one, self._site)]
        return ReadDelivery(waiting, delivery, others)

    def _ticket(
        self, key: str, events: Sequence[TicketEvent], told: Sequence[ReadDelivery]
    ) -> Failure | None:
        """Record a ticket as the newest of its events tells it, and have its note looked at."""
        if self._away is not None and any(_is_doorbell(one) for one in events):
            return self._away
        try:
            if self._record(key, events, [one for one in told if _tells(one, key)]):
                self._of.ask_note(self._name, key)
        except TryLater as error:
            failure = Failure(str(error), True, error.wait or 0.0)
            self._away = None if error.of_one else failure
            return failure
        except UnreadableFeed as error:
            return Failure(str(error), True)
        except (InvalidInput, NotFound) as error:
            return Failure(str(error))
        except StoreUnavailable:
            raise
        except Exception as error:
            log.exception("what nobody foresaw in a ticket", connection=self._name, ticket=key)
            return Failure(f"what nobody foresaw: {type(error).__name__}")
        return None

    def _record(
        self, key: str, events: Sequence[TicketEvent], told: Sequence[ReadDelivery]
    ) -> bool:
        cause, heard = _cause(told), min(one.delivery.received_at for one in told)
        if events[-1].removed:
            return self._reading.gone(key, cause)
        if any(_is_doorbell(one) for one in events):
            ticket = self._of.fetched(self._tool, self._site, key)
        else:
            ticket = _newest([one.ticket for one in events if one.ticket is not None])
        if ticket is None:
            return self._reading.gone(key, cause)
        return self._reading.read(ticket, cause, read_moment(heard))


def _key(waiting: WaitingDelivery) -> tuple[str, str, str]:
    return waiting.connection, waiting.since, waiting.id


def _tells(told: ReadDelivery, key: str) -> bool:
    return any(event.key == key for event in told.events)


def _cause(told: Sequence[ReadDelivery]) -> str:
    """Which deliveries made a ticket be recorded: the same ones make the same ChangeSet."""
    return "\n".join(f"{one.waiting.since} {one.waiting.id}" for one in told)


def _failure(told: ReadDelivery, failures: dict[str, Failure | None]) -> Failure | None:
    """Why a delivery is not done: what does not help to try again before what does."""
    found = [told.failure, *(failures.get(event.key) for event in told.events)]
    real = [one for one in found if one is not None]
    return min(real, key=lambda one: one.again) if real else None


def _by_ticket(events: Iterable[TicketEvent]) -> dict[str, list[TicketEvent]]:
    found: dict[str, list[TicketEvent]] = {}
    for event in events:
        found.setdefault(event.key, []).append(event)
    return found


def _is_doorbell(event: TicketEvent) -> bool:
    return event.ticket is None and not event.removed


def _newest(tickets: Sequence[ToolTicket]) -> ToolTicket | None:
    """The newest of some states of one ticket; of two as new, the one that came last."""
    best: ToolTicket | None = None
    for one in tickets:
        if best is None or not _is_before(one, best):
            best = one
    return best


def _is_before(one: ToolTicket, other: ToolTicket) -> bool:
    if one.version is not None and other.version is not None and one.version != other.version:
        return one.version < other.version
    if one.changed_at is None or other.changed_at is None:
        return False
    return one.changed_at < other.changed_at


def _backoff(attempts: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(attempts, 16)), LONGEST_WAIT)
