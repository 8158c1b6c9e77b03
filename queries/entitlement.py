"""Whether the office may replace a supplier: rights, notice and triggers, contract by contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from queries.expiration import Expirations
from queries.family import Family, Firing, triggers

REPLACING = ("substitution", "step-in", "termination for convenience", "plug-and-play")
"""The rights by which a supplier can be replaced before a contract ends."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one contract allows.

    ``rights`` are (right, row of the contract that gives it). ``notice_by`` is the last day to give
    notice (None: none is due) and ``notice_possible`` whether it still is. ``ends_on`` is the day
    it ends by itself.
    """

    contract: int
    rights: tuple[tuple[str, int], ...]
    notice_by: date | None
    notice_possible: bool
    ends_on: date | None
    triggers: tuple[Firing, ...]

    @property
    def may(self) -> str:
        """The answer in words."""
        if self.rights:
            return "by right of " + ", ".join(right for right, _ in self.rights)
        if self.ends_on is None:
            return "no right is recorded, and it has no end"
        if self.notice_possible:
            by = f", with notice by {self.notice_by}" if self.notice_by else ""
            return f"at its end on {self.ends_on}{by}"
        return f"no right is recorded, and notice was due by {self.notice_by}"


def entitlements(answer: Expirations, contracts: Sequence[int], on: date) -> list[Entitlement]:
    """What each contract (rows) allows, if the supplier is to be replaced on a date."""
    firing: dict[int, list[Firing]] = {}
    for fires in triggers(answer.snapshot, answer.as_of, on):
        firing.setdefault(fires.contract, []).append(fires)
    return [_entitlement(answer, row, tuple(firing.get(row, ()))) for row in contracts]


def _entitlement(answer: Expirations, row: int, firing: tuple[Firing, ...]) -> Entitlement:
    family = Family(answer.snapshot, row, answer.as_of)
    rights = tuple((right, family.rights[right]) for right in REPLACING if right in family.rights)
    found = answer.of_row(row)
    notice = found.notice_by
    possible = notice is None or notice >= answer.as_of
    return Entitlement(row, rights, notice, possible, found.ends_on, firing)
