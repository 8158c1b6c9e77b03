"""The kinds of job that tickets cause, and how each is named."""

from __future__ import annotations

import orjson

from application.clock import Clock
from application.scheduler import Scheduler
from stores.ledger import Ledger

FOLLOW = "follow-connection"
"""What a connection delivered is processed, and its tool asked what was lost; by its name."""
NOTE = "note-ticket"
"""What is to stand on a ticket is written; by connection and key."""
REVIEW = "review-tickets"
"""The open tickets are looked over; one job."""


class TicketJobs:
    """Asks for them."""

    def __init__(self, scheduler: Scheduler, clock: Clock) -> None:
        self._scheduler, self._clock = scheduler, clock

    @classmethod
    def of(cls, ledger: Ledger, clock: Clock) -> TicketJobs:
        """Asks where none are done: a server does them."""
        return cls(Scheduler(ledger, clock, {}), clock)

    def follow(self, connection: str) -> None:
        """Have a connection followed now; if that is going on, once more afterwards."""
        self._scheduler.at(FOLLOW, connection, self._clock.now(), {})

    def note(self, connection: str, key: str) -> None:
        """Have what there is to write on a ticket looked at now."""
        self._scheduler.at(NOTE, note_key(connection, key), self._clock.now(), {})

    def try_again(self, kind: str, key: str) -> None:
        """Have a job tried again that was given up."""
        self._scheduler.again(kind, key)

    def review(self, seconds: float) -> None:
        """Have the open tickets looked over every so many seconds."""
        self._scheduler.every(REVIEW, "", seconds, {})


def note_key(connection: str, key: str) -> str:
    """The key of a ticket's job."""
    return orjson.dumps([connection, key]).decode()


def read_note_key(key: str) -> tuple[str, str]:
    """The connection and the ticket's key of it."""
    connection, ticket = orjson.loads(key)
    return str(connection), str(ticket)
