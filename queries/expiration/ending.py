"""One contract's dates, worked out for whoever asks: what the rest of its answer stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from graph_model.lens import Direction
from graph_model.periods import Period, add, parse_period
from queries.contract.coverage import kept_in_part
from queries.expiration.contract_state import ContractState
from queries.expiration.expiration import Expirations
from queries.snapshot.days import NO_END, Days, day_number, day_of
from queries.snapshot.field import label

MOST_OPTIONS = 12
"""How many renewal options of a contract are listed."""


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
class Ending:
    """One contract of the answer; ``name`` is how its sentences call a row (None: name and id)."""

    answer: Expirations
    position: int
    name: Callable[[int], str] | None = field(default=None, compare=False)

    def called(self, row: int) -> str:
        """How sentences call a row."""
        return self.name(row) if self.name else label(self.answer.snapshot, row)

    @property
    def row(self) -> int:
        """The contract's row."""
        return int(self.answer.rows[self.position])

    def recorded(self, name: str) -> str | None:
        """A field of the contract as text."""
        value = self.answer.snapshot.value(self.row, name)
        return None if value is None else str(value)

    @property
    def state(self) -> ContractState:
        """What comes of it."""
        state: ContractState = self.answer.states[self.position]
        return state

    def day(self, days: Days) -> date | None:
        """The contract's day of a column; None where it has none."""
        return day_of(int(days[self.position]))

    @property
    def ends_on(self) -> date | None:
        """The last day, renewals up to the date and parents counted; None: no end."""
        return self.day(self.answer.last.last)

    @property
    def renews_on(self) -> date | None:
        """The first day of the next term, if it renews by itself; None: it does not."""
        return self.day(self.answer.renews_on)

    @property
    def renews_to(self) -> date | None:
        """The last day that it goes on to if nobody acts, in its family; None: it does end."""
        renewed = self.answer.prospects.renewed
        return self.day(renewed) if self.renews_on else None

    @property
    def exit_on(self) -> date | None:
        """The first end that is still open; None: no end.

        That is its last day or, where it renews, the end of the first term that notice can end.
        """
        return self.day(self.answer.prospects.exit)

    @property
    def notice_by(self) -> date | None:
        """The next last day to give notice, where that would end it earlier; None: none would."""
        return self.day(self.answer.prospects.notice_by)

    @property
    def notice_missed(self) -> date | None:
        """The last day to give notice for the term that runs, if it is past and it renews."""
        return self.day(self.answer.prospects.notice_missed)

    @property
    def notice_given(self) -> date | None:
        """The day notice was given."""
        given = self.recorded("notice_given")
        return None if given is None else date.fromisoformat(given)

    @property
    def option_by(self) -> date | None:
        """The last day to use its option, past or not; None: it has none that would extend it."""
        return self.day(self.answer.prospects.option_by)

    @property
    def latest_safe_start(self) -> date | None:
        """The latest day to start replacing it, past or not, to be done by ``exit_on``."""
        return self.day(self.answer.safe_start)

    @property
    def decide_by(self) -> date | None:
        """The earliest of notice, option and safe start that is not past."""
        return self.day(self.answer.decide_by)

    @property
    def act_by(self) -> date | None:
        """The next step's day, moved back to a working day where one is left."""
        return self.day(self.answer.act_by)

    @property
    def meetings(self) -> list[tuple[int, date | None]]:
        """Each overseeing forum's row and its last meeting in time (None: it does not meet)."""
        found = self.answer.meetings.of(self.position, int(self.answer.decide_by[self.position]))
        return [(m.forum, None if m.last is None else day_of(m.last)) for m in found]

    @property
    def own_end(self) -> date | None:
        """The last day before what it is under ends it."""
        return self.day(self.answer.last.own)

    @property
    def term(self) -> Period:
        """How long one renewal lasts; empty where nothing is recorded."""
        return parse_period(self.recorded("renewal_term") or "P0D")

    @property
    def capped_by(self) -> int | None:
        """The row of the contract it is under and ends with, before its own end."""
        child, parent = self.answer.caps
        rows = self.answer.rows[parent[child == self.position]].tolist()
        return min(rows, key=self.answer.snapshot.id, default=None)

    @property
    def options(self) -> list[date]:
        """The ends that its renewal options would give, at most ``MOST_OPTIONS``."""
        end, left = self.own_end, self.recorded("renewals_left")
        if not self.answer.terms.option[self.position] or end is None or self.term.empty:
            return []
        most = MOST_OPTIONS if left is None else min(int(left), MOST_OPTIONS)
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
        if start is None or end is None:
            return Successor(row, start, None)
        return Successor(row, start, (start - end).days - 1)

    @property
    def covers(self) -> list[int]:
        """Rows that it covers on its last day, or, without one, on the question's date."""
        found, last = self.answer.coverage, int(self.answer.last.last[self.position])
        day = self.answer.day if last == NO_END else last
        mine = found.by_contract.of(self.position)
        mine = mine[(found.first[mine] <= day) & (day <= found.last[mine])]
        return sorted(set(found.item[mine].tolist()))

    @property
    def kept_in_part(self) -> list[int]:
        """Rows that it covers whole, and others cover only in part the day after it ends."""
        last = int(self.answer.last.last[self.position])
        if last == NO_END or self.renews_on:
            return []
        return kept_in_part(self.answer.coverage, self.position, last)


def _options(end: date, term: Period, most: int) -> Iterator[date]:
    for times in range(1, most + 1):
        try:
            yield add(end, term, times)
        except ValueError:
            return


def position_of(answer: Expirations, row: int) -> int:
    """Where a contract's row stands in an answer."""
    return int(np.searchsorted(answer.rows, row))
