"""Whether the office may replace a supplier: rights, notice and triggers, contract by contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from queries.contract.deadline import in_words
from queries.contract.family import Family
from queries.expiration.contract_expiration import Expiration
from queries.expiration.expiration import Expirations
from queries.expiration.trigger import ContractTrigger, by_contract, triggers

REPLACING = ("substitution", "step-in", "termination for convenience", "plug-and-play")
"""The rights by which a supplier can be replaced before a contract ends."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one contract allows.

    ``rights`` are (right, row of the contract that gives it). ``notice_by`` is the last day to give
    notice (None: none is due, or it was given) and ``notice_possible`` whether it still is.
    ``ends_on`` is the day it ends by itself, ``renews_to`` the day it goes on to if nobody acts
    (None: it does end). ``on`` is the day of the replacement.
    """

    contract: int
    on: date
    rights: tuple[tuple[str, int], ...]
    notice_by: date | None
    notice_possible: bool
    ends_on: date | None
    renews_to: date | None
    triggers: tuple[ContractTrigger, ...]

    @property
    def ends_in_time(self) -> bool:
        """Whether it is over by the day of the replacement, notice given where it is needed."""
        goes_on = self.renews_to is not None and not self.notice_possible
        last = self.renews_to if goes_on else self.ends_on
        return last is not None and last < self.on

    @property
    def may(self) -> str:
        """The answer in words."""
        if self.rights:
            return "by right of " + ", ".join(right for right, _ in self.rights)
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
    return [_entitlement(answer, row, on, tuple(firing.get(row, ()))) for row in contracts]


def _entitlement(
    answer: Expirations, row: int, on: date, firing: tuple[ContractTrigger, ...]
) -> Entitlement:
    family = Family(answer.snapshot, row, answer.as_of)
    rights = tuple((right, family.rights[right]) for right in REPLACING if right in family.rights)
    found = Expiration.of_row(answer, row)
    notice = None if found.notice_given else found.notice_by
    possible = notice is None or notice >= answer.as_of
    return Entitlement(row, on, rights, notice, possible, found.ends_on, found.renews_to, firing)
