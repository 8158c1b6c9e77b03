"""The expirations question: what ends, by when must we act, and what falls uncovered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph_model.periods import Period, add, parse_period
from queries.contract import LastDays, Terms, last_days, terms
from queries.coverage import Coverage, Gaps, coverage, gaps
from queries.days import NO_END, Days, day_number, day_of
from queries.deadline import Calendar, Durations, arithmetic, recorded, with_default
from queries.forum import Meetings, meetings
from queries.impact import Impact, impact
from queries.rows import Ints, absent, as_ints
from queries.snapshot import Snapshot

OK, ACT_NOW, NOTICE_MISSED, EXPIRED, EVERGREEN = (
    "ok",
    "act now",
    "notice missed",
    "expired",
    "evergreen",
)
STATES = (OK, ACT_NOW, NOTICE_MISSED, EXPIRED, EVERGREEN)
MOST_OPTIONS = 12
"""How many renewal options of a contract are listed."""


@dataclass(frozen=True)
class Expirations:
    """The deadlines and states of every contract as of a date, in columns, shapes (contracts,).

    Days are numbers, ``NO_END`` where there is none. ``act_by`` is the earliest of ``notice_by``,
    ``safe_start`` and the last meeting of each overseeing forum before the earlier of the two,
    moved back to a working day. A contract without recorded ``survives_parent`` that is under
    another is taken as ending with it, and is in ``assumed``.
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

    @cached_property
    def notice_by(self) -> Days:
        """The last day to give notice; none where it was given, or none is agreed."""
        days = self.notice.before(self.last.last)
        days[self.notice_given] = NO_END
        return days

    @cached_property
    def notice_given(self) -> NDArray[np.bool_]:
        """Where notice was given."""
        return ~absent(self.snapshot.values(self.rows, "notice_given"))

    @cached_property
    def safe_start(self) -> Days:
        """The latest day to start so that a replacement is there when the contract ends."""
        return self.transition.before(self.procurement.before(self.last.last))

    @cached_property
    def last_meeting(self) -> Days:
        """The earliest of each overseeing forum's last meeting before the two deadlines."""
        return self.meetings.earliest_last(np.minimum(self.notice_by, self.safe_start))

    @cached_property
    def act_by(self) -> Days:
        """The earliest of all deadlines, moved back to a working day."""
        first = np.minimum(np.minimum(self.notice_by, self.safe_start), self.last_meeting)
        ends = first != NO_END
        first[ends] = self.calendar.working_day(first[ends])
        return first

    @cached_property
    def states(self) -> NDArray[np.object_]:
        """The state of each contract, one of ``STATES``."""
        day, last = day_number(self.as_of), self.last.last
        states = np.full(len(self.rows), OK, object)
        states[self.act_by <= day] = ACT_NOW
        states[self.notice_by < day] = NOTICE_MISSED
        states[last == NO_END] = EVERGREEN
        states[last < day] = EXPIRED
        return states

    @cached_property
    def coverage(self) -> Coverage:
        """What every contract covers over time."""
        return coverage(self.snapshot, self.terms, day_number(self.as_of))

    @cached_property
    def gaps(self) -> Gaps:
        """What every contract leaves uncovered when it ends."""
        everything = np.arange(len(self.rows), dtype=np.int32)
        return gaps(self.coverage, self.last.last, everything)

    def between(self, first: date, until: date) -> Ints:
        """The positions of contracts whose last day falls there, soonest first, ties by id."""
        last = self.last.last
        found = np.flatnonzero((last >= day_number(first)) & (last <= day_number(until)))
        ids = self.snapshot.ids_of(self.rows[found])
        order = sorted(range(len(found)), key=lambda n: (int(last[found[n]]), ids[n]))
        return as_ints(found[order])

    def expiration(self, position: int) -> Expiration:
        """One contract's expiration, in full."""
        return Expiration(self, position)

    def of_row(self, row: int) -> Expiration:
        """The expiration of a contract's row."""
        return Expiration(self, int(np.searchsorted(self.rows, row)))

    @cached_property
    def assumed(self) -> NDArray[np.bool_]:
        """Contracts taken as ending with their parent, though nothing is recorded."""
        unset = absent(self.snapshot.values(self.rows, "survives_parent"))
        return unset & (self.last.last < self.last.own)


@dataclass(frozen=True)
class Expiration:
    """One contract of the answer, worked out for whoever asks about it."""

    answer: Expirations
    position: int
    _memo: dict[str, Impact] = field(default_factory=dict, compare=False, repr=False)

    @property
    def row(self) -> int:
        """The contract's row."""
        return int(self.answer.rows[self.position])

    @property
    def state(self) -> str:
        """One of ``STATES``."""
        return str(self.answer.states[self.position])

    def _day(self, days: Days) -> date | None:
        return day_of(int(days[self.position]))

    @property
    def ends_on(self) -> date | None:
        """The last day; None: no end."""
        return self._day(self.answer.last.last)

    @property
    def notice_by(self) -> date | None:
        """The last day to give notice."""
        return self._day(self.answer.notice_by)

    @property
    def latest_safe_start(self) -> date | None:
        """The latest day to start replacing it."""
        return self._day(self.answer.safe_start)

    @property
    def act_by(self) -> date | None:
        """The day to act by."""
        return self._day(self.answer.act_by)

    @property
    def decide_by(self) -> date | None:
        """The earlier of the last day for notice and the latest safe start."""
        days = (self.notice_by, self.latest_safe_start)
        return min((day for day in days if day is not None), default=None)

    @property
    def meetings(self) -> list[tuple[int, date | None]]:
        """Each overseeing forum's row and its last meeting in time (None: it does not meet)."""
        before = min(
            int(self.answer.notice_by[self.position]), int(self.answer.safe_start[self.position])
        )
        found = self.answer.meetings.of(self.position, before)
        return [(forum, None if day is None else day_of(day)) for forum, day in found]

    @property
    def arithmetic(self) -> list[str]:
        """How each deadline was worked out, in words."""
        answer, at, end = self.answer, self.position, self.ends_on
        lines: list[str] = []
        if end is None:
            return lines
        notice = (answer.notice.texts[at], "notice", False)
        procurement = (
            answer.procurement.texts[at],
            "procurement",
            bool(answer.procurement.default[at]),
        )
        transition = (
            answer.transition.texts[at],
            "transition",
            bool(answer.transition.default[at]),
        )
        if self.notice_by is not None:
            lines.append("notice by: " + arithmetic(end, notice, comes_to=self.notice_by))
        if (start := self.latest_safe_start) is not None:
            parts = arithmetic(end, procurement, transition, comes_to=start)
            lines.append("latest safe start: " + parts)
        return lines

    @property
    def options(self) -> list[date]:
        """The ends that renewal options would give, at most ``MOST_OPTIONS``."""
        snapshot = self.answer.snapshot
        term, end = snapshot.value(self.row, "renewal_term"), self.ends_on
        if snapshot.value(self.row, "renewal") != "option" or term is None or end is None:
            return []
        left = snapshot.value(self.row, "renewals_left")
        most = MOST_OPTIONS if left is None else min(int(str(left)), MOST_OPTIONS)
        return _options(end, parse_period(str(term)), most)

    @property
    def uncovered(self) -> list[tuple[int, int | None]]:
        """Rows that fall uncovered the day after, and for how many days (None: without end)."""
        found = self.answer.gaps
        at = np.flatnonzero(found.contract == self.position)
        return [
            (int(found.item[n]), int(found.days[n]) if found.days[n] >= 0 else None) for n in at
        ]

    @property
    def touched(self) -> Impact:
        """What its ending touches, under the sourcing lens."""
        if "touched" not in self._memo:
            answer = self.answer
            ids = [answer.snapshot.id(self.row)]
            self._memo["touched"] = impact(answer.snapshot, ids, "sourcing", answer.as_of)
        return self._memo["touched"]

    @property
    def warnings(self) -> list[str]:
        """What the answer took for granted, or could not know."""
        answer, at = self.answer, self.position
        lines = []
        if answer.assumed[at]:
            lines.append("survives_parent is not recorded: taken as ending with its parent")
        if answer.terms.start[at] > answer.last.own[at]:
            lines.append("it starts after its end")
        late = [answer.snapshot.name(forum) for forum, day in self.meetings if day is None]
        lines += [f"{name} has no meeting on record in time" for name in late]
        return lines


def _options(end: date, term: Period, most: int) -> list[date]:
    found: list[date] = []
    for times in range(1, most + 1 if not term.empty else 1):
        try:
            found.append(add(end, term, times))
        except ValueError:
            break
    return found


def expirations(snapshot: Snapshot, as_of: date, calendar: Calendar | None = None) -> Expirations:
    """The deadlines and states of every contract as of a date; in bulk, linear in the contracts."""
    calendar = calendar or Calendar()
    known = terms(snapshot, unset_ends_with_parent=True)
    rows, otherwise = known.rows, calendar.otherwise
    return Expirations(
        snapshot,
        as_of,
        calendar,
        known,
        last_days(snapshot, known, day_number(as_of)),
        recorded(snapshot, rows, "notice"),
        with_default(snapshot, rows, "procurement_time", calendar.procurement, otherwise),
        with_default(snapshot, rows, "transition_time", calendar.transition, otherwise),
        meetings(snapshot, rows, day_number(as_of)),
    )
