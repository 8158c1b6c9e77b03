"""The health question: how current, complete and manageable the office is; no single score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from graph_model.periods import Period, add
from queries.commitment import closure
from queries.days import day_number
from queries.deadline import Calendar
from queries.entitlement import REPLACING
from queries.expiration import OK, Expirations, expirations
from queries.family import Family
from queries.figure import Figure, Measure, figure
from queries.impact import STALE_AFTER
from queries.indicator import Indicator, split
from queries.rows import Ints, as_ints
from queries.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
FORCES = ("political", "market", "customer", "inertial")
SLA, OLA = "ServiceLevelAgreement", "OperatingLevelAgreement"
AHEAD = Period(months=24)
"""How far ahead a contract's end should be provided for."""


@dataclass(frozen=True)
class Health:
    """The indicators of a part of the graph: ``services``, and what hangs on and beneath them.

    ``about`` is the row of the service, agency or supplier asked about, or None for the whole.
    """

    snapshot: Snapshot
    as_of: date
    about: int | None
    services: Ints
    calendar: Calendar

    @cached_property
    def deadlines(self) -> Expirations:
        """The deadlines of every contract."""
        return expirations(self.snapshot, self.as_of, self.calendar)

    # what belongs to the part

    @cached_property
    def rows(self) -> Ints:
        """Every item of the part: the services, what they depend on, and what is said of those."""
        if self.about is None:
            every = np.arange(self.snapshot.size, dtype=np.int32)
            return self.snapshot.standing(every)
        beneath = {r for s in self.services.tolist() for r in closure(self.snapshot, s, self.as_of)}
        core = as_ints(sorted({self.about, *beneath}))
        _, numbers = self.snapshot.neighbours(core)
        numbers = self._holding(numbers)
        ends = np.concatenate([self.snapshot.starts(numbers), self.snapshot.ends(numbers)])
        said = np.isin(self.snapshot.kinds[ends], self._codes(SLA, OLA, "Contract"))
        return as_ints(np.union1d(core, ends[said]))

    def _codes(self, *kinds: str) -> list[int]:
        return [self.snapshot.kind_codes[kind] for kind in kinds]

    def of_kind(self, kind: str) -> Ints:
        """The part's rows of a kind."""
        ours = self.snapshot.kinds[self.rows] == self.snapshot.kind_codes[kind]
        return as_ints(self.rows[ours])

    def _holding(self, numbers: Ints) -> Ints:
        return self.snapshot.holding(numbers, day_number(self.as_of))

    def _count(
        self, rows: Ints, type_: str, direction: Direction, kind: str | None = None
    ) -> NDArray[np.int64]:
        """How many relations that hold, to ends of a kind, each row has, shape (len(rows),)."""
        owner, numbers = self.snapshot.relations_of(rows, type_, direction)
        keep = np.isin(numbers, self._holding(numbers))
        if kind is not None:
            forward = direction is FORWARD
            ends = self.snapshot.ends(numbers) if forward else self.snapshot.starts(numbers)
            keep &= self.snapshot.kinds[ends] == self.snapshot.kind_codes[kind]
        return np.bincount(owner[keep], minlength=len(rows))

    def _ends(self, rows: Ints, type_: str, direction: Direction, kind: str | None = None) -> Ints:
        _, numbers = self.snapshot.relations_of(rows, type_, direction)
        numbers = self._holding(numbers)
        forward = direction is FORWARD
        ends = np.unique(self.snapshot.ends(numbers) if forward else self.snapshot.starts(numbers))
        if kind is not None:
            ends = ends[self.snapshot.kinds[ends] == self.snapshot.kind_codes[kind]]
        return as_ints(ends)

    def _is(self, rows: Ints, field: str, value: object) -> NDArray[np.bool_]:
        return np.asarray([found == value for found in self.snapshot.values(rows, field)], np.bool_)

    # the indicators

    @cached_property
    def indicators(self) -> list[Indicator]:
        """All indicators, the maturity characteristics last."""
        return [
            self.currency,
            self.manual,
            *self.baselines,
            self.managed,
            self.market_evidence,
            *self.stakeholder_forces,
            *self.maturity,
        ]

    @cached_property
    def currency(self) -> Indicator:
        """Currency of information."""
        return self._current("currency of information", self.rows, "items")

    def _current(self, name: str, rows: Ints, what: str) -> Indicator:
        oldest = (self.as_of - STALE_AFTER).isoformat()
        days = self.snapshot.values(rows, "verified_on")
        current = [day is not None and day >= oldest for day in days]
        return split(
            name, f"{what} verified within {STALE_AFTER.days} days / all {what}", rows, current
        )

    @cached_property
    def manual(self) -> Indicator:
        """Completeness of the service management manual."""
        kinds = ("Service", SLA, OLA)
        rows = as_ints(np.concatenate([self.of_kind(kind) for kind in kinds]))
        described = self._count(rows, "DESCRIBES", BACKWARD) > 0
        formula = "services, SLAs and OLAs that a page describes / all of them"
        return split("completeness of the manual", formula, rows, described)

    @cached_property
    def manual_parts(self) -> list[tuple[int, int, int]]:
        """Each document, how many its pages describe, and how many of its pages are stale."""
        oldest = (self.as_of - STALE_AFTER).isoformat()
        found = []
        for row in self.snapshot.rows_of_kind("Document").tolist():
            pages = self._below(row)
            described = self._ends(pages, "DESCRIBES", FORWARD)
            days = self.snapshot.values(pages, "verified_on")
            found.append((row, len(described), sum(d is None or d < oldest for d in days)))
        return found

    def _below(self, document: int) -> Ints:
        """A document and all its parts."""
        seen, frontier = {document}, as_ints([document])
        while len(frontier):
            found = self._ends(frontier, "PART_OF", BACKWARD, "Document").tolist()
            frontier = as_ints([row for row in found if row not in seen])
            seen.update(frontier.tolist())
        return as_ints(sorted(seen))

    @cached_property
    def baselines(self) -> list[Indicator]:
        """Service groups against their baseline targets, whatever their source."""
        targets = self.snapshot.rows_of_kind("ServiceLevelTarget")
        groups = self.snapshot.values(targets, "baseline_for")
        return [
            self._baseline(figure(self.snapshot, int(row)), str(group))
            for row, group in zip(targets, groups, strict=True)
            if group is not None
        ]

    def _baseline(self, baseline: Figure, group: str) -> Indicator:
        services = self.services[self._is(self.services, "group", group)]
        found = [self._best(row, baseline.measure) for row in services.tolist()]
        known = [value is not None for value in found]
        met = [value is not None and _reaches(value, baseline) for value in found]
        name = f"baseline: {self.snapshot.name(baseline.row)}"
        formula = f"{group} services whose promised or committed {baseline.measure.value} meets it"
        formula += " / those with one on record"
        counted = services[np.asarray(known, np.bool_)] if known else services
        return split(name, formula, counted, [m for m, k in zip(met, known, strict=True) if k])

    def _best(self, service: int, measure: Measure) -> float | None:
        """The best figure of a measure that an agreement about the service sets."""
        agreements = self._ends(as_ints([service]), "GOVERNS", BACKWARD)
        targets = self._ends(agreements, "SETS", FORWARD).tolist()
        figures = [figure(self.snapshot, row) for row in targets]
        values = [f.value for f in figures if f.known and f.measure is measure]
        best = max if measure is Measure.AVAILABILITY else min
        return best(values) if values else None

    @cached_property
    def managed(self) -> Indicator:
        """Managed versus brokered services."""
        modes = self.snapshot.values(self.services, "mode")
        rows = self.services[[mode is not None for mode in modes]] if len(modes) else self.services
        formula = "managed services / services with a mode on record (the others are brokered)"
        return split("managed services", formula, rows, self._is(rows, "mode", "managed"))

    @cached_property
    def market_evidence(self) -> Indicator:
        """Evidence for sourcing or retaining what is provided in-house."""
        suppliers = self.snapshot.rows_of_kind("Supplier")
        own = suppliers[self._is(suppliers, "sourcing", "insourced")]
        provided = self._ends(own, "PROVIDES", FORWARD, "Service")
        rows = as_ints(np.intersect1d(provided, self.services))
        tested = self._count(rows, "REBIDS", BACKWARD) > 0
        offered = [self._offered(row, own) for row in rows.tolist()]
        formula = "in-house services with a market test, or another's offering, on record / all"
        return split(
            "source-or-retain evidence", formula, rows, tested | np.asarray(offered, np.bool_)
        )

    def _offered(self, service: int, own: Ints) -> bool:
        """Whether somebody else offers a capability that the service needs."""
        needed = self._ends(as_ints([service]), "NEEDS", FORWARD)
        offerings = self._ends(needed, "DELIVERS", BACKWARD)
        return len(np.setdiff1d(self._ends(offerings, "OFFERS", BACKWARD), own)) > 0

    @cached_property
    def stakeholder_forces(self) -> list[Indicator]:
        """Stakeholders of each force, and whether they were engaged of late."""
        rows = self._stakeholders()
        oldest = (self.as_of - STALE_AFTER).isoformat()
        found = []
        for force in FORCES:
            ours = rows[self._is(rows, "force", force)]
            days = self.snapshot.values(ours, "engaged_on")
            engaged = [day is not None and day >= oldest for day in days]
            formula = f"{force} stakeholders engaged within {STALE_AFTER.days} days / all of them"
            found.append(split(f"stakeholders: {force}", formula, ours, engaged))
        return found

    def _stakeholders(self) -> Ints:
        """The stakeholders that represent or own something of the part, or its customers."""
        if self.about is None:
            return self.snapshot.rows_of_kind("Stakeholder")
        consumers = self._ends(self.services, "CONSUMES", BACKWARD)
        suppliers = self._ends(self.services, "PROVIDES", BACKWARD, "Supplier")
        represented = as_ints(np.unique(np.concatenate([consumers, suppliers, [self.about]])))
        speaking = self._ends(represented, "REPRESENTS", BACKWARD)
        return as_ints(np.union1d(speaking, self._ends(self.rows, "OWNS", BACKWARD)))

    @cached_property
    def maturity(self) -> list[Indicator]:
        """The five maturity characteristics, one indicator each; there is no single number."""
        return [
            self._costs(),
            self._choices(),
            self._competence(),
            self._control(),
            self._change(),
        ]

    def _costs(self) -> Indicator:
        consumed = self.services[self._count(self.services, "CONSUMES", BACKWARD) > 0]
        charged = [self._charged(row) for row in consumed.tolist()]
        formula = "consumed services with an annual charge on every consumption / consumed services"
        return split("cost accountability and currency", formula, consumed, charged)

    def _charged(self, service: int) -> bool:
        numbers = self._holding(self.snapshot.relations(service, "CONSUMES", BACKWARD))
        charges = [self.snapshot.relation_value(n, "annual_charge") for n in numbers.tolist()]
        return all(charge is not None for charge in charges)

    def _choices(self) -> Indicator:
        providers = self._count(self.services, "PROVIDES", BACKWARD) > 1
        open_ = self._is(self.services, "plug_and_play", True)
        offered = [self._offers(row) > 1 for row in self.services.tolist()]
        formula = "services with two providers, plug-and-play, or two suppliers that offer what"
        formula += " they need / all services"
        flags = providers | open_ | np.asarray(offered, np.bool_)
        return split("access to technology choices", formula, self.services, flags)

    def _offers(self, service: int) -> int:
        needed = self._ends(as_ints([service]), "NEEDS", FORWARD)
        offerings = self._ends(needed, "DELIVERS", BACKWARD)
        return len(self._ends(offerings, "OFFERS", BACKWARD))

    def _competence(self) -> Indicator:
        agreements = np.concatenate([self.of_kind(SLA), self.of_kind(OLA)])
        targets = self._ends(as_ints(agreements), "SETS", FORWARD)
        results = [self._measured(row) for row in targets.tolist()]
        known = as_ints(
            [row for row, met in zip(targets.tolist(), results, strict=True) if met is not None]
        )
        formula = "targets that their latest reading meets / targets with a reading"
        return split(
            "operational competence", formula, known, [m for m in results if m is not None]
        )

    def _measured(self, target: int) -> bool | None:
        """Whether a target's latest reading meets it; None without a reading to compare."""
        promised = figure(self.snapshot, target)
        value, at_least = (
            self.snapshot.value(target, "value"),
            promised.measure is Measure.AVAILABILITY,
        )
        latest = max((str(r[-1]) for r in self._readings(target)), default=None)
        if latest is None or not promised.known or not isinstance(value, int | float):
            return None
        figure_read = float(latest.split(" ")[1])
        return figure_read >= value if at_least else figure_read <= value

    def _readings(self, target: int) -> list[list[str]]:
        metrics = self._ends(as_ints([target]), "MEASURES", BACKWARD)
        unit = self.snapshot.value(target, "unit")
        same = [m for m in metrics.tolist() if self.snapshot.value(m, "unit") in (None, unit)]
        found = [self.snapshot.value(m, "readings") for m in same]
        return [readings for readings in found if isinstance(readings, list) and readings]

    @cached_property
    def _contracts(self) -> Ints:
        """The part's contracts in force."""
        day = day_number(self.as_of)
        force = self.deadlines.rows[self.deadlines.last.in_force(day)]
        return as_ints(np.intersect1d(force, self.of_kind("Contract")))

    def _control(self) -> Indicator:
        rights = [
            not Family(self.snapshot, row, self.as_of).rights.keys().isdisjoint(REPLACING)
            for row in self._contracts.tolist()
        ]
        formula = "contracts in force with a right to replace the supplier, own or inherited / all"
        return split("control and flexibility", formula, self._contracts, rights)

    def _change(self) -> Indicator:
        end = day_number(add(self.as_of, AHEAD))
        ending = [row for row in self._contracts.tolist() if self._last(row) <= end]
        ready = [self._ready(row) for row in ending]
        formula = (
            "contracts ending within 24 months with a successor, a procurement, or time to act"
        )
        return split("change capability", formula + " / all of them", as_ints(ending), ready)

    def _last(self, contract: int) -> int:
        return int(self.deadlines.last.last[np.searchsorted(self.deadlines.rows, contract)])

    def _ready(self, contract: int) -> bool:
        at = as_ints([contract])
        follows = self._count(at, "SUCCEEDS", BACKWARD) + self._count(at, "REBIDS", BACKWARD)
        return bool(follows[0]) or self.deadlines.of_row(contract).state == OK


def _reaches(value: float, baseline: Figure) -> bool:
    up = baseline.measure is Measure.AVAILABILITY
    return value >= baseline.value if up else value <= baseline.value


def health(
    snapshot: Snapshot, as_of: date, of: str | None = None, calendar: Calendar | None = None
) -> Health:
    """The health of the whole, or of the part around a service, an agency or a supplier.

    Raises:
        NotFound: the id is not recorded.
        InvalidQuestion: it is of another kind.
    """
    calendar = calendar or Calendar()
    if of is None:
        return Health(snapshot, as_of, None, snapshot.rows_of_kind("Service"), calendar)
    row = int(snapshot.rows([of])[0])
    services = _SERVICES.get(snapshot.kind(row))
    if services is None:
        found = f"{of!r}, a {snapshot.kind(row)}"
        raise InvalidQuestion([Problem("of", found, "a Service, an Agency or a Supplier")])
    return Health(snapshot, as_of, row, services(snapshot, row, as_of), calendar)


def _consumed(snapshot: Snapshot, agency: int, as_of: date) -> Ints:
    """The services that an agency or its programs consume."""
    day = day_number(as_of)
    programs = snapshot.holding(snapshot.relations(agency, "PART_OF", BACKWARD), day)
    consumers = np.concatenate([[agency], snapshot.starts(programs)])
    _, numbers = snapshot.relations_of(as_ints(consumers), "CONSUMES", FORWARD)
    return as_ints(np.unique(snapshot.ends(snapshot.holding(numbers, day))))


def _provided(snapshot: Snapshot, supplier: int, as_of: date) -> Ints:
    """The services that a supplier provides."""
    numbers = snapshot.relations(supplier, "PROVIDES", FORWARD)
    ends = np.unique(snapshot.ends(snapshot.holding(numbers, day_number(as_of))))
    return as_ints(ends[snapshot.kinds[ends] == snapshot.kind_codes["Service"]])


def _itself(snapshot: Snapshot, service: int, as_of: date) -> Ints:
    return as_ints([service])


_SERVICES: Mapping[str, Callable[[Snapshot, int, date], Ints]] = {
    "Service": _itself,
    "Agency": _consumed,
    "Supplier": _provided,
}
