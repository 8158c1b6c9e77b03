"""What is recorded of every contract, and the terms by which each renews (DESIGN section 4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph_model.periods import Period, parse_period
from queries.snapshot.days import (
    NEVER_BEGAN,
    NO_END,
    Days,
    day_number,
    day_numbers,
    end_numbers,
)
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Flags, Ints, absent, as_ints
from queries.snapshot.snapshot import Snapshot

Numbers = NDArray[np.int64]

UNLIMITED = 10**7
"""As many renewals as stand for no limit: more than the calendar has days."""
_LAST_DAY = day_number(date.max)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is recorded of every contract, one entry each: shapes (contracts,).

    ``term_months`` and ``term_days`` are the renewal term. It renews ``least`` to ``most`` times:
    both 0 where it does not renew tacitly, and the same once notice was given, for it then ends
    with the first term whose notice day was not past (or else the last), whatever day is asked
    about. ``option`` is whether an option to extend it is left. ``notice_months`` and
    ``notice_days`` are its own notice, 0 where there is none, and ``given`` the day on which it was
    given, ``NO_END`` where it was not. ``ends_with_parent`` is whether it is said not to outlive
    the contracts it is under, ``unsaid`` whether nothing is.
    """

    rows: Ints
    start: Days
    end: Days
    term_months: Numbers
    term_days: Numbers
    least: Numbers
    most: Numbers
    option: Flags
    notice_months: Numbers
    notice_days: Numbers
    given: Days
    ends_with_parent: Flags
    unsaid: Flags

    def at(self, positions: Ints) -> Terms:
        """The terms of some of the contracts, by position."""
        return Terms(*(getattr(self, name)[positions] for name in self.__slots__))

    def after(self, renewals: Numbers) -> Days:
        """The end after so many renewals: end + n × term; beyond the calendar there is none."""
        found = added(self.end, self.term_months * renewals, self.term_days * renewals)
        found[(self.end == NO_END) | (found > _LAST_DAY)] = NO_END
        return found

    def notice_before(self, days: Days) -> Days:
        """The days less the notice, calendar-correct; a day itself where there is no notice."""
        found = added(days, -self.notice_months, -self.notice_days)
        found[days == NO_END] = NO_END
        return found


CONTRACT = "Contract"


def terms(snapshot: Snapshot) -> Terms:
    """The terms of every contract.

    The base's are read once; on top come those of the contracts that the patch touches.
    """
    held = snapshot.base.memo.get(
        MemoKey.BASE_TERMS, None, Terms, lambda: _terms_of_all(snapshot.unpatched)
    )
    touched = as_ints(sorted(snapshot.patch.items))
    touched = touched[snapshot.kinds[touched] == snapshot.kind_codes[CONTRACT]]
    if not len(touched):
        return held
    fresh = _terms(snapshot, snapshot.standing(touched))
    kept = ~np.isin(held.rows, touched)
    order = np.argsort(np.concatenate([held.rows[kept], fresh.rows]), kind="stable")
    return Terms(
        *(
            np.concatenate([getattr(held, name)[kept], getattr(fresh, name)])[order]
            for name in Terms.__slots__
        )
    )


def _terms_of_all(snapshot: Snapshot) -> Terms:
    return _terms(snapshot, snapshot.rows_of_kind(CONTRACT))


def _terms(snapshot: Snapshot, rows: Ints) -> Terms:
    months, days, most = _renewals(snapshot, rows)
    survives = snapshot.values(rows, "survives_parent")
    read = Terms(
        rows,
        _days(snapshot, rows, "start", NEVER_BEGAN),
        _days(snapshot, rows, "end", NO_END),
        months,
        days,
        np.zeros(len(rows), np.int64),
        most,
        _options(snapshot, rows),
        *lengths(snapshot.values(rows, "notice")),
        _given(snapshot, rows),
        np.asarray(survives == False, np.bool_),  # noqa: E712 - of each element
        absent(survives),
    )
    noticed = as_ints(np.flatnonzero((most > 0) & (read.given != NO_END)))
    some = read.at(noticed)
    read.least[noticed] = read.most[noticed] = first_term(some, some.given, noticed=True)
    return read


def _given(snapshot: Snapshot, rows: Ints) -> Days:
    texts = snapshot.values(rows, "notice_given")
    found = np.full(len(rows), NO_END, np.int32)
    found[~absent(texts)] = day_numbers(texts[~absent(texts)].tolist())
    return found


def _days(snapshot: Snapshot, rows: Ints, field: str, none: np.int32) -> Days:
    texts = snapshot.values(rows, field)
    present = ~absent(texts)
    days = np.full(len(rows), none, np.int32)
    read = end_numbers if none == NO_END else day_numbers
    days[present] = read(texts[present].tolist())
    return days


def lengths(texts: NDArray[np.object_]) -> tuple[Numbers, Numbers]:
    """Durations (ISO text, or None) as months and days, 0 where there is none."""
    codes = {text: n for n, text in enumerate(dict.fromkeys(texts.tolist()))}
    at = np.fromiter((codes[text] for text in texts), np.int32, len(texts))
    known = [parse_period(text) if text else Period() for text in codes]
    months = np.asarray([period.months for period in known], np.int64)
    days = np.asarray([period.days for period in known], np.int64)
    return months[at], days[at]


def _renewals(snapshot: Snapshot, rows: Ints) -> tuple[Numbers, Numbers, Numbers]:
    """The term in months and days, and how often it may be renewed tacitly."""
    months, days = lengths(snapshot.values(rows, "renewal_term"))
    tacit = (snapshot.values(rows, "renewal") == "tacit") & ((months > 0) | (days > 0))
    left = snapshot.values(rows, "renewals_left").tolist()
    most = np.asarray([UNLIMITED if n is None else min(n, UNLIMITED) for n in left], np.int64)
    return months, days, np.where(tacit, most, 0)


def _options(snapshot: Snapshot, rows: Ints) -> Flags:
    """Where an option to extend is left, and no notice was given that it will not be used."""
    used_up = snapshot.values(rows, "renewals_left") == 0
    open_ = absent(snapshot.values(rows, "notice_given")) & ~used_up
    found: Flags = open_ & (snapshot.values(rows, "renewal") == "option")
    return found


def first_term(of: Terms, days: Days | int, noticed: bool = False) -> Numbers:
    """The least n, ``least`` to ``most``, whose end + n × term is on or after a day, or else most.

    ``noticed``: whose day for notice is. The search is between the n that terms of the
    longest months and of the shortest would give.
    """
    longest = np.maximum(of.term_months * 31 + of.term_days, 1)
    shortest = np.maximum(of.term_months * 28 + of.term_days, 1)
    away = np.where(of.end == NO_END, 0, np.asarray(days, np.int64) - of.end)
    before = of.notice_months * 31 + of.notice_days if noticed else 0
    low = np.clip(away // longest, of.least, of.most)
    high = np.clip((away + before) // shortest + 1, low, of.most)
    unsure = as_ints(np.flatnonzero(low < high))
    sought = np.broadcast_to(np.asarray(days, np.int64), low.shape)[unsure]
    found: Numbers = low.astype(np.int64)
    found[unsure] = _searched(of.at(unsure), sought, low[unsure], high[unsure], noticed)
    return found


def _searched(of: Terms, days: Numbers, low: Numbers, high: Numbers, noticed: bool) -> Numbers:
    while (open_ := low < high).any():
        middle = (low + high) // 2
        reached = of.after(middle)
        short = open_ & ((of.notice_before(reached) if noticed else reached) < days)
        low, high = np.where(short, middle + 1, low), np.where(open_ & ~short, middle, high)
    return low


def came_late(of: Terms) -> Flags:
    """Where notice was given too late for the term that ran on that day, and ends a later one."""
    free = replace(of, least=np.zeros_like(of.least))
    late: Flags = (of.given != NO_END) & (first_term(free, of.given) < of.least)
    return late


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
