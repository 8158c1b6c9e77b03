"""The search behind "why not": ways with the fewest obstacles, backward from an item.

Dijkstra's algorithm over states (row, level that is asked for), the cost being obstacles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush

import numpy as np

from graph_model.lens import Direction
from queries.engine.propagation import MIDDLE
from queries.impact.blocker import Blocker, Reason
from queries.impact.impact import Impact
from queries.snapshot.base import DEPENDS_ON, Relations
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints

MOST_STATES = 20_000
"""How many states are looked at before the search says that it stopped."""

State = tuple[int, int]
Blockers = tuple[Blocker, ...]


@dataclass(slots=True)
class _Known:
    """What is known of a state: obstacles and hops from it to the item, and the ways on."""

    cost: int
    hops: int
    onward: list[tuple[State, Blockers]] = field(default_factory=list)


class WhyNotSearch:
    """The blockers on the ways that have the fewest from something affected to a row.

    ``blockers`` are they, nearest the row first (none where no rules lead there), ``fewest`` how
    many lie on each way. ``complete`` tells whether the search came to its end, ``reason`` why not.
    """

    def __init__(self, impact: Impact, row: int, wanted: int) -> None:
        """Search for what kept ``wanted`` (a level's code) from a row that does not have it."""
        self.impact, self.inward = impact, _Inward(impact)
        lapsed = bool(impact.adjacency.lapsed[row])
        itself = (Blocker(Reason.NOT_IN_FORCE, row, row),) if lapsed else ()
        self.first: tuple[State, Blockers] = (row, wanted), itself
        self.known: dict[State, _Known] = {(row, wanted): _Known(len(itself), 0)}
        self.ends: list[tuple[State, Blockers]] = []
        self.fewest = 0
        self.complete = self._search()
        self.blockers = self._collected()

    @property
    def reason(self) -> str | None:
        """Why the search is not complete, if it is not."""
        return None if self.complete else f"the search stopped after {MOST_STATES:,} states"

    def _search(self) -> bool:
        """Settle states by rising cost; False where the budget ended it."""
        waiting = [(self.known[self.first[0]].cost, 0, self.first[0])]
        settled: set[State] = set()
        while waiting:
            cost, hops, state = heappop(waiting)
            if self.ends and cost >= self.fewest:  # an end has one obstacle more, at least
                return True
            if state in settled:
                continue
            settled.add(state)
            if len(settled) > MOST_STATES:
                return False
            for origin, blockers in self.inward.ways(*state):
                new = cost + len(blockers)
                if self.impact.levels[origin[0]] >= origin[1]:
                    self._end(state, blockers, new)
                elif self._improves(origin, _Known(new, hops + 1, [(state, blockers)])):
                    heappush(waiting, (new, hops + 1, origin))
        return True

    def _end(self, state: State, blockers: Blockers, cost: int) -> None:
        if not self.ends or cost < self.fewest:
            self.fewest, self.ends = cost, []
        if cost == self.fewest:
            self.ends.append((state, blockers))

    def _improves(self, state: State, new: _Known) -> bool:
        held = self.known.get(state)
        if held is None or new.cost < held.cost:
            self.known[state] = new
            return True
        if new.cost == held.cost:
            held.onward += new.onward
        return False

    def _collected(self) -> Blockers:
        """Every blocker on a way that has the fewest, nearest the row first."""
        found: dict[Blocker, int] = {}
        seen: set[State] = set()
        waiting = list(self.ends)
        while waiting:
            state, blockers = waiting.pop()
            known = self.known[state]
            for blocker in blockers:
                found[blocker] = min(known.hops, found.get(blocker, known.hops))
            if state not in seen:
                seen.add(state)
                waiting += known.onward
        if self.ends:
            found |= dict.fromkeys(self.first[1], -1)
        return tuple(sorted(found, key=lambda blocker: (found[blocker], *self._rank(blocker))))

    def _rank(self, blocker: Blocker) -> tuple[str, str]:
        snapshot = self.impact.snapshot
        type_ = "" if blocker.relation is None else snapshot.key_at(blocker.relation).type
        return type_, "" if blocker.origin is None else snapshot.id(blocker.origin)


class _Inward:
    """The crossings by which a row could come to a level, and the obstacles on each."""

    def __init__(self, impact: Impact) -> None:
        self.impact, self.snapshot, self.graph = impact, impact.snapshot, impact.adjacency
        self.day = day_number(impact.as_of)
        self.holds = self.graph.day.holds
        self.depends = self.snapshot.relation_codes[DEPENDS_ON]
        self.under = self.snapshot.relation_codes["UNDER"]
        self.contract = self.snapshot.kind_codes["Contract"]

    def ways(self, row: int, wanted: int) -> Iterator[tuple[State, Blockers]]:
        """The state that each crossing asks for, and what is in its way."""
        numbers = np.unique(self.snapshot.relations(row))
        found = self.snapshot.picked(numbers)
        grouped = (found.type == self.depends) & (found.discriminator > 0)
        for direction in Direction:
            yield from self._plain(row, wanted, numbers, found, ~grouped, direction)
        own = np.flatnonzero(grouped & (found.start == row))
        for discriminator in np.unique(found.discriminator[own]).tolist():
            at = own[found.discriminator[own] == discriminator]
            yield from _GroupNow(self, row, numbers[at]).ways(wanted)

    def _plain(
        self,
        row: int,
        wanted: int,
        numbers: Ints,
        found: Relations,
        among: np.ndarray[tuple[int], np.dtype[np.bool_]],
        direction: Direction,
    ) -> Iterator[tuple[State, Blockers]]:
        backward = direction is Direction.BACKWARD
        here, origins = (found.start, found.end) if backward else (found.end, found.start)
        kinds, rules = self.snapshot.kinds, self.graph.edges.rules
        ends = kinds[found.start], kinds[found.end]
        code = rules.lookup[found.type, *ends, int(backward), found.part.astype(np.uint8)]
        enough = rules.table[code] >= wanted
        carries = among & (here == row) & (origins != row) & enough.any(axis=1)
        for n in np.flatnonzero(carries).tolist():
            origin, number = int(origins[n]), int(numbers[n])
            blockers = self.undated(number, int(found.period[n]), origin, row)
            through = backward and found.type[n] == self.under and kinds[row] == self.contract
            if self.graph.lapsed[origin] and not through:
                blockers = (*blockers, Blocker(Reason.NOT_IN_FORCE, origin, row, number))
            yield (origin, int(np.argmax(enough[n]))), blockers

    def undated(self, number: int, period: int, origin: int, target: int) -> Blockers:
        """That a relation does not hold on the day, or nothing."""
        if self.holds[period]:
            return ()
        early = int(self.snapshot.periods.since[period]) > self.day
        reason = Reason.NOT_YET if early else Reason.NO_LONGER
        return (Blocker(reason, origin, target, number),)


class _GroupNow:
    """One group of a dependent as it stands on the day, and what each member could do to it."""

    def __init__(self, inward: _Inward, dependent: int, numbers: Ints) -> None:
        self.inward, self.dependent, self.numbers = inward, dependent, numbers
        self.lens = inward.impact.lens
        self.found = inward.snapshot.picked(numbers)
        self.held = inward.holds[self.found.period]
        self.fails = np.isin(inward.impact.levels[self.found.end], list(self.lens.failing))

    def ways(self, wanted: int) -> Iterator[tuple[State, Blockers]]:
        redundancy = self.lens.redundancy
        if wanted <= self.lens.code(redundancy.softens):
            for n in range(len(self.numbers)):
                yield (int(self.found.end[n]), MIDDLE), self._undated(n)
        elif wanted <= self.lens.code(redundancy.breaks):
            for n in range(len(self.numbers)):
                needed = min(self.lens.failing)
                yield (int(self.found.end[n]), needed), (*self._undated(n), *self._spare(n))

    def _undated(self, n: int) -> Blockers:
        period, member = int(self.found.period[n]), int(self.found.end[n])
        return self.inward.undated(int(self.numbers[n]), period, member, self.dependent)

    def _spare(self, n: int) -> Blockers:
        """That the group would hold although the member failed, or nothing.

        A relation that does not hold is looked at as if it did.
        """
        among = self.held.copy()
        among[n] = True
        size = int(among.sum())
        need = min(int(self.found.need[among].max()), size)
        failed = self.found.end[among & self.fails]
        more = size - need + 1 - len(failed)
        if more <= 0 or (more == 1 and not self.fails[n]):
            return ()
        holding = self.found.end[among & ~self.fails]
        origin = int(failed[0]) if len(failed) else None
        number = int(self.numbers[among & self.fails][0]) if len(failed) else None
        members = self._by_id(failed), self._by_id(holding)
        return (Blocker(Reason.GROUP_HELD, origin, self.dependent, number, *members, more),)

    def _by_id(self, rows: Ints) -> tuple[int, ...]:
        return tuple(sorted(rows.tolist(), key=self.inward.snapshot.id))
