"""One matter that needs somebody: its day, what it is, what it takes, whose it is, what money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from queries.answers.told import subject, told, told_once, told_with
from queries.answers.types import (
    AgencyRows,
    ContractRow,
    ItemRow,
    MoneyText,
    StakeholderRows,
    SupplierRows,
)
from queries.answers.view import View
from queries.attention.matter_kind import MatterGroup, MatterKind, group_of
from queries.contract.customer import BACKWARD
from queries.contract.worth import texts, worth
from queries.snapshot.holding import met_on
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from queries.attention.attention import Attention

KINDS = {kind: n for n, kind in enumerate(MatterKind)}
GROUPS = {group: n for n, group in enumerate(MatterGroup)}


@dataclass(frozen=True)
class Matter:
    """A matter about an item (a row); each sort is a class of its own that tells the rest.

    ``hangs_on`` is the row of a contract that it is on, which must be seen as well.
    """

    of: Attention
    kind_of: MatterKind
    row: int
    day: date | None
    hangs_on: int | None = None

    @property
    def facts(self) -> Snapshot:
        """Whose rows they are."""
        return self.of.snapshot

    @told
    def on(self) -> date | None:
        """The day by which somebody has to act, or on which it happens; null: it is so already."""
        return self.day

    @told
    def when(self) -> MatterGroup:
        """How soon that is."""
        return group_of(self.day, self.of.as_of)

    @told
    def kind(self) -> MatterKind:
        """What sort of matter it is."""
        return self.kind_of

    @told_with
    def what(self, view: View) -> str:
        """What it is, or what has to be done."""
        return self._what(view)

    @told_with
    def takes(self, view: View) -> str:
        """What it takes, or why it is."""
        return self._takes(view)

    @subject
    @told
    def item(self) -> ItemRow | None:
        """What it is about; null: the office itself, or a source that is not recorded."""
        return None if self.row < 0 else self.row

    @subject
    @told
    def contract(self) -> ContractRow | None:
        """The contract that it is on."""
        return self.hangs_on

    @told_once
    def owners(self) -> StakeholderRows:
        """The stakeholders that own it, or else what it is about."""
        return self._owners()

    @told_once
    def agencies(self) -> AgencyRows:
        """The agencies that it concerns."""
        return self._agencies()

    @told_once
    def suppliers(self) -> SupplierRows:
        """The suppliers that it concerns."""
        return self._suppliers()

    @told
    def value(self) -> MoneyText | None:
        """The value of the contract; null: there is none, or none is recorded."""
        return self._worth(total=True)

    @told
    def annual_value(self) -> MoneyText | None:
        """The same a year of its term, in whole units."""
        return self._worth(total=False)

    def _worth(self, total: bool) -> str | None:
        if self.hangs_on is None:
            return None
        found = worth(self.facts, [self.hangs_on], self.of.as_of)
        return next(iter(texts(found.total if total else found.annual)), None)

    def called(self, view: View) -> str:
        """What it is about, in a sentence."""
        return view.name(self.row) if self.row >= 0 else "a source that is not recorded"

    def act(self, view: View) -> str:
        """What somebody has to do, for a sentence that begins with the day."""
        return self._what(view)

    @property
    def too_late(self) -> bool:
        """Whether it is too late for a full re-bid of it."""
        return False

    @property
    def stands_for(self) -> tuple[int, ...]:
        """The rows that must all be seen by whoever is told of it."""
        return tuple(row for row in (self.row, self.hangs_on) if row is not None and row >= 0)

    @property
    def place(self) -> tuple[int, str, int, str, str, str]:
        """What matters are ordered by: soonest first, what is so already after this week's."""
        group = GROUPS[self.when]
        soon = min(group, GROUPS[MatterGroup.THIS_MONTH])
        day, id_of = "" if self.day is None else self.day.isoformat(), self.facts.id
        item = id_of(self.row) if self.row >= 0 else ""
        contract = "" if self.hangs_on is None else id_of(self.hangs_on)
        return soon, day, KINDS[self.kind_of], item, contract, self.apart

    @property
    def apart(self) -> str:
        """What tells it from another of its sort about the same item."""
        return ""

    def _what(self, view: View) -> str:
        raise NotImplementedError

    def _takes(self, view: View) -> str:
        raise NotImplementedError

    def _owners(self) -> Ints:
        return self.owners_of(as_ints([self.row] if self.row >= 0 else []))

    def _agencies(self) -> Ints:
        return as_ints([])

    def _suppliers(self) -> Ints:
        return as_ints([])

    def owners_of(self, rows: Ints) -> Ints:
        """The stakeholders that own any of some items, rising."""
        return as_ints(np.unique(met_on(self.facts, rows, "OWNS", BACKWARD, self.of.day)))

    def providers_of(self, rows: Ints) -> Ints:
        """The suppliers that provide any of some items, rising."""
        return as_ints(np.unique(met_on(self.facts, rows, "PROVIDES", BACKWARD, self.of.day)))
