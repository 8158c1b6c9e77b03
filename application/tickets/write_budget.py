"""How many notes may still be written this hour, of one connection and of all."""

from __future__ import annotations

from datetime import datetime, timedelta

from application.clock import Clock, moment_text
from application.settings import Settings
from graph_model.ledger.connection import ToolConnection
from graph_model.ledger.write_tally import KIND, WriteTally
from stores.ledger import Ledger

ALL = "all"
HOUR = timedelta(hours=1)


class WriteBudget:
    """The notes of the last hour, counted by the minute; shared by all processes of a store."""

    def __init__(self, ledger: Ledger, clock: Clock, settings: Settings) -> None:
        self._ledger, self._clock, self._settings = ledger, clock, settings

    def taken(self, connection: ToolConnection) -> bool:
        """Whether there is room for one more note, which counts from now on, written or not.

        Raises:
            StoreUnavailable: the store does not answer; it may have been counted.
        """
        while True:
            now = self._clock.now()
            held = self._ledger.record(KIND, ALL)
            minutes = _recent(held, now)
            if not self._has_room(minutes, connection):
                return False
            own = minutes.setdefault(connection.name, {})
            minute = _minute(now)
            own[minute] = own.get(minute, 0) + 1
            expected = KIND.missing(ALL) if held is None else KIND.found(held)
            if self._ledger.exchange_records([expected], [KIND.kept(WriteTally(ALL, minutes))]):
                return True

    def _has_room(self, minutes: dict[str, dict[str, int]], connection: ToolConnection) -> bool:
        counts = {name: sum(own.values()) for name, own in minutes.items()}
        most = connection.most_writes
        within = most is None or counts.get(connection.name, 0) < most
        return within and sum(counts.values()) < self._settings.ticket_cap


def _recent(held: WriteTally | None, now: datetime) -> dict[str, dict[str, int]]:
    """What was counted in the last hour: a minute that began within it counts whole."""
    since = _minute(now - HOUR)
    found = held.minutes.items() if held else ()
    kept = {name: {m: n for m, n in own.items() if m > since} for name, own in found}
    return {name: own for name, own in kept.items() if own}


def _minute(at: datetime) -> str:
    return moment_text(at)[:16]
