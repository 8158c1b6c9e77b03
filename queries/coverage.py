"""What contracts cover over time: who else covers an item once a contract ends, and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from queries.contract import Terms, furthest_days
from queries.days import NO_END, Days, day_number, day_of
from queries.rows import Ints, Rows, as_ints, grouped, spans
from queries.snapshot import Snapshot

UNCOVERED = np.int32(-1)
"""A gap without an end: no contract covers the item afterwards."""
_PAIRS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every stretch of days over which a contract covers an item, shapes (stretches,).

    ``contract`` is a position in the terms, ``item`` an item row; ``first`` and ``last`` the days,
    both included, tacit renewals counted to their end. ``by_item`` has the stretches by item row.
    """

    contract: Ints
    item: Ints
    first: Days
    last: Days
    by_item: Rows


def coverage(snapshot: Snapshot, of: Terms, day: int) -> Coverage:
    """All stretches, from the COVERS relations' periods and the contracts' own dates."""
    numbers = snapshot.all_relations("COVERS")
    position = np.full(snapshot.size, -1, np.int32)
    position[of.rows] = np.arange(len(of.rows), dtype=np.int32)
    contract, item = position[snapshot.starts(numbers)], snapshot.ends(numbers)
    periods = snapshot.picked(numbers).period
    since, until = snapshot.periods.since[periods], snapshot.periods.until[periods]
    lasts = furthest_days(snapshot, of, day)[contract]
    ends = np.where(until == NO_END, NO_END, until - 1)
    first, last = np.maximum(of.start[contract], since), np.minimum(lasts, ends)
    real = first <= last
    item = item[real]
    rows = grouped(item, snapshot.size)
    return Coverage(contract[real], item, first[real], last[real], rows)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is covered by nobody else the day after a contract's last day, one entry an item.

    ``contract`` is a position in the terms, ``item`` a row, ``days`` how long the gap is
    (``UNCOVERED``: nobody covers it afterwards). Shapes (gaps,).
    """

    contract: Ints
    item: Ints
    days: Ints


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
    names = ("contract", "item", "days")
    return Gaps(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


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
    day = last[found.contract[mine]][owner].astype(np.int64) + 1
    other = found.contract[rival] != found.contract[mine][owner]
    begins = np.maximum(found.first[rival].astype(np.int64), day)
    later = other & (found.last[rival] >= day)
    soonest = np.full(len(mine), np.iinfo(np.int64).max)
    np.minimum.at(soonest, owner[later], begins[later])
    wait = soonest - (last[found.contract[mine]].astype(np.int64) + 1)
    days = np.where(soonest == np.iinfo(np.int64).max, int(UNCOVERED), wait)
    gap = days != 0
    return Gaps(found.contract[mine][gap], found.item[mine][gap], as_ints(days[gap]))


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of days over which no contract covers an item; ``last`` None: without end."""

    row: int
    first: date
    last: date | None


def coverage_gaps(found: Coverage, row: int, first: date, until: date) -> list[Gap]:
    """The gaps of one item from a day up to another, oldest first."""
    stretches = found.by_item.of(row)
    order = stretches[np.argsort(found.first[stretches], kind="stable")]
    gaps_found, day, end = [], day_number(first), day_number(until)
    for n in order.tolist():
        begins, last = int(found.first[n]), int(found.last[n])
        if day < min(begins, end + 1):
            gaps_found.append(_gap(row, day, min(begins - 1, end)))
        day = max(day, last + 1)
    if day <= end:
        gaps_found.append(Gap(row, _date(day), None))
    return gaps_found


def _gap(row: int, first: int, last: int) -> Gap:
    return Gap(row, _date(first), _date(last))


def _date(day: int) -> date:
    found = day_of(day)
    assert found is not None
    return found
