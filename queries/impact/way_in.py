"""The crossings by which an item could come to a level, and the obstacles on each: for "why not".

Relations that do not hold, contracts not in force and items out of service are looked at as if they
were; each is then an obstacle.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from graph_model.lens import MIDDLE, TOP, Direction, Lens
from queries.engine.transfers import CONSUMES, COVERS
from queries.impact.blocker import Blocker, Reason
from queries.impact.impact import Impact
from queries.impact.served import Served
from queries.snapshot.base import DEPENDS_ON, Relations
from queries.snapshot.days import day_number
from queries.snapshot.rows import Flags, Ints, as_ints, distinct

Blockers = tuple[Blocker, ...]
ANYHOW, OTHERWISE = False, True


class Arrival(NamedTuple):
    """A row, the code of a level asked for, and whether by a last step other than COVERS →."""

    row: int
    level: int
    otherwise: bool = ANYHOW


def shut(impact: Impact, origin: int, target: int, relation: int | None = None) -> Blockers:
    """That an item carries nothing, being not in force or out of service; or nothing."""
    if not impact.adjacency.closed[origin]:
        return ()
    lapsed = bool(impact.adjacency.day.lapsed[origin])
    reason = Reason.NOT_IN_FORCE if lapsed else Reason.NOT_IN_SERVICE
    return (Blocker(reason, origin, target, relation),)


class WaysIn:
    """The ways into the states of one answer."""

    def __init__(self, impact: Impact) -> None:
        """Look into nothing yet."""
        self.impact, self.snapshot, self.graph = impact, impact.snapshot, impact.adjacency
        self.day, self.holds = day_number(impact.as_of), impact.adjacency.day.holds
        codes = self.snapshot.relation_codes
        self.depends, self.under = codes[DEPENDS_ON], codes["UNDER"]
        self.covers, self.consumes = codes[COVERS], codes[CONSUMES]
        self.contract = self.snapshot.kind_codes["Contract"]
        self.served, self.group = Served(impact), _GroupLevels.of(impact.lens)

    def reached(self, state: Arrival) -> bool:
        """Whether an effect brought the state about."""
        if not state.otherwise:
            return bool(self.impact.levels[state.row] >= state.level)
        starts = self.impact.starts
        if (starts.levels[starts.rows == state.row] >= state.level).any():
            return True
        return any(not blockers and self.reached(origin) for origin, blockers in self.ways(state))

    def ways(self, state: Arrival) -> Iterator[tuple[Arrival, Blockers]]:
        """The state that each crossing asks for, and what is in its way."""
        row = state.row
        numbers = distinct(self.snapshot.relations(row))
        found = self.snapshot.picked(numbers)
        grouped = (found.type == self.depends) & (found.discriminator > 0)
        for direction in Direction:
            yield from self._plain(state, numbers, found, ~grouped, direction)
        own = np.flatnonzero(grouped & (found.start == row))
        for discriminator in sorted(set(found.discriminator[own].tolist())):
            at = own[found.discriminator[own] == discriminator]
            yield from _GroupNow(self, row, numbers, found, at).ways(state.level)

    def _plain(
        self,
        state: Arrival,
        numbers: Ints,
        found: Relations,
        among: Flags,
        direction: Direction,
    ) -> Iterator[tuple[Arrival, Blockers]]:
        backward = direction is Direction.BACKWARD
        here, origins = (found.start, found.end) if backward else (found.end, found.start)
        among = among & (here == state.row) & (state.otherwise | (origins != state.row))
        if state.otherwise and not backward:
            among = among & (found.type != self.covers)
        if not among.any():
            return
        code = self._codes(found, backward, found.part)
        given = self.graph.table[code]
        for n in np.flatnonzero(among & (given >= state.level).any(axis=1)).tolist():
            level = int(np.argmax(given[n] >= state.level))
            number, origin = int(numbers[n]), int(origins[n])
            if backward and found.type[n] == self.consumes and self.served.asks(number):
                yield from self._consumed(number, given[n], state)
            else:
                blockers = self._over(number, int(found.period[n]), origin, state.row, backward)
                yield Arrival(origin, level), blockers
        if not backward:
            whole = self.graph.table[self._codes(found, backward, np.zeros_like(found.part))]
            lifted = (given[:, TOP] < state.level) & (whole[:, TOP] >= state.level)
            for n in np.flatnonzero(among & lifted).tolist():
                yield from self._part(int(numbers[n]), found.type[n], state.row)

    def _codes(self, found: Relations, backward: bool, part: Flags) -> Ints:
        kinds, lookup = self.snapshot.kinds, self.graph.edges.rules.lookup
        ends = kinds[found.start], kinds[found.end]
        return as_ints(lookup[found.type, *ends, int(backward), part.astype(np.uint8)])

    def _over(self, number: int, period: int, origin: int, target: int, backward: bool) -> Blockers:
        """What is in the way of an effect over one relation."""
        blockers = self.undated(number, period, origin, target)
        kinds, type_ = self.snapshot.kinds, int(self.snapshot.types(as_ints([number]))[0])
        if backward and type_ == self.under and kinds[target] == self.contract:
            return blockers  # a contract carries on to contracts though it is not in force
        return (*blockers, *shut(self.impact, origin, target, number))

    def undated(self, number: int, period: int, origin: int, target: int) -> Blockers:
        """That a relation does not hold on the day, or nothing."""
        if self.holds[period]:
            return ()
        early = int(self.snapshot.periods.since[period]) > self.day
        reason = Reason.NOT_YET if early else Reason.NO_LONGER
        return (Blocker(reason, origin, target, number),)

    def _consumed(
        self, number: int, given: np.ndarray[tuple[int], np.dtype[np.uint8]], state: Arrival
    ) -> Iterator[tuple[Arrival, Blockers]]:
        """The ways to a consumer that has contracts of its own, or meets private ones."""
        service = int(self.snapshot.ends(as_ints([number]))[0])
        period = int(self.snapshot.picked(as_ints([number])).period[0])
        blockers = self._over(number, period, service, state.row, True)
        if given[1] >= state.level:
            yield Arrival(service, 1), blockers
        needed = int(np.argmax(given >= state.level))
        yield Arrival(service, needed, OTHERWISE), blockers
        for cover in self.served.covers(number):
            kept = self.served.blockers(number, cover, needed, state.row)
            for origin, found in self._covering(cover, needed):
                yield origin, (*found, *kept, *blockers)

    def _covering(self, number: int, level: int) -> Iterator[tuple[Arrival, Blockers]]:
        """The ways into a service over one COVERS →."""
        one = as_ints([number])
        found = self.snapshot.picked(one)
        contract, service = int(found.start[0]), int(found.end[0])
        given = self.graph.table[self._codes(found, False, found.part)][0]
        if given[TOP] >= level:
            needed = int(np.argmax(given >= level))
            yield (
                Arrival(contract, needed),
                self._over(number, int(found.period[0]), contract, service, False),
            )
        elif self.graph.table[self._codes(found, False, np.zeros(1, np.bool_))][0][TOP] >= level:
            yield from self._part(number, int(found.type[0]), service)

    def _part(self, number: int, type_: int, item: int) -> Iterator[tuple[Arrival, Blockers]]:
        """The way over a relation for a part, once nothing of the item remains."""
        name = self.snapshot.model.relations[int(type_)].name
        numbers = np.sort(self.snapshot.relations(item, name, Direction.BACKWARD))
        found = self.snapshot.picked(numbers)
        counts = self.holds[found.period] & ~self.graph.closed[found.start]
        counts |= numbers == number
        if counts.sum() < 2:
            return
        fails = self.impact.levels[found.start] == TOP
        one = int(np.flatnonzero(numbers == number)[0])
        origin, period = int(found.start[one]), int(found.period[one])
        blockers = self._over(number, period, origin, item, False)
        held = self._held(found.start, numbers, counts, fails, one, item)
        yield Arrival(origin, TOP), (*blockers, *held)

    def _held(
        self, ends: Ints, numbers: Ints, counts: Flags, fails: Flags, one: int, item: int
    ) -> Blockers:
        """That others stand although this one failed, or nothing."""
        more = int((counts & ~fails).sum())
        if more == 0 or (more == 1 and not fails[one]):
            return ()
        return (self.blocker(Reason.PART_HELD, _Members(ends, numbers, counts, fails), item, more),)

    def blocker(self, reason: Reason, of: _Members, item: int, more: int) -> Blocker:
        """What held, of the members that count; an effect comes from the first that failed."""
        by_id = sorted(np.flatnonzero(of.counts), key=lambda n: self.snapshot.id(int(of.ends[n])))
        order = as_ints(by_id)
        failed, holding = order[of.fails[order]], order[~of.fails[order]]
        origin = int(of.ends[failed[0]]) if len(failed) else None
        number = int(of.numbers[failed[0]]) if len(failed) else None
        down, up = (tuple(of.ends[which].tolist()) for which in (failed, holding))
        return Blocker(reason, origin, item, number, down, up, more)


class _Members(NamedTuple):
    """What belongs to a group or an item, by relation: which of it counts, and which has failed."""

    ends: Ints
    numbers: Ints
    counts: Flags
    fails: Flags


class _GroupLevels(NamedTuple):
    """The levels by which a lens has groups soften and break.

    ``failing`` (4,) are those at which a member fails, by code, ``least`` the lowest of them.
    """

    softens: int
    breaks: int
    failing: Flags
    least: int

    @classmethod
    def of(cls, lens: Lens) -> _GroupLevels:
        """Those of a lens."""
        redundancy, failing = lens.redundancy, np.zeros(TOP + 1, np.bool_)
        failing[list(lens.failing)] = True
        softens, breaks = lens.code(redundancy.softens), lens.code(redundancy.breaks)
        return cls(softens, breaks, failing, min(lens.failing))


class _GroupNow:
    """One group of a dependent as it stands on the day, and what each member could do to it.

    Its relations are those ``at`` some places among the ``numbers`` that ``found`` describes.
    """

    def __init__(
        self, into: WaysIn, dependent: int, numbers: Ints, found: Relations, at: Ints
    ) -> None:
        self.into, self.dependent, self.numbers = into, dependent, numbers[at]
        self.member, self.period, self.need = found.end[at], found.period[at], found.need[at]
        self.held = into.holds[self.period]
        self.stands = self.held & ~into.graph.closed[self.member]
        self.fails = into.group.failing[into.impact.levels[self.member]]

    def ways(self, wanted: int) -> Iterator[tuple[Arrival, Blockers]]:
        """The ways through the group to a level of its dependent."""
        levels = self.into.group
        for n, member in enumerate(self.member.tolist()):
            if wanted <= levels.softens:
                yield Arrival(member, MIDDLE), self._over(n)
            elif wanted <= levels.breaks:
                yield Arrival(member, levels.least), (*self._over(n), *self._spare(n))

    def _over(self, n: int) -> Blockers:
        number, period, member = (
            int(column[n]) for column in (self.numbers, self.period, self.member)
        )
        blockers = self.into.undated(number, period, member, self.dependent)
        return (*blockers, *shut(self.into.impact, member, self.dependent, number))

    def _spare(self, n: int) -> Blockers:
        """That the group would hold although the member failed, or nothing.

        A relation that does not hold is looked at as if it did, and a member as if in service.
        """
        stands, held = self.stands.copy(), self.held.copy()
        stands[n] = held[n] = True
        size = int(stands.sum())
        need = min(int(self.need[held].max()), size)
        more = size - need + 1 - int((stands & self.fails).sum())
        if more <= 0 or (more == 1 and not self.fails[n]):
            return ()
        members = _Members(self.member, self.numbers, stands, self.fails)
        return (self.into.blocker(Reason.GROUP_HELD, members, self.dependent, more),)
