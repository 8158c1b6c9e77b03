"""What a procurement resulted in, beside what it replaced: each contract, its end, its money."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from queries.answers.told import told_with
from queries.answers.types import ContractRows, MoneyText, ProcurementRow, Said
from queries.answers.view import View
from queries.contract.worth import texts, worth
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints

if TYPE_CHECKING:
    from queries.roadmap.roadmap import Roadmap


@dataclass(frozen=True)
class RebidResult:
    """A procurement whose result is recorded."""

    of: Roadmap
    procurement: Annotated[ProcurementRow, Said("What was bid.", subject=True)]
    awarded_on: Annotated[datetime.date | None, Said("When the award was planned.")]
    replaced: Annotated[ContractRows, Said("The contracts that it was to replace.")]
    results: Annotated[ContractRows, Said("The contracts that it resulted in.")]

    @told_with
    def annual_before(self, view: View) -> list[MoneyText]:
        """What was replaced is worth a year, by currency; an order as a part of its MSA."""
        return self._annual(view, self.replaced)

    @told_with
    def annual_now(self, view: View) -> list[MoneyText]:
        """What it resulted in is worth a year, likewise; empty: no value or term is recorded."""
        return self._annual(view, self.results)

    def _annual(self, view: View, rows: Ints) -> list[str]:
        found = worth(self.of.snapshot, view.shown(rows).tolist(), self.of.as_of)
        return texts(found.annual)


def rebid_results(of: Roadmap) -> Iterator[RebidResult]:
    """Each procurement of the part asked about that has a result, by id."""
    snapshot, contract = of.snapshot, of.snapshot.kind_codes["Contract"]
    rows = of.about.kept(snapshot.rows_of_kind("Procurement")).tolist()
    for row in sorted(rows, key=snapshot.id):
        numbers = snapshot.relations(row, "RESULTS_IN")
        numbers = snapshot.holding(numbers, day_number(of.as_of))
        replaced = [each for each in of.sources.rebids(row) if snapshot.kinds[each] == contract]
        if len(numbers):
            results = as_ints(sorted(set(snapshot.ends(numbers).tolist())))
            awarded = of.sources.date(row, "awards_on")
            yield RebidResult(of, row, awarded, as_ints(sorted(replaced)), results)
