"""The margins question: how many more failures until each service and promise is LOST."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.words import counted
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.estate import Estate, Include, estate
from queries.answers.listing import Listing, listed, of_rows
from queries.answers.told import on_request, subject, told, told_with
from queries.answers.types import AgencyRow, ItemRow, ItemRows, Said
from queries.answers.view import View
from queries.failure.criticality import cause_rows, critical_to, kinds_named
from queries.failure.diversity import SharedFate, shared_fates
from queries.failure.fault_graph import fault_graph
from queries.failure.margin_bounds import MORE
from queries.failure.margin_search import MarginBounds, margin_bounds
from queries.snapshot.consumption import consumption
from queries.snapshot.days import day_number
from queries.snapshot.in_service import out_of_service
from queries.snapshot.rows import Flags, Ints, as_ints, grouped
from queries.snapshot.snapshot import Snapshot

TARGETS = ("Service", "ServiceLevelAgreement")
MOST_EXACT = 50
"""Of so many that were asked about the margin is searched for, not only bounded."""


@dataclass(frozen=True, slots=True)
class Margin:
    """How many failures a service or a promise is away from being LOST."""

    answer: Margins
    at: int

    @subject
    @told
    def item(self) -> ItemRow:
        """The service or promise."""
        return int(self.answer.rows[self.at])

    @told
    def failures(self) -> str:
        """How many more failures it takes: "1", "2 or 3", "2 or more", "more than 3".

        "not known" where nothing that can fail is recorded beneath.
        """
        return self.answer.bounds.said(self.at)

    @told
    def at_least(self) -> int:
        """It takes so many at the least; 4 stands for more than three."""
        return int(self.answer.bounds.least[self.at])

    @told
    def at_most(self) -> int | None:
        """So many are known to suffice; null: no three are known to."""
        most = int(self.answer.bounds.most[self.at])
        return None if most == MORE else most

    @told
    def alone(self) -> ItemRows:
        """The items that take it alone, the next of which does it, by kind and id."""
        answer = self.answer
        if answer.bounds.most[self.at] != 1:
            return as_ints([])
        return answer.alone(self.item)

    @told
    def together(self) -> ItemRows:
        """A smallest set of items that takes it, where none does alone and one was searched for."""
        return self.answer.bounds.sets.get(self.at, as_ints([]))

    @told
    def failures_then(self) -> str | None:
        """The same on the later day; null: none was asked for, or it is out of service then."""
        then = self.answer.then
        if then is None or not self.answer.stands_then[self.at]:
            return None
        return then.said(self.at)


@dataclass(frozen=True, slots=True)
class AgencyMargins:
    """How far an agency's services are from being LOST, those of its programs included."""

    row: int
    one: Annotated[int, Said("So many of its services one failure takes.")]
    two: Annotated[int, Said("So many two failures take, and no single one.")]
    more: Annotated[int, Said("So many take more, or are not known to be taken by two.")]
    unknown: Annotated[int, Said("Beneath so many nothing that can fail is recorded.")]

    @subject
    @told
    def agency(self) -> AgencyRow:
        """The agency."""
        return self.row

    @told
    def services(self) -> int:
        """How many services it consumes."""
        return self.one + self.two + self.more + self.unknown


@dataclass(frozen=True)
class Margins(Answer):
    """How many failures services and promises are away from being LOST, the nearest first.

    ``rows`` are they; ``bounds`` and ``then`` (on the day ``on``, if one was asked for) go with
    them by position. ``exact`` is whether sets were searched for.
    """

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    on: Annotated[date | None, Said("The later day it is compared with.")]
    kinds: tuple[str, ...]
    about: Estate
    exact: Annotated[bool, Said("Whether the smallest sets were searched for, not only bounded.")]
    rows: Ints
    bounds: MarginBounds
    then: MarginBounds | None
    stands_then: Flags

    def alone(self, row: int) -> Ints:
        """The causes that take a target alone, in order."""
        graph = fault_graph(self.snapshot, self.as_of)
        causes = cause_rows(self.snapshot, self.kinds, self.as_of)
        found = critical_to(self.snapshot, graph, as_ints([row]), causes)
        return self.snapshot.order.rows(found.of(0))

    @told
    def targets(self) -> Listing[Margin]:
        """The services and promises, the nearest to being LOST first, then by kind and id."""

        def key(at: int) -> tuple[bool, int, int, str, str]:
            return _place(self.snapshot, self.bounds, self.rows, at)

        return of_rows(self.rows, "margin, kind, id", key, lambda at: Margin(self, at))

    @told
    def agencies(self) -> Listing[AgencyMargins]:
        """How the services of each agency stand, those with most at one failure first."""
        found = [self._agency(row, services) for row, services in self._consumed]
        id_of = self.snapshot.id

        def key(line: AgencyMargins) -> tuple[int, int, str]:
            return -line.one, -line.two, id_of(line.row)

        found.sort(key=key)
        rows = as_ints([line.row for line in found])
        return listed(found, "at one, at two, id", key, rows)

    @on_request
    @told
    def diversity(self) -> Listing[SharedFate]:
        """Members of one group that would fail together, or whose contracts end together."""
        return shared_fates(self.snapshot, self.as_of, self.about.rows)

    @cached_property
    def _consumed(self) -> list[tuple[int, Ints]]:
        """Each agency with the positions of the services that it or its programs consume."""
        place = np.full(self.snapshot.size, -1, np.int32)
        place[self.rows] = np.arange(len(self.rows), dtype=np.int32)
        found = consumption(self.snapshot, self.as_of)
        service, agency = found.service, found.agency
        known = (place[service] >= 0) & self.about.rows[agency]
        by_agency = grouped(agency[known], self.snapshot.size)
        at = place[service[known]]
        held = np.flatnonzero(np.diff(by_agency.offsets)).tolist()
        return [(row, np.unique(at[by_agency.of(row)])) for row in held]

    def _agency(self, row: int, services: Ints) -> AgencyMargins:
        one, two = self._near(services)
        unknown = int((~self.bounds.known[services]).sum())
        return AgencyMargins(row, one, two, len(services) - one - two - unknown, unknown)

    def _near(self, at: Ints) -> tuple[int, int]:
        """How many of some targets one failure takes, and how many two and no single one."""
        least, most = self.bounds.least[at], self.bounds.most[at]
        return int((most == 1).sum()), int(((least == 2) & (most == 2)).sum())

    @told_with
    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        note = self.about.note(self._all)
        if not len(self.rows):
            return f"Nothing recorded of which a margin could be told{note}."
        services = self.snapshot.kinds[self.rows] == self.snapshot.kind_codes["Service"]
        parts = [self._standing("service", "services", as_ints(np.flatnonzero(services)))]
        parts += [self._standing("promise", "promises", as_ints(np.flatnonzero(~services)))]
        return "; ".join(filter(None, parts)) + f"{note}."

    @cached_property
    def _all(self) -> Ints:
        return _target_rows(self.snapshot, self.as_of)

    def _standing(self, one: str, many: str, at: Ints) -> str:
        """How many of some targets stand at one failure, two, or on nothing recorded."""
        if not len(at):
            return ""
        single, double = self._near(at)
        verb = "is" if 1 in (single, len(at)) else "are"
        said = f"{single:,} of {counted(len(at), one, many)} {verb} one failure away from LOST"
        said += f", {double:,} two" if double else ""
        unknown = int((~self.bounds.known[at]).sum())
        return f"{said}, beneath {unknown:,} nothing that can fail is recorded" if unknown else said


def answer(
    asked: Asked,
    of: Sequence[str] | None,
    include: Include,
    kinds: Sequence[str],
    on: date | None,
) -> Margins:
    """The margins of the office's services and promises, or of those that belong to some items.

    Raises:
        InvalidQuestion: a kind is none that can be lost, or ``on`` is before the day asked for.
        NotFound: an id is not recorded, or the viewer may not see it.
    """
    if on is not None and on < asked.as_of:
        raise InvalidQuestion([Problem("on", on.isoformat(), f"{asked.as_of} or later")])
    about = estate(asked.view, of, include)
    return margins(asked.snapshot, asked.as_of, about, kinds, on, bool(of))


def margins(
    snapshot: Snapshot,
    as_of: date,
    about: Estate,
    kinds: Sequence[str] = ("ConfigurationItem",),
    on: date | None = None,
    search: bool = False,
) -> Margins:
    """The margins of what a question is about; with ``search``, exact for up to 50 of them.

    Raises:
        InvalidQuestion: a kind is none that can be lost.
    """
    named = kinds_named(snapshot, kinds)
    rows = about.kept(_target_rows(snapshot, as_of))
    search = search and len(rows) <= MOST_EXACT
    found = margin_bounds(snapshot, as_of, rows, named, search)
    at = as_ints(sorted(range(len(rows)), key=lambda at: _place(snapshot, found, rows, at)))
    ordered = rows[at]
    then = margin_bounds(snapshot, on, ordered, named, search) if on else None
    stands = ~out_of_service(snapshot, day_number(on or as_of))[ordered]
    bounds = found.taken(at)
    return Margins(snapshot, as_of, on, named, about, search, ordered, bounds, then, stands)


def _place(
    snapshot: Snapshot, found: MarginBounds, rows: Ints, at: int
) -> tuple[bool, int, int, str, str]:
    """What targets are ordered by: those of which nothing is known last."""
    least, most, row = int(found.least[at]), int(found.most[at]), int(rows[at])
    return not found.known[at], least, most, snapshot.kind(row), snapshot.id(row)


def _target_rows(snapshot: Snapshot, as_of: date) -> Ints:
    return cause_rows(snapshot, TARGETS, as_of)
