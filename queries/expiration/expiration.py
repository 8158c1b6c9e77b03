"""The expirations question: what ends, by when must we act, and what falls uncovered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from queries.answers.choice import chosen, require_order
from queries.answers.whole import Whole
from queries.contract.contract import (
    LastDays,
    capping,
    furthest_days,
    last_days,
    least_above,
    rolled,
)
from queries.contract.coverage import Coverage, Gaps, coverage, gaps
from queries.contract.deadline import Calendar, Durations, recorded, with_default
from queries.contract.forum import Meetings, meetings
from queries.contract.terms import Terms, terms
from queries.snapshot.days import NO_END, Days, day_number
from queries.snapshot.rows import Flags, Ints, Rows, absent, as_ints, grouped
from queries.snapshot.snapshot import Snapshot

OK, ACT_NOW, NOTICE_MISSED, EXPIRED, EVERGREEN = (
    "ok",
    "act now",
    "notice missed",
    "expired",
    "evergreen",
)
STATES = (OK, ACT_NOW, NOTICE_MISSED, EXPIRED, EVERGREEN)


@dataclass(frozen=True)
class Expirations(Whole):
    """The deadlines and states of every contract as of a date, in columns, shapes (contracts,).

    Days are numbers, ``NO_END`` where there is none. A contract whose ``survives_parent`` is not
    recorded is taken as outliving the contracts it is under; where that decides, it is in
    ``assumed``.
    """

    snapshot: Snapshot
    as_of: date
    calendar: Calendar
    terms: Terms
    last: LastDays
    notice: Durations
    procurement: Durations
    transition: Durations
    meetings: Meetings

    @property
    def rows(self) -> Ints:
        """The contracts' rows."""
        return self.terms.rows

    # deadlines

    @cached_property
    def notice_by(self) -> Days:
        """The last day to give notice: the last day less the notice; none where none is agreed."""
        return self.notice.before(self.last.last)

    @cached_property
    def notice_given(self) -> Flags:
        """Where notice was given."""
        return ~absent(self.snapshot.values(self.rows, "notice_given"))

    @cached_property
    def notice_due(self) -> Days:
        """The last day to give notice, where it was not given yet."""
        return np.where(self.notice_given, NO_END, self.notice_by)

    @cached_property
    def safe_start(self) -> Days:
        """The latest day to start so that a replacement is there when the contract ends."""
        return self.transition.before(self.procurement.before(self.last.last))

    @cached_property
    def decide_by(self) -> Days:
        """The earlier of the last day for a notice that is due, and the latest safe start."""
        return np.minimum(self.notice_due, self.safe_start)

    @cached_property
    def last_meeting(self) -> Days:
        """The earliest of each overseeing forum's last meeting before ``decide_by``."""
        return self.meetings.earliest_last(self.decide_by)

    @cached_property
    def act_by(self) -> Days:
        """The earliest of all deadlines, moved back to a working day."""
        first = np.minimum(self.decide_by, self.last_meeting)
        ends = first != NO_END
        first[ends] = self.calendar.working_day(first[ends])
        return first

    @cached_property
    def states(self) -> NDArray[np.object_]:
        """The state of each contract, one of ``STATES``; the worst where several apply.

        Expired: its last day is past. Evergreen: it has no last day. Notice missed: the last day
        to give notice is past, and none was given. Act now: the day to act by is here, or past.
        """
        day, last = day_number(self.as_of), self.last.last
        states = np.full(len(self.rows), OK, object)
        states[self.act_by <= day] = ACT_NOW
        states[self.notice_due < day] = NOTICE_MISSED
        states[last == NO_END] = EVERGREEN
        states[last < day] = EXPIRED
        return states

    # what falls

    @cached_property
    def coverage(self) -> Coverage:
        """What every contract covers over time."""
        return coverage(self.snapshot, self.terms, day_number(self.as_of))

    @cached_property
    def gaps(self) -> Gaps:
        """What every contract leaves uncovered when it ends."""
        everything = np.arange(len(self.rows), dtype=np.int32)
        return gaps(self.coverage, self.last.last, everything)

    @cached_property
    def _capping(self) -> tuple[Ints, Ints]:
        return capping(self.snapshot, self.terms, day_number(self.as_of))

    @cached_property
    def _above(self) -> Rows:
        """The positions in ``_capping`` by child."""
        return grouped(self._capping[0], len(self.rows))

    @cached_property
    def furthest(self) -> Days:
        """The last days if all tacit renewals come to pass."""
        return furthest_days(self.snapshot, self.terms, day_number(self.as_of))

    def last_seen(self, position: int, day: int) -> int:
        """The last day of one contract, a day number, as it will be on a later day if nobody acts.

        Tacit renewals up to then have come to pass; the family is as it stands now.
        """
        above, waiting = {position: 0}, [position]
        while waiting:
            new = [p for p in dict.fromkeys(self._parents(waiting.pop())) if p not in above]
            above |= {parent: len(above) + n for n, parent in enumerate(new)}
            waiting += new
        at = as_ints(list(above))
        last = rolled(self.terms.at(at), day)[0]
        pairs = [(above[c], above[p]) for c in above for p in self._parents(c)]
        child, parent = (as_ints([pair[n] for pair in pairs]) for n in (0, 1))
        return int(least_above(last, child, parent)[0])

    def _parents(self, position: int) -> list[int]:
        parents: list[int] = self._capping[1][self._above.of(position)].tolist()
        return parents

    @cached_property
    def caps(self) -> tuple[Ints, Ints]:
        """Child and parent, as positions, wherever a contract ends with the one it is under."""
        child, parent = self._capping
        last = self.last.last
        real = (last[child] == last[parent]) & (last[child] < self.last.own[child])
        return child[real], parent[real]

    @cached_property
    def if_capped(self) -> Days:
        """The last days if no contract survives of which nothing is recorded."""
        pairs = capping(self.snapshot, self.terms, day_number(self.as_of), unsaid=True)
        return least_above(self.last.own, *pairs)

    @property
    def assumed(self) -> Flags:
        """Contracts whose last day rests on a ``survives_parent`` that is not recorded."""
        assumed: Flags = self.last.last != self.if_capped
        return assumed

    # which

    def between(
        self,
        first: date,
        until: date | None,
        states: Sequence[str] | None = None,
        among: Ints | None = None,
    ) -> Ints:
        """The positions of contracts whose last day falls there, soonest first, ties by id.

        Without ``until``, all that end on the first day or later, those without an end included.
        ``among`` narrows it to some rows.

        Raises:
            InvalidQuestion: the last day is before the first, or there is no such state.
        """
        require_order(first, until)
        wanted = chosen("states", states, STATES)
        last = self.last.last
        bound = NO_END if until is None else day_number(until)
        here = (last >= day_number(first)) & (last <= bound)
        if wanted is not None:
            here &= np.isin(self.states.astype(str), wanted)
        if among is not None:
            here &= np.isin(self.rows, among)
        found = np.flatnonzero(here)
        ids = self.snapshot.ids_of(self.rows[found])
        days = last[found].tolist()
        order = sorted(range(len(found)), key=lambda n: (days[n], ids[n]))
        return as_ints(found[order])

    def left_out(
        self, first: date, until: date | None, among: Ints | None = None
    ) -> list[tuple[str, int]]:
        """Why contracts (``among`` some rows) are not between two days, how many each time."""
        asked = (
            np.isin(self.rows, among) if among is not None else np.ones(len(self.rows), np.bool_)
        )
        last, recorded_end = self.last.last, ~absent(self.snapshot.values(self.rows, "end"))
        never = (last == NO_END) & (until is not None)
        after = np.zeros(len(last), np.bool_) if until is None else last > day_number(until)
        reasons = (
            (f"they ended before {first}", last < day_number(first)),
            (f"they end after {until}", after & ~never),
            ("no end is recorded", never & ~recorded_end),
            ("they renew without end, or their end is in 2099 or later", never & recorded_end),
        )
        counts = [(reason, int((which & asked).sum())) for reason, which in reasons]
        return [(reason, count) for reason, count in counts if count]


def expirations(snapshot: Snapshot, as_of: date, calendar: Calendar | None = None) -> Expirations:
    """The deadlines and states of every contract as of a date; in bulk, linear in the contracts."""
    used = calendar or Calendar()

    def make() -> Expirations:
        return _expirations(snapshot, as_of, used)

    return snapshot.memo.get(("expirations", as_of, used.key), Expirations, make)


def _expirations(snapshot: Snapshot, as_of: date, calendar: Calendar) -> Expirations:
    known = terms(snapshot)
    rows, day, otherwise = known.rows, day_number(as_of), calendar.otherwise
    return Expirations(
        snapshot,
        as_of,
        calendar,
        known,
        last_days(snapshot, known, day),
        recorded(snapshot, rows, "notice"),
        with_default(snapshot, rows, "procurement", calendar.procurement, otherwise),
        with_default(snapshot, rows, "transition", calendar.transition, otherwise),
        meetings(snapshot, rows, day),
    )
