"""Clashes on the roadmap: changes that get in each other's way, and forums that meet too late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from queries.contract.deadline import in_words
from queries.expiration.ending import Ending
from queries.roadmap.roadmap import Event, EventType, Roadmap

UNCHANGED = (EventType.BASELINE, EventType.CONTRACT_RENEWS)
"""What changes nothing for an agency by itself."""
MOST_HITS = 3
"""How many changes an agency can take in a quarter before it counts as a clash."""


class ClashType(Enum):
    """How changes can get in each other's way."""

    PROCUREMENTS = "two procurements in one window"
    NO_MEETING = "a forum that does not meet in time"
    AGENCY = "an agency hit too often in a quarter"


@dataclass(frozen=True, slots=True)
class Clash:
    """A clash, from when to when.

    ``rows`` are the two procurements, or the forum and the contract, or the agency, which the
    ``events`` hit.
    """

    type: ClashType
    rows: tuple[int, ...]
    first: date
    last: date
    events: tuple[Event, ...] = ()

    def said(self, name: Callable[[int], str]) -> str:
        """The clash in a sentence, rows called by their name."""
        names = [name(row) for row in self.rows]
        days = f"{in_words(self.first)} to {in_words(self.last)}"
        if self.type is ClashType.PROCUREMENTS:
            return f"{names[0]} and {names[1]} are both open from {days}"
        if self.type is ClashType.NO_MEETING:
            return f"{names[0]} has no meeting from {days}, in time for {names[1]}"
        times = "once" if len(self.events) == 1 else f"{len(self.events)} times"
        return f"{names[0]} is hit {times} from {days}"


def clashes(of: Roadmap, most_hits: int = MOST_HITS) -> list[Clash]:
    """Every clash, soonest first; an agency may be hit ``most_hits`` times in a quarter."""
    found = [*_overlapping(of), *_unmet(of), *_overloaded(of, most_hits)]
    id_of = of.snapshot.id
    return sorted(found, key=lambda c: (c.first, c.type.value, [id_of(row) for row in c.rows]))


def _overlapping(of: Roadmap) -> Iterator[Clash]:
    """Procurements that are open to suppliers on the same days."""
    windows = sorted(_windows(of))
    for n, (_, last, one) in enumerate(windows):
        for begin, end, other in windows[n + 1 :]:
            if begin > last:
                break
            rows = sorted((one, other), key=of.snapshot.id)
            yield Clash(ClashType.PROCUREMENTS, tuple(rows), begin, min(last, end))


def _windows(of: Roadmap) -> Iterator[tuple[date, date, int]]:
    """Each procurement's first and last day open, where the roadmap has some of them.

    Where a day is not recorded, the window is from or to the ones that are.
    """
    for row in of.snapshot.rows_of_kind("Procurement").tolist():
        opens, closes, awards = (of.date(row, f) for f in ("opens_on", "closes_on", "awards_on"))
        known = [day for day in (opens, closes or awards) if day is not None]
        if known and max(known) >= of.as_of and min(known) <= of.until:
            yield max(min(known), of.as_of), max(known), row


def _unmet(of: Roadmap) -> Iterator[Clash]:
    """Forums without a meeting between the roadmap's date and a contract's deadline."""
    for position in of.deadlines.between(of.as_of, of.until).tolist():
        ending = Ending(of.deadlines, position)
        deadline = ending.decide_by
        if deadline is None:
            continue
        for forum, day in ending.meetings:
            if day is None:
                yield Clash(ClashType.NO_MEETING, (forum, ending.row), of.as_of, deadline)


def _overloaded(of: Roadmap, most: int) -> Iterator[Clash]:
    hits: dict[tuple[int, int, int], list[Event]] = defaultdict(list)
    for event in of.events:
        if event.type not in UNCHANGED:
            quarter = event.on.year, (event.on.month - 1) // 3
            for agency in of.demand(event).agencies:
                hits[agency, *quarter].append(event)
    for (agency, _, _), events in hits.items():
        if len(events) > most:
            yield Clash(ClashType.AGENCY, (agency,), events[0].on, events[-1].on, tuple(events))
