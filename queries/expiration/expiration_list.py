"""The expirations question: what ends or renews, by when must we act, and what falls uncovered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

from graph_model.periods import Period, moved
from queries.answers.asked import Asked
from queries.answers.choice import require_order
from queries.answers.estate import Estate, Include, estate, known
from queries.answers.listing import Listing
from queries.answers.supposed_answer import with_before
from queries.answers.told import told, told_with
from queries.answers.types import AgencyRows, MoneyText, Said
from queries.answers.view import View
from queries.contract.worth import Worth, texts, worth
from queries.expiration.contract_expiration import Expiration
from queries.expiration.contract_state import ContractState
from queries.expiration.deadline_answer import DeadlineAnswer
from queries.expiration.expiration import expirations
from queries.expiration.triage import TriageLine, triage
from queries.expiration.verdict import verdict
from queries.snapshot.rows import Ints, as_ints

AHEAD = Period(days=180)
"""How far ahead is looked where nobody says."""
REFERENCE = "they are of reference data (include: reference)"


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many of the listed contracts are in a state, on all pages."""

    state: Annotated[ContractState, Said("The state.")]
    count: Annotated[int, Said("How many of the listed are in it.")]

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return f"{self.count:,} {self.state.value}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Contracts that an answer does not list, and why."""

    reason: Annotated[str, Said("Why they are not listed.")]
    count: Annotated[int, Said("How many there are.")]

    def in_words(self, view: View) -> str:
        """It in a sentence."""
        return f"{self.count:,}, {self.reason}"


@dataclass(frozen=True)
class ExpirationList(DeadlineAnswer):
    """What ends between two days, by when somebody must act, and what falls uncovered."""

    about: Estate
    first: date
    until: Annotated[date | None, Said("Up to here; null: all, those without an end included.")]
    only: Sequence[ContractState] | None = None

    @told
    def since(self) -> date:
        """Last days from here on."""
        return self.first

    @cached_property
    def among(self) -> Ints:
        """The rows of the contracts that it is about."""
        return self.about.kept(self.deadlines.rows)

    @cached_property
    def of_reference(self) -> int:
        """How many contracts of reference data would be listed as well."""
        rows = self.about.left(self.deadlines.rows)
        return len(self.deadlines.between(self.first, self.until, self.only, rows))

    @cached_property
    def positions(self) -> Ints:
        """The contracts listed, in their order."""
        return self.deadlines.between(self.first, self.until, self.only, self.among)

    def sentence(self, view: View) -> str:
        """How many end or renew, at what money, for whom; how soon to act, and what first."""
        return verdict(self, view)

    def seen(self, view: View) -> Ints:
        """The positions of the listed contracts that a viewer sees."""
        visible = view.visible[self.deadlines.rows[self.positions]]
        return as_ints(self.positions[visible])

    @told
    def contracts(self) -> Listing[Expiration]:
        """The contracts, by their next step, then their last day, then id."""
        return self._listing(self.positions, "next step, last day, id", self._line)

    def _listing(
        self, positions: Ints, order: str, one: Callable[[int], Expiration]
    ) -> Listing[Expiration]:
        found, rows = self.deadlines, self.deadlines.rows[positions]

        def key(at: int) -> tuple[int, int, str]:
            position = positions[at]
            step, last = found.next_step_on[position], found.last.last[position]
            return int(step), int(last), self.snapshot.id(int(rows[at]))

        return Listing(
            order,
            len(positions),
            lambda at: one(int(positions[at])),
            key,
            rows,
            snapshot=self.snapshot,
        )

    def _line(self, position: int) -> Expiration:
        return Expiration(self.deadlines, position, unsupposed=self._before(position))

    def _before(self, position: int) -> Expiration | None:
        """The same contract without the edits, where it is there."""
        if self.unsupposed is None:
            return None
        held = self.unsupposed.deadlines
        row = held.snapshot.find(self.snapshot.id(int(self.deadlines.rows[position])))
        there = row is not None and row in held.rows
        return Expiration.of_row(held, row) if row is not None and there else None

    @told
    def gone(self) -> Listing[Expiration]:
        """What is listed without the edits of a what-if, and not with them."""
        if self.unsupposed is None:
            return self._listing(as_ints([]), "gone", self._line)
        return self.unsupposed._without(self)

    def _without(self, other: ExpirationList) -> Listing[Expiration]:
        now = set(other.snapshot.ids_of(other.deadlines.rows[other.positions]))
        ids = self.snapshot.ids_of(self.deadlines.rows[self.positions])
        left = [id_ not in now for id_ in ids]
        return self._listing(as_ints(self.positions[left]), "gone", self._line)

    @told_with
    def states(self, view: View) -> list[StateCount]:
        """How many are in each state, on all pages."""
        states = self.deadlines.states[self.seen(view)].tolist()
        return [StateCount(s, states.count(s)) for s in ContractState if s in states]

    @told_with
    def triage(self, view: View) -> list[TriageLine]:
        """How many need a step how soon, at what money; on all pages."""
        return triage(self.deadlines, self.seen(view))

    def worth(self, view: View) -> Worth:
        """What the listed contracts that a viewer sees come to together."""
        rows = self.deadlines.rows[self.seen(view)].tolist()
        return worth(self.snapshot, rows, self.as_of)

    @told_with
    def value(self, view: View) -> list[MoneyText]:
        """Their value, by currency; an order counts as a part of what it is under."""
        return texts(self.worth(view).total)

    @told_with
    def annual_value(self, view: View) -> list[MoneyText]:
        """Their value a year of their terms, likewise."""
        return texts(self.worth(view).annual)

    @told_with
    def unvalued(self, view: View) -> int:
        """Of how many of them no value is recorded."""
        return self.worth(view).unvalued

    @told_with
    def used_by(self, view: View) -> AgencyRows:
        """The agencies that hold them, or use what they cover on their last day."""
        return self.deadlines.users(self.seen(view))

    @told_with
    def left_out(self, view: View) -> list[LeftOut]:
        """Why others are not listed."""
        reasons = self.deadlines.left_out(self.first, self.until, self.only, view.shown(self.among))
        found = [LeftOut(*reason) for reason in reasons]
        theirs = view.shown(self.about.left(self.deadlines.rows))
        return [*found, *([LeftOut(REFERENCE, len(theirs))] if len(theirs) else [])]


def answer(
    asked: Asked,
    of: Sequence[str] | None,
    from_: date,
    until: date | None,
    all: bool,  # noqa: A002  # as it is called at every door
    states: Sequence[ContractState] | None,
    include: Include,
) -> ExpirationList:
    """What ends between two days, with the same of the facts without a what-if's edits.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        InvalidQuestion: the last day is before the first, or an id is of another kind.
    """
    last = None if all else until or moved(from_, AHEAD)
    require_order(from_, last)
    asked.view.require(of or ())

    def on(view: View) -> ExpirationList:
        deadlines = expirations(view.snapshot, view.as_of, asked.office.calendar)
        about = estate(view, known(view, of), include)
        return ExpirationList(deadlines, about, from_, last, states)

    return with_before(asked.view, asked.before, on)
