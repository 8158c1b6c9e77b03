"""When contracts end, by when to act and what falls uncovered: all at once, in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph_model.words import day_in_words
from queries.answers.calendar import Calendar
from queries.answers.choice import require_order
from queries.contract.contract import LastDays, capping, least_above
from queries.contract.coverage import Coverage, Gaps, coverage, gaps
from queries.contract.customer import users
from queries.contract.deadline import Durations, recorded, with_default
from queries.contract.forum import Meetings, meetings
from queries.contract.prospect import Pairs, Prospects, prospects
from queries.contract.terms import Terms, came_late
from queries.expiration.contract_state import ContractState
from queries.expiration.step_kind import StepKind
from queries.snapshot.days import NO_END, Days, day_number
from queries.snapshot.holding import pairs_on
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Flags, Ints, absent, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class Expirations:
    """The deadlines and states of every contract as of a date, in columns, shapes (contracts,).

    Days are numbers, ``NO_END`` where there is none. A contract whose ``survives_parent`` is not
    recorded is taken as outliving the contracts it is under; where that decides, it is in
    ``assumed``. With ``visible`` only what is in those rows counts.
    """

    snapshot: Snapshot
    as_of: date
    calendar: Calendar
    prospects: Prospects
    notice: Durations
    procurement: Durations
    transition: Durations
    meetings: Meetings
    visible: Flags | None = None

    @property
    def terms(self) -> Terms:
        """What is recorded of the contracts."""
        return self.prospects.terms

    @property
    def last(self) -> LastDays:
        """Their last days."""
        return self.prospects.last

    @property
    def rows(self) -> Ints:
        """The contracts' rows."""
        return self.terms.rows

    @property
    def day(self) -> int:
        """The date's number."""
        return day_number(self.as_of)

    @cached_property
    def states(self) -> NDArray[np.object_]:
        """The state of each contract, a ``ContractState``."""
        last, state = self.last.last, ContractState
        states = np.full(len(self.rows), state.ENDS, object)
        states[self.prospects.extends] = state.MAY_BE_EXTENDED
        states[self.prospects.renews] = state.RENEWS
        states[last == NO_END] = state.NO_END
        states[self.terms.start > self.day] = state.NOT_YET_BEGUN
        states[last < self.day] = state.EXPIRED
        return states

    # when

    @cached_property
    def renews_on(self) -> Days:
        """The first day of the next term, of contracts that renew by themselves."""
        return np.where(self.prospects.renews, self.last.last + 1, NO_END)

    @cached_property
    def safe_start(self) -> Days:
        """The latest day to start so that a replacement is there at the first end still open.

        Past or not; none where it has no end, or is over.
        """
        start = self.transition.before(self.procurement.before(self.prospects.exit))
        start[self.last.last < self.day] = NO_END
        return start

    @cached_property
    def steps(self) -> Mapping[StepKind, Days]:
        """The deadlines that are not past, by what has to be done."""
        found = self.prospects
        ahead = {
            StepKind.NOTICE: found.notice_by,
            StepKind.OPTION: self._ahead(found.option_by),
            StepKind.START: self._ahead(self.safe_start),
        }
        ahead[StepKind.MEETING] = self.meetings.earliest_last(_earliest(list(ahead.values())))
        return ahead | {StepKind.END: self._ahead(found.furthest)}

    def _ahead(self, days: Days) -> Days:
        return np.where(days < self.day, NO_END, days)

    @cached_property
    def decide_by(self) -> Days:
        """The earliest of notice, option and safe start still ahead: forums have to meet before."""
        return _earliest([days for kind, days in self.steps.items() if kind.decides])

    @cached_property
    def next_step_on(self) -> Days:
        """The earliest day from the date on on which something can still be done."""
        return _earliest(list(self.steps.values()))

    @cached_property
    def act_by(self) -> Days:
        """The next step's day, moved back to a working day where one is left."""
        first = self.next_step_on.copy()
        there = first != NO_END
        first[there] = np.maximum(self.calendar.working_day(first[there]), self.day)
        return first

    # what falls

    @cached_property
    def coverage(self) -> Coverage:
        """What every contract covers over time; tacit renewals come to pass."""
        return coverage(self.snapshot, self.terms, self.prospects.furthest)

    @cached_property
    def gaps(self) -> Gaps:
        """What every contract leaves uncovered if nobody acts: nothing, where it renews."""
        ending = as_ints(np.flatnonzero(~self.prospects.renews))
        return gaps(self.coverage, self.last.last, ending)

    @cached_property
    def succeeded(self) -> Flags:
        """Which contracts another one succeeds."""
        newer, older = pairs_on(self.snapshot, "SUCCEEDS", self.day, self.visible)
        return np.isin(self.rows, older[newer != older])

    @cached_property
    def too_late(self) -> Flags:
        """Which contracts end before all of them can be replaced: too late for a full re-bid.

        Where another contract succeeds it, there is nothing to bid again.
        """
        ends = (self.states == ContractState.ENDS) | (self.states == ContractState.MAY_BE_EXTENDED)
        late: Flags = ends & (self.safe_start < self.day) & ~self.succeeded
        return late

    # for whom

    @cached_property
    def covering(self) -> Flags:
        """Which stretches of ``coverage`` hold on their contract's last day; without one, today."""
        last = self.last.last
        day = np.where(last == NO_END, self.day, last)[self.coverage.contract]
        holds: Flags = (self.coverage.first <= day) & (day <= self.coverage.last)
        return holds

    def covered(self, positions: Ints) -> Ints:
        """The items that some contracts cover on their last day, each as often as it is."""
        mine = self.covering & np.isin(self.coverage.contract, positions)
        return as_ints(self.coverage.item[mine])

    def uncovering(self, positions: Ints) -> Ints:
        """Those of some contracts of which it is not recorded what they cover then."""
        covering = np.unique(self.coverage.contract[self.covering])
        return as_ints(positions[~np.isin(positions, covering)])

    def users(self, positions: Ints) -> Ints:
        """The agencies that hold some contracts, or use what they cover on their last day; rows."""
        rows = self.rows[positions]
        for_all = positions[self.snapshot.values(rows, "serves") != "holder"]
        return users(self.snapshot, rows.tolist(), self.covered(as_ints(for_all)), self.day)

    @cached_property
    def caps(self) -> Pairs:
        """Child and parent, as positions, wherever a contract ends with the one it is under."""
        child, parent = self.prospects.caps
        last = self.last.last
        real = (last[child] == last[parent]) & (last[child] < self.last.own[child])
        return child[real], parent[real]

    @cached_property
    def if_capped(self) -> Days:
        """The last days if no contract survives of which nothing is recorded."""
        pairs = capping(self.snapshot, self.terms, self.day, True, self.visible)
        return least_above(self.last.own, *pairs)

    @cached_property
    def assumed(self) -> Flags:
        """Contracts whose last day rests on a ``survives_parent`` that is not recorded."""
        assumed: Flags = self.last.last != self.if_capped
        return assumed

    @cached_property
    def noticed_late(self) -> Flags:
        """Contracts of which notice came too late, so that it ended a later term."""
        return came_late(self.terms)

    # which

    def between(
        self,
        first: date,
        until: date | None,
        states: Sequence[ContractState] | None = None,
        among: Ints | None = None,
    ) -> Ints:
        """The positions of contracts whose last day falls there, by their next step.

        Those without a step come last; ties by last day, then id. Without ``until``, all that end
        on the first day or later, those without an end included. ``among`` narrows it to some rows.

        Raises:
            InvalidQuestion: the last day is before the first.
        """
        require_order(first, until)
        last = self.last.last
        bound = NO_END if until is None else day_number(until)
        here = (last >= day_number(first)) & (last <= bound)
        here &= self._in(states)
        if among is not None:
            here &= np.isin(self.rows, among)
        found = np.flatnonzero(here)
        ids = self.snapshot.ids_of(self.rows[found])
        steps, days = self.next_step_on[found].tolist(), last[found].tolist()
        order = sorted(range(len(found)), key=lambda n: (steps[n], days[n], ids[n]))
        return as_ints(found[order])

    def left_out(
        self,
        first: date,
        until: date | None,
        states: Sequence[ContractState] | None = None,
        among: Ints | None = None,
    ) -> list[tuple[str, int]]:
        """Why contracts (``among`` some rows) are not ``between`` two days, how many each time."""
        asked = (
            np.isin(self.rows, among) if among is not None else np.ones(len(self.rows), np.bool_)
        )
        last, recorded_end = self.last.last, ~absent(self.snapshot.values(self.rows, "end"))
        never = (last == NO_END) & (until is not None)
        bound, latest = (NO_END, "") if until is None else (day_number(until), day_in_words(until))
        here = (last >= day_number(first)) & (last <= bound)
        reasons = (
            (f"they ended before {day_in_words(first)}", last < day_number(first)),
            (f"they end after {latest}", (last > bound) & ~never),
            ("no end is recorded", never & ~recorded_end),
            ("their end is in 2099 or later", never & recorded_end),
            ("they are in another state", here & ~self._in(states)),
        )
        counts = [(reason, int((which & asked).sum())) for reason, which in reasons]
        return [(reason, count) for reason, count in counts if count]

    def _in(self, states: Sequence[ContractState] | None) -> Flags:
        """Which contracts are in one of some states; None: in any."""
        if states is None:
            return np.ones(len(self.rows), np.bool_)
        return np.array([state in states for state in self.states], np.bool_)


def _earliest(columns: list[Days]) -> Days:
    found: Days = np.minimum.reduce(columns)
    return found


def expirations(
    snapshot: Snapshot,
    as_of: date,
    calendar: Calendar | None = None,
    visible: Flags | None = None,
) -> Expirations:
    """The deadlines and states of every contract as of a date; in bulk, linear in the contracts.

    With ``visible`` (of every item row) nothing else counts: parents, forums.
    """
    used = calendar or Calendar()
    seen = None if visible is None or visible.all() else visible
    key = None if seen is None else np.packbits(seen).tobytes()

    def make() -> Expirations:
        return _expirations(snapshot, as_of, used, seen)

    return snapshot.memo.get(MemoKey.EXPIRATIONS, (as_of, used.key, key), Expirations, make)


def _expirations(
    snapshot: Snapshot, as_of: date, calendar: Calendar, visible: Flags | None
) -> Expirations:
    day, otherwise = day_number(as_of), calendar.otherwise
    found = prospects(snapshot, day, visible)
    rows = found.terms.rows
    return Expirations(
        snapshot,
        as_of,
        calendar,
        found,
        recorded(snapshot, rows, "notice"),
        with_default(snapshot, rows, "procurement", calendar.procurement, otherwise),
        with_default(snapshot, rows, "transition", calendar.transition, otherwise),
        meetings(snapshot, rows, day, visible),
        visible,
    )
