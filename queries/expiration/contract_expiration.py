"""One contract's ending in full, worked out for whoever asks: why, what follows, what is unsure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from graph_model.lens import Direction
from graph_model.periods import Period, add, parse_period
from queries.contract.coverage import kept_in_part
from queries.contract.deadline import arithmetic, in_words
from queries.expiration.expiration import Expirations
from queries.impact.impact import Impact, impact
from queries.snapshot.days import NO_END, Days, day_number, day_of
from queries.snapshot.field import label

MOST_OPTIONS = 12
"""How many renewal options of a contract are listed."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """An item that no contract covers the day after: for how many days, and who covers it next.

    ``row`` is the item's, ``by`` the next contract's; both None where nobody will.
    """

    row: int
    days: int | None
    by: int | None


@dataclass(frozen=True, slots=True)
class Successor:
    """A contract that SUCCEEDS the one that ends, and the days between them.

    ``days`` is above 0 for a gap, 0 where one follows the other, below 0 for an overlap; None where
    the successor has no start or the contract no end.
    """

    row: int
    start: date | None
    days: int | None


@dataclass(frozen=True)
class Expiration:
    """One contract of the answer; ``name`` is how its sentences call a row (None: name and id)."""

    answer: Expirations
    position: int
    name: Callable[[int], str] | None = field(default=None, compare=False)

    @classmethod
    def of_row(cls, answer: Expirations, row: int) -> Expiration:
        """That of a contract's row."""
        return cls(answer, int(np.searchsorted(answer.rows, row)))

    def called(self, row: int) -> str:
        """How sentences call a row."""
        return self.name(row) if self.name else label(self.answer.snapshot, row)

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
        """The last day to give notice; None: none is agreed."""
        return self._day(self.answer.notice_by)

    @property
    def notice_given(self) -> date | None:
        """The day notice was given."""
        given = self.answer.snapshot.value(self.row, "notice_given")
        return None if given is None else date.fromisoformat(str(given))

    @property
    def latest_safe_start(self) -> date | None:
        """The latest day to start replacing it."""
        return self._day(self.answer.safe_start)

    @property
    def decide_by(self) -> date | None:
        """The earlier of the last day for a notice that is due, and the latest safe start."""
        return self._day(self.answer.decide_by)

    @property
    def act_by(self) -> date | None:
        """The day to act by."""
        return self._day(self.answer.act_by)

    @property
    def meetings(self) -> list[tuple[int, date | None]]:
        """Each overseeing forum's row and its last meeting in time (None: it does not meet)."""
        found = self.answer.meetings.of(self.position, int(self.answer.decide_by[self.position]))
        return [(m.forum, None if m.last is None else day_of(m.last)) for m in found]

    @property
    def renews_to(self) -> date | None:
        """The last day that it goes on to if nobody acts, in its family; None: it does end."""
        end = int(self.answer.last.last[self.position])
        if end == NO_END:
            return None
        found = self.answer.last_seen(self.position, end + 1)
        return day_of(found) if found > end else None

    @property
    def _own(self) -> date | None:
        return self._day(self.answer.last.own)

    @property
    def term(self) -> Period:
        """How long one renewal lasts; empty where nothing is recorded."""
        return parse_period(str(self.answer.snapshot.value(self.row, "renewal_term") or "P0D"))

    @property
    def capped_by(self) -> int | None:
        """The row of the contract it is under and ends with, before its own end."""
        child, parent = self.answer.caps
        rows = self.answer.rows[parent[child == self.position]].tolist()
        return min(rows, key=self.answer.snapshot.id, default=None)

    @property
    def falls_with(self) -> list[Expiration]:
        """The contracts under it that end because it does, by id."""
        child, parent = self.answer.caps
        found = {int(n) for n in child[parent == self.position]} - {self.position}
        endings = [Expiration(self.answer, position, self.name) for position in found]
        return sorted(endings, key=lambda e: self.answer.snapshot.id(e.row))

    @property
    def options(self) -> list[date]:
        """The ends that its renewal options would give, at most ``MOST_OPTIONS``."""
        snapshot, end = self.answer.snapshot, self._own
        if snapshot.value(self.row, "renewal") != "option" or end is None or self.term.empty:
            return []
        left = snapshot.value(self.row, "renewals_left")
        most = MOST_OPTIONS if left is None else min(int(str(left)), MOST_OPTIONS)
        return list(_options(end, self.term, most))

    @property
    def successors(self) -> list[Successor]:
        """The contracts that succeed it, by start, then id."""
        snapshot = self.answer.snapshot
        numbers = snapshot.relations(self.row, "SUCCEEDS", Direction.BACKWARD)
        numbers = snapshot.holding(numbers, day_number(self.answer.as_of))
        found = [self._successor(row) for row in set(snapshot.starts(numbers).tolist())]
        return sorted(found, key=lambda s: (s.start or date.min, snapshot.id(s.row)))

    def _successor(self, row: int) -> Successor:
        text, end = self.answer.snapshot.value(row, "start"), self.ends_on
        start = None if text is None else date.fromisoformat(str(text))
        known = start is not None and end is not None
        return Successor(row, start, (start - end).days - 1 if known else None)  # type: ignore[operator]

    @property
    def covers(self) -> list[int]:
        """Rows that it covers on its last day, or, without one, on the question's date."""
        found, last = self.answer.coverage, int(self.answer.last.last[self.position])
        day = day_number(self.answer.as_of) if last == NO_END else last
        mine = found.by_contract.of(self.position)
        mine = mine[(found.first[mine] <= day) & (day <= found.last[mine])]
        return sorted(set(found.item[mine].tolist()))

    @property
    def uncovered(self) -> list[Uncovered]:
        """What falls uncovered the day after, by id."""
        found, rows = self.answer.gaps, self.answer.rows
        gaps = [
            Uncovered(
                int(found.item[n]),
                int(found.days[n]) if found.days[n] >= 0 else None,
                int(rows[found.by[n]]) if found.by[n] >= 0 else None,
            )
            for n in found.of(self.position)
        ]
        return sorted(gaps, key=lambda gap: self.answer.snapshot.id(gap.row))

    @property
    def kept_in_part(self) -> list[int]:
        """Rows that it covers whole, and others cover only in part the day after."""
        last = int(self.answer.last.last[self.position])
        return kept_in_part(self.answer.coverage, self.position, last) if last != NO_END else []

    @cached_property
    def touched(self) -> Impact:
        """What its ending touches, under the sourcing lens."""
        answer = self.answer
        return impact(answer.snapshot, [answer.snapshot.id(self.row)], "sourcing", answer.as_of)

    @property
    def arithmetic(self) -> list[str]:
        """How each date was worked out, in words."""
        return list(_arithmetic(self))


def _options(end: date, term: Period, most: int) -> Iterator[date]:
    for times in range(1, most + 1):
        try:
            yield add(end, term, times)
        except ValueError:
            return


def _arithmetic(of: Expiration) -> Iterator[str]:
    answer, at, end = of.answer, of.position, of.ends_on
    if end is None:
        return
    form = answer.snapshot.value(of.row, "form")
    yield from _end_worked_out(of, end)
    notice = answer.notice.part(at, form)
    if notice and of.notice_by:
        given = f"; given on {in_words(of.notice_given)}" if of.notice_given else ""
        yield f"notice by: {arithmetic(end, [notice], of.notice_by)}{given}"
    times = [answer.procurement.part(at, form), answer.transition.part(at, form)]
    if of.latest_safe_start:
        parts = [part for part in times if part]
        yield f"latest safe start: {arithmetic(end, parts, of.latest_safe_start)}"
    for forum, day in of.meetings:
        if day is not None and of.decide_by is not None:
            before = in_words(of.decide_by)
            yield f"last meeting of {of.called(forum)} before {before}: {in_words(day)}"
    yield from _act_by(of)


def _end_worked_out(of: Expiration, end: date) -> Iterator[str]:
    """Where the last day is not the end as signed: by what renewals, or with which contract."""
    answer, own = of.answer, of._own
    times, signed = int(answer.last.renewals[of.position]), answer.terms.end[of.position]
    if times and own is not None and (recorded := day_of(int(signed))) is not None:
        term = answer.snapshot.value(of.row, "renewal_term")
        yield f"own end: end {in_words(recorded)} + {times} × {term} renewal = {in_words(own)}"
    if (parent := of.capped_by) is not None:
        instead = f" on {in_words(own)}" if own else ", which it has not"
        with_ = f"{in_words(end)}, with {of.called(parent)}"
        yield f"ends on: {with_}, before its own end{instead}"


def _act_by(of: Expiration) -> Iterator[str]:
    dated = [
        ("notice", of.notice_by if of.notice_given is None else None),
        ("the latest safe start", of.latest_safe_start),
        *((f"the meeting of {of.called(f)}", day) for f, day in of.meetings),
    ]
    known = [(day, name) for name, day in dated if day is not None]
    if known and of.act_by is not None:
        first, name = min(known, key=lambda pair: pair[0])
        moved = (
            "" if first == of.act_by else f", moved back to {of.act_by:%A} {in_words(of.act_by)}"
        )
        yield f"act by: the earliest is {name}, {first:%A} {in_words(first)}{moved}"
