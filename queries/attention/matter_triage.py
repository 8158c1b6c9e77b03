"""Matters counted by how soon they need somebody: what stands above a list of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from queries.answers.told import told
from queries.answers.types import ItemRow, Said
from queries.attention.matter import Matter
from queries.attention.matter_kind import MatterGroup
from queries.contract.worth import Valued, Worth, worth

if TYPE_CHECKING:
    from queries.attention.attention import Attention

MOST_TOLD = 5
"""How many items of a group are named."""


@dataclass(frozen=True)
class MatterCount(Valued):
    """The matters of a group, and what the contracts that they are on come to."""

    when: Annotated[MatterGroup, Said("By when they need somebody.")]
    matters: tuple[Matter, ...]

    @told
    def count(self) -> int:
        """How many there are."""
        return len(self.matters)

    @told
    def items(self) -> list[ItemRow]:
        """What the first five are about."""
        rows = (matter.row for matter in self.matters if matter.row >= 0)
        return list(dict.fromkeys(rows))[:MOST_TOLD]


def triage(of: Attention, found: Sequence[Matter]) -> list[MatterCount]:
    """Matters by group, in their order; empty groups are left out.

    What is too late for a full re-bid stands in a group of its own besides.
    """
    groups: dict[MatterGroup, list[Matter]] = {group: [] for group in MatterGroup}
    for matter in found:
        groups[matter.when].append(matter)
        if matter.too_late:
            groups[MatterGroup.TOO_LATE].append(matter)
    return [
        MatterCount(worth_of(of, matters), group, tuple(matters))
        for group, matters in groups.items()
        if matters
    ]


def worth_of(of: Attention, matters: Sequence[Matter]) -> Worth:
    """What the contracts that some matters are on come to together, each once."""
    rows = {matter.hangs_on for matter in matters if matter.hangs_on is not None}
    return worth(of.snapshot, sorted(rows), of.as_of)
