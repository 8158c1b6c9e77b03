"""The service levels question: what is promised, what it rests on, and whether that can hold it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from queries.answers.answer import Answer
from queries.service_level.availability import Bound, exactly, in_series
from queries.service_level.commitment import Support, Supports
from queries.service_level.figure import Figure, Measure, figure
from queries.service_level.service_chain import FORWARD, Chain
from queries.service_level.service_gap import Gap, gaps
from queries.snapshot.base import DEPENDS_ON
from queries.snapshot.snapshot import Snapshot


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
    does not. What is not known is in ``problem`` (of the promise itself), ``missing`` (rows that
    nothing is committed for) and ``unread`` (committed figures that cannot be compared): then the
    promise is undetermined, unless what is known falls short by itself. ``resting_on`` are the
    target rows that the support was worked out from. ``shared`` are rows that two or more of what
    lies beneath depend on: independence, where it was assumed, does not hold for those.
    ``services`` and ``customers`` are all those the one figure is promised for and to.
    """

    agreement: int
    figure: Figure
    verdict: Verdict
    support: Bound | None
    short_by: float
    problem: str | None
    missing: tuple[int, ...]
    unread: tuple[Figure, ...]
    resting_on: tuple[int, ...]
    shared: tuple[int, ...]
    services: tuple[int, ...]
    customers: tuple[int, ...]

    def why(self, name: Callable[[int], str]) -> str | None:
        """What is not known, in words, rows called by their name; None where all is."""
        missing = ", ".join(name(row) for row in self.missing)
        unread = "; ".join(f"{name(f.row)}: {f.problem}" for f in self.unread)
        parts = (
            self.problem,
            f"nothing is committed for {missing}" if missing else None,
            f"left out, {unread}" if unread else None,
        )
        return "; ".join(part for part in parts if part) or None


@dataclass(frozen=True)
class ServiceLevels(Chain, Answer):
    """The promises of one service, what supports them, and what is missing. Rows throughout."""

    @cached_property
    def promises(self) -> list[Promise]:
        """Every figure promised for the service, and whether it is supported, by SLA and target."""
        return [
            self._promise(sla, figure(self.snapshot, target))
            for sla in self.slas.tolist()
            for target in self.targets(sla).tolist()
        ]

    def _promise(self, sla: int, promised: Figure) -> Promise:
        problem = promised.problem
        if problem is None and promised.measure is Measure.OTHER:
            problem = "its metric is none that can be composed"
        support = self._support(sla, promised) if problem is None else None
        missing = support.missing if support else ()
        unread = tuple(self._unread(promised.measure)) if support else ()
        bound = support.bound if support else None
        verdict, short = _judged(promised, bound) if bound else (Verdict.UNDETERMINED, 0.0)
        if (missing or unread) and verdict is not Verdict.UNSUPPORTED:
            verdict = Verdict.UNDETERMINED
        return Promise(
            sla,
            promised,
            verdict,
            bound,
            short,
            problem,
            missing,
            unread,
            support.resting_on if support else (),
            self._shared if bound and bound.likely != bound.sure else (),
            tuple(self.ends(sla, "GOVERNS", FORWARD).tolist()),
            tuple(self.ends(sla, "PROMISED_TO", FORWARD).tolist()),
        )

    def _support(self, sla: int, promised: Figure) -> Support:
        """What the promise rests on."""
        beneath = frozenset(self.underpinning(sla))
        supports = Supports(self.snapshot, self.as_of, promised.measure, promised.window, beneath)
        found, apart = supports.of(self.service), self._apart(sla, supports)
        if apart is None:
            return found
        if found.missing == (self.service,):
            return apart
        bound = self._both(supports, [found.bound, apart.bound])
        return Support(bound, found.missing, (*found.resting_on, *apart.resting_on))

    def _unread(self, measure: Measure) -> list[Figure]:
        """Which figures committed beneath cannot be compared."""
        return [f for f in self._committed if f.measure is measure and not f.known]

    @cached_property
    def _committed(self) -> list[Figure]:
        """Every figure that the OLAs set."""
        targets = dict.fromkeys(t for ola in self.olas.tolist() for t in self.targets(ola).tolist())
        return [figure(self.snapshot, target) for target in targets]

    def _apart(self, sla: int, supports: Supports) -> Support | None:
        """What the underpinning agreements commit to that govern nothing beneath the service."""
        inside = set(self.beneath.tolist())
        figures = [
            found
            for agreement in self.underpinning(sla)
            if inside.isdisjoint(self.ends(agreement, "GOVERNS", FORWARD).tolist())
            for found in supports.figures(agreement)
        ]
        if not figures:
            return None
        bound = self._both(supports, [exactly(supports.worth(f)) for f in figures])
        return Support(bound, (), tuple(f.row for f in figures))

    def _both(self, supports: Supports, bounds: Sequence[Bound]) -> Bound:
        if supports.measure is Measure.AVAILABILITY:
            return in_series(bounds)
        return Bound(max(b.likely for b in bounds), max(b.sure for b in bounds))

    @cached_property
    def _shared(self) -> tuple[int, ...]:
        """What two or more of the service and what lies beneath it depend on."""
        _, numbers = self.snapshot.relations_of(self.beneath, DEPENDS_ON, FORWARD)
        numbers = self.snapshot.holding(numbers, self._day)
        starts, ends = self.snapshot.starts(numbers), self.snapshot.ends(numbers)
        pairs = np.unique(np.stack([starts, ends]), axis=1)
        rows, dependents = np.unique(pairs[1], return_counts=True)
        return tuple(rows[(dependents > 1) & (rows != self.service)].tolist())

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is missing in the chain, by kind."""
        return gaps(self)


def _judged(promised: Figure, support: Bound) -> tuple[Verdict, float]:
    """The verdict, and by how much the likely figure falls short."""
    if short := promised.short_by(support.likely):
        return Verdict.UNSUPPORTED, short
    return (Verdict.IF_ASSUMED if promised.short_by(support.sure) else Verdict.SUPPORTED), 0.0


@dataclass(frozen=True, slots=True)
class PromiseChange:
    """One figure's promise on two sides of a what-if; None where it is not made."""

    before: Promise | None
    after: Promise | None


def changed_promises(before: ServiceLevels, after: ServiceLevels) -> list[PromiseChange]:
    """The promises of one service whose verdict or support a what-if changes, by agreement.

    Both sides lie over one base, so rows agree.
    """
    sides = [{(p.agreement, p.figure.row): p for p in side.promises} for side in (before, after)]
    pairs = [PromiseChange(sides[0].get(k), sides[1].get(k)) for k in sides[0] | sides[1]]
    return [pair for pair in pairs if _told(pair.before) != _told(pair.after)]


def _told(promise: Promise | None) -> tuple[object, ...] | None:
    """What makes two answers about one promise differ."""
    if promise is None:
        return None
    return promise.verdict, promise.support, promise.figure, promise.missing, promise.unread


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
