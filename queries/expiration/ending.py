"""One contract's dates, worked out for whoever asks: what the rest of its answer stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from graph_model.lens import Direction
from graph_model.periods import Period, add, parse_period
from graph_model.words import counted
from queries.answers.told import subject, told
from queries.answers.types import ContractRow, ForumRow, ItemRow, Said
from queries.answers.view import View
from queries.contract.coverage import kept_in_part
from queries.expiration.contract_state import ContractState
from queries.expiration.expiration import Expirations
from queries.snapshot.days import NO_END, Days, day_number, day_of
from queries.snapshot.field import label
from queries.snapshot.snapshot import Snapshot

MOST_OPTIONS = 12
"""How many renewal options of a contract are listed."""


@dataclass(frozen=True, slots=True)
class Successor:
    """A contract that SUCCEEDS the one that ends, and the days between them.

    ``days`` is None where the successor has no start or the contract no end.
    """

    contract: Annotated[ContractRow, Said("The newer contract.", subject=True)]
    start: Annotated[date | None, Said("Its first day; null: not recorded.")]
    days: Annotated[
        int | None,
        Said("Days between them: above 0 a gap, below an overlap; null: not known."),
    ]

    def in_words(self, view: View) -> str:
        """It in a sentence, with the days between."""
        if self.days is None:
            return view.label(self.contract)
        days = counted(abs(self.days), "day", "days")
        between = f"{'a gap' if self.days > 0 else 'an overlap'} of {days}"
        return f"{view.label(self.contract)}, {between if self.days else 'without a gap'}"


@dataclass(frozen=True, slots=True)
class ForumMeeting:
    """A forum, and its last meeting before notice is due and replacing must begin."""

    forum: Annotated[ForumRow, Said("It oversees the contract, or its supplier.", subject=True)]
    last: Annotated[date | None, Said("Its last meeting in time; null: none on record.")]


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
    def snapshot(self) -> Snapshot:
        """The facts it is about."""
        return self.answer.snapshot

    @property
    def row(self) -> int:
        """The contract's row."""
        return int(self.answer.rows[self.position])

    @subject
    @told
    def contract(self) -> ContractRow:
        """The contract."""
        return self.row

    def recorded(self, name: str) -> str | None:
        """A field of the contract as text."""
        value = self.answer.snapshot.value(self.row, name)
        return None if value is None else str(value)

    @told
    def state(self) -> ContractState:
        """What comes of it."""
        state: ContractState = self.answer.states[self.position]
        return state

    def day(self, days: Days) -> date | None:
        """The contract's day of a column; None where it has none."""
        return day_of(int(days[self.position]))

    @told
    def ends_on(self) -> date | None:
        """The last day, renewals up to the date and parents counted; null: no end."""
        return self.day(self.answer.last.last)

    @told
    def renews_on(self) -> date | None:
        """The first day of the next term, if it renews by itself; null: it does not."""
        return self.day(self.answer.renews_on)

    @told
    def renews_to(self) -> date | None:
        """The last day that it goes on to if nobody acts, in its family; null: it does end."""
        renewed = self.answer.prospects.renewed
        return self.day(renewed) if self.renews_on else None

    @told
    def exit_on(self) -> date | None:
        """The first end that is still open; None: no end.

        That is its last day or, where it renews, the end of the first term that notice can end.
        """
        return self.day(self.answer.prospects.exit)

    @told
    def notice_by(self) -> date | None:
        """The next last day to give notice, where that would end it earlier; null: none would."""
        return self.day(self.answer.prospects.notice_by)

    @told
    def notice_missed(self) -> date | None:
        """The last day to give notice for the term that runs, if it is past and it renews."""
        return self.day(self.answer.prospects.notice_missed)

    @told
    def notice_given(self) -> date | None:
        """The day notice was given."""
        given = self.recorded("notice_given")
        return None if given is None else date.fromisoformat(given)

    @told
    def option_by(self) -> date | None:
        """The last day to use its option, past or not; null: it has none that would extend it."""
        return self.day(self.answer.prospects.option_by)

    @told
    def latest_safe_start(self) -> date | None:
        """The latest day to start replacing it, past or not, to be done by `exitOn`."""
        return self.day(self.answer.safe_start)

    @property
    def decide_by(self) -> date | None:
        """The earliest of notice, option and safe start that is not past."""
        return self.day(self.answer.decide_by)

    @told
    def act_by(self) -> date | None:
        """The next step's day, moved back to a working day where one is left."""
        return self.day(self.answer.act_by)

    @told
    def meetings(self) -> list[ForumMeeting]:
        """The forums that oversee it, each with its last meeting in time."""
        found = self.answer.meetings.of(self.position, int(self.answer.decide_by[self.position]))
        return [ForumMeeting(m.forum, None if m.last is None else day_of(m.last)) for m in found]

    @property
    def own_end(self) -> date | None:
        """The last day before what it is under ends it."""
        return self.day(self.answer.last.own)

    @property
    def term(self) -> Period:
        """How long one renewal lasts; empty where nothing is recorded."""
        return parse_period(self.recorded("renewal_term") or "P0D")

    @told
    def capped_by(self) -> ContractRow | None:
        """The contract it is under and ends with, before its own end."""
        child, parent = self.answer.caps
        rows = self.answer.rows[parent[child == self.position]].tolist()
        return min(rows, key=self.answer.snapshot.id, default=None)

    @told
    def options(self) -> list[date]:
        """The ends that its renewal options would give, at most twelve."""
        end, left = self.own_end, self.recorded("renewals_left")
        if not self.answer.terms.option[self.position] or end is None or self.term.empty:
            return []
        most = MOST_OPTIONS if left is None else min(int(left), MOST_OPTIONS)
        return list(_options(end, self.term, most))

    @told
    def successors(self) -> list[Successor]:
        """The contracts that succeed it, by start, then id."""
        snapshot = self.answer.snapshot
        numbers = snapshot.relations(self.row, "SUCCEEDS", Direction.BACKWARD)
        numbers = snapshot.holding(numbers, day_number(self.answer.as_of))
        found = [self._successor(row) for row in set(snapshot.starts(numbers).tolist())]
        return sorted(found, key=lambda s: (s.start or date.min, snapshot.id(s.contract)))

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

    @told
    def kept_in_part(self) -> list[ItemRow]:
        """What it covers whole, and others cover only in part the day after it ends."""
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
