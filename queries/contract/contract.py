"""A contract's last day and whether it is in force, for all at once (DESIGN section 4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from queries.contract.terms import Numbers, Terms, first_term, terms
from queries.snapshot.days import Days
from queries.snapshot.holding import pairs_on
from queries.snapshot.rows import Flags, Ints, grouped
from queries.snapshot.snapshot import Snapshot

ROUNDS = 24
"""How often all pairs of a child and a parent are looked at before the deep ones are walked."""


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


def last_days(snapshot: Snapshot, of: Terms, day: int, visible: Flags | None = None) -> LastDays:
    """Every contract's last day as of ``day``: renewed tacitly, then capped by its parents'."""
    own, renewals = rolled(of, day)
    pairs = capping(snapshot, of, day, visible=visible)
    return LastDays(of.rows, of.start, own, least_above(own, *pairs), renewals)


def rolled(of: Terms, day: int) -> tuple[Days, Numbers]:
    """The first of end + n × term on or after ``day``, or else the last; and its n."""
    renewals = first_term(of, day)
    return of.after(renewals), renewals


def least_above(own: Days, child: Ints, parent: Ints) -> Days:
    """The own days, each at most the least of those above it by way of (child, parent) pairs.

    Most families are shallow: a few rounds over all pairs at once settle them. What is deeper is
    walked through, so that long chains and circles cost no more than others.
    """
    last = own.copy()
    for _ in range(ROUNDS):
        above = last[parent]
        falls = above < last[child]
        if not falls.any():
            return last
        np.minimum.at(last, child[falls], above[falls])
    return _walked(last, child, parent)


def _walked(own: Days, child: Ints, parent: Ints) -> Days:
    """The same, the least day going down first: every pair is followed once."""
    last = own.copy()
    below = grouped(parent, len(own))
    settled = np.zeros(len(own), np.bool_)
    for top in sorted(set(parent.tolist()), key=own.__getitem__):
        waiting = [] if settled[top] else [top]
        settled[top] = True
        while waiting:
            fresh = child[below.of(waiting.pop())]
            fresh = fresh[~settled[fresh]]
            settled[fresh] = True
            last[fresh] = np.minimum(own[fresh], own[top])
            waiting += fresh.tolist()
    return last


def capping(
    snapshot: Snapshot,
    of: Terms,
    day: int,
    unsaid: bool = False,
    visible: Flags | None = None,
) -> tuple[Ints, Ints]:
    """Child and parent (as positions in the terms) of every UNDER that caps and holds.

    An unset ``survives_parent`` is yes, or where ``unsaid`` no (what else it could be). With
    ``visible`` only contracts of those rows cap any.
    """
    child, parent = under(snapshot, of, day, visible)
    caps = of.ends_with_parent[child]
    if unsaid:
        caps = caps | of.unsaid[child]
    return child[caps], parent[caps]


def under(
    snapshot: Snapshot, of: Terms, day: int, visible: Flags | None = None
) -> tuple[Ints, Ints]:
    """Child and parent (as positions in the terms) of every contract UNDER another on a day."""
    start, end = pairs_on(snapshot, "UNDER", day, visible)
    position = np.full(snapshot.size, -1, np.int32)
    position[of.rows] = np.arange(len(of.rows), dtype=np.int32)
    both = (position[start] >= 0) & (position[end] >= 0)
    return position[start[both]], position[end[both]]


def lapsed(snapshot: Snapshot, day: int) -> Flags:
    """Which item rows are contracts that are not in force on a day, shape (size,)."""
    flags = np.zeros(snapshot.size, np.bool_)
    found = last_days(snapshot, terms(snapshot), day)
    flags[found.rows[~found.in_force(day)]] = True
    return flags


def surviving_unsaid(snapshot: Snapshot, day: int) -> Flags:
    """Which item rows are contracts in force only because nothing says that they do not survive.

    An unset ``survives_parent`` is taken as yes; were it no, their last day would be past. Shape
    (size,).
    """
    flags = np.zeros(snapshot.size, np.bool_)
    known = terms(snapshot)
    found = last_days(snapshot, known, day)
    capped = least_above(found.own, *capping(snapshot, known, day, unsaid=True))
    flags[found.rows[found.in_force(day) & (capped < day)]] = True
    return flags
