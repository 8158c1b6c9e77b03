"""What a substitution changes: the facts before and after it, side by side; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Annotated

from queries.answers.types import Said
from queries.impact.difference import ImpactDifference
from queries.impact.impact import impact
from queries.service_level.service_level import PromiseChange, changed_promises, service_levels
from queries.snapshot.rows import Ints
from queries.snapshot.snapshot import Snapshot
from queries.what_if.edit import ReplaceSupplier, laid_over

LENS = "sourcing"


@dataclass(frozen=True, slots=True)
class SubstitutionDifference:
    """What hangs on either supplier before and after; nothing is written."""

    replaced: Annotated[ImpactDifference, Said("What hangs on who is replaced.")]
    by: Annotated[ImpactDifference, Said("What hangs on who takes the place.")]


@dataclass(frozen=True)
class BeforeAfter:
    """The facts without and with a supplier replaced, on a day."""

    before: Snapshot
    edit: ReplaceSupplier
    on: date

    @cached_property
    def after(self) -> Snapshot:
        """The facts once the supplier is replaced."""
        return laid_over(self.before, [self.edit], self.on)

    @property
    def difference(self) -> SubstitutionDifference:
        """What hangs on either supplier."""
        return SubstitutionDifference(
            self._compared(self.edit.supplier), self._compared(self.edit.by)
        )

    def _compared(self, supplier: str) -> ImpactDifference:
        sides = (self.before, self.after)
        earlier, later = (impact(side, [supplier], LENS, self.on) for side in sides)
        return ImpactDifference(earlier, replace(later, unsupposed=earlier))

    def promises(self, services: Ints) -> list[PromiseChange]:
        """The promises of some services whose support changes."""
        ids = self.before.ids_of(services)
        sides = [service_levels(side, ids, self.on) for side in (self.before, self.after)]
        return [change for both in zip(*sides, strict=True) for change in changed_promises(*both)]
