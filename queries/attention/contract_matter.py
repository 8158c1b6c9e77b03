"""Contracts whose next step is due, or that are too late for a full re-bid; and their triggers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from queries.answers.view import View
from queries.attention.matter import Matter
from queries.attention.matter_kind import MatterKind
from queries.expiration.contract_expiration import Expiration
from queries.expiration.trigger import ContractTrigger, firings
from queries.snapshot.days import NO_END, day_number, day_of
from queries.snapshot.rows import Ints, as_ints

if TYPE_CHECKING:
    from queries.attention.attention import Attention


@dataclass(frozen=True)
class OfContract(Matter):
    """A matter on a contract, whose people and money are that contract's."""

    @cached_property
    def expiration(self) -> Expiration:
        """The contract's ending in full."""
        assert self.hangs_on is not None
        return Expiration.of_row(self.of.deadlines, self.hangs_on)

    def _owners(self) -> Ints:
        own = super()._owners()
        return own if len(own) else as_ints(self.expiration.owners)

    def _agencies(self) -> Ints:
        return as_ints(self.expiration.used_by)

    def _suppliers(self) -> Ints:
        return as_ints(self.expiration.suppliers)


@dataclass(frozen=True)
class ContractMatter(OfContract):
    """The next step of a contract."""

    def _what(self, view: View) -> str:
        step = self.expiration.next_step
        late = "too late for a full re-bid" if self.too_late else ""
        return "; ".join(part for part in (step.value if step else "", late) if part)

    def _takes(self, view: View) -> str:
        """What the step takes, and what still helps where a deadline is past."""
        told = self.expiration.for_(view)
        helps = told.still_helps(view)
        still = f"still helps: {helps}" if helps and self.too_late else ""
        return "; ".join(part for part in (told.takes(view) or "", still) if part)

    def act(self, view: View) -> str:
        """What its next step asks of somebody."""
        step = self.expiration.next_step
        return step.act if step else self._what(view)

    @property
    def too_late(self) -> bool:
        """Whether it ends before all of it can be replaced."""
        return self.expiration.too_late


@dataclass(frozen=True)
class TriggerMatter(OfContract):
    """A trigger that fires."""

    firing: ContractTrigger | None = None

    def _what(self, view: View) -> str:
        assert self.firing is not None
        return f"{self.firing.type} trigger fires" if self.firing.type else "trigger fires"

    def _takes(self, view: View) -> str:
        assert self.firing is not None
        return self.firing.condition or f"what {view.label(self.firing.contract)} says of it"


def contract_matters(of: Attention) -> Iterator[ContractMatter]:
    """The contracts whose next step is due by the last day, and those too late for a re-bid."""
    found = of.deadlines
    for position in due(of, of.about.rows).tolist():
        row = int(found.rows[position])
        step = day_of(int(found.next_step_on[position]))
        yield ContractMatter(of, MatterKind.CONTRACT, row, step, row)


def due(of: Attention, among: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Ints:
    """The positions of contracts, of some rows, that need somebody by the last day."""
    found, until = of.deadlines, day_number(of.until)
    soon = (found.next_step_on != NO_END) & (found.next_step_on <= until)
    late = found.too_late & (found.next_step_on != NO_END)
    return as_ints(np.flatnonzero((soon | late) & among[found.rows]))


def trigger_matters(of: Attention) -> Iterator[TriggerMatter]:
    """The triggers that fire by the last day, while their contract is not over."""
    for firing in firings(of.deadlines):
        if firing.on is None or firing.lapsed or not _within(of, firing.on):
            continue
        if of.about.rows[firing.trigger] or of.about.rows[firing.contract]:
            kind = MatterKind.TRIGGER
            yield TriggerMatter(of, kind, firing.trigger, firing.on, firing.contract, firing)


def _within(of: Attention, on: date) -> bool:
    return of.as_of <= on <= of.until
