"""The search behind "why not": ways with the fewest obstacles, backward from an item.

Dijkstra's algorithm over the states that an item does not have, the cost being obstacles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush

from graph_model.errors import NotRead
from queries.impact.blocker import Blocker
from queries.impact.impact import Impact
from queries.impact.way_in import ANYHOW, Arrival, Blockers, WaysIn, shut
from queries.snapshot.rows import as_ints

MOST_STATES = 20_000
"""How many states are looked at before the search says that it stopped."""


@dataclass(slots=True)
class _Known:
    """What is known of a state: obstacles and hops from it to the item, and the ways on."""

    cost: int
    hops: int
    onward: list[tuple[Arrival, Blockers]] = field(default_factory=list)


class WhyNotSearch:
    """The blockers on the ways that have the fewest from something affected to a row.

    ``blockers`` are they, nearest the row first (none where no rules lead there), ``fewest`` how
    many lie on each way. ``complete`` tells whether the search came to its end, ``reason`` why not.
    """

    def __init__(self, impact: Impact, row: int, wanted: int) -> None:
        """Search for what kept ``wanted`` (a level's code) from a row that does not have it."""
        self.impact, self.inward = impact, WaysIn(impact)
        itself = shut(impact, row, row)
        self.first: tuple[Arrival, Blockers] = Arrival(row, wanted, ANYHOW), itself
        self.known: dict[Arrival, _Known] = {self.first[0]: _Known(len(itself), 0)}
        self.ends: list[tuple[Arrival, Blockers]] = []
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
        settled: set[Arrival] = set()
        while waiting:
            cost, hops, state = heappop(waiting)
            if self.ends and cost >= self.fewest:  # an end has one obstacle more, at least
                return True
            if state in settled:
                continue
            settled.add(state)
            if len(settled) > MOST_STATES:
                return False
            self._see(state, [waited for _, _, waited in waiting])
            for origin, blockers in self.inward.ways(state):
                new = cost + len(blockers)
                if self.inward.reached(origin):
                    self._end(state, blockers, new)
                elif self._improves(origin, _Known(new, hops + 1, [(state, blockers)])):
                    heappush(waiting, (new, hops + 1, origin))
        return True

    def _see(self, state: Arrival, others: list[Arrival]) -> None:
        """Ask for all that waits together, where around a state nothing was read yet.

        Raises:
            NotRead: it was not.
        """
        unread = self.impact.snapshot.unread
        if len(unread(as_ints([state.row]))):
            waits = as_ints([state.row, *(other.row for other in others)])
            raise NotRead(self.impact.snapshot.ids_of(unread(waits)))

    def _end(self, state: Arrival, blockers: Blockers, cost: int) -> None:
        if not self.ends or cost < self.fewest:
            self.fewest, self.ends = cost, []
        if cost == self.fewest:
            self.ends.append((state, blockers))

    def _improves(self, state: Arrival, new: _Known) -> bool:
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
        seen: set[Arrival] = set()
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

    def _rank(self, blocker: Blocker) -> tuple[str, ...]:
        """By relation type and origin; by the whole relation where several are alike."""
        snapshot, relation = self.impact.snapshot, blocker.relation
        type_, *others = ("", "", "", "") if relation is None else snapshot.key_at(relation)
        origin = "" if blocker.origin is None else snapshot.id(blocker.origin)
        return type_, origin, *others, blocker.reason.value
