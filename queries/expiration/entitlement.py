"""Whether the office may replace a supplier: rights, notice and triggers, contract by contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from queries.answers.told import told
from queries.answers.types import ContractRow, Said
from queries.answers.view import HIDDEN, View
from queries.contract.deadline import in_words
from queries.contract.family import Family
from queries.expiration.contract_expiration import Expiration
from queries.expiration.expiration import Expirations
from queries.expiration.trigger import ContractTrigger, Right, by_contract, triggers

REPLACING = ("substitution", "step-in", "termination for convenience", "plug-and-play")
"""The rights by which a supplier can be replaced before a contract ends."""


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
    """What one contract allows."""

    contract: Annotated[ContractRow, Said("The contract.", subject=True)]
    on: date
    rights: Annotated[list[HeldRight], Said("The rights that allow it.")]
    notice_by: Annotated[
        date | None, Said("The last day for notice; null: none is due, or it was given.")
    ]
    notice_possible: Annotated[bool, Said("Whether notice can still be given.")]
    ends_on: Annotated[date | None, Said("The day it ends by itself; null: no end.")]
    renews_to: Annotated[
        date | None, Said("The day it goes on to if nobody acts; null: it does end.")
    ]
    triggers: Annotated[list[ContractTrigger], Said("What fires until the day of replacement.")]

    @told
    def ends_in_time(self) -> bool:
        """Whether it is over by the day of the replacement, notice given where it is needed."""
        goes_on = self.renews_to is not None and not self.notice_possible
        last = self.renews_to if goes_on else self.ends_on
        return last is not None and last < self.on

    @told
    def may(self) -> str:
        """Whether the office may, in words."""
        if self.rights:
            return "by right of " + ", ".join(held.right for held in self.rights)
        if self.ends_on is None:
            return "no right is recorded, and it has no end"
        if self.renews_to is None:
            return f"no right is recorded; it ends by itself on {in_words(self.ends_on)}"
        if not self.notice_possible and self.notice_by is not None:
            due, until = in_words(self.notice_by), in_words(self.renews_to)
            return f"no right is recorded, notice was due by {due}, and it renews to {until}"
        by = f", with notice by {in_words(self.notice_by)}" if self.notice_by else ""
        return f"no right is recorded; at its end on {in_words(self.ends_on)}{by}"


def entitlements(answer: Expirations, contracts: Sequence[int], on: date) -> list[Entitlement]:
    """What each contract (rows) allows, if the supplier is to be replaced on a date.

    The triggers are those that fire up to that date, and those on a condition.
    """
    firing = by_contract(triggers(answer, answer.as_of, max(on, answer.as_of)))
    return [_entitlement(answer, row, on, list(firing.get(row, ()))) for row in contracts]


def _entitlement(
    answer: Expirations, row: int, on: date, firing: list[ContractTrigger]
) -> Entitlement:
    held = Family(answer.snapshot, row, answer.as_of).rights
    rights = [HeldRight(right, held[right]) for right in REPLACING if right in held]
    found = Expiration.of_row(answer, row)
    notice = None if found.notice_given else found.notice_by
    possible = notice is None or notice >= answer.as_of
    return Entitlement(row, on, rights, notice, possible, found.ends_on, found.renews_to, firing)
