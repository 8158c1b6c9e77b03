"""Conflicts on the roadmap: changes in each other's way, and forums that meet too late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Annotated

from graph_model.words import day_in_words
from queries.answers.told import told, told_with
from queries.answers.types import ItemRow, Said
from queries.answers.view import View
from queries.expiration.ending import Ending
from queries.roadmap.event import Event, RoadmapEvent, RoadmapEventType

if TYPE_CHECKING:
    from queries.roadmap.roadmap import Roadmap

UNCHANGED = (RoadmapEventType.BASELINE, RoadmapEventType.CONTRACT_RENEWS)
"""What changes nothing for an agency by itself."""
MOST_HITS = 3
"""How many changes an agency can take in a quarter before it counts as a conflict."""


class RoadmapConflictType(Enum):
    """How changes get in each other's way."""

    PROCUREMENTS = "two procurements in one window"
    NO_MEETING = "a forum that does not meet in time"
    AGENCY = "an agency hit too often in a quarter"


@dataclass(frozen=True)
class RoadmapConflict:
    """Changes in each other's way.

    ``rows`` are the two procurements, or the forum and the contract, or the agency, which the
    ``found`` events hit.
    """

    of: Roadmap
    type: Annotated[RoadmapConflictType, Said("What sort of conflict it is.")]
    rows: tuple[int, ...]
    first: Annotated[date, Said("From when.")]
    last: Annotated[date, Said("To when.")]
    found: tuple[Event, ...] = ()

    @told_with
    def said(self, view: View) -> str:
        """The conflict in a sentence."""
        names = [view.label(row) for row in self.rows]
        days = f"{day_in_words(self.first)} to {day_in_words(self.last)}"
        if self.type is RoadmapConflictType.PROCUREMENTS:
            return f"{names[0]} and {names[1]} are both open from {days}"
        if self.type is RoadmapConflictType.NO_MEETING:
            return f"{names[0]} has no meeting from {days}, in time for {names[1]}"
        times = "once" if len(self.found) == 1 else f"{len(self.found)} times"
        return f"{names[0]} is hit {times} from {days}"

    @told
    def items(self) -> list[ItemRow]:
        """The procurements; the forum and the contract; the agency."""
        return list(self.rows)

    @told
    def events(self) -> list[RoadmapEvent]:
        """What hits the agency."""
        return [RoadmapEvent(self.of, event) for event in self.found]

    def place(self, id_of: Callable[[int], str]) -> tuple[str, ...]:
        """What conflicts are ordered by: the soonest first."""
        return self.first.isoformat(), self.type.value, *(id_of(row) for row in self.rows)


def conflicts(of: Roadmap, most_hits: int = MOST_HITS) -> list[RoadmapConflict]:
    """Every conflict, soonest first; an agency may be hit ``most_hits`` times in a quarter."""
    found = [*_overlapping(of), *_unmet(of), *_overloaded(of, most_hits)]
    return sorted(found, key=lambda conflict: conflict.place(of.snapshot.id))


def _overlapping(of: Roadmap) -> Iterator[RoadmapConflict]:
    """Procurements that are open to suppliers on the same days."""
    windows = sorted(_windows(of))
    for n, (_, last, one) in enumerate(windows):
        for begin, end, other in windows[n + 1 :]:
            if begin > last:
                break
            rows = sorted((one, other), key=of.snapshot.id)
            yield RoadmapConflict(
                of, RoadmapConflictType.PROCUREMENTS, tuple(rows), begin, min(last, end)
            )


def _windows(of: Roadmap) -> Iterator[tuple[date, date, int]]:
    """Each procurement's first and last day open, where the roadmap has some of them.

    Where a day is not recorded, the window is from or to the ones that are.
    """
    for row in of.about.kept(of.snapshot.rows_of_kind("Procurement")).tolist():
        opens, closes, awards = (
            of.sources.date(row, f) for f in ("opens_on", "closes_on", "awards_on")
        )
        known = [day for day in (opens, closes or awards) if day is not None]
        if known and max(known) >= of.as_of and min(known) <= of.until:
            yield max(min(known), of.as_of), max(known), row


def _unmet(of: Roadmap) -> Iterator[RoadmapConflict]:
    """Forums without a meeting between the roadmap's date and a contract's deadline."""
    for position in of.deadlines.between(of.as_of, of.until, among=of.among).tolist():
        ending = Ending(of.deadlines, position)
        deadline = ending.decide_by
        if deadline is None:
            continue
        for meeting in ending.meetings:
            if meeting.last is None:
                sort, rows = RoadmapConflictType.NO_MEETING, (meeting.forum, ending.row)
                yield RoadmapConflict(of, sort, rows, of.as_of, deadline)


def _overloaded(of: Roadmap, most: int) -> Iterator[RoadmapConflict]:
    hits: dict[tuple[int, int, int], list[Event]] = defaultdict(list)
    for event in of.all_events:
        if event.type not in UNCHANGED:
            quarter = event.on.year, (event.on.month - 1) // 3
            for agency in filter(of.mine, of.demand(event).agencies):
                hits[agency, *quarter].append(event)
    for (agency, _, _), events in hits.items():
        if len(events) > most:
            yield RoadmapConflict(
                of,
                RoadmapConflictType.AGENCY,
                (agency,),
                events[0].on,
                events[-1].on,
                tuple(events),
            )
