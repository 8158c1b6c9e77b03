"""The platform question: who takes part in the shared platform, and what could they bid for?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

import numpy as np

from graph_model.words import counted, day_in_words, of_all
from queries.answers.asked import Asked
from queries.answers.estate import Include, estate, known
from queries.answers.listing import Listing, listed
from queries.answers.supposed_answer import SupposedAnswer, with_before
from queries.answers.told import subject, told
from queries.answers.types import (
    CapabilityRows,
    ContractRows,
    ProcurementRow,
    ProcurementRows,
    Said,
    ServiceRows,
    StakeholderRows,
    SupplierRow,
    SupplierRows,
)
from queries.answers.view import View
from queries.roadmap.event_sources import PROCUREMENT
from queries.roadmap.roadmap import Roadmap, roadmap
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot
from queries.supplier.demand import SupplierReadiness


@dataclass(frozen=True)
class MarketOpening:
    """A procurement that is not awarded yet, as its market sees it: our own deadlines apart."""

    of: PlatformMembers
    row: int

    @subject
    @told
    def procurement(self) -> ProcurementRow:
        """The market test or re-bid."""
        return self.row

    @told
    def stage(self) -> str | None:
        """The stage it is at."""
        found = self.of.snapshot.value(self.row, "stage")
        return None if found is None else str(found)

    @told
    def opens_on(self) -> date | None:
        """The day it opens to suppliers; null: not on record."""
        return self._on("opens_on")

    @told
    def closes_on(self) -> date | None:
        """The day offers are due."""
        return self._on("closes_on")

    @told
    def awards_on(self) -> date | None:
        """The day the award is planned."""
        return self._on("awards_on")

    def _on(self, field: str) -> date | None:
        return self.of.roadmap.sources.date(self.row, field)

    @property
    def next_on(self) -> date:
        """The first of its days that is not past; the day of the question without one."""
        days = (self._on(field) for field in PROCUREMENT)
        return min((d for d in days if d is not None and d >= self.of.as_of), default=self.of.as_of)

    @cached_property
    def services_rows(self) -> Ints:
        """The services that it is for, by id."""
        return as_ints(self.of.roadmap.sources.rebid(self.row))

    @told
    def services(self) -> ServiceRows:
        """The services that it is for, itself or by way of their contracts."""
        return self.services_rows

    @cached_property
    def readiness(self) -> SupplierReadiness:
        """Who could deliver all that its services need."""
        return self.of.roadmap.market.readiness(self.services_rows.tolist())

    @told
    def needed(self) -> CapabilityRows:
        """What its services need; none on record: nobody is known to be ready."""
        return as_ints(self.readiness.needed)

    @told
    def members_ready(self) -> SupplierRows:
        """The members whose offerings deliver all of that."""
        return as_ints([s for s in self.readiness.suppliers if s in self.of.members_rows])

    @told
    def others_ready(self) -> SupplierRows:
        """The other suppliers of whom that is true."""
        return as_ints([s for s in self.readiness.suppliers if s not in self.of.members_rows])


@dataclass(frozen=True)
class PlatformMember:
    """A supplier that takes part in the platform."""

    of: PlatformMembers
    row: int

    @subject
    @told
    def supplier(self) -> SupplierRow:
        """Who it is."""
        return self.row

    @told
    def offers(self) -> CapabilityRows:
        """The capabilities that its offerings deliver."""
        rows = as_ints(list(self.of.roadmap.market.delivered(self.row)))
        return self.of.snapshot.order.rows(rows)

    @told
    def provides(self) -> ServiceRows:
        """The services that it provides now."""
        return self._met("PROVIDES", "Service")

    @told
    def contracts(self) -> ContractRows:
        """The contracts with it that are in force."""
        with_it = self._met("WITH", "Contract", backward=True)
        return as_ints(with_it[np.isin(with_it, self.of.in_force)])

    @told
    def openings(self) -> ProcurementRows:
        """The procurements of which it delivers all that is needed, soonest first."""
        return as_ints([o.row for o in self.of.found if self.row in o.readiness.suppliers])

    @cached_property
    def _speakers(self) -> Ints:
        return self._met("REPRESENTS", "Stakeholder", backward=True)

    @told
    def stakeholders(self) -> StakeholderRows:
        """Who speaks for it."""
        return self._speakers

    @told
    def engaged_on(self) -> date | None:
        """When somebody last spoke with one of them; null: not on record."""
        sources, days = self.of.roadmap.sources, self._speakers.tolist()
        found = (sources.date(row, "engaged_on") for row in days)
        return max((day for day in found if day is not None), default=None)

    def _met(self, type_: str, kind: str, backward: bool = False) -> Ints:
        facts = self.of.snapshot
        numbers = facts.relations(self.row, type_)
        numbers = facts.holding(numbers, day_number(self.of.as_of))
        rows = (facts.starts if backward else facts.ends)(numbers)
        other = rows[facts.kinds[rows] == facts.kind_codes[kind]]
        return facts.order.rows(as_ints(list(set(other.tolist()) - {self.row})))


@dataclass(frozen=True)
class PlatformMembers(SupposedAnswer):
    """Who takes part in the shared platform, beside the procurements that are ahead."""

    roadmap: Roadmap
    among: Annotated[int, Said("How many suppliers there are in all.")]

    def sentence(self, view: View) -> str:
        """How many take part, what of what is ahead they could bid for, and what comes next."""
        members = len(view.shown(as_ints(sorted(self.members_rows))))
        if not members:
            return (
                f"No supplier of {self.among:,} is recorded as taking part in the shared services "
                f"platform.{self._ahead(view)}"
            )
        verb = "takes" if self.among == 1 else "take"
        who = of_all(members, self.among, "supplier", "suppliers")
        return f"{who} {verb} part in the shared services platform.{self._ahead(view)}"

    def _ahead(self, view: View) -> str:
        seen = [opening for opening in self.found if view.sees(opening.row)]
        if not seen:
            return " No procurement is ahead."
        many = counted(len(seen), "procurement is", "procurements are")
        ours, others, nobody, unknown = self._by_readiness(seen, view)
        first = min(seen, key=lambda o: (o.next_on, self.snapshot.id(o.row)))
        return (
            f" {many} ahead: members deliver all that is needed for {ours:,}, others alone for "
            f"{others:,}, nobody on record for {nobody:,}, and of {unknown:,} it is not recorded "
            f"what is needed; the next day is {day_in_words(first.next_on)}, "
            f"{view.name(first.row)}."
        )

    @staticmethod
    def _by_readiness(seen: Sequence[MarketOpening], view: View) -> tuple[int, int, int, int]:
        """How many members could bid for, others alone, nobody; of how many nobody knows."""
        known = [one for one in seen if one.readiness.known]
        ours = sum(bool(len(view.shown(one.members_ready))) for one in known)
        anybody = sum(bool(len(view.shown(as_ints(one.readiness.suppliers)))) for one in known)
        return ours, anybody - ours, len(known) - anybody, len(seen) - len(known)

    @property
    def snapshot(self) -> Snapshot:
        """The facts it is about."""
        return self.roadmap.snapshot

    @told
    def as_of(self) -> date:
        """The day it is asked for."""
        return self.roadmap.as_of

    @cached_property
    def members_rows(self) -> frozenset[int]:
        """The rows of the members that it is about."""
        rows = self.roadmap.about.kept(self.snapshot.rows_of_kind("Supplier"))
        part = self.snapshot.values(rows, "platform")
        return frozenset(rows[[takes is True for takes in part]].tolist())

    @cached_property
    def in_force(self) -> Ints:
        """The contracts that are in force, as rows."""
        deadlines = self.roadmap.deadlines
        return as_ints(deadlines.rows[deadlines.last.in_force(deadlines.day)])

    @cached_property
    def found(self) -> list[MarketOpening]:
        """What is not awarded yet, by its next day and id."""
        rows = self.roadmap.about.kept(self.snapshot.rows_of_kind("Procurement")).tolist()
        openings = [MarketOpening(self, row) for row in rows if self._is_ahead(row)]
        return sorted(openings, key=lambda one: (one.next_on, self.snapshot.id(one.row)))

    def _is_ahead(self, procurement: int) -> bool:
        days = [self.roadmap.sources.date(procurement, field) for field in PROCUREMENT]
        known = [day for day in days if day is not None]
        return bool(known) and self.as_of <= max(known)

    @told
    def members(self) -> Listing[PlatformMember]:
        """Who takes part, by id."""
        rows = self.snapshot.order.rows(as_ints(list(self.members_rows)))
        lines = [PlatformMember(self, row) for row in rows.tolist()]
        return listed(lines, "id", lambda one: (self.snapshot.id(one.row),), rows)

    @told
    def openings(self) -> Listing[MarketOpening]:
        """What is ahead, by its next day: opens, offers due, award; with who could bid."""
        rows = as_ints([one.row for one in self.found])
        key = self.snapshot.id
        return listed(
            self.found, "next day", lambda one: (one.next_on.isoformat(), key(one.row)), rows
        )


def answer(asked: Asked, of: Sequence[str] | None, include: Include) -> PlatformMembers:
    """The members and what is ahead, with the same of the facts without a what-if's edits.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        InvalidQuestion: nothing belongs to an id's kind.
    """
    asked.view.require(of or ())

    def on(view: View) -> PlatformMembers:
        about = estate(view, known(view, of), include)
        found = roadmap(view.snapshot, view.as_of, view.as_of, asked.office.calendar, about)
        suppliers = about.kept(view.snapshot.rows_of_kind("Supplier"))
        return PlatformMembers(found, len(view.shown(suppliers)))

    return with_before(asked.view, asked.before, on)
