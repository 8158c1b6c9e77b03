"""Contract families: MSA, statements of work, orders; values, terms inherited and where from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from graph_model.lens import Direction
from graph_model.values import Value
from queries.days import day_number, day_of
from queries.expiration import Expirations
from queries.rows import as_ints
from queries.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
INHERITED = (
    "notice",
    "renewal",
    "renewal_term",
    "survives_parent",
    "procurement_time",
    "transition_time",
    "rights",
)
"""The terms that a contract takes from the contract it is under where it does not state them."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term as it applies, and the row of the contract that states it."""

    name: str
    value: Value
    stated_by: int


@dataclass(frozen=True, slots=True)
class Member:
    """A contract of a family: its row, its depth below the root, and the row it is listed under.

    ``again`` marks one that stands under several; it is listed once in full, then only named.
    """

    row: int
    depth: int
    under: int | None
    again: bool


@dataclass(frozen=True)
class Family:
    """The contracts above and below one, as of a date. Cycles are cut where they close."""

    snapshot: Snapshot
    row: int
    as_of: date

    def parents(self, row: int) -> list[int]:
        """The contracts that one is under, by id."""
        return self._ends(row, FORWARD)

    def children(self, row: int) -> list[int]:
        """The contracts under one, by id."""
        code = self.snapshot.kind_codes["Contract"]
        return [r for r in self._ends(row, BACKWARD) if self.snapshot.kinds[r] == code]

    def _ends(self, row: int, direction: Direction) -> list[int]:
        numbers = self.snapshot.relations(row, "UNDER", direction)
        numbers = self.snapshot.holding(numbers, day_number(self.as_of))
        forward = direction is FORWARD
        ends = self.snapshot.ends(numbers) if forward else self.snapshot.starts(numbers)
        return sorted(set(ends.tolist()), key=self.snapshot.id)

    @cached_property
    def roots(self) -> list[int]:
        """The topmost contracts above this one, by id; itself where it is under none."""
        seen, waiting, tops = {self.row}, [self.row], []
        while waiting:
            row = waiting.pop()
            parents = self.parents(row)
            if not parents:
                tops.append(row)
            waiting += [p for p in parents if p not in seen]
            seen.update(parents)
        return sorted(tops or [self.row], key=self.snapshot.id)

    @cached_property
    def members(self) -> list[Member]:
        """The whole tree, depth first from the roots, children by id."""
        return list(self._walk())

    def _walk(self) -> Iterator[Member]:
        seen: set[int] = set()
        waiting = [Member(root, 0, None, False) for root in reversed(self.roots)]
        while waiting:
            member = waiting.pop()
            again = member.row in seen
            yield Member(member.row, member.depth, member.under, again)
            if not again:
                seen.add(member.row)
                below = reversed(self.children(member.row))
                waiting += [Member(c, member.depth + 1, member.row, False) for c in below]

    @cached_property
    def terms(self) -> list[Term]:
        """The terms that apply to the contract: its own, or else the nearest above it states."""
        found = (self._term(name) for name in INHERITED)
        return [term for term in found if term is not None]

    def _term(self, name: str) -> Term | None:
        level, seen = [self.row], {self.row}
        while level:
            for row in level:
                value = self.snapshot.value(row, name)
                if value is not None:
                    return Term(name, value, row)
            level = [p for row in level for p in self.parents(row) if p not in seen]
            seen.update(level)
        return None

    @cached_property
    def rights(self) -> Mapping[str, int]:
        """Every right the office has in the contract or above it, and the row that gives it."""
        found: dict[str, int] = {}
        level, seen = [self.row], {self.row}
        while level:
            for row in level:
                held = self.snapshot.value(row, "rights")
                for right in held if isinstance(held, list) else []:
                    found.setdefault(right, row)
            level = [p for row in level for p in self.parents(row) if p not in seen]
            seen.update(level)
        return found

    @cached_property
    def value(self) -> Mapping[str, Decimal]:
        """The summed value of the family's contracts by currency, each contract once.

        A child's value is counted beside its parent's: whether an MSA's value is a ceiling over its
        orders is not recorded.
        """
        sums: dict[str, Decimal] = {}
        for member in self.members:
            held = self.snapshot.value(member.row, "value")
            if held is not None and not member.again:
                amount, _, currency = str(held).partition(" ")
                sums[currency] = sums.get(currency, Decimal(0)) + Decimal(amount)
        return sums


@dataclass(frozen=True, slots=True)
class Firing:
    """A trigger of a contract: when it fires (None: on its condition)."""

    trigger: int
    contract: int
    on: date | None
    condition: str | None


def triggers(snapshot: Snapshot, as_of: date, until: date | None = None) -> list[Firing]:
    """The triggers that fire between two dates, soonest first, then those on a condition."""
    numbers = snapshot.holding(snapshot.all_relations("TRIGGERS_ON"), day_number(as_of))
    pairs = zip(snapshot.starts(numbers).tolist(), snapshot.ends(numbers).tolist(), strict=True)
    found = [_firing(snapshot, trigger, contract) for trigger, contract in pairs]
    last = until or date.max
    due = [f for f in found if f.on is None or as_of <= f.on <= last]
    return sorted(due, key=lambda f: (f.on or date.max, snapshot.id(f.trigger)))


def _firing(snapshot: Snapshot, trigger: int, contract: int) -> Firing:
    on, condition = snapshot.value(trigger, "fires_on"), snapshot.value(trigger, "condition")
    return Firing(
        trigger,
        contract,
        None if on is None else date.fromisoformat(str(on)),
        None if condition is None else str(condition),
    )


def unused_rights(answer: Expirations) -> list[tuple[int, str]]:
    """Rights of contracts in force that no trigger, procurement or reading has ever called on.

    A right counts as used where a trigger of type "rights" of the contract names it in its
    condition or name; the answer is what is recorded, not what happened.
    """
    snapshot, day = answer.snapshot, day_number(answer.as_of)
    force = answer.rows[answer.last.in_force(day)]
    used = _named_rights(snapshot, answer.as_of)
    found: list[tuple[int, str]] = []
    for row in force.tolist():
        held = snapshot.value(row, "rights")
        unused = held if isinstance(held, list) else []
        found += [(row, right) for right in unused if right not in used.get(row, "")]
    return found


def _named_rights(snapshot: Snapshot, as_of: date) -> dict[int, str]:
    numbers = snapshot.holding(snapshot.all_relations("TRIGGERS_ON"), day_number(as_of))
    named: dict[int, str] = {}
    for number in numbers.tolist():
        at = as_ints([number])
        trigger, contract = int(snapshot.starts(at)[0]), int(snapshot.ends(at)[0])
        if snapshot.value(trigger, "type") == "rights":
            words = f"{snapshot.name(trigger)} {snapshot.value(trigger, 'condition') or ''}"
            named[contract] = named.get(contract, "") + " " + words.casefold()
    return named


def last_day(answer: Expirations, row: int) -> date | None:
    """A contract's last day in an answer; None: no end."""
    position = int(answer.rows.searchsorted(row))
    return day_of(int(answer.last.last[position]))
