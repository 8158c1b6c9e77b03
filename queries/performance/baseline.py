"""Service groups against their baselines: in-house beside outsourced, cloud and shared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import fsum
from typing import Annotated

from queries.answers.told import subject, told
from queries.answers.types import FieldChoice, Said, ServiceRows, TargetRow
from queries.performance.agreed import Agreed
from queries.service_level.measured import Measurement, measurement
from queries.service_level.yardstick import Yardstick, yardstick
from queries.snapshot.rows import as_ints

GroupName = Annotated[str, FieldChoice("ServiceLevelTarget", "baseline_for")]
SourcingName = Annotated[str, FieldChoice("Supplier", "sourcing")]


@dataclass(frozen=True)
class Baselines:
    """The baselines that may be seen, and how services stand to them over a period."""

    agreed: Agreed
    since: date

    @cached_property
    def by_group(self) -> Mapping[str, tuple[Yardstick, ...]]:
        """The baselines of each service group, by id: targets that nothing sets."""
        view = self.agreed.view
        rows = view.shown(view.snapshot.rows_of_kind("ServiceLevelTarget"))
        found: dict[str, list[Yardstick]] = defaultdict(list)
        for row in sorted(rows.tolist(), key=view.snapshot.id):
            group = view.snapshot.value(row, "baseline_for")
            if group is not None and row not in self.agreed.set_by:
                found[str(group)].append(yardstick(view.snapshot, row))
        return {group: tuple(many) for group, many in sorted(found.items())}

    def of(self, service: int) -> tuple[Yardstick, ...]:
        """The baselines of a service's group."""
        group = self.agreed.view.snapshot.value(service, "group")
        return self.by_group.get(str(group), ())

    def measured(self, service: int, baseline: Yardstick) -> Measurement:
        """What was measured of a service, held against a baseline.

        It is read by whatever measures a figure about the same that an agreement about the service
        sets, whoever promises it: of several by the agreements about the fewest items, since what
        is read of the service alone says more of it.
        """
        view, metrics = self.agreed.view, self._metrics(service, baseline)
        return measurement(view.snapshot, baseline, metrics, view.as_of, self.since)

    def _metrics(self, service: int, baseline: Yardstick) -> tuple[int, ...]:
        agreed, found = self.agreed, defaultdict[int, set[int]](set)
        for agreement in agreed.governed.get(service, ()):
            for target in agreed.sets.get(agreement, ()):
                if yardstick(agreed.view.snapshot, target).key == baseline.key:
                    about = len(agreed.governs[agreement])
                    found[about] |= set(agreed.metrics.get(target, ()))
        read = [many for many in found if found[many]]
        return agreed.by_id(found[min(read)]) if read else ()

    def sourcings(self, service: int) -> tuple[str, ...]:
        """How a service is sourced, by its suppliers; none where that is not recorded."""
        snapshot = self.agreed.view.snapshot
        suppliers = self.agreed.providers.get(service, ())
        told_so = (snapshot.value(supplier, "sourcing") for supplier in suppliers)
        return tuple(sorted({str(one) for one in told_so if one is not None}))


@dataclass(frozen=True)
class BaselineStanding:
    """How the services of a group that are sourced in one way stand to a baseline.

    ``measured_so`` has what was measured, by service; a service that several suppliers provide
    counts for the sourcing of each.
    """

    baseline_held: Yardstick
    group: Annotated[GroupName, Said("The service group.")]
    sourcing: Annotated[SourcingName, Said("How these services are sourced.")]
    measured_so: Mapping[int, Measurement]

    @subject
    @told
    def baseline(self) -> TargetRow:
        """What the office expects of the group, whatever the source."""
        return self.baseline_held.figure.row

    @told
    def wanted(self) -> str | None:
        """The baseline in words; null: it cannot be read."""
        return self.baseline_held.promised

    @told
    def services(self) -> ServiceRows:
        """The services of the group that are sourced so."""
        return as_ints(list(self.measured_so))

    @told
    def measured(self) -> ServiceRows:
        """Those of them of which it was measured in the period."""
        return as_ints(list(self._counted))

    @cached_property
    def _counted(self) -> Mapping[int, Measurement]:
        return {row: one for row, one in self.measured_so.items() if one.counted}

    @told
    def meeting(self) -> ServiceRows:
        """Those measured whose mean over the period meets it."""
        kept = (row for row, one in self._counted.items() if meets(one))
        return as_ints(list(kept))

    @property
    def mean(self) -> float | None:
        """The mean of the services' means; None where none was measured."""
        means = [one.mean for one in self._counted.values() if one.mean is not None]
        return fsum(means) / len(means) if means else None

    @told
    def average(self) -> str | None:
        """The mean of the services' means, each service counted alike."""
        return None if self.mean is None else self.baseline_held.in_words(self.mean)

    @told
    def months_missed(self) -> int:
        """The months of a service in which it missed the baseline, of all services measured."""
        return sum(len(one.months_missed) for one in self._counted.values())

    @told
    def months_read(self) -> int:
        """The months of a service in which it was measured, of all services measured."""
        return sum(len(one.months_read) for one in self._counted.values())

    @told
    def missed(self) -> str | None:
        """The same in words; null: nothing was measured."""
        if not self.months_read:
            return None
        return f"{self.months_missed} of {self.months_read} months"


def meets(found: Measurement) -> bool | None:
    """Whether the mean of a period meets a target; None where nothing was measured."""
    return None if found.mean is None else not found.yardstick.misses(found.mean)


def standings(baselines: Baselines, services: Iterable[int]) -> list[BaselineStanding]:
    """The services of each group by how they are sourced, beside each baseline, by its id."""
    snapshot = baselines.agreed.view.snapshot
    sourced: dict[tuple[str, str], list[int]] = defaultdict(list)
    for service in services:
        for sourcing in baselines.sourcings(service):
            sourced[str(snapshot.value(service, "group")), sourcing].append(service)
    found = []
    for group, many in baselines.by_group.items():
        for baseline in many:
            for (of, sourcing), rows in sorted(sourced.items()):
                if of == group:
                    measured = {row: baselines.measured(row, baseline) for row in rows}
                    found.append(BaselineStanding(baseline, group, sourcing, measured))
    return found
