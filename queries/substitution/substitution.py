"""The substitution question: what changes hands and what is exposed if a supplier is replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from graph_model.words import counted
from queries.answers.scope import Scope, everything
from queries.contract.contract import lapsed
from queries.contract.deadline import Calendar
from queries.contract.family import money
from queries.expiration.contract_expiration import Expiration
from queries.expiration.entitlement import Entitlement, entitlements
from queries.expiration.expiration import Expirations, expirations
from queries.impact.impact import Impact, impact
from queries.service_level.service_level import PromiseChange, ServiceLevels, changed_promises
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot
from queries.substitution.critical_path import Earliest, Milestone, critical_path, earliest
from queries.supplier.candidate import Candidate, Needs, candidates, needs
from queries.what_if.comparison import WhatIf, what_if
from queries.what_if.edit import ReplaceSupplier, Scenario, scenario

LENS, DIRECT, INDIRECT = "sourcing", "DIRECT", "INDIRECT"


@dataclass(frozen=True, slots=True)
class Difference:
    """What hangs on the replaced supplier, and on who takes its place, before and after."""

    replaced: WhatIf
    by: WhatIf


@dataclass(frozen=True)
class Substitution:
    """A supplier's substitution: its impact under the sourcing lens, read as a broker would.

    ``supplier`` and ``by`` are rows; ``services`` the rows it is narrowed to, or None for all;
    ``on`` is the day of the replacement, ``scope`` what the asker may see of its edits.
    """

    impact: Impact
    supplier: int
    by: int | None
    services: Ints | None
    on: date
    calendar: Calendar
    scope: Scope = field(default_factory=everything)

    def of_kind(self, kind: str) -> Ints:
        """The affected rows of a kind, highest level first."""
        return self.impact.affected([kind])

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
        rows = self.impact.affected(["Service"], INDIRECT)
        flags = self.impact.snapshot.values(rows, "citizen_facing")
        return rows[np.asarray([flag is True for flag in flags], np.bool_)] if len(rows) else rows

    def stakeholders(self) -> dict[str, Ints]:
        """The stakeholders to engage, by the force through which they act ("" where unknown)."""
        rows = self.of_kind("Stakeholder")
        forces = self.impact.snapshot.values(rows, "force")
        named = np.asarray([force or "" for force in forces], object)
        return {force: as_ints(rows[named == force]) for force in sorted(set(named.tolist()))}

    @cached_property
    def metrics(self) -> Ints:
        """The metrics that lose their source.

        Narrowed to services, those are the supplier's metrics of targets that agreements about the
        services set, or of such agreements.
        """
        if self.services is None:
            return self.changing("OperatingLevelMetric")
        provided = self._ends(as_ints([self.supplier]), "PROVIDES", Direction.FORWARD)
        agreements = self._ends(self.services, "GOVERNS", Direction.BACKWARD)
        targets = self._ends(agreements, "SETS", Direction.FORWARD)
        measured = as_ints(np.concatenate([agreements, targets]))
        metrics = self._ends(measured, "MEASURES", Direction.BACKWARD)
        return as_ints(np.intersect1d(metrics, provided))

    def _ends(self, rows: Ints, type_: str, direction: Direction) -> Ints:
        snapshot = self.impact.snapshot
        _, numbers = snapshot.relations_of(rows, type_, direction)
        numbers = snapshot.holding(numbers, day_number(self.impact.as_of))
        forward = direction is Direction.FORWARD
        return as_ints(np.unique(snapshot.ends(numbers) if forward else snapshot.starts(numbers)))

    # may

    @cached_property
    def deadlines(self) -> Expirations:
        """The deadlines of every contract, for the question's date."""
        return expirations(self.impact.snapshot, self.impact.as_of, self.calendar)

    @cached_property
    def entitlements(self) -> list[Entitlement]:
        """Whether the office may: what each contract that changes hands allows, first to act by.

        Where no day of the replacement is named it is judged by the question's date, but triggers
        count up to the last day of the contracts.
        """
        rows = [ending.row for ending in self.endings]
        return entitlements(self.deadlines, rows, self.on, self._horizon)

    @property
    def _horizon(self) -> date:
        if self.on > self.impact.as_of:
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
        id_ = self.impact.snapshot.id
        return sorted(found, key=lambda e: (e.next_step_on or date.max, id_(e.row)))

    @property
    def critical(self) -> Expiration | None:
        """The contract whose next step comes first, if any has one."""
        head = next(iter(self.endings), None)
        return head if head is not None and head.next_step_on is not None else None

    @cached_property
    def path(self) -> list[Milestone]:
        """What has to be done by when: contract ends, transitions, starts, notices, meetings."""
        return critical_path(self.endings)

    @cached_property
    def earliest(self) -> Earliest | None:
        """The earliest day on which all contracts can have changed hands, begun today."""
        return earliest(self.endings)

    @cached_property
    def fees(self) -> Mapping[str, Decimal]:
        """What leaving contracts before their end costs, on the day of the replacement.

        By currency; where no later day is named, on the earliest. What is not recorded is missing.
        """
        day = self.on if self.on > self.impact.as_of or self.earliest is None else self.earliest.on
        sums: dict[str, Decimal] = {}
        for found in entitlements(self.deadlines, [e.row for e in self.endings], day):
            amount, currency = money(found.fee)
            if currency:
                sums[currency] = sums.get(currency, Decimal(0)) + amount
        return sums

    @property
    def spare_days(self) -> int | None:
        """The days between the earliest day and the day of the replacement; below 0: too late.

        None where no later day is named, or the earliest is not known.
        """
        if self.earliest is None or self.on <= self.impact.as_of:
            return None
        return (self.on - self.earliest.on).days

    # can

    @cached_property
    def needs(self) -> Needs:
        """What the services that change hands ask of whoever takes them over."""
        services = self.changing("Service") if self.services is None else self.services
        return needs(self.impact.snapshot, services, self.supplier, self.impact.as_of)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The candidate asked about, or every supplier that offers something needed."""
        snapshot, as_of = self.impact.snapshot, self.impact.as_of
        if self.by is not None:
            return [Candidate(snapshot, self.by, self.needs, as_of)]
        return candidates(snapshot, self.needs, as_of)

    # what if

    @property
    def edit(self) -> ReplaceSupplier | None:
        """The substitution as an edit, to compare before with after or to save; None without by."""
        if self.by is None:
            return None
        snapshot = self.impact.snapshot
        services = None if self.services is None else tuple(snapshot.ids_of(self.services))
        on = None if self.on == self.impact.as_of else self.on
        return ReplaceSupplier(snapshot.id(self.supplier), snapshot.id(self.by), services, on)

    @cached_property
    def difference(self) -> Difference | None:
        """What hangs on either supplier before and after, on the day; None without ``by``."""
        edit, snapshot = self.edit, self.impact.snapshot
        if edit is None:
            return None
        compared = (
            what_if(snapshot, [id_], LENS, self.on, [edit], self.scope)
            for id_ in (edit.supplier, edit.by)
        )
        replaced, by = compared
        return Difference(replaced, by)

    @cached_property
    def promises(self) -> list[PromiseChange]:
        """The promises of the services that change hands whose support changes with it."""
        if self.difference is None:
            return []
        after = self.difference.replaced.edited.snapshot
        sides = (self.impact.snapshot, after)
        return [
            change
            for row in self.needs.services.tolist()
            for change in changed_promises(*(ServiceLevels(side, row, self.on) for side in sides))
        ]

    def scenario(self, id_: str) -> Scenario | None:
        """The substitution as a ChangeSet, to keep and to apply for real; None without ``by``."""
        if self.edit is None:
            return None
        return scenario(self.impact.snapshot, [self.edit], self.impact.as_of, id_, self.scope)

    @cached_property
    def verdict(self) -> str:
        """The answer in one sentence."""
        snapshot = self.impact.snapshot
        by = f" by {snapshot.name(self.by)}" if self.by is not None else ""
        told = f"If {snapshot.name(self.supplier)} is replaced{by}"
        if np.array_equal(self.impact.rows, [self.supplier]):
            return f"{told}: nothing is recorded that it touches"
        parts = (
            counted(len(self.changing("Contract")), "contract changes", "contracts change"),
            counted(
                len(self.changing("ServiceLevelAgreement")),
                "SLA is re-papered",
                "SLAs are re-papered",
            ),
            counted(len(self.citizen_facing), "citizen-facing service", "citizen-facing services"),
            counted(self.impact.agencies.customer, "customer agency", "customer agencies"),
        )
        return f"{told}: {', '.join(parts)}"


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
