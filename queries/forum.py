"""When the forums that oversee a contract meet, so that decisions can be had in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph_model.lens import Direction
from queries.days import NO_END, Days, day_numbers
from queries.rows import Ints, Rows, as_ints, grouped
from queries.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Meetings:
    """Which forums oversee which contracts, and when they meet.

    ``contract`` (a position) and ``forum`` (a row) are pairs, shapes (pairs,); ``days`` has the
    meeting days of each forum's row, rising. A forum without a meeting on record from the
    question's day on has none here: its dates are out of date.
    """

    contract: Ints
    forum: Ints
    days: dict[int, Days]
    contracts: Rows

    def earliest_last(self, before: Days) -> Days:
        """For each contract the earliest of its forums' last meetings on or before a day."""
        found = np.full(len(before), NO_END, np.int32)
        for forum in np.unique(self.forum).tolist():
            days, at = self.days[forum], self.contract[self.forum == forum]
            place = np.searchsorted(days, before[at], side="right")
            met = (place > 0) & (before[at] != NO_END)
            np.minimum.at(found, at[met], days[place[met] - 1])
        return found

    def of(self, position: int, before: int) -> Sequence[tuple[int, int | None]]:
        """A contract's forums and their last meetings on or before a day (None: there is none)."""
        found: list[tuple[int, int | None]] = []
        for pair in self.contracts.of(position).tolist():
            forum = int(self.forum[pair])
            days = self.days[forum]
            place = int(np.searchsorted(days, before, side="right"))
            known = place > 0 and before != NO_END
            found.append((forum, int(days[place - 1]) if known else None))
        return found


def meetings(snapshot: Snapshot, contracts: Ints, day: int) -> Meetings:
    """The forums that oversee some contracts, or the suppliers they are with, on a day."""
    position, forum = _overseen(snapshot, contracts, day)
    owner, with_ = snapshot.relations_of(contracts, "WITH", Direction.FORWARD)
    holds = np.isin(with_, snapshot.holding(with_, day))
    owner, suppliers = owner[holds], snapshot.ends(with_[holds])
    at, by_supplier = _overseen(snapshot, suppliers, day)
    pairs = np.unique(
        np.stack([np.concatenate([position, owner[at]]), np.concatenate([forum, by_supplier])]),
        axis=1,
    )
    contract, forum = as_ints(pairs[0]), as_ints(pairs[1])
    days = {row: _days(snapshot, row, day) for row in np.unique(forum).tolist()}
    return Meetings(contract, forum, days, grouped(contract, len(contracts)))


def _overseen(snapshot: Snapshot, rows: Ints, day: int) -> tuple[Ints, Ints]:
    """Positions in ``rows`` and the rows of the forums that oversee them."""
    owner, numbers = snapshot.relations_of(rows, "OVERSEES", Direction.BACKWARD)
    holds = np.isin(numbers, snapshot.holding(numbers, day))
    return as_ints(owner[holds]), snapshot.starts(numbers[holds])


def _days(snapshot: Snapshot, forum: int, day: int) -> Days:
    recorded = snapshot.value(forum, "meetings")
    days = np.sort(day_numbers(recorded if isinstance(recorded, list) else []))
    return days if len(days) and days[-1] >= day else days[:0]
