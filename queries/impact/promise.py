"""What an impact still allows: services that are away beside how long they may be, and promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

import numpy as np

from graph_model.lens import MIDDLE, TOP, Direction
from queries.answers.told import subject, told
from queries.answers.types import LevelName, Moment, ServiceRow, ServiceRows, SlaRow, SlaRows
from queries.answers.view import View
from queries.change.ticket_window import LAST, Interval, whole_day, windows_in
from queries.change.tolerance import (
    RECOVERY,
    Away,
    Tolerance,
    in_words,
    lasting,
    recovery_time,
    tolerance,
)
from queries.snapshot.rows import Ints, absent, as_ints

if TYPE_CHECKING:
    from queries.impact.impact import Impact

PROMISE = "ServiceLevelAgreement"
BROKEN = "broken"
"""What a promise is at the top level."""
UNBOUNDED = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class ServiceAway:
    """A service that is away, beside how long it may be: its recovery time.

    ``window`` is while it is away; None: nobody said when it begins.
    """

    impact: Impact
    row: int
    window: Interval | None
    zone: tzinfo

    @subject
    @told
    def service(self) -> ServiceRow:
        """The service."""
        return self.row

    @told
    def promises(self) -> SlaRows:
        """The promises that govern it."""
        return governing(self.impact, as_ints([self.row]))

    @property
    def found(self) -> Tolerance | None:
        """How long it is away, beside how long it may be; None: it is not known from when on."""
        if self.window is None:
            return None
        return tolerance(self.impact.snapshot, self.row, self.window, self.zone)

    @told
    def away(self) -> Away:
        """Whether it is away longer than it may be."""
        return self.found.away if self.found else Away.UNKNOWN

    @told
    def until(self) -> Moment | None:
        """Until when it may be away; null: it is not known from when on it is."""
        return self.found.until if self.found else None

    @told
    def said(self) -> str:
        """The same in words."""
        if self.found:
            return self.found.said
        may = recovery_time(self.impact.snapshot, self.row)
        assert may is not None
        return f"may be away for {lasting(may)}"

    @property
    def limit(self) -> str:
        """How long it may be away, no more: "too long from 09:00 on"."""
        if self.window is None or self.until is None:
            return self.said
        until = in_words(datetime.fromisoformat(self.until), self.window.begin, self.zone)
        late = self.away is Away.TOO_LONG
        return f"too long from {until} on" if late else f"may be away until {until}"

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        said = self.limit if self.away is Away.UNKNOWN else self.said
        return f"{view.name(self.row)}: {said}"

    @property
    def place(self) -> tuple[int, datetime, float, str]:
        """What is too long first, then what is soonest, then the shortest, then by id."""
        until = datetime.fromisoformat(self.until) if self.until else UNBOUNDED
        may = recovery_time(self.impact.snapshot, self.row)
        seconds = may.total_seconds() if may else 0.0
        late = self.away is not Away.TOO_LONG
        return int(late), until, seconds, self.impact.snapshot.id(self.row)


@dataclass(frozen=True)
class TouchedPromise:
    """A promise that is broken, or that what it is about is worse for."""

    impact: Impact
    row: int
    services_away: tuple[ServiceAway, ...]

    @subject
    @told
    def promise(self) -> SlaRow:
        """The promise."""
        return self.row

    @told
    def level(self) -> LevelName:
        """How badly it is affected."""
        return self.impact.brought.level_at(self.row)

    @told
    def services(self) -> ServiceRows:
        """The services of it that are away and of which a recovery time is recorded."""
        return as_ints([one.row for one in self.services_away])

    @told
    def until(self) -> Moment | None:
        """Until when the first of them may be away; null: not known."""
        return next((one.until for one in self.services_away if one.until), None)

    @told
    def said(self) -> str:
        """How badly it is off, and what it still allows."""
        broken = BROKEN if self.impact.brought.code(self.row) == TOP else self.level
        return f"{broken}, {self.services_away[0].limit}" if self.services_away else broken

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return f"{view.name(self.row)} {self.said}"


def services_away(impact: Impact, zone: tzinfo) -> list[ServiceAway]:
    """The services of ours at the top level of which a recovery time is recorded, soonest first."""
    rows = _of_kind(impact, "Service", TOP)
    timed = rows[~absent(impact.snapshot.values(rows, RECOVERY))] if len(rows) else rows
    window = while_away(impact, zone)
    found = [ServiceAway(impact, row, window, zone) for row in timed.tolist()]
    return sorted(found, key=lambda one: one.place)


def touched_promises(impact: Impact, view: View) -> list[TouchedPromise]:
    """The promises of ours above the lowest level: the highest first, the soonest, then by id.

    What may not be seen gives them no deadline.
    """
    away = [one for one in services_away(impact, view.office.zone) if view.sees(one.row)]
    by_promise: dict[int, list[ServiceAway]] = {}
    for one in away:
        for row in one.promises.tolist():
            by_promise.setdefault(row, []).append(one)
    found = [
        TouchedPromise(impact, row, tuple(by_promise.get(row, ())))
        for row in _of_kind(impact, PROMISE, MIDDLE).tolist()
    ]
    first = {one.row: at for at, one in enumerate(away)}

    def place(one: TouchedPromise) -> tuple[int, int, str]:
        soonest = min((first[each.row] for each in one.services_away), default=len(away))
        return -impact.brought.code(one.row), soonest, impact.snapshot.id(one.row)

    return sorted(found, key=place)


def governing(impact: Impact, rows: Ints) -> Ints:
    """The promises that govern some rows on the day, rising."""
    met = impact.met(rows, "GOVERNS", Direction.BACKWARD)
    return as_ints(np.sort(met[impact.snapshot.kinds[met] == impact.snapshot.kind_codes[PROMISE]]))


def while_away(impact: Impact, zone: tzinfo) -> Interval | None:
    """While what was asked about is away: from when it began, or else its tickets' windows.

    None where neither is known. Of several tickets the first beginning and the last end count.
    """
    day, tickets = whole_day(impact.as_of, zone), impact.asked_tickets.tolist()
    windows = windows_in(impact.snapshot, tickets, day, zone)
    end = max((one.end for one in windows), default=LAST)
    if impact.since is not None:
        since = impact.since
        return Interval(since, max(since, end))
    return Interval(min(one.begin for one in windows), end) if windows else None


def _of_kind(impact: Impact, kind: str, least: int) -> Ints:
    """Our rows of a kind that it brings to a level or above."""
    rows = impact.brought.ours
    at = impact.snapshot.kinds[rows] == impact.snapshot.kind_codes[kind]
    return as_ints(rows[at & (impact.brought.levels[rows] >= least)])
