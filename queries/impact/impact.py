"""The impact question: if this changes, what does it touch, how badly, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, NamedTuple

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction, Lens
from queries.answers.listing import Listing
from queries.answers.told import on_request, told, told_once, told_with
from queries.answers.types import (
    ContractRows,
    ItemRows,
    KindName,
    LevelName,
    Name,
    Said,
)
from queries.answers.view import View
from queries.contract.contract import surviving_unsaid
from queries.engine.adjacency import SnapshotAdjacency, adjacency
from queries.engine.crossed import Distances
from queries.engine.passes import reach
from queries.engine.propagation import Reached
from queries.engine.start import Starts, starts
from queries.engine.witness import Witness, Witnesses
from queries.impact.affected import Affected, affected_listing
from queries.impact.agencies import agencies_by_touch
from queries.impact.background import Background, OpenTickets
from queries.impact.confidence import Confidence, least
from queries.impact.difference import ImpactDifference
from queries.impact.exposure import AgencyExposure, exposures, hardest
from queries.impact.for_tickets import ForTickets
from queries.impact.replayed import Replayed
from queries.impact.room import Seat, seats
from queries.impact.unknowns import Unknowns, unknowns
from queries.impact.verdict import verdict
from queries.snapshot.days import day_number
from queries.snapshot.holding import met_on
from queries.snapshot.ours import ours
from queries.snapshot.rows import Bytes, Flags, Ints, as_ints, distinct
from queries.snapshot.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


class AgencyCounts(NamedTuple):
    """How many agencies are touched, by how they are."""

    customer: Annotated[int, Said("As consumer of a service.")]
    promised: Annotated[int, Said("As the one a promise is made to.")]
    holder: Annotated[int, Said("As holder of a contract.")]


class LevelCount(NamedTuple):
    """How many items of a kind are affected at a level."""

    kind: Annotated[KindName, Said("The kind.")]
    level: Annotated[LevelName, Said("The level.")]
    count: Annotated[int, Said("How many.")]  # type: ignore[assignment]  # a tuple counts as well

    def in_words(self, view: View) -> str:
        """How many, at which level: "3 services DEGRADED"."""
        kind = view.snapshot.model.kind_by_name[self.kind]
        return f"{self.count:,} {kind.called(self.count)} {self.level}"


class Beside(NamedTuple):
    """The open tickets that a question is asked on top of, their impact, and its own starts."""

    tickets: OpenTickets
    impact: Impact
    own: Starts


@dataclass(frozen=True)
class Impact(ForTickets):
    """What a change touches.

    Everything beside the levels is worked out when asked for.

    ``reached`` has every node that an effect reaches; contracts not in force and items out of
    service are among them, but are not affected. ``read_on`` gives the same answer with what stands
    around more items, where not the whole graph was read. ``beside`` is what is open, where it was
    asked on top of that: its starts are among these. ``since`` is
    when it began, where somebody said so. ``supposed`` is whether only the edits of a what-if put
    there what was asked about.
    """

    snapshot: Snapshot
    lens: Annotated[Lens, Name("Lens"), Said("The lens it is seen through.")]
    as_of: Annotated[date, Said("The day it is asked for.")]
    starts: Starts
    adjacency: SnapshotAdjacency
    reached: Reached
    unsupposed: Impact | None = None
    supposed: bool = False
    read_on: Callable[[Sequence[str]], Impact] | None = None
    beside: Beside | None = None
    since: datetime | None = None
    replayed: Annotated[
        Replayed | None, Said("When it was asked before, where it is told again; null: it is not.")
    ] = None

    @cached_property
    def levels(self) -> Bytes:
        """The code of each item row's level, 0 where nothing reaches it, shape (size,)."""
        return self._items.levels

    @cached_property
    def node_levels(self) -> Bytes:
        """The same of each node: item rows, then the faces of services, shape (nodes,)."""
        return self.levels if self.reached.size == self.snapshot.size else self.reached.levels

    @cached_property
    def _items(self) -> Reached:
        return self.reached.below(self.snapshot.size)

    @cached_property
    def rows(self) -> Ints:
        """The affected rows, starts included, highest level first, then by row."""
        rising = self._items.by_level_and_row
        return as_ints(rising[~self.adjacency.closed[rising]])

    @told_once
    def not_in_force(self) -> ContractRows:
        """Contracts not in force that it reached; they are not affected."""
        return self._apart(self.adjacency.day.lapsed)

    @told_once
    def not_in_service(self) -> ItemRows:
        """Items out of service that it reached; they are not affected."""
        return self._apart(self.adjacency.day.idle)

    def _apart(self, flags: Flags) -> Ints:
        rows = self._items.rows
        return as_ints(np.sort(rows[flags[rows] & self.adjacency.closed[rows]]))

    def affects(self, row: int) -> bool:
        """Whether a row is affected; what is not in force or out of service is not."""
        return bool(self.levels[row]) and not self.adjacency.closed[row]

    @told_once
    def surviving_unsaid(self) -> ContractRows:
        """Affected contracts that count only because an unset `survivesParent` is taken as yes."""
        unsaid = surviving_unsaid(self.snapshot, day_number(self.as_of))
        found = distinct(self.rows[unsaid[self.rows]])
        return as_ints(found[~np.isin(found, self.starts.rows)])

    def level_at(self, row: int) -> str:
        """The name of a row's level.

        Raises:
            ValueError: nothing reaches the row.
        """
        return self.lens.level(self.code(row))

    def code(self, row: int) -> int:
        """The code of a row's level, 1 to 3.

        Raises:
            ValueError: nothing reaches the row.
        """
        if not self.levels[row]:
            raise ValueError(f"{self.snapshot.id(row)!r} is not affected")
        return int(self.levels[row])

    def start_level(self, row: int) -> str:
        """The level's name at which a start begins; it may rise from there."""
        return self.lens.level(int(self.starts.levels[self.starts.rows == row][0]))

    @cached_property
    def brought(self) -> Impact:
        """What was asked about brings; without a background that is all.

        On top of what is open: what it does by itself, whether or not that is so already, and what
        is worse for both together. Of what others break without it it knows nothing.
        """
        if self.beside is None:
            return self
        own, begins = self.beside.own, np.zeros(self.snapshot.size, np.uint8)
        begins[own.rows] = own.levels
        worse = self.worse_than(self.beside.impact)
        begins[worse] = self.levels[worse]
        rows = as_ints(np.flatnonzero(begins))
        reached = reach(self.adjacency, rows, begins[rows])
        # What begins is told of all who consume it, though a contract of their own may spare them.
        levels = np.minimum(reached.levels, self.reached.levels)
        return replace(self, starts=own, reached=Reached.of(levels), beside=None, unsupposed=None)

    def worse_than(self, before: Impact) -> Ints:
        """The affected rows that another impact does not affect as badly.

        What it reached without affecting it (out of service, not in force) is not affected at all.
        """
        was = before.levels[self.rows] * ~before.adjacency.closed[self.rows]
        return as_ints(self.rows[self.levels[self.rows] > was])

    @property
    def own_starts(self) -> Ints:
        """The starts without those of what is open beside them; rows."""
        return self.starts.rows if self.beside is None else self.beside.own.rows

    @property
    def asked_tickets(self) -> Ints:
        """The tickets asked about, without those of what is open beside them; rows."""
        return self.starts.tickets if self.beside is None else self.beside.own.tickets

    @cached_property
    def ours(self) -> Ints:
        """The affected rows that are ours, and what was asked about, in the order of ``rows``."""
        mine = ours(self.snapshot)[self.rows] | np.isin(self.rows, self.starts.rows)
        return as_ints(self.rows[mine])

    def of_ours(self, rows: Ints) -> Ints:
        """Those of some affected rows that are ours."""
        return as_ints(rows[np.isin(rows, self.ours)])

    def of_others(self, rows: Ints) -> Ints:
        """Those of some affected rows that are reference data."""
        return as_ints(rows[~np.isin(rows, self.ours)])

    @told_once
    def counts(self) -> list[LevelCount]:
        """How many of ours, by kind, highest level first; of reference data see `ofReference`."""
        return self.count(self.ours)

    @told_once
    def of_reference(self) -> list[LevelCount]:
        """How many of reference data, counted apart and in no verdict, by kind and level."""
        return self.count(self.of_others(self.rows))

    @told_with
    def hidden(self, view: View) -> list[LevelCount]:
        """How many of those you may not see, by kind and level."""
        return self.count(as_ints(self.rows[~view.visible[self.rows]]))

    @told_with
    def affected(
        self,
        kinds: Annotated[list[KindName] | None, Said("Of one of these kinds.")] = None,
        min_level: Annotated[LevelName | None, Said("At this level or above.")] = None,
    ) -> Listing[Affected]:
        """All that is affected, starts included, highest level first, then by id."""
        return affected_listing(self, self.rows_of(kinds, min_level))

    def count(self, rows: Ints) -> list[LevelCount]:
        """Kind, level and number of some affected rows, by kind, highest level first."""
        kinds = self.snapshot.kinds[rows].astype(np.int64)
        numbers = np.bincount(kinds * 4 + (3 - self.levels[rows]))
        names = self.snapshot.model.kinds
        return [
            LevelCount(names[code // 4].name, self.lens.level(3 - code % 4), int(numbers[code]))
            for code in np.flatnonzero(numbers).tolist()
        ]

    def rows_of(self, kinds: Sequence[str] | None = None, min_level: str | None = None) -> Ints:
        """The affected rows of some kinds, at a level or above, in the order of ``rows``.

        Raises:
            InvalidQuestion: there is no such kind, or no such level in the lens.
        """
        rows = self.rows
        if kinds is not None:
            codes = [self._kind_code(kind) for kind in kinds]
            rows = rows[np.isin(self.snapshot.kinds[rows], codes)]
        if min_level is not None:
            rows = rows[self.levels[rows] >= self._level_code(min_level)]
        return rows

    def _kind_code(self, name: str) -> int:
        kind = self.snapshot.model.find_kind(name)
        if kind is None:
            known = ", ".join(k.name for k in self.snapshot.model.kinds)
            raise InvalidQuestion([Problem("kinds", repr(name), f"one of {known}")])
        return self.snapshot.kind_codes[kind.name]

    def _level_code(self, name: str) -> int:
        try:
            return self.lens.code(name)
        except ValueError as error:
            levels = ", ".join(self.lens.levels)
            raise InvalidQuestion([Problem("minLevel", repr(name), f"one of {levels}")]) from error

    @cached_property
    def witnesses(self) -> Witnesses:
        """The chains of the answer; made once, when the first is asked for."""
        found = Distances(self.adjacency, self.starts, self.reached, self.node_levels)
        return Witnesses(found)

    @on_request
    @told_with
    def confidence(self, view: View) -> Confidence:
        """How sure the whole answer is: by everything that stands on a witness."""
        return least(self, self.rows, view)

    @told_once
    def background(self) -> Background | None:
        """What is open beside what was asked about; null: it was not asked on top of that."""
        if self.beside is None:
            return None
        return Background(self.beside.tickets, self.beside.impact, self)

    @told
    def before(self) -> Impact | None:
        """The answer without the edits of a what-if; null where none were given."""
        return self.unsupposed

    @told_once
    def difference(self) -> ImpactDifference | None:
        """What the edits of a what-if change; null where none were given."""
        return None if self.unsupposed is None else ImpactDifference(self.unsupposed, self)

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        return verdict(self, view)

    def witness(self, row: int) -> Witness:
        """A shortest chain that gives the row its final level."""
        self.code(row)
        return self.witnesses.witness(row)

    @told_once
    def agencies(self) -> AgencyCounts:
        """How many agencies are touched, by how they are."""
        found = self.agencies_by_touch
        return AgencyCounts(len(found["customer"]), len(found["promised"]), len(found["holder"]))

    @cached_property
    def agencies_by_touch(self) -> dict[str, Ints]:
        """Our agencies' rows by how they are touched, directly or by way of their programs."""
        return agencies_by_touch(self)

    def met(self, rows: Ints, type_: str, direction: Direction) -> Ints:
        """The other ends of the rows' relations that hold, each once."""
        return distinct(met_on(self.snapshot, rows, type_, direction, day_number(self.as_of)))

    @on_request
    @told
    def exposures(self) -> Listing[AgencyExposure]:
        """How much of what it consumes is affected, of each agency touched as customer."""
        return exposures(self, self.agencies_by_touch["customer"])

    @on_request
    @told
    def room(self) -> Listing[Seat]:
        """Who must be in the room: who decides, who is consulted, who is told, and why."""
        return seats(self.brought)

    @on_request
    @told
    def hardest_hit(self) -> list[AgencyExposure]:
        """Of these agencies the five whose services are hit hardest, the worst first."""
        return hardest(self, self.agencies_by_touch["customer"])

    @told_once
    def unknowns(self) -> Unknowns:
        """What could not be known about what was reached."""
        return unknowns(self)


def impact(snapshot: Snapshot, of: Sequence[str], lens: str, as_of: date) -> Impact:
    """What the items of some ids or aliases touch under a lens on a date.

    Raises:
        InvalidQuestion: no ids, or no such lens.
        NotFound: with the ids that are not recorded.
    """
    found = starts(snapshot, of, day_number(as_of))
    return impact_from(snapshot, found, snapshot.model.lens(lens), as_of)


def impact_from(snapshot: Snapshot, found: Starts, lens: Lens, as_of: date) -> Impact:
    """What some starts, perhaps none, touch under a lens on a date."""
    graph = adjacency(snapshot, lens, day_number(as_of), found.rows)
    reached = reach(graph, found.rows, found.levels)
    return Impact(snapshot, lens, as_of, found, graph, reached)
