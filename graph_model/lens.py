"""A lens is what "impact" means: levels, a rule for each relation and direction, and redundancy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

NOTHING, LOW, MIDDLE, TOP = range(4)
"""The codes of "no effect" and of the three levels of any lens."""

Transfer = tuple[int, int, int, int]
"""What arrives for an effect of code 0, 1, 2, 3; the first is always 0."""


class Direction(Enum):
    """How a rule crosses a relation."""

    FORWARD = "forward"
    """→, from the relation's start to its end."""
    BACKWARD = "backward"
    """←, from the relation's end to its start."""


@dataclass(frozen=True, slots=True)
class LensRule:
    """How an effect crosses one relation in one direction.

    ``carries`` maps a level's name to the name of the level that arrives; what it does not name
    carries nothing. ``starts`` and ``ends`` narrow the rule to relations between those kinds (the
    relation's own start and end, whatever the direction; empty: any). ``part`` caps what arrives
    along a relation whose ``extent`` is "part".
    """

    relation: str
    direction: Direction
    carries: Mapping[str, str]
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    part: str | None = None

    def joins(self, start: str, end: str) -> bool:
        """Whether the rule speaks of relations from a ``start`` kind to an ``end`` kind."""
        return (not self.starts or start in self.starts) and (not self.ends or end in self.ends)


@dataclass(frozen=True, slots=True)
class Redundancy:
    """How groups of a DEPENDS_ON break and soften.

    A member fails at the levels ``fails``; a group that breaks gives the dependent ``breaks``,
    one that holds while a member is above the lowest level gives ``softens``.
    """

    fails: tuple[str, ...]
    breaks: str
    softens: str


@dataclass(frozen=True, slots=True)
class Lens:
    """Three ordered levels, lowest first, the rules, and how redundancy behaves."""

    name: str
    meaning: str
    levels: tuple[str, str, str]
    rules: tuple[LensRule, ...]
    redundancy: Redundancy

    def __hash__(self) -> int:
        """By the name, which no two lenses of a model share: ``carries`` of a rule has no hash."""
        return hash(self.name)

    def code(self, level: str) -> int:
        """1, 2 or 3 for a level's name, without regard to case.

        Raises:
            ValueError: the lens has no such level.
        """
        try:
            return [name.casefold() for name in self.levels].index(level.casefold()) + 1
        except ValueError:
            known = ", ".join(self.levels)
            raise ValueError(f"{level!r} is no level of lens {self.name}: {known}") from None

    def level(self, code: int) -> str:
        """The name of code 1, 2 or 3."""
        return self.levels[code - 1]

    def transfer(self, rule: LensRule, part: bool = False) -> Transfer:
        """The rule as codes; ``part`` applies its cap for ``extent`` = part."""
        cap = self.code(rule.part) if part and rule.part else 3
        arriving = [self.code(rule.carries[n]) if n in rule.carries else 0 for n in self.levels]
        low, middle, top = (min(code, cap) for code in arriving)
        return (0, low, middle, top)

    def rule(self, relation: str, direction: Direction, start: str, end: str) -> LensRule | None:
        """The first rule for a relation between those kinds in that direction, or None."""
        for rule in self.rules:
            if rule.relation == relation and rule.direction is direction and rule.joins(start, end):
                return rule
        return None

    @property
    def failing(self) -> frozenset[int]:
        """The codes at which a group's member fails."""
        return frozenset(self.code(level) for level in self.redundancy.fails)

    def violations(self) -> list[str]:
        """Why an answer would not be a least fixpoint: rules that raise or are not monotone."""
        found = []
        for rule in self.rules:
            for part in (False, True):
                found += self._rule_violations(rule, self.transfer(rule, part))
        return sorted(set(found + self._redundancy_violations()))

    def _rule_violations(self, rule: LensRule, transfer: Transfer) -> list[str]:
        name = f"lens {self.name}, {rule.relation} {rule.direction.value}"
        found = []
        if any(transfer[code] > code for code in (1, 2, 3)):
            found.append(f"{name}: a rule that raises a level")
        if any(transfer[code] > transfer[code + 1] for code in (1, 2)):
            found.append(f"{name}: a rule that is not monotone")
        return found

    def _redundancy_violations(self) -> list[str]:
        breaks = self.code(self.redundancy.breaks)
        softens = self.code(self.redundancy.softens)
        lowest = min(self.failing, default=0)
        name = f"lens {self.name}, redundancy"
        found = []
        if self.failing != frozenset(range(lowest, 4)) or lowest < 2:
            found.append(f"{name}: fails other than the top level, or the top two")
        if breaks > lowest:
            found.append(f"{name}: breaks above a level that fails")
        if softens > min(breaks, 2):
            found.append(f"{name}: softens above breaks, or above the middle level")
        return found
