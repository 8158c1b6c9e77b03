"""The impact question: if this changes, what does it touch, how badly, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, NamedTuple

import numpy as np

from graph_model.errors import InvalidQuestion, NotFound, Problem
from graph_model.lens import Direction, Lens
from graph_model.periods import moved
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.listing import Listing
from queries.answers.told import on_request, told, told_once, told_with
from queries.answers.types import (
    ContractRows,
    ItemRows,
    KindName,
    LevelName,
    Name,
    Said,
    ServiceRows,
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
from queries.impact.confidence import Confidence, least
from queries.impact.difference import ImpactDifference
from queries.impact.exposure import AgencyExposure, exposures, hardest
from queries.impact.room import Seat, called, seats
from queries.impact.verdict import verdict
from queries.snapshot.days import day_number
from queries.snapshot.rows import Bytes, Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
STALE_AFTER = timedelta(days=180)
"""A fact verified longer ago than this is no longer known (DESIGN section 4)."""


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


@dataclass(frozen=True, slots=True)
class Unknowns:
    """What could not be known about what was reached."""

    without_contract: Annotated[ServiceRows, Said("Services that no contract covers.")]
    without_sla: Annotated[ServiceRows, Said("Services that no SLA governs.")]
    without_ola: Annotated[ServiceRows, Said("Services that no OLA governs.")]
    without_consumer: Annotated[ServiceRows, Said("Services that nobody consumes.")]
    stale: Annotated[ItemRows, Said("Facts last verified more than 180 days before.")]


@dataclass(frozen=True)
class Impact(Answer):
    """What a change touches.

    Everything beside the levels is worked out when asked for.

    ``reached`` has every node that an effect reaches; contracts not in force and items out of
    service are among them, but are not affected. ``read_on`` gives the same answer with what stands
    around more items, where not the whole graph was read.
    """

    snapshot: Snapshot
    lens: Annotated[Lens, Name("Lens"), Said("The lens it is seen through.")]
    as_of: Annotated[date, Said("The day it is asked for.")]
    starts: Starts
    adjacency: SnapshotAdjacency
    reached: Reached
    unsupposed: Impact | None = None
    read_on: Callable[[Sequence[str]], Impact] | None = None

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
        rising = np.concatenate([np.sort(self._items.at(code)) for code in (3, 2, 1)])
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
        return as_ints(np.setdiff1d(self.rows[unsaid[self.rows]], self.starts.rows))

    def level(self, row: int) -> str:
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

    @told_once
    def counts(self) -> list[LevelCount]:
        """How many, by kind, highest level first."""
        return self.count(self.rows)

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
        packed = kinds * 4 + (3 - self.levels[rows])
        found, numbers = np.unique(packed, return_counts=True)
        names = self.snapshot.model.kinds
        return [
            LevelCount(names[int(code) // 4].name, self.lens.level(3 - int(code) % 4), int(number))
            for code, number in zip(found, numbers, strict=True)
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
        return least(self, self.rows, view.office.source_order)

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
        return verdict(self)

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
        """The agencies' rows by how they are touched, directly or by way of their programs."""
        return {
            "customer": self._reached("CONSUMES", BACKWARD),
            "promised": self._reached("PROMISED_TO", FORWARD),
            "holder": self._reached("HELD_BY", FORWARD),
        }

    def _reached(self, type_: str, direction: Direction) -> Ints:
        """The agencies that an effect reaches over a relation, a program's agency for it."""
        met = self._met(self._carriers(type_, direction), type_, direction)
        programs = met[self.snapshot.kinds[met] == self.snapshot.kind_codes["Program"]]
        parents = self._met(programs, "PART_OF", FORWARD)
        both = np.unique(np.concatenate([met, parents]))
        return as_ints(both[self.snapshot.kinds[both] == self.snapshot.kind_codes["Agency"]])

    def _carriers(self, type_: str, direction: Direction) -> Ints:
        """The affected rows whose level some rule carries over the relation."""
        rules = [r for r in self.lens.rules if (r.relation, r.direction) == (type_, direction)]
        carried = {code for r in rules for code in (1, 2, 3) if self.lens.transfer(r)[code]}
        return self.rows[np.isin(self.levels[self.rows], list(carried))]

    def _met(self, rows: Ints, type_: str, direction: Direction) -> Ints:
        """The other ends of the rows' relations that hold, each once."""
        _, numbers = self.snapshot.relations_of(rows, type_, direction)
        numbers = self.snapshot.holding(numbers, day_number(self.as_of))
        ends = self.snapshot.ends if direction is FORWARD else self.snapshot.starts
        return as_ints(np.unique(ends(numbers)))

    def exposure(self, agency: int) -> tuple[int, dict[str, int]]:
        """How many services an agency consumes, or its programs do, and how many at each level.

        "Health: 1 of 12 services LOST" is ``(12, {"LOST": 1})``. What is out of service is not
        counted; a service that an agency has a contract of its own for counts at the level that
        reaches the agency.
        """
        programs = self._met(as_ints([agency]), "PART_OF", BACKWARD)
        code = self.snapshot.kind_codes["Program"]
        consumers = np.concatenate([[agency], programs[self.snapshot.kinds[programs] == code]])
        _, numbers = self.snapshot.relations_of(as_ints(consumers), "CONSUMES", FORWARD)
        numbers = self.snapshot.holding(numbers, day_number(self.as_of))
        numbers = numbers[~self.adjacency.closed[self.snapshot.ends(numbers)]]
        services, place = np.unique(self.snapshot.ends(numbers), return_inverse=True)
        levels = np.zeros(len(services), np.uint8)
        np.maximum.at(levels, place, self._consumed(numbers))
        return len(services), {
            self.lens.level(code): int((levels == code).sum())
            for code in (3, 2, 1)
            if (levels == code).any()
        }

    def _consumed(self, numbers: Ints) -> Bytes:
        """The level of what is consumed over each CONSUMES, as it reaches who consumes it."""
        services, graph = self.snapshot.ends(numbers), self.adjacency
        levels = self.levels[services]
        faces = graph.of_day.faces
        if not len(faces):
            return levels
        at = np.flatnonzero(np.isin(faces, services))
        nodes = as_ints(np.concatenate([np.unique(faces[at]), at + self.snapshot.size]))
        crossed = graph.cross(nodes)
        arriving = graph.table[crossed.code, self.node_levels[nodes[crossed.origin]]]
        reached = dict.fromkeys(numbers[np.isin(services, faces)].tolist(), 0)
        for number, level in zip(crossed.relation.tolist(), arriving.tolist(), strict=True):
            if number in reached:
                reached[number] = max(reached[number], level)
        levels[np.isin(services, faces)] = list(reached.values())
        return levels

    @on_request
    @told
    def exposures(self) -> Listing[AgencyExposure]:
        """How much of what it consumes is affected, of each agency touched as customer."""
        return exposures(self, self.agencies_by_touch["customer"])

    @on_request
    @told
    def room(self) -> Listing[Seat]:
        """Who must be in the room: who decides, who is consulted, who is told, and why."""
        return seats(self)

    @told_with
    def called(self, view: View) -> str | None:
        """Who must be in the room, counted, those who decide by name; null: nobody on record."""
        return called(self, view)

    @on_request
    @told
    def hardest_hit(self) -> list[AgencyExposure]:
        """Of these agencies the five whose services are hit hardest, the worst first."""
        return hardest(self, self.agencies_by_touch["customer"])

    @told_once
    def unknowns(self) -> Unknowns:
        """What could not be known about what was reached."""
        services = self.rows_of(["Service"])
        return Unknowns(
            self._lacking(services, "COVERS", BACKWARD, "Contract"),
            self._lacking(services, "GOVERNS", BACKWARD, "ServiceLevelAgreement"),
            self._lacking(services, "GOVERNS", BACKWARD, "OperatingLevelAgreement"),
            self._lacking(services, "CONSUMES", BACKWARD, None),
            self._stale(),
        )

    def _lacking(self, rows: Ints, type_: str, direction: Direction, kind: str | None) -> Ints:
        """The rows without such a relation, that holds, to an item of the kind."""
        owner, numbers = self.snapshot.relations_of(rows, type_, direction)
        day = day_number(self.as_of)
        holds = np.isin(numbers, self.snapshot.holding(numbers, day))
        ends = self.snapshot.starts(numbers)
        if kind is not None:
            holds &= self.snapshot.kinds[ends] == self.snapshot.kind_codes[kind]
        return as_ints(np.delete(rows, np.unique(owner[holds])))

    def _stale(self) -> Ints:
        verified = self.snapshot.values(self.rows, "verified_on")
        oldest = moved(self.as_of, STALE_AFTER, -1).isoformat()
        stale = [day is not None and day < oldest for day in verified]
        return self.rows[np.asarray(stale, np.bool_)] if stale else self.rows


def answer(asked: Asked, of: Sequence[str], lens: str) -> Impact:
    """What items touch if they change; with a what-if, before and after.

    Raises:
        InvalidQuestion: no ids, or no such lens.
        NotFound: with the ids that are not recorded, or that the viewer may not see.
    """
    return impact_on(asked, of, lens)


def impact_on(asked: Asked, of: Sequence[str], lens: str, also: Sequence[str] = ()) -> Impact:
    """The answer; what ``also`` names can be found in it, though it may not be touched.

    Raises:
        InvalidQuestion: no ids, or no such lens.
        NotFound: with the ids of ``of`` that are not recorded, or that the viewer may not see.
    """
    if asked.crawl is not None:
        found: Impact = asked.crawl(of, lens, asked.as_of, also)
        return found
    if asked.before is None:
        asked.view.require(of)
        return impact(asked.snapshot, of, lens, asked.as_of)
    return compared(asked.before, asked.view, of, lens)


def compared(before: View, after: View, of: Sequence[str], lens: str) -> Impact:
    """The same question on two sides over one base.

    An id that stands on one side only is asked about there.

    Raises:
        NotFound: with the ids that stand on neither side, or that the viewer may not see.
        InvalidQuestion: no ids, or no such lens.
    """
    known = [{id_ for id_ in of if view.find(id_) is not None} for view in (before, after)]
    if missing := [id_ for id_ in of if id_ not in known[0] | known[1]]:
        raise NotFound(missing)
    earlier, later = (
        _standing(view, [id_ for id_ in of if id_ in there], lens, bool(of))
        for view, there in zip((before, after), known, strict=True)
    )
    return replace(later, unsupposed=earlier)


def _standing(view: View, of: Sequence[str], lens: str, allow_none: bool) -> Impact:
    """The question about those of the ids that stand in the snapshot."""
    found = starts(view.snapshot, of, day_number(view.as_of), allow_none)
    return impact_from(view.snapshot, found, view.snapshot.model.lens(lens), view.as_of)


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
