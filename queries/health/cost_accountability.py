"""The cost accountability question: what agencies are charged a year beside what contracts cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Annotated

import numpy as np

from graph_model.words import counted, money_in_words, of_all
from queries.answers.asked import Asked
from queries.answers.estate import Estate, Include, beside, estate, known
from queries.answers.listing import Listing, listed
from queries.answers.supposed_answer import with_before
from queries.answers.told import told, told_once, told_with
from queries.answers.types import ContractRows, ItemRow, MoneyText, Said
from queries.answers.view import View
from queries.contract.family import money
from queries.contract.worth import Sums, Worth, sums_in_words, texts, worth
from queries.expiration.deadline_answer import DeadlineAnswer
from queries.expiration.expiration import expirations
from queries.snapshot.field import relation_values
from queries.snapshot.rows import Ints, as_ints


@dataclass(frozen=True, slots=True)
class ServiceCost:
    """A service: what its consumers are charged, and what the contracts that cover it cost."""

    service: Annotated[ItemRow, Said("The service.", subject=True)]
    consumers: Annotated[int, Said("How many agencies and programs consume it.")]
    uncharged: Annotated[int, Said("Of how many of them no annual charge is recorded.")]
    charges: Sums
    contracts: Annotated[ContractRows, Said("The contracts in force that cover it.")]
    also_covered: Annotated[int, Said("How many other items those contracts cover.")]
    worth: Worth

    @told
    def charged(self) -> list[MoneyText]:
        """What is charged for it a year, by currency."""
        return texts(self.charges)

    @told
    def cost(self) -> list[MoneyText]:
        """What those contracts come to a year of their terms, an order as a part of its MSA."""
        return texts(self.worth.annual)

    @told
    def unvalued(self) -> int:
        """Of how many of those contracts no value is recorded."""
        return self.worth.unvalued


@dataclass(frozen=True)
class CostAccountability(DeadlineAnswer):
    """What is charged and what it costs, service by service and in all; currencies never added."""

    about: Estate
    view: View

    def sentence(self, view: View) -> str:
        """What is charged in all, what the contracts come to, and what lies between."""
        if not self.lines:
            left = self.about.note(self.snapshot.rows_of_kind("Service"))
            return f"Nothing is recorded that is consumed or under contract{left}."
        consumed = [line for line in self.lines if line.consumers]
        whole = sum(not line.uncharged for line in consumed)
        of = of_all(whole, len(consumed), "consumed service", "consumed services")
        charged = sums_in_words(self.charges) + " a year" if self.charges else "nothing on record"
        theirs = beside(sum(bool(self.about.left_out[row]) for row in self._charged))
        said = f"Consumers are charged {charged}; {of}{theirs} have a charge for each of them. "
        return said + self._cost + self._between

    @property
    def _cost(self) -> str:
        found = self.worth
        many = counted(found.contracts, "contract in force comes", "contracts in force come")
        missing = f" ({found.unvalued:,} without a recorded value)" if found.unvalued else ""
        if not found.annual:
            return f"Of the {many.partition(' come')[0]}{missing} no cost a year is recorded"
        return f"The {many} to {sums_in_words(found.annual)} a year{missing}"

    @property
    def _between(self) -> str:
        """What more or less is charged, where both are in one currency."""
        charges, annual = self.charges, self.worth.annual
        if len(charges) != 1 or charges.keys() != annual.keys():
            return "."
        ((currency, amount),) = charges.items()
        over = amount - annual[currency]
        told = money_in_words(abs(over), currency)
        if over >= 0:
            return f": {told} more is charged than they cost." if over else ": all is charged."
        return f": {told} of that is charged to nobody."

    @cached_property
    def lines(self) -> list[ServiceCost]:
        """Every service that is consumed or under contract on the day, by id."""
        rows = self.view.shown(self.about.kept(self.snapshot.rows_of_kind("Service")))
        lines = [self._line(row) for row in self.snapshot.order.rows(rows).tolist()]
        return [line for line in lines if line.consumers or len(line.contracts)]

    def _line(self, row: int) -> ServiceCost:
        charges = self._charged.get(row, ())
        under = self._covering.get(row, [])
        covered = {item for contract in under for item in self._covered[contract]}
        return ServiceCost(
            row,
            len(charges),
            sum(charge is None for charge in charges),
            _summed([charge for charge in charges if charge is not None]),
            as_ints(under),
            len(covered - {row}),
            worth(self.snapshot, under, self.as_of),
        )

    @cached_property
    def _charged(self) -> Mapping[int, Sequence[str | None]]:
        """The annual charge of each consumption that may be seen and holds, by service."""
        facts = self.snapshot
        numbers = facts.holding(facts.all_relations("CONSUMES"), self.deadlines.day)
        starts = facts.starts(numbers)
        counts = self.view.visible[starts] & self.about.counted[starts]
        numbers = as_ints(numbers[counts])
        found: dict[int, list[str | None]] = defaultdict(list)
        values = relation_values(facts, numbers, "annual_charge").tolist()
        for service, value in zip(facts.ends(numbers).tolist(), values, strict=True):
            found[service].append(value)
        return found

    @cached_property
    def _in_force(self) -> Ints:
        """The contracts in force that it is about and that may be seen."""
        force = self.deadlines.rows[self.deadlines.last.in_force(self.deadlines.day)]
        return self.view.shown(self.about.kept(as_ints(force)))

    @cached_property
    def _covered(self) -> Mapping[int, Sequence[int]]:
        """What each of them covers on the day, as rows."""
        found, day = self.deadlines.coverage, self.deadlines.day
        contracts = self.deadlines.rows[found.contract]
        now = (found.first <= day) & (day <= found.last) & np.isin(contracts, self._in_force)
        items: dict[int, list[int]] = defaultdict(list)
        for contract, item in zip(contracts[now].tolist(), found.item[now].tolist(), strict=True):
            items[contract].append(item)
        return items

    @cached_property
    def _covering(self) -> Mapping[int, list[int]]:
        """The contracts by what they cover, by id."""
        found: dict[int, list[int]] = defaultdict(list)
        for contract in self.snapshot.order.rows(as_ints(list(self._covered))).tolist():
            for item in dict.fromkeys(self._covered[contract]):
                found[item].append(contract)
        return found

    @cached_property
    def charges(self) -> Sums:
        """What is charged in all."""
        return _summed([charge for line in self.lines for charge in line.charged])

    @cached_property
    def worth(self) -> Worth:
        """What the contracts in force come to, those that cover no service as well."""
        return worth(self.snapshot, self._in_force.tolist(), self.as_of)

    @told
    def charged(self) -> list[MoneyText]:
        """What is charged a year for all of them."""
        return texts(self.charges)

    @told
    def cost(self) -> list[MoneyText]:
        """What the contracts in force come to a year, those that cover no service as well."""
        return texts(self.worth.annual)

    @told_once
    def contract_count(self) -> int:
        """How many contracts are in force."""
        return self.worth.contracts

    @told
    def unvalued(self) -> int:
        """Of how many of those no value is recorded."""
        return self.worth.unvalued

    @told_with
    def services(
        self,
        uncharged: Annotated[bool, Said("Only those somebody consumes without a charge.")] = False,
    ) -> Listing[ServiceCost]:
        """Every service that is consumed or under contract."""
        lines = [line for line in self.lines if line.uncharged or not uncharged]
        rows = as_ints([line.service for line in lines])
        return listed(lines, "id", lambda line: (self.snapshot.id(line.service),), rows)


def _summed(amounts: Sequence[str]) -> Sums:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for text in amounts:
        amount, currency = money(text)
        found[currency] += amount
    return dict(found)


def answer(asked: Asked, of: Sequence[str] | None, include: Include) -> CostAccountability:
    """What is charged and what it costs, with the same of the facts without a what-if's edits.

    Raises:
        NotFound: with the ids that are not recorded, or that the viewer may not see.
        InvalidQuestion: nothing belongs to an id's kind.
    """
    asked.view.require(of or ())

    def on(view: View) -> CostAccountability:
        about = estate(view, known(view, of), include)
        found = expirations(view.snapshot, view.as_of, asked.office.calendar)
        return CostAccountability(found, about, view)

    return with_before(asked.view, asked.before, on)
