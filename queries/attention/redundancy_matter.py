"""Redundancy that ends: groups that lose a member by a day, before anything fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph_model.words import counted
from queries.answers.view import View
from queries.attention.matter import Matter
from queries.attention.matter_kind import MatterKind
from queries.impact.impact import impact
from queries.impact.redundancy_ends import EndOf, RedundancyEnd, shrinking
from queries.snapshot.rows import Ints, as_ints

if TYPE_CHECKING:
    from queries.attention.attention import Attention

ENDS = {
    EndOf.RELATION: "it is no member any more",
    EndOf.MEMBER: "it goes out of service",
    EndOf.CONTRACT: "the last contract that covers it ends",
}


@dataclass(frozen=True)
class RedundancyMatter(Matter):
    """A group that loses a member: the item is what depends on the group."""

    end: RedundancyEnd | None = None

    @property
    def _end(self) -> RedundancyEnd:
        assert self.end is not None
        return self.end

    def _what(self, view: View) -> str:
        left = self._end.spare
        then = f"{left:,} to spare" if left > 0 else "none to spare"
        return f"redundancy ends: {self._end.group} then has {then}"

    def _takes(self, view: View) -> str:
        end = self._end
        held = f"{counted(end.left, 'is', 'are')} left of {end.size:,}, {end.need:,} must hold"
        return f"{view.label(end.member_row)}: {ENDS[end.ends]}; {held}"

    @property
    def stands_for(self) -> tuple[int, ...]:
        """What depends, the member, and the contract that ends where it may be seen."""
        return (*super().stands_for, self._end.member_row)

    @property
    def apart(self) -> str:
        """The group and the member."""
        return f"{self._end.group} {self.facts.id(self._end.member_row)}"

    @cached_property
    def _customers(self) -> Ints:
        """The agencies whom it would touch if the group broke."""
        found = impact(self.facts, [self.facts.id(self.row)], "outage", self.of.as_of)
        return as_ints(found.agencies_by_touch["customer"])

    def _agencies(self) -> Ints:
        return self._customers

    def _suppliers(self) -> Ints:
        return self.providers_of(as_ints([self._end.member_row]))


def redundancy_matters(of: Attention) -> Iterator[RedundancyMatter]:
    """The groups that lose a member by the last day, of what it is about."""
    mine = of.about.rows
    for end in shrinking(of.snapshot, of.as_of, of.until):
        if mine[end.dependent_row] or mine[end.member_row]:
            kind, contract = MatterKind.REDUNDANCY, end.contract
            told = contract if contract is not None and of.view.sees(contract) else None
            yield RedundancyMatter(of, kind, end.dependent_row, end.on, told, end)
