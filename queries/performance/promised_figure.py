"""One figure that somebody promised: promised, committed, measured, missed, and its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from queries.answers.told import subject, told
from queries.answers.types import (
    ContractRows,
    ItemRow,
    ItemRows,
    MetricRows,
    OlaRows,
    SupplierRows,
    TargetRow,
)
from queries.answers.view import View
from queries.performance.agreed import SLA, Agreed
from queries.performance.standing import Promisor, RemedyState, Standing
from queries.service_level.measured import Course, Measurement, overdue
from queries.service_level.yardstick import Yardstick, yardstick
from queries.snapshot.rows import as_ints


@dataclass(frozen=True)
class PromisedFigure:
    """One figure that an agreement sets, and what was measured of it."""

    agreed: Agreed
    row: int
    figure: int
    measured_so: Measurement

    @subject
    @told
    def target(self) -> TargetRow:
        """The figure."""
        return self.figure

    @told
    def agreement(self) -> ItemRow:
        """The SLA or OLA that sets it."""
        return self.row

    @told
    def promisor(self) -> Promisor:
        """Whether we promise it to customers (SLA), or a provider has committed to it (OLA)."""
        return Promisor.US if self.agreed.kind(self.row) == SLA else Promisor.SUPPLIER

    @property
    def held(self) -> Yardstick:
        """What readings are held against."""
        return self.measured_so.yardstick

    @told
    def metric(self) -> str | None:
        """What is measured, as the target says it."""
        found = self.agreed.view.snapshot.value(self.figure, "metric")
        return None if found is None else str(found)

    @told
    def promised(self) -> str | None:
        """The figure, where we promise it; null: it is committed to us, or cannot be read."""
        return self.held.promised if self.promisor is Promisor.US else None

    @told
    def committed(self) -> str | None:
        """What providers have committed to: the figure itself, or those that a promise rests on."""
        if self.promisor is Promisor.SUPPLIER:
            return self.held.promised
        words = (yardstick(self.agreed.view.snapshot, row).promised for row in self._committed)
        return ", ".join(dict.fromkeys(word for word in words if word)) or None

    @cached_property
    def _committed(self) -> list[int]:
        """The targets about the same that the OLAs beneath a promise set."""
        snapshot = self.agreed.view.snapshot
        targets = (
            t for ola in self.agreed.beneath(self.row) for t in self.agreed.sets.get(ola, ())
        )
        return [row for row in targets if yardstick(snapshot, row).key == self.held.key]

    @told
    def commitments(self) -> OlaRows:
        """The OLAs beneath a promise that commit to the same."""
        mine = set(self._committed) if self.promisor is Promisor.US else set()
        beneath = self.agreed.beneath(self.row) if mine else ()
        return as_ints([o for o in beneath if not mine.isdisjoint(self.agreed.sets.get(o, ()))])

    # what was measured

    @told
    def standing(self) -> Standing:
        """How it stands: missed by the latest figure, by an earlier one of the period, or kept."""
        found = self.measured_so
        if not self.read_by:
            return Standing.NOT_MEASURED
        if found.latest is None:
            return Standing.NOT_COMPARABLE if found.problem else Standing.NOT_MEASURED
        if not found.counted:
            return Standing.NOT_READ
        if found.latest.missed:
            return Standing.MISSED_NOW
        return Standing.MISSED_BEFORE if found.months_missed else Standing.KEPT

    @property
    def read_by(self) -> tuple[int, ...]:
        """The rows of the metrics that measure it."""
        return self.agreed.metrics.get(self.figure, ())

    @told
    def metrics(self) -> MetricRows:
        """What measures it."""
        return as_ints(self.read_by)

    @told
    def measured(self) -> str | None:
        """The latest reading, in words; null: there is none."""
        latest = self.measured_so.latest
        return None if latest is None else self.held.in_words(latest.read)

    @told
    def measured_value(self) -> float | None:
        """The latest reading: a fraction, seconds, or in the target's own unit."""
        latest = self.measured_so.latest
        return None if latest is None else latest.read

    @told
    def measured_on(self) -> date | None:
        """The day of the latest reading."""
        latest = self.measured_so.latest
        return None if latest is None else latest.on

    @told
    def average(self) -> str | None:
        """The mean of the readings of the period, in words."""
        mean = self.measured_so.mean
        return None if mean is None else self.held.in_words(mean)

    @told
    def trend(self) -> Course | None:
        """Where the readings of the period go; null: fewer than three.

        Kendall's rank correlation of readings with time, ±0.5 and beyond.
        """
        return self.measured_so.course

    @told
    def months_missed(self) -> int:
        """The months of the period in which a figure missed the target."""
        return len(self.measured_so.months_missed)

    @told
    def months_read(self) -> int:
        """The months of the period in which it was read."""
        return len(self.measured_so.months_read)

    @told
    def missed(self) -> str | None:
        """The same in words: "2 of 6 months"; null: not read in the period."""
        if not self.months_read:
            return None
        return f"{self.months_missed} of {self.months_read} months"

    @told
    def missed_on(self) -> list[date]:
        """The days of the figures that missed it in the period, oldest first."""
        return [one.on for one in self.measured_so.counted if one.missed]

    @told
    def overdue(self) -> bool:
        """Whether a metric of it was not read again within its window."""
        view = self.agreed.view
        return any(overdue(view.snapshot, metric, view.as_of) for metric in self.read_by)

    @told
    def problem(self) -> str | None:
        """Why what was read cannot be held against it, if so."""
        return self.measured_so.problem

    # what follows

    @told
    def remedy(self) -> str | None:
        """What follows if it is missed, as agreed."""
        found = self.agreed.view.snapshot.value(self.figure, "remedy")
        return None if found is None else str(found)

    @told
    def remedies_claimed(self) -> list[date]:
        """The days of the period on which the remedy was claimed."""
        found = self.agreed.view.snapshot.value(self.figure, "remedies_claimed")
        days = sorted(
            date.fromisoformat(str(d)) for d in (found if isinstance(found, list) else ())
        )
        since, until = self.measured_so.since, self.agreed.view.as_of
        return [day for day in days if since < day <= until]

    @told
    def unclaimed_months(self) -> int:
        """The months missed for which no claim is recorded; 0 where no remedy is agreed."""
        if self.remedy is None:
            return 0
        return max(0, self.months_missed - len(self.remedies_claimed))

    @told
    def remedy_state(self) -> RemedyState:
        """Whether the remedy was claimed for the months missed."""
        if self.remedy is None:
            return RemedyState.NONE_AGREED
        if not self.months_read:
            return RemedyState.UNKNOWN
        if not self.months_missed:
            return RemedyState.NOT_DUE
        if not self.unclaimed_months:
            return RemedyState.CLAIMED
        claimed = bool(self.remedies_claimed)
        return RemedyState.CLAIMED_IN_PART if claimed else RemedyState.UNCLAIMED

    # whose it is

    @told
    def services(self) -> ItemRows:
        """What it is promised for."""
        return as_ints(self.agreed.governs.get(self.row, ()))

    @told
    def suppliers(self) -> SupplierRows:
        """Who delivers it: whom the agreement binds, or else who provides what it is about."""
        return as_ints(self.agreed.suppliers(self.row))

    @told
    def contracts(self) -> ContractRows:
        """The contracts that it was agreed under."""
        return as_ints(self.agreed.contracts.get(self.row, ()))

    @told
    def customers(self) -> ItemRows:
        """Whom it is promised to."""
        return as_ints(self.agreed.customers.get(self.row, ()))

    def in_words(self, view: View) -> str:
        """The figure and how it stands."""
        told_so = f"{view.label(self.figure)} {self.standing.value}"
        return f"{told_so}, {self.missed}" if self.missed else told_so

    @property
    def rank(self) -> tuple[int, int, int, str, str]:
        """Rising from the worst: how it stands, months missed, what is not claimed, ids."""
        id_of = self.agreed.view.snapshot.id
        order = list(Standing).index(self.standing)
        return (
            order,
            -self.months_missed,
            -self.unclaimed_months,
            id_of(self.row),
            id_of(self.figure),
        )
