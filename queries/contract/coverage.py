"""What contracts cover over time: who else covers an item once a contract ends, and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from queries.contract.terms import Terms
from queries.snapshot.days import NO_END, Days, day_number, day_of
from queries.snapshot.order import Places
from queries.snapshot.rows import Flags, Ints, Rows, as_ints, grouped, spans
from queries.snapshot.snapshot import Snapshot

UNCOVERED = np.int32(-1)
"""A gap without an end: no contract covers the item afterwards."""
_PAIRS_AT_ONCE = 4_000_000
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every stretch of days over which a contract covers an item, shapes (stretches,).

    ``contract`` is a position in the terms, ``item`` an item row; ``first`` and ``last`` the days,
    both included, tacit renewals counted to their end; ``part`` is whether it covers a part only.
    ``by_item`` has the stretches by item row, ``by_contract`` by position.
    """

    contract: Ints
    item: Ints
    first: Days
    last: Days
    part: Flags
    by_item: Rows
    by_contract: Rows


def coverage(snapshot: Snapshot, of: Terms, furthest: Days) -> Coverage:
    """All stretches, from the COVERS relations' periods and the contracts' own dates.

    ``furthest`` has the last day of each contract if all its tacit renewals come to pass.
    """
    numbers = snapshot.all_relations("COVERS")
    picked = snapshot.picked(numbers)
    position = np.full(snapshot.size, -1, np.int32)
    position[of.rows] = np.arange(len(of.rows), dtype=np.int32)
    contract = position[picked.start]
    since = snapshot.periods.since[picked.period]
    until = snapshot.periods.until[picked.period]
    ends = np.where(until == NO_END, NO_END, until - 1)
    first = np.maximum(of.start[contract], since)
    last = np.minimum(furthest[contract], ends)
    real = first <= last
    contract, item = contract[real], picked.end[real]
    return Coverage(
        contract,
        item,
        first[real],
        last[real],
        picked.part[real],
        grouped(item, snapshot.size),
        grouped(contract, len(of.rows)),
    )


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is covered by nobody else the day after a contract's last day, one entry an item.

    ``contract`` is a position in the terms, ``item`` a row, ``days`` how long the gap is
    (``UNCOVERED``: nobody covers it afterwards) and ``by`` the position of the contract that
    covers it next (-1: none). Shapes (gaps,); in the order of the contracts, then the items.
    """

    contract: Ints
    item: Ints
    days: Ints
    by: Ints

    def of(self, position: int) -> range:
        """Where the gaps of a contract stand."""
        first, last = np.searchsorted(self.contract, as_ints([position, position + 1]))
        return range(int(first), int(last))


def gaps(found: Coverage, last: Days, contracts: Ints) -> Gaps:
    """The gaps that some contracts (positions in the terms) leave when they end on ``last`` days.

    ``last`` has a day for every contract of the terms. An item counts if the contract covers it on
    its last day.
    """
    ends = np.zeros(len(last), np.bool_)
    ends[contracts] = last[contracts] != NO_END
    owner = found.contract
    mine = np.flatnonzero(ends[owner] & (found.first <= last[owner]) & (last[owner] <= found.last))
    parts = [_gaps(found, last, chunk) for chunk in _chunks(found, as_ints(mine))]
    columns = ("contract", "item", "days", "by")
    joined = [np.concatenate([getattr(part, name) for part in parts]) for name in columns]
    order = np.lexsort((joined[1], joined[0]))
    return Gaps(*(column[order] for column in joined))


def _chunks(found: Coverage, mine: Ints) -> list[Ints]:
    """The stretches in parts, so that each part has a bounded number of rivals."""
    offsets = found.by_item.offsets
    rivals = np.cumsum(offsets[found.item[mine] + 1] - offsets[found.item[mine]])
    total = int(rivals[-1]) if len(rivals) else 0
    cuts = np.searchsorted(rivals, np.arange(_PAIRS_AT_ONCE, total, _PAIRS_AT_ONCE))
    return [as_ints(part) for part in np.split(mine, cuts)]


def _gaps(found: Coverage, last: Days, mine: Ints) -> Gaps:
    at, owner = spans(found.by_item.offsets, found.item[mine])
    rival = found.by_item.entries[at]
    day = last[found.contract[mine]].astype(np.int64) + 1
    later = (found.contract[rival] != found.contract[mine][owner]) & (
        found.last[rival] >= day[owner]
    )
    rival, owner = rival[later], owner[later]
    begins = np.maximum(found.first[rival].astype(np.int64), day[owner])
    soonest = np.full(len(mine), _NEVER)
    np.minimum.at(soonest, owner, begins)
    by = np.full(len(mine), np.iinfo(np.int32).max)
    first = begins == soonest[owner]
    np.minimum.at(by, owner[first], found.contract[rival[first]])
    never = soonest == _NEVER
    days = np.where(never, int(UNCOVERED), soonest - day)
    by[never] = -1
    gap = days != 0
    taken = mine[gap]
    return Gaps(found.contract[taken], found.item[taken], as_ints(days[gap]), as_ints(by[gap]))


@dataclass(frozen=True, slots=True)
class Loss:
    """An item (a row) that falls uncovered: for how many days, and the position of who is next.

    Both are None where nobody covers it afterwards.
    """

    item: int
    days: int | None
    by: int | None


def losses(found: Coverage, ending: Ints, day: int) -> list[Loss]:
    """What falls uncovered if some contracts (positions) all end on a day, by row."""
    mine = np.concatenate([as_ints([]), *map(found.by_contract.of, ending.tolist())])
    mine = mine[(found.first[mine] <= day) & (day <= found.last[mine])]
    lost = (_loss(found, item, ending, day + 1) for item in np.unique(found.item[mine]).tolist())
    return [loss for loss in lost if loss is not None]


def _loss(found: Coverage, item: int, ending: Ints, day: int) -> Loss | None:
    others = found.by_item.of(item)
    others = others[~np.isin(found.contract[others], ending) & (found.last[others] >= day)]
    begins = np.maximum(found.first[others], day)
    if not len(others):
        return Loss(item, None, None)
    first = int(begins.min())
    by = int(found.contract[others[begins == first]].min())
    return None if first == day else Loss(item, first - day, by)


def kept_in_part(found: Coverage, position: int, last: int) -> list[int]:
    """Items that a contract covers whole on its last day, and others only in part the day after."""
    kept = []
    for n in found.by_contract.of(position).tolist():
        covers = found.first[n] <= last <= found.last[n]
        if not covers or found.part[n]:
            continue
        others = found.by_item.of(int(found.item[n]))
        others = others[found.contract[others] != position]
        stands = (found.first[others] <= last + 1) & (last + 1 <= found.last[others])
        if stands.any() and found.part[others[stands]].all():
            kept.append(int(found.item[n]))
    return sorted(kept)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of days over which no contract covers an item; ``last`` None: without end.

    ``after`` and ``before`` are positions of the contracts that end and begin it, None where none
    did or will.
    """

    row: int
    first: date
    last: date | None
    after: int | None
    before: int | None

    @property
    def days(self) -> int | None:
        """How long it is; None: without end."""
        return None if self.last is None else (self.last - self.first).days + 1


def coverage_gaps(found: Coverage, row: int, first: date, until: date, places: Places) -> list[Gap]:
    """The gaps of one item that a day from ``first`` to ``until`` lies in, oldest first.

    A gap begins at ``first`` at the earliest, and ends when it ends, also after ``until``. Of
    contracts that begin or end it alike the first is told, by their ``places``, shape (contracts,).
    """
    stretches = found.by_item.of(row)
    order = stretches[np.lexsort((places[found.contract[stretches]], found.first[stretches]))]
    start, end = day_number(first), day_number(until)
    reach, after = start - 1, None
    found_gaps = []
    for n in order.tolist():
        begins, last, contract = int(found.first[n]), int(found.last[n]), int(found.contract[n])
        if max(start, reach + 1) < begins and reach < end:
            gap = Gap(row, _date(max(start, reach + 1)), _date(begins - 1), after, contract)
            found_gaps.append(gap)
        if after is None or last > reach:
            reach, after = last, contract
    if reach < end:
        found_gaps.append(Gap(row, _date(max(start, reach + 1)), None, after, None))
    return found_gaps


def _date(day: int) -> date:
    found = day_of(day)
    assert found is not None
    return found
