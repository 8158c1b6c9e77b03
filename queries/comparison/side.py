"""One of two that are compared: what it has, on which terms, at what charge, how it performs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from graph_model.lens import Direction
from queries.answers.belonging import belonging_to
from queries.answers.told import subject, told, told_with
from queries.answers.types import ContractRows, ItemRow, MoneyText
from queries.answers.view import View
from queries.contract.contract import lapsed
from queries.contract.family import money
from queries.contract.worth import texts, worth
from queries.performance.agreed import Agreed
from queries.performance.performance import Performance
from queries.performance.promised_figure import PromisedFigure
from queries.performance.standing import Promisor
from queries.snapshot.days import day_number
from queries.snapshot.rows import Flags, Ints, as_ints

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
THINGS: Mapping[str, tuple[str, ...]] = {
    "Supplier": ("Service", "ConfigurationItem", "Capability"),
    "Contract": ("Service", "ConfigurationItem", "Agency", "Supplier"),
    "Agency": ("Service", "Capability"),
}
"""The kinds of things that each kind is compared by."""


@dataclass(frozen=True)
class ComparedSide:
    """One of two, over facts of which all may be seen.

    ``performance`` is of the whole office.
    """

    view: View
    row: int
    agreed: Agreed
    performance: Performance

    @subject
    @told
    def item(self) -> ItemRow:
        """What is compared."""
        return self.row

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.view.snapshot.kind(self.row)

    # what it has

    @cached_property
    def _belonging(self) -> Flags:
        """What belongs to it; to a jurisdiction also what its own units deliver: its catalog."""
        flags = belonging_to(self.view, self.row).copy()
        if self.kind == "Agency":
            parts = self.ends(as_ints(np.flatnonzero(flags)), "PART_OF", BACKWARD)
            for unit in self.of_kind(parts, "Supplier").tolist():
                flags |= self._delivered(unit)
        return flags

    def _delivered(self, supplier: int) -> Flags:
        """The services that a unit delivers."""
        flags = np.zeros(self.view.snapshot.size, np.bool_)
        flags[self.of_kind(self.ends(as_ints([supplier]), "PROVIDES", FORWARD), "Service")] = True
        return flags

    def ends(self, rows: Ints, type_: str, direction: Direction) -> Ints:
        """The far ends of the rows' relations of a type that hold, each once, rising."""
        _, numbers = self.view.snapshot.relations_of(rows, type_, direction)
        numbers = self.view.snapshot.holding(numbers, day_number(self.view.as_of))
        ends = self.view.snapshot.ends if direction is FORWARD else self.view.snapshot.starts
        return as_ints(np.unique(ends(numbers)))

    def of_kind(self, rows: Ints, kind: str) -> Ints:
        """Those of some rows that are of a kind."""
        snapshot = self.view.snapshot
        return as_ints(rows[snapshot.kinds[rows] == snapshot.kind_codes[kind]])

    def _mine(self, kind: str) -> Ints:
        return self.of_kind(as_ints(np.flatnonzero(self._belonging)), kind)

    def things(self, kind: str) -> Ints:
        """The things of a kind that it has, rising."""
        if kind == "Capability":
            return self._capabilities
        if self.kind == "Contract" and kind in _OF_CONTRACT:
            type_ = _OF_CONTRACT[kind]
            return self.of_kind(self.ends(as_ints([self.row]), type_, FORWARD), kind)
        return self._mine(kind)

    @cached_property
    def _capabilities(self) -> Ints:
        """What its offerings deliver; of a catalog, what its services answer the need for."""
        if self.kind == "Supplier":
            return self.ends(self._mine("Offering"), "DELIVERS", FORWARD)
        return self.ends(self._mine("Service"), "NEEDS", FORWARD)

    # its contracts and their terms

    @told
    def contracts(self) -> ContractRows:
        """Its contracts in force; a contract itself, whether it is or not."""
        return as_ints(sorted(self._contracts, key=self.view.snapshot.id))

    @cached_property
    def _contracts(self) -> list[int]:
        if self.kind == "Contract":
            return [self.row]
        rows = self._mine("Contract")
        if self.kind == "Supplier":
            held = self.ends(self._suppliers, "WITH", BACKWARD)
            rows = as_ints(np.intersect1d(rows, held))
        else:
            rows = self.of_kind(self.ends(as_ints(self._bodies), "HELD_BY", BACKWARD), "Contract")
        gone = lapsed(self.view.snapshot, day_number(self.view.as_of))
        found: list[int] = rows[~gone[rows]].tolist()
        return found

    @cached_property
    def _suppliers(self) -> Ints:
        return self._mine("Supplier")

    @cached_property
    def _bodies(self) -> list[int]:
        found: list[int] = self._mine("Agency").tolist()
        return found

    def above(self, contract: int) -> list[int]:
        """A contract and those that it is under and that are not past, the nearest first."""
        gone = lapsed(self.view.snapshot, day_number(self.view.as_of))
        found = {contract: None}
        for row in (waiting := [contract]):
            parents = [p for p in self.agreed.contracts.get(row, ()) if not gone[p]]
            waiting += [p for p in parents if p not in found]
            found |= dict.fromkeys(parents)
        return list(found)

    # what it costs

    @told
    def values(self) -> list[MoneyText]:
        """What its contracts are worth, by currency, which are never added.

        One under another of them is a part of that.
        """
        return texts(worth(self.view.snapshot, self._contracts, self.view.as_of).total)

    @told
    def annual_charges(self) -> list[MoneyText]:
        """What a jurisdiction pays a year, or else all consumers of its services; by currency."""
        return _sums(self.view.snapshot.relation_value(n, "annual_charge") for n in self._charged)

    @told
    def uncharged(self) -> int:
        """How often something of it is consumed without a charge on record."""
        found = (self.view.snapshot.relation_value(n, "annual_charge") for n in self._charged)
        return sum(charge is None for charge in found)

    @cached_property
    def _charged(self) -> list[int]:
        """The CONSUMES that count, by number."""
        agency = self.kind == "Agency"
        programs = [*self._bodies, *self._mine("Program").tolist()]
        rows = as_ints(programs) if agency else self.things("Service")
        direction = FORWARD if agency else BACKWARD
        _, numbers = self.view.snapshot.relations_of(rows, "CONSUMES", direction)
        found: list[int] = self.view.snapshot.holding(numbers, day_number(self.view.as_of)).tolist()
        return found

    def charges_of(self, service: int) -> list[str]:
        """What it pays a year for a service, by currency."""
        snapshot = self.view.snapshot
        numbers = [n for n in self._charged if int(snapshot.ends(as_ints([n]))[0]) == service]
        return _sums(snapshot.relation_value(n, "annual_charge") for n in numbers)

    # how it performs

    @cached_property
    def figures(self) -> list[PromisedFigure]:
        """The figures that it is measured by: those it committed to, or was promised."""
        return [one for one in self.performance.all_figures if self._is_mine(one)]

    def _is_mine(self, one: PromisedFigure) -> bool:
        if self.kind == "Agency":
            bodies = {*self._bodies, *self._mine("Program").tolist()}
            mine = not bodies.isdisjoint(self.agreed.customers.get(one.row, ()))
            return one.promisor is Promisor.US and mine
        if self.kind == "Supplier":
            mine = not set(self._suppliers.tolist()).isdisjoint(self.agreed.suppliers(one.row))
            return one.promisor is Promisor.SUPPLIER and mine
        under = self.agreed.contracts.get(one.row, ())
        return any(self.row in self.above(contract) for contract in under)

    def offered(self) -> list[int]:
        """The targets that its offerings set, by id: what it promises on the market."""
        offerings = self._mine("Offering") if self.kind == "Supplier" else as_ints([])
        targets = (t for o in offerings.tolist() for t in self.agreed.offered.get(o, ()))
        return sorted(set(targets), key=self.view.snapshot.id)

    @told
    def measured(self) -> int:
        """How many of its figures were read within a year."""
        return sum(one.months_read > 0 for one in self.figures)

    @told
    def missed(self) -> int:
        """How many of those were missed in some month of it."""
        return sum(one.months_missed > 0 for one in self.figures)

    @told_with
    def in_words(self, view: View) -> str:
        """What it is called."""
        return view.label(self.row)


_OF_CONTRACT = {"Agency": "HELD_BY", "Supplier": "WITH"}
"""By which relation a contract has those that are not beneath it."""


def _sums(amounts: Iterable[object]) -> list[str]:
    """Amounts by currency, each summed by itself."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for amount in amounts:
        if amount is not None:
            number, currency = money(str(amount))
            found[currency] += number
    return [f"{found[currency]} {currency}" for currency in sorted(found)]
