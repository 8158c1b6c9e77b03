"""When the forums that oversee a contract meet, so that decisions can be had in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from queries.snapshot.days import NO_END, Days, day_numbers
from queries.snapshot.holding import pairs_on
from queries.snapshot.order import Order
from queries.snapshot.rows import Flags, Ints, Rows, as_ints, grouped
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Meetings:
    """Which forums oversee which contracts, and when they meet.

    ``contract`` (a position) and ``forum`` (a row) are pairs, shapes (pairs,), by forum; ``days``
    has the meeting days of each forum's row, rising. A forum without a meeting on record from the
    question's day (``since``) on has none here: its dates are out of date.
    """

    contract: Ints
    forum: Ints
    days: dict[int, Days]
    contracts: Rows
    since: int
    order: Order

    def earliest_last(self, before: Days) -> Days:
        """For each contract the earliest of its forums' last meetings before a day.

        Meetings that are over do not count. ``before`` and the answer have a day each contract,
        NO_END where there is none.
        """
        found = np.full(len(before), NO_END, np.int32)
        forums, first = np.unique(self.forum, return_index=True)
        if not len(forums):
            return found
        for forum, at in zip(forums.tolist(), np.split(self.contract, first[1:]), strict=True):
            days, bounds = self.days[forum], before[at]
            place = np.searchsorted(days, bounds, side="left")
            met = (place > 0) & (bounds != NO_END)
            met[met] = days[place[met] - 1] >= self.since
            np.minimum.at(found, at[met], days[place[met] - 1])
        return found

    def of(self, position: int, before: int) -> list[Meeting]:
        """A contract's forums by id, each with its last meeting before a day."""
        forums = self.order.rows(self.forum[self.contracts.of(position)]).tolist()
        return [self._meeting(forum, before) for forum in forums]

    def _meeting(self, forum: int, before: int) -> Meeting:
        days = self.days[forum]
        place = int(np.searchsorted(days, before, side="left"))
        held = int(days[place - 1]) if place and before != NO_END else None
        last = held if held is not None and held >= self.since else None
        known = bool(len(days)) and _known_until(days) >= before
        return Meeting(forum, last, known or before == NO_END)


def _known_until(days: Days) -> int:
    """Up to when a forum's dates are known: its last, and the longest wait it had so far."""
    return int(days[-1]) + int(np.diff(days).max(initial=1))


@dataclass(frozen=True, slots=True)
class Meeting:
    """A forum's last meeting before a deadline that is still ahead, a day number (None: none is).

    ``known`` is whether the forum's dates are on record up to the deadline, so that none is missed.
    """

    forum: int
    last: int | None
    known: bool


def meetings(
    snapshot: Snapshot, contracts: Ints, day: int, visible: Flags | None = None
) -> Meetings:
    """The forums that oversee some contracts, or the suppliers they are with, on a day.

    With ``visible`` only items of those rows count.
    """
    position = np.full(snapshot.size, -1, np.int32)
    position[contracts] = np.arange(len(contracts), dtype=np.int32)
    forum, overseen = pairs_on(snapshot, "OVERSEES", day, visible)
    contract, supplier = pairs_on(snapshot, "WITH", day, visible)
    direct = position[overseen] >= 0
    owner, at = grouped(supplier, snapshot.size).of_many(overseen)
    forums = np.concatenate([forum[direct], forum[owner]])
    positions = np.concatenate([position[overseen[direct]], position[contract[at]]])
    known = positions >= 0
    pairs = np.unique(forums[known].astype(np.int64) << 32 | positions[known])
    contract, forum = as_ints(pairs & 0xFFFFFFFF), as_ints(pairs >> 32)
    days = {row: _days(snapshot, row, day) for row in np.unique(forum).tolist()}
    return Meetings(contract, forum, days, grouped(contract, len(contracts)), day, snapshot.order)


def _days(snapshot: Snapshot, forum: int, day: int) -> Days:
    recorded = snapshot.value(forum, "meetings")
    days = np.sort(day_numbers(recorded if isinstance(recorded, list) else []))
    return days if len(days) and days[-1] >= day else days[:0]
