"""The service levels question: what is promised, what it rests on, and whether that can hold it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import combinations

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from queries.availability import Bound, in_series, window_days
from queries.base import DEPENDS_ON
from queries.commitment import Support, Supports, closure
from queries.days import day_number
from queries.figure import Figure, Measure, figure
from queries.rows import Ints, as_ints
from queries.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
SLA, OLA = "ServiceLevelAgreement", "OperatingLevelAgreement"


class Verdict(Enum):
    """What can be said of a promise."""

    SUPPORTED = "supported"
    IF_ASSUMED = "supported if the assumption holds"
    UNSUPPORTED = "unsupported"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Promise:
    """One figure promised by an SLA, and what the underpinning can support at most.

    ``short_by`` is by how much the likely figure misses the promise (fraction or seconds), 0 if it
    does not. ``why`` says what is not known: then the promise is undetermined, unless what is known
    falls short by itself. ``shared`` are rows beneath several members or
    parts, for which independence does not hold. ``services`` and ``customers`` are all those the
    one figure is promised for and to.
    """

    agreement: int
    figure: Figure
    verdict: Verdict
    support: Bound | None
    short_by: float
    why: str | None
    resting_on: tuple[int, ...]
    shared: tuple[int, ...]
    services: tuple[int, ...]
    customers: tuple[int, ...]


class GapKind(Enum):
    """What can be missing in a chain of service levels."""

    NO_JOINT_OLA = "no OLA binds both suppliers of a dependency"
    NO_OLA = "an SLA with no OLA beneath it"
    NOT_DESCRIBED = "an OLA that no manual page describes"
    NOT_MEASURED = "a target that nothing measures"
    OVERDUE = "a metric past its window"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing: the rows concerned, in the order of the kind's wording."""

    kind: GapKind
    rows: tuple[int, ...]


@dataclass(frozen=True)
class ServiceLevels:
    """The chain of one service; each part is worked out when asked for. Rows throughout."""

    snapshot: Snapshot
    service: int
    as_of: date

    @cached_property
    def _day(self) -> int:
        return day_number(self.as_of)

    def _ends(self, row: int, type_: str, direction: Direction, kind: str | None = None) -> Ints:
        """The other ends of a row's relations that hold, of a kind, each once."""
        numbers = self.snapshot.holding(self.snapshot.relations(row, type_, direction), self._day)
        forward = direction is FORWARD
        ends = self.snapshot.ends(numbers) if forward else self.snapshot.starts(numbers)
        if kind is not None:
            ends = ends[self.snapshot.kinds[ends] == self.snapshot.kind_codes[kind]]
        return as_ints(list(dict.fromkeys(ends.tolist())))

    @cached_property
    def slas(self) -> Ints:
        """The SLAs that govern the service."""
        return self._ends(self.service, "GOVERNS", BACKWARD, SLA)

    @cached_property
    def beneath(self) -> Ints:
        """Everything the service depends on, itself included, rising."""
        return as_ints(sorted(closure(self.snapshot, self.service, self.as_of)))

    @cached_property
    def olas(self) -> Ints:
        """The OLAs that underpin the SLAs, or govern what the service depends on."""
        found: dict[int, None] = {}
        for sla in self.slas.tolist():
            found |= dict.fromkeys(self._underpinning(sla))
        for row in self.beneath.tolist():
            found |= dict.fromkeys(self._ends(row, "GOVERNS", BACKWARD, OLA).tolist())
        return as_ints(list(found))

    def _underpinning(self, agreement: int) -> list[int]:
        """The OLAs beneath an agreement, over any number of agreements, each once."""
        found: dict[int, None] = {}
        waiting = [agreement]
        while waiting:
            for row in self._ends(waiting.pop(), "UNDERPINNED_BY", FORWARD).tolist():
                if row not in found:
                    found[row] = None
                    waiting.append(row)
        code = self.snapshot.kind_codes[OLA]
        return [row for row in found if self.snapshot.kinds[row] == code]

    def targets(self, agreement: int) -> Ints:
        """The targets that an agreement sets."""
        return self._ends(agreement, "SETS", FORWARD)

    def metrics(self, target: int) -> Ints:
        """The metrics that measure a target."""
        return self._ends(target, "MEASURES", BACKWARD)

    # promises

    @cached_property
    def promises(self) -> list[Promise]:
        """Every figure promised for the service, and whether it is supported, by SLA and target."""
        return [
            self._promise(sla, figure(self.snapshot, target))
            for sla in self.slas.tolist()
            for target in self.targets(sla).tolist()
        ]

    def _promise(self, sla: int, promised: Figure) -> Promise:
        support, why = self._support(sla, promised)
        bound = support.bound if support else None
        verdict, short = _judged(promised, bound) if bound else (Verdict.UNDETERMINED, 0.0)
        if why is not None and verdict is not Verdict.UNSUPPORTED:
            verdict = Verdict.UNDETERMINED
        customers = self._ends(sla, "PROMISED_TO", FORWARD)
        services = self._ends(sla, "GOVERNS", FORWARD)
        shared = self._shared(verdict)
        return Promise(
            sla,
            promised,
            verdict,
            bound,
            short,
            why,
            support.resting_on if support else (),
            shared,
            tuple(services.tolist()),
            tuple(customers.tolist()),
        )

    def _support(self, sla: int, promised: Figure) -> tuple[Support | None, str | None]:
        """What the promise rests on, and why that does not tell all, if it does not."""
        if promised.problem:
            return None, promised.problem
        if promised.measure is Measure.OTHER:
            return None, "its metric is none that can be composed"
        supports = Supports(self.snapshot, self.as_of, promised.measure, promised.window)
        found, apart = supports.of(self.service), self._apart(sla, supports)
        missing = found.missing
        if apart and missing == (self.service,):
            return apart, None
        if apart:
            bound = self._both(supports, found.bound, apart.bound)
            found = Support(bound, missing, (*found.resting_on, *apart.resting_on))
        names = ", ".join(self.snapshot.name(row) for row in missing)
        return found, f"nothing is committed for {names}" if missing else None

    def _apart(self, sla: int, supports: Supports) -> Support | None:
        """What the underpinning OLAs commit to that govern nothing the service depends on."""
        inside = set(self.beneath.tolist())
        figures = []
        for ola in self._underpinning(sla):
            if inside.isdisjoint(self._ends(ola, "GOVERNS", FORWARD).tolist()):
                figures += supports.figures(ola)
        if not figures:
            return None
        bounds = [Bound(f.value, f.value) for f in figures]
        return Support(self._both(supports, *bounds), (), tuple(f.row for f in figures))

    def _both(self, supports: Supports, *bounds: Bound) -> Bound:
        if supports.measure is Measure.AVAILABILITY:
            return in_series(bounds)
        return Bound(max(b.likely for b in bounds), max(b.sure for b in bounds))

    def _shared(self, verdict: Verdict) -> tuple[int, ...]:
        """What lies beneath two members of one group, where independence was assumed."""
        if verdict is not Verdict.IF_ASSUMED:
            return ()
        found: set[int] = set()
        for row in self.beneath.tolist():
            numbers = self.snapshot.relations(row, DEPENDS_ON, FORWARD)
            numbers = self.snapshot.holding(numbers, self._day)
            marks = self.snapshot.picked(numbers).mark
            for mark in np.unique(marks[marks > 0]):
                members = self.snapshot.ends(numbers[marks == mark]).tolist()
                under = [closure(self.snapshot, member, self.as_of) for member in members]
                for one, other in combinations(under, 2):
                    found |= one & other
        return tuple(sorted(found))

    # gaps

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is missing in the chain, by kind."""
        return [
            *self._unbound(),
            *(
                Gap(GapKind.NO_OLA, (sla,))
                for sla in self.slas.tolist()
                if not self._underpinning(sla)
            ),
            *(
                Gap(GapKind.NOT_DESCRIBED, (ola,))
                for ola in self.olas.tolist()
                if not len(self._ends(ola, "DESCRIBES", BACKWARD))
            ),
            *self._unmeasured(),
        ]

    def _unbound(self) -> list[Gap]:
        """Dependencies between two suppliers that no OLA binds both to."""
        found = []
        for row in self.beneath.tolist():
            above = self._ends(row, "PROVIDES", BACKWARD).tolist()
            for below in self._ends(row, DEPENDS_ON, FORWARD).tolist():
                for supplier in self._ends(below, "PROVIDES", BACKWARD).tolist():
                    apart = [one for one in above if one != supplier]
                    if above and supplier not in above and not self._bound(apart, supplier):
                        found.append(Gap(GapKind.NO_JOINT_OLA, (row, below, apart[0], supplier)))
        return found

    def _bound(self, above: Sequence[int], below: int) -> bool:
        olas = set(self._ends(below, "BINDS", BACKWARD).tolist())
        return any(
            not olas.isdisjoint(self._ends(one, "BINDS", BACKWARD).tolist()) for one in above
        )

    def _unmeasured(self) -> list[Gap]:
        found = []
        for agreement in [*self.slas.tolist(), *self.olas.tolist()]:
            for target in self.targets(agreement).tolist():
                metrics = self.metrics(target).tolist()
                if not metrics:
                    found.append(Gap(GapKind.NOT_MEASURED, (target, agreement)))
                found += [Gap(GapKind.OVERDUE, (m, target)) for m in metrics if self._overdue(m)]
        return found

    def _overdue(self, metric: int) -> bool:
        """Whether a metric's last reading lies further back than its window."""
        window = self.snapshot.value(metric, "window")
        readings = self.snapshot.value(metric, "readings")
        if window is None:
            return False
        if not isinstance(readings, list) or not readings:
            return True
        last = date.fromisoformat(readings[-1].split(" ")[0])
        days = window_days(str(window)) or 0.0
        return (self.as_of - last).days > days


def _judged(promised: Figure, support: Bound) -> tuple[Verdict, float]:
    """The verdict, and by how much the likely figure falls short."""
    sign = 1 if promised.measure is Measure.AVAILABILITY else -1
    tolerance = 1e-12 * max(1.0, promised.value)
    short = sign * (promised.value - support.likely)
    if short > tolerance:
        return Verdict.UNSUPPORTED, short
    sure = sign * (promised.value - support.sure) <= tolerance
    return (Verdict.SUPPORTED if sure else Verdict.IF_ASSUMED), 0.0


def service_levels(snapshot: Snapshot, of: Sequence[str], as_of: date) -> list[ServiceLevels]:
    """The chains of some services, in the order asked for.

    Raises:
        NotFound: with the ids that are not recorded.
        InvalidQuestion: an id is not of a service.
    """
    rows = snapshot.rows(of).tolist()
    wrong = [
        Problem("of", f"{id_!r}, a {snapshot.kind(row)}", "a Service")
        for id_, row in zip(of, rows, strict=True)
        if snapshot.kind(row) != "Service"
    ]
    if wrong:
        raise InvalidQuestion(wrong)
    return [ServiceLevels(snapshot, row, as_of) for row in rows]
