"""A contract's last day and whether it is in force, for all at once (DESIGN section 4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_model.periods import parse_period
from queries.snapshot.days import NEVER_BEGAN, NO_END, Days, day_numbers, end_numbers
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

Numbers = NDArray[np.int64]

UNLIMITED = 10**6
"""As many renewals as stand for no limit."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is recorded of every contract, one entry each: shapes (contracts,).

    ``term_months`` and ``term_days`` are the renewal term, ``most`` how many renewals may follow;
    both 0 where the contract does not renew tacitly. ``ends_with_parent`` is whether it cannot
    outlive the contracts it is under.
    """

    rows: Ints
    start: Days
    end: Days
    term_months: Numbers
    term_days: Numbers
    most: Numbers
    ends_with_parent: Flags

    def at(self, positions: Ints) -> Terms:
        """The terms of some of the contracts, by position."""
        return Terms(*(getattr(self, name)[positions] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class LastDays:
    """Every contract's dates as of a day, shapes (contracts,); ``renewals`` is how many it took."""

    rows: Ints
    start: Days
    own: Days
    last: Days
    renewals: Numbers

    def in_force(self, day: int) -> Flags:
        """Which contracts are in force: start ≤ day ≤ last day."""
        return (self.start <= day) & (day <= self.last)


def terms(snapshot: Snapshot, unset_ends_with_parent: bool = False) -> Terms:
    """The terms of every contract; an unset ``survives_parent`` is yes, unless said otherwise.

    The base's are read once; on top come those of the contracts that the patch touches.
    """
    plain, kind = snapshot.unpatched, "Contract"
    key = ("terms", unset_ends_with_parent)
    held = snapshot.base.memo.get(
        key, Terms, lambda: _terms(plain, plain.rows_of_kind(kind), unset_ends_with_parent)
    )
    touched = as_ints(sorted(snapshot.patch.items))
    touched = touched[snapshot.kinds[touched] == snapshot.kind_codes[kind]]
    if not len(touched):
        return held
    fresh = _terms(snapshot, snapshot.standing(touched), unset_ends_with_parent)
    kept = ~np.isin(held.rows, touched)
    order = np.argsort(np.concatenate([held.rows[kept], fresh.rows]), kind="stable")
    return Terms(
        *(
            np.concatenate([getattr(held, name)[kept], getattr(fresh, name)])[order]
            for name in Terms.__slots__
        )
    )


def _terms(snapshot: Snapshot, rows: Ints, unset_ends_with_parent: bool) -> Terms:
    months, days, most = _renewals(snapshot, rows)
    survives = snapshot.values(rows, "survives_parent")
    ends_with_parent = np.asarray(
        [s is False or (s is None and unset_ends_with_parent) for s in survives], np.bool_
    )
    start = _days(snapshot, rows, "start", NEVER_BEGAN)
    end = _days(snapshot, rows, "end", NO_END)
    return Terms(rows, start, end, months, days, most, ends_with_parent)


def _days(snapshot: Snapshot, rows: Ints, field: str, absent: np.int32) -> Days:
    texts = snapshot.values(rows, field)
    present = np.flatnonzero([text is not None for text in texts])
    days = np.full(len(rows), absent, np.int32)
    read = end_numbers if absent == NO_END else day_numbers
    days[present] = read([texts[at] for at in present])
    return days


def _renewals(snapshot: Snapshot, rows: Ints) -> tuple[Numbers, Numbers, Numbers]:
    """The renewal term in months and days, and the most renewals, of those that renew tacitly."""
    months, days, most = (np.zeros(len(rows), np.int64) for _ in range(3))
    renewal = snapshot.values(rows, "renewal")
    term = snapshot.values(rows, "renewal_term")
    given = snapshot.values(rows, "notice_given")
    left = snapshot.values(rows, "renewals_left")
    known = {text: parse_period(text) for text in set(term.tolist()) if text}
    for at in np.flatnonzero(renewal == "tacit").tolist():
        if term[at] is not None and given[at] is None:
            period = known[term[at]]
            months[at], days[at] = period.months, period.days
            most[at] = UNLIMITED if left[at] is None else min(left[at], UNLIMITED)
    most[(months == 0) & (days == 0)] = 0
    return months, days, most


def last_days(snapshot: Snapshot, of: Terms, day: int) -> LastDays:
    """Every contract's last day as of ``day``: renewed tacitly, then capped by its parents'."""
    own, renewals = rolled(of, day)
    return LastDays(of.rows, of.start, own, _capped(snapshot, of, own, day), renewals)


def furthest_days(snapshot: Snapshot, of: Terms, day: int) -> Days:
    """Every contract's last day if all its tacit renewals come to pass, capped by its parents'."""
    own = added(of.end, of.term_months * of.most, of.term_days * of.most)
    own[(of.end == NO_END) | (of.most >= UNLIMITED)] = NO_END
    return _capped(snapshot, of, own, day)


def rolled(of: Terms, day: int) -> tuple[Days, Numbers]:
    """The first of end + n × term, n = 0, 1, … ``most``, on or after ``day``, or else the last."""
    renewals = np.zeros(len(of.rows), np.int64)
    own = of.end.copy()
    at = np.flatnonzero((of.most > 0) & (of.end != NO_END) & (of.end < day))
    longest = of.term_months[at] * 31 + of.term_days[at]
    n = np.minimum((day - of.end[at]) // longest, of.most[at])
    while True:
        reached = added(of.end[at], of.term_months[at] * n, of.term_days[at] * n)
        short = (reached < day) & (n < of.most[at])
        if not short.any():
            break
        n = n + short
    own[at], renewals[at] = reached, n
    return own, renewals


def added(start: Days, months: Numbers, days: Numbers) -> Days:
    """Day numbers plus calendar months, then days; a day missing in the month is its last."""
    whole = start.astype("datetime64[D]").astype("datetime64[M]")
    within = start - whole.astype("datetime64[D]").astype(np.int64)
    target = whole + months
    first = target.astype("datetime64[D]").astype(np.int64)
    length = (target + 1).astype("datetime64[D]").astype(np.int64) - first
    moved = first + np.minimum(within, length - 1) + days
    clipped: Days = np.clip(moved, int(NEVER_BEGAN) + 1, int(NO_END) - 1).astype(np.int32)
    return clipped


def _capped(snapshot: Snapshot, of: Terms, own: Days, day: int) -> Days:
    """The own last day, capped by the parents' where a contract ends with them.

    Capping takes minima along UNDER, so the least last day over all chains (which skip a contract
    already on them) is the fixpoint of capping once each round.
    """
    child, parent = capping(snapshot, of, day)
    last = own.copy()
    while len(child):
        before = last.copy()
        np.minimum.at(last, child, before[parent])
        if np.array_equal(before, last):
            break
    return last


def capping(snapshot: Snapshot, of: Terms, day: int) -> tuple[Ints, Ints]:
    """Child and parent (as positions in the terms) of every UNDER that caps and holds."""
    under = snapshot.holding(snapshot.all_relations("UNDER"), day)
    position = np.full(snapshot.size, -1, np.int32)
    position[of.rows] = np.arange(len(of.rows), dtype=np.int32)
    child, parent = position[snapshot.starts(under)], position[snapshot.ends(under)]
    caps = (child >= 0) & (parent >= 0)
    caps[caps] = of.ends_with_parent[child[caps]]
    return child[caps], parent[caps]


def lapsed(snapshot: Snapshot, day: int) -> Flags:
    """Which item rows are contracts that are not in force on a day, shape (size,)."""
    flags = np.zeros(snapshot.size, np.bool_)
    found = last_days(snapshot, terms(snapshot), day)
    flags[found.rows[~found.in_force(day)]] = True
    return flags
