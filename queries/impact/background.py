"""A question on top of what is open: other incidents, and the changes whose window holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cached_property

import numpy as np

from graph_model.lens import Direction
from queries.engine.start import starts
from queries.impact.impact import Impact, impact_from
from queries.impact.ticket_window import TICKET, Interval, window_of
from queries.snapshot.days import day_number
from queries.snapshot.rows import Bytes, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

INCIDENT, CHANGE = "incident", "change"


@dataclass(frozen=True, slots=True)
class Background:
    """The tickets that are open beside those asked about, as rows, each by id.

    ``unplanned`` are open changes whose window is not known, or ends before it begins; whether they
    are under way cannot be told.
    """

    incidents: Ints
    changes: Ints
    unplanned: Ints


@dataclass(frozen=True)
class OnTop:
    """The joint impact of a question and of what is open, and what is so without the question.

    ``already`` is the impact of the background alone, ``joint`` that of both together; their rows
    are the same.
    """

    background: Background
    already: Impact
    joint: Impact

    @cached_property
    def _levels(self) -> tuple[Bytes, Bytes]:
        pair = []
        for impact in (self.already, self.joint):
            levels = np.zeros(len(impact.levels), np.uint8)
            levels[impact.rows] = impact.levels[impact.rows]
            pair.append(levels)
        return pair[0], pair[1]

    @cached_property
    def adds(self) -> Ints:
        """The affected rows that were not, or are at a higher level for the question."""
        before, after = self._levels
        return as_ints(self.joint.rows[after[self.joint.rows] > before[self.joint.rows]])

    @cached_property
    def already_so(self) -> Ints:
        """The affected rows whose level is no higher than it was."""
        before, after = self._levels
        return as_ints(self.joint.rows[after[self.joint.rows] <= before[self.joint.rows]])

    def before(self, row: int) -> str | None:
        """A row's level without the question, None where it is not affected."""
        code = int(self._levels[0][row])
        return self.joint.lens.level(code) if code else None


def background(
    snapshot: Snapshot, of: Sequence[str], as_of: date, during: Interval, zone: tzinfo
) -> Background:
    """What is open while a question's window holds, the tickets asked about left out.

    A ticket is open while it has no ``closed_on`` and an AFFECTS of it holds on the day.

    Raises:
        NotFound: with the ids that are not recorded.
    """
    found: dict[str, list[int]] = {"incidents": [], "changes": [], "unplanned": []}
    asked = set(snapshot.rows(of).tolist())
    for row in _open(snapshot, as_of):
        type_ = snapshot.value(row, "type")
        if row in asked:
            continue
        if type_ == INCIDENT:
            found["incidents"].append(row)
        elif type_ == CHANGE:
            window = window_of(snapshot, row, zone)
            if window is None:
                found["unplanned"].append(row)
            elif window.meets(during):
                found["changes"].append(row)
    by_id = (sorted(rows, key=snapshot.id) for rows in found.values())
    return Background(*map(as_ints, by_id))


def on_top(
    snapshot: Snapshot,
    of: Sequence[str],
    lens: str,
    as_of: date,
    during: Interval,
    zone: tzinfo,
) -> OnTop:
    """The impact of some items or tickets on top of what is open.

    Raises:
        InvalidQuestion: no ids, or no such lens.
        NotFound: with the ids that are not recorded.
    """
    day, seen = day_number(as_of), snapshot.model.lens(lens)
    own = starts(snapshot, of, day)
    found = background(snapshot, of, as_of, during, zone)
    beside = snapshot.ids_of(as_ints(np.concatenate([found.incidents, found.changes])))
    already, joint = (
        impact_from(snapshot, begin, seen, as_of)
        for begin in (
            starts(snapshot, beside, day, allow_none=True),
            starts(snapshot, [*of, *beside], day) if beside else own,
        )
    )
    return OnTop(found, already, joint)


def _open(snapshot: Snapshot, as_of: date) -> Iterator[int]:
    """The tickets that are open on a day."""
    tickets = snapshot.rows_of_kind(TICKET)
    closed = snapshot.values(tickets, "closed_on")
    tickets = tickets[np.fromiter((day is None for day in closed), np.bool_, len(closed))]
    owner, numbers = snapshot.relations_of(tickets, "AFFECTS", Direction.FORWARD)
    holds = np.isin(numbers, snapshot.holding(numbers, day_number(as_of)))
    yield from tickets[np.unique(owner[holds])].tolist()
