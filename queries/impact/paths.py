"""More ways than one: the shortest chains that give an item its final level, in order of length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from graph_model.words import counted
from queries.answers.asked import Asked
from queries.answers.told import told_once
from queries.answers.view import View
from queries.engine.witness import Step, Witness
from queries.impact.chain import WitnessChain
from queries.impact.impact import Impact
from queries.impact.why import Explained, reached

MOST_TRIED = 100_000
"""How many partial chains are made before the search says that it stopped."""


@dataclass(frozen=True)
class Paths(Explained):
    """The ways that give an item its level, no item twice."""

    found: tuple[Witness, ...]
    stopped: str | None = None

    @property
    def gap(self) -> str | None:
        """Why there may be other ways."""
        return self.stopped

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        others = ", and there may be others" if self.stopped else ""
        return f"{self.state(view)}: {counted(len(self.found), 'way', 'ways')}{others}."

    @told_once
    def chains(self) -> list[WitnessChain]:
        """The chains, the shortest first."""
        return [WitnessChain(self.impact, witness) for witness in self.found]


def paths_to(
    asked: Asked, of: Sequence[str], to: str, lens: str, background: bool, first: int
) -> Paths:
    """The shortest chains to an item.

    Raises:
        NotFound, InvalidQuestion: there is no such item, or nothing reaches it.
    """
    impact, row = reached(asked, of, to, lens, background)
    return paths(impact, row, first)


def paths(impact: Impact, row: int, first: int) -> Paths:
    """The ``first`` shortest chains to a row that pass no item twice, and its witness.

    A witness passes a service twice where its effect reaches who consumes it only as it comes back
    from a part of the service.

    A best-first search from the row backward, led by the known distances from the starts, so that
    chains come out in order of length. The first one is the witness's length.

    Raises:
        ValueError: nothing reaches the row.
    """
    search = _Search(impact, row, impact.code(row))
    witness = impact.witness(row)
    chains = [witness] if first > 0 and _repeats(witness) else []
    while len(chains) < first and (found := search.next()) is not None:
        chains.append(found)
    more = len(chains) == first and search.next() is not None
    if search.stopped and not chains and first > 0:
        chains = [witness]
    if more:
        return Paths(impact, row, tuple(chains), f"the first {first} were asked for")
    reason = f"the search stopped after {MOST_TRIED:,} partial chains" if search.stopped else None
    return Paths(impact, row, tuple(chains), reason)


def _repeats(chain: Witness) -> bool:
    """Whether it passes an item twice."""
    items = [chain.start, *(step.target for step in chain.steps)]
    return len(set(items)) < len(items)


@dataclass(frozen=True, slots=True)
class _Partial:
    """A chain from some state to the row, last step first, and the items that it passes."""

    node: int
    level: int
    steps: tuple[Step, ...]
    passed: frozenset[int]


class _Search:
    """A best-first search over partial chains; ties in the order of type, then id."""

    def __init__(self, impact: Impact, row: int, level: int) -> None:
        self.impact, self.row, self.level = impact, row, level
        self.witnesses = impact.witnesses
        self.tried = 0
        self.told: set[tuple[tuple[int, ...], ...]] = set()
        self.waiting: list[tuple[int, int, _Partial]] = []
        self._wait(_Partial(row, level, (), frozenset([row])), self.witnesses.length(row))

    @property
    def stopped(self) -> bool:
        """Whether the budget ended the search before it was through."""
        return self.tried > MOST_TRIED and bool(self.waiting)

    def next(self) -> Witness | None:
        """The next chain, or None when there is none or the search stopped."""
        while self.waiting and self.tried <= MOST_TRIED:
            _, _, partial = heappop(self.waiting)
            self._extend(partial)
            if self._is_start(partial) and self._is_new(partial):
                return Witness(self.row, self.level, tuple(reversed(partial.steps)))
        return None

    def _is_new(self, partial: _Partial) -> bool:
        """Whether it was not told yet: two faces of a service, or a gate, may lead the same way."""
        steps = tuple((step.relation, step.target, step.level) for step in partial.steps)
        new = steps not in self.told
        self.told.add(steps)
        return new

    def _is_start(self, partial: _Partial) -> bool:
        return self.witnesses.distances.hops(partial.level, partial.node) == 0

    def _extend(self, partial: _Partial) -> None:
        ways = self.witnesses.inward(partial.node, partial.level)
        for way in sorted(ways, key=self.witnesses.rank):
            origin = way.step.origin
            if origin not in partial.passed:
                steps, passed = (*partial.steps, way.step), partial.passed | {origin}
                self._wait(_Partial(way.node, way.level, steps, passed), way.hops)

    def _wait(self, partial: _Partial, hops: int) -> None:
        self.tried += 1
        heappush(self.waiting, (len(partial.steps) + hops, self.tried, partial))
