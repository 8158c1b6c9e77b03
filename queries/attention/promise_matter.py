"""Promises that cannot be held by what is committed beneath them, and those that are missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph_model.lens import Direction
from graph_model.words import day_in_words
from queries.answers.view import View
from queries.attention.matter import Matter
from queries.attention.matter_kind import MatterKind
from queries.contract.customer import BACKWARD, FORWARD, of_kinds
from queries.performance.performance import Performance
from queries.performance.promised_figure import PromisedFigure
from queries.performance.standing import Promisor, Standing
from queries.service_level.figure import figure_in_words
from queries.service_level.promise import Promise, PromiseVerdict, best
from queries.service_level.service_level import ServiceLevels
from queries.snapshot.base import DEPENDS_ON
from queries.snapshot.holding import met_on
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from queries.attention.attention import Attention

SLA, OLA = "ServiceLevelAgreement", "OperatingLevelAgreement"
MOST_CHAINS = 500
"""The chains of so many services at most are worked out."""
MONTHS = 12
"""Over how many months misses are counted."""


@dataclass(frozen=True)
class OfAgreement(Matter):
    """A matter about what an agreement sets: ``agreement`` is its row."""

    agreement: int = -1
    services: tuple[int, ...] = ()

    def _owners(self) -> Ints:
        own = self.owners_of(as_ints([self.agreement]))
        return own if len(own) else self.owners_of(as_ints(self.services))

    def _agencies(self) -> Ints:
        facts, day = self.facts, self.of.day
        customers = met_on(facts, as_ints([self.agreement]), "PROMISED_TO", FORWARD, day)
        programs = of_kinds(facts, customers, "Program")
        bodies = met_on(facts, programs, "PART_OF", FORWARD, day)
        both = as_ints(np.unique(np.concatenate([customers, bodies])))
        return of_kinds(facts, both, "Agency")

    def _suppliers(self) -> Ints:
        return self.providers_of(as_ints(self.services))

    @property
    def stands_for(self) -> tuple[int, ...]:
        """The figure, the agreement that sets it, and the contract where there is one."""
        return (*super().stands_for, self.agreement)

    @property
    def apart(self) -> str:
        """The agreement: several may set one figure."""
        return self.facts.id(self.agreement)


@dataclass(frozen=True)
class UnsupportedMatter(OfAgreement):
    """A promise that what is committed beneath it cannot hold, for one service at least."""

    promises: tuple[Promise, ...] = ()

    def _what(self, view: View) -> str:
        return "a promise that cannot be held"

    def _takes(self, view: View) -> str:
        """What is promised, and how it stands with the service that is furthest from it.

        Of those whose figures may be told; where none may, only what is promised.
        """
        told = [promise for promise in self.promises if promise.tells_figures(view)]
        worst = max(told or self.promises, key=lambda promise: promise.missed_by)
        said = f"{view.names(self.services)}: promised {worst.promised}"
        assert worst.bound is not None
        at_best = figure_in_words(worst.measure, best(worst.figure, worst.bound))
        short = f", at best {at_best}, short by {worst.short_by_in_words(view)}"
        return f"{said}{short if told else ', upon what you may not see'}"


@dataclass(frozen=True)
class MissedMatter(OfAgreement):
    """A promise, or a commitment to us, that the latest figure misses."""

    figure: PromisedFigure | None = None

    def _what(self, view: View) -> str:
        assert self.figure is not None
        ours = self.figure.promisor is Promisor.US
        return "our promise is missed" if ours else "a commitment to us is missed"

    def _takes(self, view: View) -> str:
        found = self.figure
        assert found is not None
        on = found.measured_on
        read = f"{found.measured} on {day_in_words(on)}" if on else str(found.measured)
        said = f"{found.held.promised}, measured {read}, missed in {found.missed}"
        return f"{said}; remedy {found.remedy_state.value}"

    def _suppliers(self) -> Ints:
        assert self.figure is not None
        return as_ints(np.unique(self.figure.suppliers))


def missed_matters(of: Attention) -> Iterator[MissedMatter]:
    """The figures that the latest reading misses."""
    found = Performance(of.view, MONTHS, of.about, of.about)
    for one in found.read_figures:
        if one.standing is Standing.MISSED_NOW:
            contract = next(iter(one.contracts.tolist()), None)
            services = tuple(one.services.tolist())
            kind = MatterKind.MISSED
            yield MissedMatter(of, kind, one.figure, None, contract, one.row, services, one)


def unsupported_matters(of: Attention, services: Sequence[int]) -> Iterator[UnsupportedMatter]:
    """The promises for some services that cannot be held, each figure of an agreement once."""
    found: dict[tuple[int, int], dict[int, Promise]] = defaultdict(dict)
    for service in services:
        for promise in ServiceLevels(of.snapshot, service, of.as_of).promises:
            if promise.verdict is PromiseVerdict.UNSUPPORTED:
                found[promise.agreement, promise.figure.row][service] = promise
    kind = MatterKind.UNSUPPORTED
    for (sla, target), by_service in found.items():
        services, promises = tuple(by_service), tuple(by_service.values())
        contract = _contract(of, sla)
        yield UnsupportedMatter(of, kind, target, None, contract, sla, services, promises)


def _contract(of: Attention, agreement: int) -> int | None:
    """The contract that an agreement is under, the first by id that may be seen."""
    found = met_on(of.snapshot, as_ints([agreement]), "UNDER", FORWARD, of.day)
    contracts = of.view.shown(of_kinds(of.snapshot, found, "Contract")).tolist()
    return min(contracts, key=of.snapshot.id, default=None)


def promised_upon_commitments(of: Attention) -> list[int]:
    """The services, by id, with a promise beneath which anything is committed: others may hold.

    A promise can be unsupported only where a figure is committed for something that the service
    depends on, or by an agreement that underpins the promise.
    """
    facts, day = of.snapshot, of.day
    setting = _setting(facts, day)
    slas = as_ints(facts.rows_of_kind(SLA))
    promising = slas[setting[slas]]
    promised = _services(facts, promising, day)
    upon = _committed_beneath(facts, setting, day)
    underpinned = promising[_upon(facts, promising, setting, day)]
    apart = np.zeros(facts.size, np.bool_)
    apart[_services(facts, underpinned, day)] = True
    rows = of.about.kept(promised[upon[promised] | apart[promised]])
    return sorted(rows.tolist(), key=facts.id)


def _setting(facts: Snapshot, day: int) -> Flags:
    """Which agreements set a figure, shape (size,)."""
    flags = np.zeros(facts.size, np.bool_)
    flags[facts.starts(facts.holding(facts.all_relations("SETS"), day))] = True
    return flags


def _services(facts: Snapshot, agreements: Ints, day: int) -> Ints:
    governed = np.unique(met_on(facts, agreements, "GOVERNS", FORWARD, day))
    return of_kinds(facts, as_ints(governed), "Service")


def _upon(facts: Snapshot, slas: Ints, setting: Flags, day: int) -> Flags:
    """Which SLAs rest on an agreement that sets a figure, over any number of them."""
    rests = _closure(facts, _kept(facts, setting), "UNDERPINNED_BY", Direction.BACKWARD, day)
    return np.isin(slas, rests)


def _kept(facts: Snapshot, setting: Flags) -> Ints:
    """The OLAs and SLAs that set a figure."""
    return of_kinds(facts, as_ints(np.flatnonzero(setting)), SLA, OLA)


def _closure(facts: Snapshot, rows: Ints, type_: str, way: Direction, day: int) -> Ints:
    """What relations of a type lead to from some rows, one step at least."""
    seen = np.zeros(facts.size, np.bool_)
    frontier = rows
    while len(frontier):
        ends = np.unique(met_on(facts, frontier, type_, way, day))
        frontier = as_ints(ends[~seen[ends]])
        seen[frontier] = True
    return as_ints(np.flatnonzero(seen))


def _committed_beneath(facts: Snapshot, setting: Flags, day: int) -> Flags:
    """Which items depend on, or are, something that an agreement beneath a promise governs."""
    committed = _kept(facts, setting)
    upon_others = _closure(facts, as_ints(facts.rows_of_kind(SLA)), "UNDERPINNED_BY", FORWARD, day)
    olas = of_kinds(facts, committed, OLA)
    beneath = committed[np.isin(committed, upon_others)]
    agreements = as_ints(np.unique(np.concatenate([olas, beneath])))
    governed = as_ints(np.unique(met_on(facts, agreements, "GOVERNS", FORWARD, day)))
    flags = np.zeros(facts.size, np.bool_)
    flags[governed] = True
    flags[_closure(facts, governed, DEPENDS_ON, BACKWARD, day)] = True
    return flags
