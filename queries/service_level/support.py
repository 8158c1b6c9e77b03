"""What the underpinning of a promise can support, from what is committed beneath it.

The item asked about supports what it depends on: its requirements in series, each once however
many ways lead to it, its groups as k of n; so does a pool. Where something is committed for an
item, it supports that, at most what lies beneath can be at its best. Anything else, that nothing is
committed for, may be anything, at most what lies beneath it can be at its best.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from queries.service_level.availability import Arithmetic, Bound
from queries.service_level.beneath import Beneath, Circle, Unit
from queries.service_level.commitment import Commitment, Commitments
from queries.service_level.figure import Figure

_T = TypeVar("_T")

Factors = Mapping[tuple[int, int], Bound]
REST = -1
ROUNDS = 64
"""How often a circle of dependencies is gone round at most."""


@dataclass(frozen=True, slots=True)
class Support:
    """What an item supports.

    ``missing`` are the rows that nothing is committed for, or not for every part, so that the range
    is wider than it need be. ``unread`` are committed figures that cannot be compared, and
    ``resting_on`` those that the range was worked out from. ``factors`` are the bounds that count
    in series, by what each is of: an item's row and its group's discriminator, 0 for what is
    committed for the item itself, ``REST`` for what is not.
    """

    bound: Bound
    missing: tuple[int, ...] = ()
    unread: tuple[Figure, ...] = ()
    resting_on: tuple[Figure, ...] = ()
    factors: Factors = field(default_factory=dict)


@dataclass(frozen=True)
class Supports:
    """What an item and everything beneath it supports, worked out from the bottom. Rows."""

    commitments: Commitments
    beneath: Beneath

    @property
    def arithmetic(self) -> Arithmetic:
        """How the figures are put together."""
        return self.commitments.arithmetic

    @cached_property
    def found(self) -> Support:
        """What the item asked about supports; in time linear in what lies beneath it."""
        every = self.commitments.of_each(self.beneath.rows)
        best: dict[int, Support] = {}
        claimed: dict[int, Support] = {}
        for circle in self.beneath.circles:
            committed = {row: every[row] for unit in circle for row in unit}
            best |= self._at_best(circle, committed, best)
            for row, own in committed.items():
                transparent = len(committed) == 1 and self._transparent(row)
                composed = self._composed(row, claimed) if transparent else None
                claimed[row] = self._claimed(row, own, best[row], composed)
        return claimed[self.beneath.root]

    def _at_best(
        self, circle: Circle, committed: Mapping[int, Commitment], below: dict[int, Support]
    ) -> dict[int, Support]:
        """What the items of a circle support, whatever is not known at its best.

        Each is at its best to begin with, and lowered by the others in as many rounds as there are
        items, by which no way is left out that does not go round. Fewer claim less.
        """
        perfect = Support(self.arithmetic.perfect)
        found = dict.fromkeys(committed, perfect)
        for _ in range(min(len(committed), ROUNDS)):
            known = ChainMap(found, below)
            lowered: dict[int, Support] = {}
            for unit in circle:
                lowered |= dict.fromkeys(unit, self._unit(unit, committed, known))
            if lowered == found:
                break
            found = lowered
        return found

    def _unit(
        self, unit: Unit, committed: Mapping[int, Commitment], known: Mapping[int, Support]
    ) -> Support:
        """What items that stand and fall together support, given what they depend on."""
        ends = (end for row in unit for end in self.beneath.requirements.get(row, ()))
        parts = [known[end] for end in dict.fromkeys(ends) if end not in unit]
        parts += [part for row in unit for part in self._groups(row, known)]
        below = self.arithmetic.series([part.bound for part in parts])
        own = [bound for row in unit if (bound := committed[row].bound) is not None]
        bound = self.arithmetic.delivered(own, below)
        figures = [committed[row].figures for row in unit]
        if not own or bound != self.arithmetic.delivered(own, self.arithmetic.perfect):
            figures += [part.resting_on for part in parts]
        return Support(bound, resting_on=_each_once(figures))

    def _claimed(
        self, row: int, own: Commitment, best: Support, composed: Support | None
    ) -> Support:
        """What an item supports, whatever anything that is not known may be."""
        delivered = Support(best.bound, (), own.unread, best.resting_on, {(row, 0): best.bound})
        if own.bound is not None and not own.partly:
            return delivered
        rest = composed or self._unknown(row, own, best)
        return rest if own.bound is None else all_of([delivered, rest], self.arithmetic)

    def _unknown(self, row: int, own: Commitment, best: Support) -> Support:
        """An item, or the rest of it, that may be anything that lies beneath allows."""
        bound = self.arithmetic.delivered([self.arithmetic.unknown], best.bound)
        return Support(bound, (row,), own.unread, best.resting_on, {(row, REST): bound})

    def _transparent(self, row: int) -> bool:
        """Whether an item is no more than what it depends on."""
        if row == self.beneath.root:
            return True
        return self.beneath.snapshot.value(row, "ci_class") == "pool"

    def _composed(self, row: int, claimed: Mapping[int, Support]) -> Support | None:
        """What an item's requirements and groups come to; None where it has none."""
        ends = self.beneath.requirements.get(row, ())
        parts = [*(claimed[end] for end in ends), *self._groups(row, claimed)]
        if not parts:
            return None
        return all_of(parts, self.arithmetic)

    def _groups(self, row: int, found: Mapping[int, Support]) -> list[Support]:
        """What an item's groups come to."""
        groups = []
        for group in self.beneath.groups.get(row, ()):
            members = [found[member] for member in group.members]
            bound = self.arithmetic.group([member.bound for member in members], group.need)
            ranges = members if bound.lower < bound.upper else []
            groups.append(
                Support(
                    bound,
                    _each_once(member.missing for member in ranges),
                    _each_once(member.unread for member in ranges),
                    _each_once(member.resting_on for member in members),
                    {(row, group.discriminator): bound},
                )
            )
        return groups


def all_of(parts: Sequence[Support], arithmetic: Arithmetic) -> Support:
    """What needs all of some parts; what several of them rest on counts once."""
    factors = {of: bound for part in parts for of, bound in part.factors.items()}
    return Support(
        arithmetic.series(list(factors.values())),
        _each_once(part.missing for part in parts),
        _each_once(part.unread for part in parts),
        _each_once(part.resting_on for part in parts),
        factors,
    )


def _each_once(parts: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(each for part in parts for each in part))
