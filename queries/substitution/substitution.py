"""The substitution question: what changes hands and what is exposed if a supplier is replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Annotated

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.calendar import Calendar
from queries.answers.listing import Listing
from queries.answers.told import told, told_once, told_with
from queries.answers.types import (
    AgencyRows,
    Id,
    MetricRows,
    MoneyText,
    Said,
    ServiceRows,
    SupplierRow,
)
from queries.answers.view import View
from queries.contract.contract import lapsed
from queries.contract.worth import Sums, texts
from queries.expiration.contract_expiration import Expiration
from queries.expiration.entitlement import Entitlement, entitlements, summed_fees
from queries.expiration.expiration import Expirations, expirations
from queries.impact.impact import Impact, LevelCount, impact
from queries.service_level.service_level import PromiseChange
from queries.snapshot.consumption import consumption
from queries.snapshot.days import day_number
from queries.snapshot.ours import ours
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot
from queries.substitution.before_after import LENS, BeforeAfter, SubstitutionDifference
from queries.substitution.critical_path import CriticalPath
from queries.substitution.force import ForceEngaged, forces_engaged
from queries.substitution.lost_metrics import lost_metrics
from queries.substitution.verdict import verdict
from queries.supplier.candidate import HEADING, Candidate, Needs, candidates, needs, ordered
from queries.supplier.candidate_part import CandidatePart
from queries.what_if.edit import ReplaceSupplier
from queries.what_if.scenario import Scenario, scenario

DIRECT, INDIRECT = "DIRECT", "INDIRECT"


@dataclass(frozen=True)
class Substitution(Answer):
    """What replacing a supplier touches: its impact under the sourcing lens, as a broker reads it.

    ``services`` are the rows it is narrowed to, or None for all; ``part`` is what candidates are
    ordered by.
    """

    impact: Annotated[Impact, Said("All that it touches, under the sourcing lens.")]
    supplier: Annotated[SupplierRow, Said("Who is replaced.")]
    by: Annotated[SupplierRow | None, Said("Who takes its place.")]
    services: Ints | None
    on: Annotated[date, Said("The day of the replacement.")]
    calendar: Calendar
    part: CandidatePart | None = None
    seen: Flags | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The facts it is about."""
        return self.impact.snapshot

    @told
    def as_of(self) -> date:
        """The day it is asked for."""
        return self.impact.as_of

    def of_kind(self, kind: str) -> Ints:
        """The affected rows of a kind, highest level first."""
        return self.impact.of_ours(self.impact.rows_of([kind]))

    def changing(self, kind: str) -> Ints:
        """What changes hands: the rows of a kind at DIRECT, the starts left out."""
        return self._at(kind, DIRECT)

    def exposed(self, kind: str) -> Ints:
        """What is exposed: the rows of a kind at INDIRECT."""
        return self._at(kind, INDIRECT)

    def _at(self, kind: str, level: str) -> Ints:
        rows = self.of_kind(kind)
        code = self.impact.lens.code(level)
        return as_ints(rows[(self.impact.levels[rows] == code) & (rows != self.supplier)])

    @cached_property
    def citizen_facing(self) -> Ints:
        """The services, changing hands or exposed, that citizens use directly."""
        rows = self.impact.of_ours(self.impact.rows_of(["Service"], INDIRECT))
        flags = self.snapshot.values(rows, "citizen_facing")
        return rows[np.asarray([flag is True for flag in flags], np.bool_)] if len(rows) else rows

    @told_once
    def customers(self) -> AgencyRows:
        """The agencies exposed as customers of what changes hands or is exposed."""
        of, impact = consumption(self.snapshot, self.as_of), self.impact
        rows = impact.rows_of(None, INDIRECT)
        exposed = np.zeros(self.snapshot.size, np.bool_)
        exposed[rows] = True
        found = np.unique(of.agency[exposed[of.service] & exposed[of.consumer]])
        return as_ints(found[ours(self.snapshot)[found]])

    @told
    def of_reference(self) -> list[LevelCount]:
        """How much of reference data it touches, counted apart, by kind and level."""
        return self.impact.of_reference

    @told
    def forces(self) -> list[ForceEngaged]:
        """Whom to engage, by the force through which they act."""
        return forces_engaged(self.impact)

    @told_once
    def metrics(self) -> MetricRows:
        """The metrics that lose their source.

        Narrowed to services, those are the supplier's metrics of targets that agreements about the
        services set, or of such agreements.
        """
        if self.services is None:
            return self.changing("OperatingLevelMetric")
        return lost_metrics(self.snapshot, self.supplier, self.services, self.as_of)

    # may

    @cached_property
    def deadlines(self) -> Expirations:
        """The deadlines of every contract, for the question's date."""
        return expirations(self.snapshot, self.as_of, self.calendar)

    @told_once
    def may(self) -> list[Entitlement]:
        """Whether the office may: what each contract that changes hands allows, first to act by.

        Where no day of the replacement is named it is judged by the question's date, but triggers
        count up to the last day of the contracts.
        """
        rows = [ending.row for ending in self.endings]
        return entitlements(self.deadlines, rows, self.on, self._horizon)

    @property
    def _horizon(self) -> date:
        if self.on > self.as_of:
            return self.on
        ends = [e.ends_on for e in self.endings if e.ends_on is not None]
        return max([self.on, *ends])

    # when

    @cached_property
    def endings(self) -> list[Expiration]:
        """The contracts that change hands, the one to act on first before the others."""
        found = [
            Expiration.of_row(self.deadlines, row) for row in self.changing("Contract").tolist()
        ]
        id_ = self.snapshot.id
        return sorted(found, key=lambda e: (e.next_step_on or date.max, id_(e.row)))

    @told_once
    def when(self) -> CriticalPath:
        """By when what has to be done, and when hands can have changed."""
        return CriticalPath(self.endings, self.as_of, self.on)

    @told
    def fees(self) -> list[MoneyText]:
        """What leaving contracts that you may see before their end costs, on the replacement's day.

        By currency; where no later day is named, on the earliest. What is not recorded is missing.
        """
        return texts(self.fee_sums)

    @cached_property
    def fee_sums(self) -> Sums:
        """The same as amounts."""
        found = self.when.earliest
        day = self.on if self.on > self.as_of or found is None else found.on
        rows = [ending.row for ending in self.endings if self._sees(ending.row)]
        return summed_fees(entitlements(self.deadlines, rows, day))

    def _sees(self, row: int) -> bool:
        return self.seen is None or bool(self.seen[row])

    # can

    @cached_property
    def needs(self) -> Needs:
        """What the services that change hands ask of whoever takes them over."""
        services = self.changing("Service") if self.services is None else self.services
        return needs(self.snapshot, services, self.supplier, self.as_of)

    @told
    def candidates_heading(self) -> str:
        """What candidates are."""
        return HEADING

    @told
    def candidates_note(self) -> str | None:
        """What is not recorded of the needs, so that candidates cannot be told; null: nothing."""
        return self.needs.note

    @told
    def without_needs(self) -> ServiceRows:
        """The services of which it is not recorded what they need."""
        return self.needs.silent

    @told_once
    def candidates(self) -> Listing[Candidate]:
        """The candidate asked about; or, without one, everybody who offers what is needed."""
        if self.by is None:
            found = candidates(self.snapshot, self.needs, self.as_of, self.seen)
            return ordered(found, self.part)
        named = Candidate(self.snapshot, self.by, self.needs, self.as_of, self.seen)
        return ordered([named], self.part)

    # what if

    @property
    def edit(self) -> ReplaceSupplier | None:
        """The substitution as an edit, to compare before with after or to save; None without by."""
        if self.by is None:
            return None
        services = None if self.services is None else tuple(self.snapshot.ids_of(self.services))
        on = None if self.on == self.as_of else self.on
        id_ = self.snapshot.id
        return ReplaceSupplier(id_(self.supplier), id_(self.by), services, on)

    @cached_property
    def _sides(self) -> BeforeAfter | None:
        return None if self.edit is None else BeforeAfter(self.snapshot, self.edit, self.on)

    @told_once
    def difference(self) -> SubstitutionDifference | None:
        """What hangs on either supplier before and after, on the day; null without a candidate."""
        return self._sides.difference if self._sides else None

    @told_once
    def promises(self) -> list[PromiseChange]:
        """The promises of the services that change hands whose support changes with it."""
        return self._sides.promises(self.needs.services) if self._sides else []

    @told_with
    def scenario(
        self, id_: Annotated[Id, Said("The ChangeSet's id, chosen by its author.")], view: View
    ) -> Scenario | None:
        """The substitution as a ChangeSet, to keep and to apply; null without a candidate."""
        if self.edit is None:
            return None
        return scenario(self.snapshot, [self.edit], self.as_of, id_, view.viewer)

    @told_with
    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        return verdict(self, view)


def answer(
    asked: Asked,
    supplier: str,
    by: str | None,
    services: Sequence[str] | None,
    on: date | None,
    order_by: CandidatePart | None,
) -> Substitution:
    """The substitution of a supplier that the viewer may see, for services that they may.

    Raises:
        NotFound, InvalidQuestion: as :func:`substitution`.
    """
    asked.view.require([supplier, *([by] if by is not None else []), *(services or ())])
    calendar = asked.office.calendar
    found = substitution(asked.snapshot, supplier, asked.as_of, by, services, on, calendar)
    return replace(found, part=order_by, seen=asked.view.visible)


def substitution(
    snapshot: Snapshot,
    supplier: str,
    as_of: date,
    by: str | None = None,
    services: Sequence[str] | None = None,
    on: date | None = None,
    calendar: Calendar | None = None,
) -> Substitution:
    """What replacing a supplier touches: all of it, or its part in some services.

    The replacement is on a day, unset: at once. ``calendar`` has the default times and holidays.
    Narrowed to services, the effect starts from them and from the contracts in force with the
    supplier that cover them.

    Raises:
        InvalidQuestion: an id is not of a supplier, or not of a service; it takes its own place.
        NotFound: with the ids that are not recorded.
    """
    replaced = _of_kind(snapshot, [supplier], "Supplier", "supplier")
    candidate = _of_kind(snapshot, [by], "Supplier", "by") if by is not None else None
    narrowed = _of_kind(snapshot, services, "Service", "services") if services else None
    if candidate is not None and replaced[0] == candidate[0]:
        raise InvalidQuestion([Problem("by", repr(by), "another supplier")])
    begin = replaced if narrowed is None else _narrowed(snapshot, replaced, narrowed, as_of)
    found = impact(snapshot, snapshot.ids_of(begin), LENS, as_of)
    by_row = int(candidate[0]) if candidate is not None else None
    day = on or as_of
    return Substitution(found, int(replaced[0]), by_row, narrowed, day, calendar or Calendar())


def _of_kind(snapshot: Snapshot, ids: Sequence[str], kind: str, argument: str) -> Ints:
    rows = snapshot.rows(ids)
    problems = [
        Problem(argument, f"{id_!r}, a {snapshot.kind(row)}", f"a {kind}")
        for id_, row in zip(ids, rows.tolist(), strict=True)
        if snapshot.kind(row) != kind
    ]
    if problems:
        raise InvalidQuestion(problems)
    return rows


def _narrowed(snapshot: Snapshot, supplier: Ints, services: Ints, as_of: date) -> Ints:
    """The services, and the contracts in force with the supplier that cover them."""
    day = day_number(as_of)
    _, covers = snapshot.relations_of(services, "COVERS", Direction.BACKWARD)
    covering = snapshot.starts(snapshot.holding(covers, day))
    _, with_ = snapshot.relations_of(supplier, "WITH", Direction.BACKWARD)
    own = snapshot.starts(snapshot.holding(with_, day))
    contracts = np.intersect1d(covering, own)
    in_force = contracts[~lapsed(snapshot, day)[contracts]]
    return as_ints(np.concatenate([services, in_force]))
