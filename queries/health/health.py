"""The health question: how current, complete and manageable the office is; no single score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Annotated

import numpy as np

from graph_model.words import counted, listed, share_in_words
from queries.answers.answer import Answer
from queries.answers.asked import Asked, Point
from queries.answers.calendar import Calendar
from queries.answers.estate import Include, beside
from queries.answers.told import told, told_once
from queries.answers.types import ItemRow, Said
from queries.answers.view import View
from queries.expiration.expiration import Expirations, expirations
from queries.health.health_scope import BACKWARD, FORWARD, HealthScope, scope_of
from queries.health.indicator import Indicator, LeverIndicators, by_lever, split
from queries.health.lever import Lever
from queries.health.manual import ManualPage, completeness, pages
from queries.health.maturity import maturity, offering
from queries.health.trend import Trend, trends
from queries.impact.unknowns import STALE_AFTER
from queries.service_level.commitment import worth
from queries.service_level.figure import Figure, Measure, figure
from queries.service_level.promise import PromiseVerdict, judged
from queries.snapshot.ours import ours
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

WORST = 3
"""How many of the lowest indicators a verdict names."""
FORCES = ("political", "market", "customer", "inertial")


@dataclass(frozen=True)
class Health(Answer):
    """How current, complete and manageable a part is."""

    part: HealthScope
    calendar: Calendar
    of_reference: Annotated[
        int, Said("How many services of reference data there are that are left out.")
    ] = 0
    trend: Annotated[
        tuple[Trend, ...], Said("The indicators as they were recorded at the points asked for.")
    ] = ()

    def sentence(self, view: View) -> str:
        """What stands worst, and what is not known; there is no score."""
        what = "the whole office" if self.part.about is None else view.name(self.part.about)
        known = [(i.share, i) for i in self.indicators if i.share is not None]
        many = counted(len(self.part.services), "service", "services")
        services = f"{what}, {many}{beside(self.of_reference)}"
        if not known:
            return f"Nothing is recorded of {services} that an indicator could count."
        worst = sorted(known, key=lambda pair: (pair[0], pair[1].title))[:WORST]
        named = listed([f"{i.name(view)} {share_in_words(share)}" for share, i in worst])
        unknown = len(self.indicators) - len(known)
        rest = f"; {unknown:,} are not known" if unknown else ""
        return f"Of {len(self.indicators)} indicators of {services}, the lowest are {named}{rest}."

    @told
    def about(self) -> ItemRow | None:
        """The service, agency or supplier asked about; null: the whole."""
        return self.part.about

    @property
    def snapshot(self) -> Snapshot:
        """The facts it is about."""
        return self.part.snapshot

    @told
    def as_of(self) -> date:
        """The day it is asked for."""
        return self.part.as_of

    @cached_property
    def deadlines(self) -> Expirations:
        """The deadlines of every contract."""
        return expirations(self.snapshot, self.as_of, self.calendar)

    @told_once
    def indicators(self) -> list[Indicator]:
        """Each by itself, the maturity characteristics last; there is no score."""
        return [
            self.currency,
            completeness(self.part),
            *self.baselines,
            self.managed,
            self.market_evidence,
            *self.stakeholders,
            *maturity(self.part, self.deadlines),
        ]

    @told
    def levers(self) -> list[LeverIndicators]:
        """The same indicators by what the office changes them with; what is lowest in each."""
        return by_lever(self.indicators)

    @cached_property
    def currency(self) -> Indicator:
        """Currency of information."""
        formula = f"items verified within {STALE_AFTER.days} days / all items in service"
        rows = self.part.rows
        return split(
            Lever.TRANSPARENCY,
            "currency of information",
            formula,
            rows,
            self.part.lately(rows, "verified_on"),
        )

    @told_once
    def manual(self) -> list[ManualPage]:
        """The manual by its hierarchy."""
        return pages(self.part)

    @cached_property
    def baselines(self) -> list[Indicator]:
        """Service groups against their baseline targets, whatever their source, by id."""
        targets = self.snapshot.rows_of_kind("ServiceLevelTarget")
        unset = targets[self.part.count(targets, "SETS", BACKWARD) == 0]
        groups = self.snapshot.values(as_ints(unset), "baseline_for")
        pairs = zip(unset.tolist(), groups.tolist(), strict=True)
        found = sorted((self.snapshot.id(row), row, group) for row, group in pairs if group)
        return [self._baseline(figure(self.snapshot, row), str(group)) for _, row, group in found]

    def _baseline(self, baseline: Figure, group: str) -> Indicator:
        services = self.part.services[self.part.has(self.part.services, "group", group)]
        verdicts = [self._meets(row, baseline) for row in services.tolist()]
        known = as_ints(
            [s for s, meets in zip(services.tolist(), verdicts, strict=True) if meets is not None]
        )
        named = self.snapshot.name(baseline.row)
        name = named if named.casefold().startswith("baseline") else f"Baseline: {named}"
        formula = f"{group} services whose promised or committed {baseline.measure.value} meets it"
        formula += " / those with one on record"
        met = [meets for meets in verdicts if meets is not None]
        return split(Lever.SERVICE_LEVELS, name, formula, known, met, baseline.row)

    def _meets(self, service: int, baseline: Figure) -> bool | None:
        """Whether the best figure of an agreement about a service meets a baseline.

        None where there is no figure of its measure, the baseline cannot be read, or the figure is
        over a longer window than the baseline's and so may meet it or not.
        """
        agreements = self.part.ends(as_ints([service]), "GOVERNS", BACKWARD)
        targets = self.part.ends(agreements, "SETS", FORWARD).tolist()
        figures = [figure(self.snapshot, row) for row in targets]
        same = [f for f in figures if f.known and f.measure is baseline.measure]
        if not same or not baseline.known or baseline.measure is Measure.OTHER:
            return None
        verdicts = {judged(baseline, worth(f, baseline.window)) for f in same}
        if PromiseVerdict.SUPPORTED in verdicts:
            return True
        return None if PromiseVerdict.UNDETERMINED in verdicts else False

    @cached_property
    def managed(self) -> Indicator:
        """Managed versus brokered services."""
        services = self.part.services
        known = services[[mode is not None for mode in self.snapshot.values(services, "mode")]]
        formula = "managed services / services with a mode on record (the others are brokered)"
        managed = self.part.has(as_ints(known), "mode", "managed")
        return split(Lever.SOURCING, "managed services", formula, as_ints(known), managed)

    @cached_property
    def market_evidence(self) -> Indicator:
        """Evidence for sourcing or retaining what is provided in-house."""
        suppliers = self.snapshot.rows_of_kind("Supplier")
        own = suppliers[self.part.has(suppliers, "sourcing", "insourced")]
        provided = self.part.ends(own, "PROVIDES", FORWARD, "Service")
        rows = as_ints(np.intersect1d(provided, self.part.services))
        tested = self.part.count(rows, "REBIDS", BACKWARD) > 0
        others = offering(self.part, rows, as_ints(own)) > 0
        formula = "in-house services with a market test, or another's offering, on record / all"
        return split(Lever.SOURCING, "source-or-retain evidence", formula, rows, tested | others)

    @cached_property
    def stakeholders(self) -> list[Indicator]:
        """Stakeholders of each force, and whether they were engaged of late."""
        rows = self._stakeholders()
        found = []
        for force in FORCES:
            ours = as_ints(rows[self.part.has(rows, "force", force)])
            formula = f"{force} stakeholders engaged within {STALE_AFTER.days} days / all of them"
            engaged = self.part.lately(ours, "engaged_on")
            title = f"stakeholders: {force}"
            found.append(split(Lever.GOVERNANCE, title, formula, ours, engaged))
        return found

    def _stakeholders(self) -> Ints:
        """The stakeholders that represent or own something of the part, or its customers."""
        part = self.part
        if part.about is None:
            return self.snapshot.rows_of_kind("Stakeholder")
        consumers = part.ends(part.services, "CONSUMES", BACKWARD)
        suppliers = part.ends(part.services, "PROVIDES", BACKWARD, "Supplier")
        represented = np.unique(np.concatenate([consumers, suppliers, [part.about]]))
        speaking = part.ends(as_ints(represented), "REPRESENTS", BACKWARD)
        return as_ints(np.union1d(speaking, part.ends(part.rows, "OWNS", BACKWARD)))


def health(
    snapshot: Snapshot,
    as_of: date,
    of: str | None = None,
    calendar: Calendar | None = None,
    included: bool = False,
) -> Health:
    """The health of the whole, or of the part around an item; reference data if included.

    Raises:
        NotFound: the id is not recorded.
        InvalidQuestion: it is of another kind.
    """
    return Health(scope_of(snapshot, as_of, of, included), calendar or Calendar())


def answer(
    asked: Asked,
    of: str | None,
    trend: Sequence[Point],
    include: Include = Include.OURS,
) -> Health:
    """The health of the whole, or of the part around an item; its trend without a what-if's edits.

    Raises:
        NotFound: the id is not recorded, or the viewer may not see it.
        InvalidQuestion: it is of another kind, or a revision is not one of the journal's.
    """
    if of is not None:
        asked.view.require([of])
    calendar, included = asked.office.calendar, include is Include.REFERENCE
    found = health(asked.snapshot, asked.as_of, of, calendar, included)
    theirs = asked.view.shown(asked.snapshot.rows_of_kind("Service"))
    left = 0 if of is not None or included else int((~ours(asked.snapshot)[theirs]).sum())
    over = trends(asked.recorded, trend, of, calendar, asked.as_of, included) if trend else ()
    return replace(found, trend=tuple(over), of_reference=left)
