"""Why an item is not affected (or no worse): what stopped the effect, nearest the item first.

The search goes backward from the item over crossings that *could* carry the wanted level: over
relations that do not hold, through contracts that are not in force and into groups that held. Where
it meets an origin that has the level the crossing asks for, something must have stopped it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from queries.adjacency import SnapshotAdjacency
from queries.base import DEPENDS_ON, Relations
from queries.days import day_number
from queries.impact import Impact
from queries.rows import Ints, as_ints
from queries.snapshot import Snapshot

MOST_STATES = 20_000
"""How many (item, level) states are looked at before the search says that it stopped."""


class Reason(Enum):
    """What can stop an effect."""

    GROUP_HELD = "a redundancy group still holds"
    NOT_YET = "a relation does not hold yet"
    NO_LONGER = "a relation no longer holds"
    NOT_IN_FORCE = "a contract is not in force"
    NO_RULE = "the lens carries nothing that way"
    NO_WAY = "no relations lead there"


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that stopped an effect.

    ``origin`` is the row that had the effect and ``target`` the row it did not reach, ``relation``
    the number of the relation between. For a group that held: ``failed`` and ``holding`` are its
    members' rows and ``more`` how many more failures it takes.
    """

    reason: Reason
    origin: int | None = None
    target: int | None = None
    relation: int | None = None
    failed: tuple[int, ...] = ()
    holding: tuple[int, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What stopped an effect from giving a row a level; ``complete`` unless the search stopped."""

    row: int
    level: str
    stops: tuple[Stop, ...]
    complete: bool


def why_not(impact: Impact, row: int, level: str | None = None) -> WhyNot:
    """Why a row does not have ``level`` or worse (unset: the next level above what it has).

    Raises:
        InvalidQuestion: the row has that level, or there is no such level.
    """
    present = int(impact.levels[row])
    wanted = min(present + 1, 3) if level is None else _code(impact, level)
    if present >= wanted:
        found = f"{impact.snapshot.id(row)!r}, which is {impact.level(row)}"
        raise InvalidQuestion([Problem("whyNot", found, "an item below that level")])
    search = _Backward(impact, row, wanted)
    stops = search.stops or [_no_rule(impact, row)]
    return WhyNot(row, impact.lens.level(wanted), tuple(stops), not search.stopped)


def _code(impact: Impact, level: str) -> int:
    try:
        return impact.lens.code(level)
    except ValueError as error:
        known = ", ".join(impact.lens.levels)
        raise InvalidQuestion([Problem("level", repr(level), f"one of {known}")]) from error


class _Backward:
    """The search backward from (row, wanted level) over what could carry an effect."""

    def __init__(self, impact: Impact, row: int, wanted: int) -> None:
        self.impact, self.snapshot = impact, impact.snapshot
        self.graph: SnapshotAdjacency = impact.adjacency
        self.day = day_number(impact.as_of)
        self.stops: list[Stop] = []
        self.seen: set[tuple[int, int]] = set()
        self.groups_seen: set[tuple[int, str]] = set()
        self.waiting = [(row, wanted)]
        self.stopped = False
        while self.waiting and not self.stopped:
            waiting, self.waiting = self.waiting, []
            for state in waiting:
                self._look(*state)

    def _wait(self, row: int, level: int) -> None:
        if (row, level) not in self.seen:
            self.seen.add((row, level))
            self.waiting.append((row, level))
            self.stopped = len(self.seen) > MOST_STATES

    def _look(self, row: int, wanted: int) -> None:
        numbers = self.snapshot.relations(row)
        found = self.snapshot.picked(numbers)
        for direction in Direction:
            backward = direction is Direction.BACKWARD
            here = found.start if backward else found.end
            at = np.flatnonzero(here == row)
            for n in at.tolist():
                self._cross(numbers, found, n, backward, wanted)

    def _cross(self, numbers: Ints, found: Relations, n: int, backward: bool, wanted: int) -> None:
        origin, target = int(found.end[n]), int(found.start[n])
        if not backward:
            origin, target = target, origin
        number = int(numbers[n])
        if self._grouped(found, n):
            if backward:
                self._group(target, self.snapshot.key_at(number).mark, wanted)
            return
        needed = self._needed(found, n, backward, wanted)
        if needed is None:
            return
        if self.impact.levels[origin] < needed:
            self._wait(origin, needed)
        elif stop := self._stop(found, n, number, origin, target):
            self.stops.append(stop)

    def _grouped(self, found: Relations, n: int) -> bool:
        depends = self.snapshot.relation_codes[DEPENDS_ON]
        return bool(found.type[n] == depends and found.mark[n] > 0)

    def _needed(self, found: Relations, n: int, backward: bool, wanted: int) -> int | None:
        """The least level of the origin at which the rule gives the wanted one, or None."""
        kinds, rules = self.snapshot.kinds, self.graph.edges.rules
        start, end = int(found.start[n]), int(found.end[n])
        code = rules.lookup[
            int(found.type[n]), kinds[start], kinds[end], int(backward), int(found.part[n])
        ]
        for level in (1, 2, 3):
            if rules.table[code, level] >= wanted:
                return level
        return None

    def _stop(self, found: Relations, n: int, number: int, origin: int, target: int) -> Stop | None:
        period = int(found.period[n])
        if not self.graph.day.holds[period]:
            early = int(self.snapshot.periods.since[period]) > self.day
            reason = Reason.NOT_YET if early else Reason.NO_LONGER
            return Stop(reason, origin, target, number)
        if self.graph.lapsed[origin]:
            return Stop(Reason.NOT_IN_FORCE, origin, target, number)
        return None

    def _group(self, dependent: int, mark: str, wanted: int) -> None:
        """A group that could give the level: say that it held, or look behind its members."""
        lens = self.impact.lens
        breaks, softens = lens.code(lens.redundancy.breaks), lens.code(lens.redundancy.softens)
        if wanted > breaks or (dependent, mark) in self.groups_seen:
            return
        self.groups_seen.add((dependent, mark))
        members = _GroupNow(self, dependent, mark)
        self.stops += members.ended()
        if members.failed:
            self.stops.append(members.held(dependent))
            return
        needed = 2 if wanted <= softens else min(lens.failing)
        for member in members.holding:
            self._wait(member, needed)


class _GroupNow:
    """One group of a dependent as it stands on the day."""

    def __init__(self, search: _Backward, dependent: int, mark: str) -> None:
        self.search, self.dependent = search, dependent
        snapshot = search.snapshot
        numbers = snapshot.relations(dependent, DEPENDS_ON, Direction.FORWARD)
        marks = [snapshot.marks[int(m)] for m in snapshot.picked(numbers).mark]
        numbers = numbers[[m == mark for m in marks]]
        holds = snapshot.holding(numbers, search.day)
        self.not_holding = numbers[~np.isin(numbers, holds)]
        self.numbers, found = holds, snapshot.picked(holds)
        failing = search.impact.lens.failing
        levels = search.impact.levels[found.end]
        carries = ~search.graph.lapsed[found.end]
        failed = np.isin(levels, list(failing)) & carries
        self.failed = tuple(found.end[failed].tolist())
        self.holding = tuple(found.end[~failed].tolist())
        self.size = len(holds)
        self.need = min(int(found.need.max(initial=1)), self.size)

    def held(self, dependent: int) -> Stop:
        more = self.size - self.need + 1 - len(self.failed)
        first = self.failed[0]
        at = int(np.flatnonzero(self.search.snapshot.ends(self.numbers) == first)[0])
        number = int(self.numbers[at])
        return Stop(Reason.GROUP_HELD, first, dependent, number, self.failed, self.holding, more)

    def ended(self) -> list[Stop]:
        """Members that are affected, but whose relation does not hold on the day."""
        search, found = self.search, []
        picked = search.snapshot.picked(self.not_holding)
        for n, number in enumerate(self.not_holding.tolist()):
            origin = int(picked.end[n])
            if search.impact.levels[origin] > 1:
                stop = search._stop(picked, n, number, origin, self.dependent)
                found += [stop] if stop else []
        return found


def _no_rule(impact: Impact, row: int) -> Stop:
    """Where a shortest walk leaves what is affected, as no rule carries on; or no way at all."""
    snapshot, day = impact.snapshot, day_number(impact.as_of)
    seen = np.zeros(snapshot.size, np.bool_)
    frontier = as_ints([row])
    while len(frontier):
        seen[frontier] = True
        owner, numbers = snapshot.neighbours(frontier)
        holds = np.isin(numbers, snapshot.holding(numbers, day))
        owner, numbers = owner[holds], numbers[holds]
        here, starts, ends = frontier[owner], snapshot.starts(numbers), snapshot.ends(numbers)
        others = np.where(starts == here, ends, starts)
        met = np.flatnonzero(impact.levels[others] > 0)
        if len(met):
            return _nearest(snapshot, here[met], others[met], numbers[met])
        frontier = as_ints(np.unique(others[~seen[others]]))
    return Stop(Reason.NO_WAY, target=row)


def _nearest(snapshot: Snapshot, here: Ints, others: Ints, numbers: Ints) -> Stop:
    """The stop at the least relation type, then id."""

    def rank(n: int) -> tuple[str, str]:
        return snapshot.key_at(int(numbers[n])).type, snapshot.id(int(others[n]))

    n = min(range(len(numbers)), key=rank)
    return Stop(Reason.NO_RULE, int(others[n]), int(here[n]), int(numbers[n]))
