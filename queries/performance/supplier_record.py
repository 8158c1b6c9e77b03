"""A supplier's record: its commitments, those it missed, and what came of the remedies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from queries.answers.told import subject, told
from queries.answers.types import ContractRows, SupplierRow
from queries.answers.view import View
from queries.performance.agreed import Agreed
from queries.performance.baseline import SourcingName
from queries.performance.promised_figure import PromisedFigure
from queries.performance.standing import Promisor
from queries.snapshot.rows import as_ints


@dataclass(frozen=True)
class SupplierRecord:
    """What a supplier has committed to, in-house units included and treated the same."""

    agreed: Agreed
    row: int
    figures: Sequence[PromisedFigure]

    @subject
    @told
    def supplier(self) -> SupplierRow:
        """The supplier."""
        return self.row

    @told
    def sourcing(self) -> SourcingName | None:
        """How the office gets what it delivers."""
        found = self.agreed.view.snapshot.value(self.row, "sourcing")
        return None if found is None else str(found)

    @told
    def commitments(self) -> int:
        """The figures it has committed to."""
        return len(self.figures)

    @cached_property
    def _read(self) -> list[PromisedFigure]:
        return [one for one in self.figures if one.months_read]

    @told
    def measured(self) -> int:
        """Those that were read in the period."""
        return len(self._read)

    @told
    def missed(self) -> int:
        """Those missed in some month of it."""
        return sum(one.months_missed > 0 for one in self._read)

    @told
    def months_missed(self) -> int:
        """The months in which a figure was missed, of all its figures."""
        return sum(one.months_missed for one in self._read)

    @told
    def months_claimed(self) -> int:
        """Those for which a remedy was claimed."""
        return sum(one.months_missed - one.unclaimed_months for one in self._with_remedy)

    @told
    def months_unclaimed(self) -> int:
        """Those for which a remedy is agreed and no claim is recorded."""
        return sum(one.unclaimed_months for one in self._with_remedy)

    @told
    def months_without_remedy(self) -> int:
        """Those for which no remedy is agreed."""
        return sum(one.months_missed for one in self._read if one.remedy is None)

    @property
    def _with_remedy(self) -> list[PromisedFigure]:
        return [one for one in self._read if one.remedy is not None]

    @told
    def contracts(self) -> ContractRows:
        """The contracts that it has committed under."""
        held = self.agreed.contracts
        return as_ints(self.agreed.by_id(c for one in self.figures for c in held.get(one.row, ())))

    def in_words(self, view: View) -> str:
        """The supplier and how much it missed."""
        return f"{view.label(self.row)}, {self.missed} of {self.measured} measured"


def records(agreed: Agreed, figures: Iterable[PromisedFigure]) -> list[SupplierRecord]:
    """The records of all suppliers that committed to some of the figures, the worst first."""
    found: dict[int, list[PromisedFigure]] = defaultdict(list)
    for one in figures:
        for supplier in agreed.suppliers(one.row) if one.promisor is Promisor.SUPPLIER else ():
            found[supplier].append(one)
    made = [SupplierRecord(agreed, row, many) for row, many in found.items()]
    id_of = agreed.view.snapshot.id
    return sorted(made, key=lambda r: (-r.months_missed, -r.months_unclaimed, id_of(r.row)))
