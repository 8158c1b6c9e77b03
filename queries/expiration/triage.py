"""Contracts sorted by how soon somebody has to act: what stands above a list of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from queries.answers.told import told
from queries.answers.types import ContractRow, Said
from queries.contract.worth import Valued, worth
from queries.expiration.contract_state import Urgency, urgency
from queries.expiration.expiration import Expirations
from queries.snapshot.days import NO_END
from queries.snapshot.rows import Ints

MOST_TOLD = 5
"""How many contracts of a group are named."""


class TriageGroup(Enum):
    """By when somebody has to act; what is too late for a full re-bid is in a group before too."""

    THIS_WEEK = "this week"
    THIS_MONTH = "this month"
    THIS_QUARTER = "this quarter"
    LATER = "later"
    NO_STEP = "no step is left"
    TOO_LATE = "too late for a full re-bid"


_GROUPS = {urgency: TriageGroup(urgency.value) for urgency in Urgency}


@dataclass(frozen=True)
class TriageLine(Valued):
    """The contracts of a group, and what they come to."""

    when: Annotated[TriageGroup, Said("By when somebody has to act.")]
    rows: tuple[int, ...]

    @told
    def count(self) -> int:
        """How many contracts there are."""
        return len(self.rows)

    @told
    def contracts(self) -> list[ContractRow]:
        """The first five of them, by their next step."""
        return list(self.rows[:MOST_TOLD])


def triage(answer: Expirations, positions: Ints) -> list[TriageLine]:
    """Contracts in groups by their next step, in their order; empty groups are left out.

    What is too late for a full re-bid stands in a group of its own besides.
    """
    found: dict[TriageGroup, list[int]] = {group: [] for group in TriageGroup}
    steps, late = answer.next_step_on[positions].tolist(), answer.too_late[positions].tolist()
    rows = answer.rows[positions].tolist()
    for row, on, is_late in zip(rows, steps, late, strict=True):
        found[_group(on, answer.day)].append(row)
        if is_late:
            found[TriageGroup.TOO_LATE].append(row)
    return [
        TriageLine(worth(answer.snapshot, of, answer.as_of), group, tuple(of))
        for group, of in found.items()
        if of
    ]


def _group(on: int, today: int) -> TriageGroup:
    return TriageGroup.NO_STEP if on == NO_END else _GROUPS[urgency(on - today)]
