"""Whether the office may replace a supplier: rights, notice and triggers, contract by contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from graph_model.words import day_in_words
from queries.answers.told import told
from queries.answers.types import ContractRow, MoneyText, Said
from queries.answers.view import HIDDEN, View
from queries.contract.family import money
from queries.contract.worth import Sums
from queries.expiration.contract_expiration import Expiration
from queries.expiration.early_exit import EarlyExit, fee_in_words
from queries.expiration.expiration import Expirations
from queries.expiration.trigger import ContractTrigger, Right, by_contract, triggers


@dataclass(frozen=True, slots=True)
class HeldRight:
    """A right to replace a supplier, and where it comes from."""

    right: Annotated[Right, Said("The right.")]
    contract: Annotated[ContractRow, Said("The contract that gives it; null: hidden.")]

    def in_words(self, view: View) -> str:
        """The right, and the id of the contract."""
        seen = view.sees(self.contract)
        return f"{self.right} by {view.snapshot.id(self.contract) if seen else HIDDEN}"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one contract allows, if its supplier is to be replaced ``on`` a day.

    ``leaving`` is how it can be left before its end.
    """

    contract: Annotated[ContractRow, Said("The contract.", subject=True)]
    on: date
    notice_by: Annotated[
        date | None, Said("The next last day to give notice; null: none would end it earlier.")
    ]
    notice_missed: Annotated[
        date | None, Said("The last day to give notice for the term that runs, if it is past.")
    ]
    ends_on: Annotated[date | None, Said("The day it ends by itself; null: no end.")]
    renews_to: Annotated[
        date | None, Said("The day it goes on to if nobody acts; null: it does end.")
    ]
    exit_on: Annotated[date | None, Said("The first end that is still open; null: it has none.")]
    leaving: EarlyExit
    triggers: Annotated[
        list[ContractTrigger], Said("What fires until the day of replacement, or on a condition.")
    ]

    @told
    def rights(self) -> list[HeldRight]:
        """The rights that allow it, and the contract that gives each."""
        return [HeldRight(right, row) for right, row in self.leaving.rights]

    @told
    def notice_possible(self) -> bool:
        """Whether notice for the term that runs is not missed."""
        return self.notice_missed is None

    @told
    def ends_in_time(self) -> bool:
        """Whether it is over by the day of the replacement, notice given where it is needed."""
        return self.exit_on is not None and self.exit_on < self.on

    @told
    def leaves_early(self) -> bool:
        """Whether it would have to be left before its end to change hands on the day."""
        return not self.ends_in_time

    @told
    def leaves_on(self) -> date | None:
        """The first day on which it can be over by right, or with notice; None: before no end."""
        sooner = self.exit_on is None or self.leaving.on <= self.exit_on
        return self.leaving.on if self.leaving.may and sooner else None

    @told
    def fee(self) -> MoneyText | None:
        """What leaving it before its end costs, if it has to be; None: nothing is recorded."""
        return self.leaving.fee if self.leaves_early else None

    @told
    def may(self) -> str:
        """The answer in words."""
        return "".join(_may(self))


def _may(of: Entitlement) -> Iterator[str]:
    if of.rights:
        yield "by right of " + ", ".join(held.right for held in of.rights)
    else:
        yield "no right is recorded" + _otherwise(of)
    if of.leaves_on is not None and of.leaving.notice is not None:
        by = "," if of.rights else "; it can be left"
        yield f"{by} with notice of {of.leaving.notice.value} from {day_in_words(of.leaves_on)} on"
    yield fee_in_words(of.fee)


def _otherwise(of: Entitlement) -> str:
    """How it ends where no right ends it."""
    if of.ends_on is None:
        return ", and it has no end"
    if of.renews_to is None:
        return f"; it ends by itself on {day_in_words(of.ends_on)}"
    noticed = ""
    if of.notice_by is not None and of.exit_on is not None:
        noticed = f" on {day_in_words(of.exit_on)}, with notice by {day_in_words(of.notice_by)}"
    if of.notice_missed is None and noticed:
        return f"; at its end{noticed}"
    due = f", notice was due by {day_in_words(of.notice_missed)}" if of.notice_missed else ""
    later = f"; the next end is{noticed}" if noticed else ""
    return f"{due}, and it renews to {day_in_words(of.renews_to)}{later}"


def entitlements(
    answer: Expirations, contracts: Sequence[int], on: date, until: date | None = None
) -> list[Entitlement]:
    """What each contract (rows) allows, if the supplier is to be replaced on a date.

    The triggers are those that fire up to that date, or ``until`` another, and those on a
    condition.
    """
    last = max(until or on, answer.as_of)
    firing = by_contract(triggers(answer, answer.as_of, last))
    return [
        _entitlement(Expiration.of_row(answer, row), on, list(firing.get(row, ())))
        for row in contracts
    ]


def _entitlement(of: Expiration, on: date, firing: list[ContractTrigger]) -> Entitlement:
    return Entitlement(
        of.row,
        on,
        of.notice_by,
        of.notice_missed,
        of.ends_on,
        of.renews_to,
        of.exit_on,
        of.leaving,
        firing,
    )


def summed_fees(found: Sequence[Entitlement]) -> Sums:
    """What leaving some contracts costs, by currency; what is not recorded is missing."""
    sums: dict[str, Decimal] = {}
    for held in found:
        amount, currency = money(held.fee)
        if currency:
            sums[currency] = sums.get(currency, Decimal(0)) + amount
    return sums
