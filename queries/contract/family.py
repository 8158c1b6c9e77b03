"""Contract families: MSA, statements of work, orders; values, terms inherited and where from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from graph_model.values import Value
from queries.answers.calendar import Calendar
from queries.contract.lineage import Kin, Lineage, lineage
from queries.snapshot.days import day_number
from queries.snapshot.snapshot import Snapshot

PARTIES = {"supplier": "WITH", "holder": "HELD_BY"}
"""Who a contract is with and held by, and by which relation."""

Sees = Callable[[int], bool]
"""Whether a row may be seen by whoever is told."""


def _all(row: int) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Term:
    """A term as it applies to a contract, and where it is from.

    ``stated_by`` is the row of the contract that states it: the contract itself, or the nearest
    above it; None where it is the default of the contract's form (``default`` says which).
    """

    name: str
    value: Value
    stated_by: int | None
    default: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A contract of a family: its row, its depth below the root, and the row it is listed under.

    ``again`` marks one that stands under several, or closes a circle; it is listed once in full,
    then only named.
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
    calendar: Calendar = field(default_factory=Calendar)

    @cached_property
    def _lineage(self) -> Lineage:
        return lineage(self.snapshot, day_number(self.as_of))

    @cached_property
    def _kin(self) -> Kin:
        return self._lineage.kin(self.row)

    def parents(self, row: int) -> list[int]:
        """The contracts that one of the family is under, by id."""
        return self._kin.parents.get(row, [])

    def children(self, row: int) -> list[int]:
        """The contracts under one of the family, by id."""
        return self._kin.children.get(row, [])

    def _ends(self, row: int, type_: str) -> list[int]:
        numbers = self.snapshot.relations(row, type_, Direction.FORWARD)
        numbers = self.snapshot.holding(numbers, day_number(self.as_of))
        return sorted(set(self.snapshot.ends(numbers).tolist()), key=self.snapshot.id)

    @cached_property
    def above(self) -> list[int]:
        """The contract and every one above it, the nearest first."""
        found = {self.row: None}
        for row in (waiting := [self.row]):
            new = [parent for parent in self.parents(row) if parent not in found]
            found |= dict.fromkeys(new)
            waiting += new
        return list(found)

    @cached_property
    def beneath(self) -> list[int]:
        """Every contract under this one, itself left out, depth first."""
        walked = self._walk([self.row], set())
        return [m.row for m in walked if not m.again and m.row != self.row]

    @cached_property
    def cyclic(self) -> bool:
        """Whether the contract is under itself, by way of others or not."""
        return self._circles(self.row)

    @cached_property
    def roots(self) -> list[int]:
        """The topmost contracts above this one, by id; itself where all are in a circle."""
        tops = [row for row in self.above if not self.parents(row)]
        return sorted(tops or [self.row], key=self.snapshot.id)

    @cached_property
    def members(self) -> list[Member]:
        """The whole tree, depth first from the roots, children by id.

        What is above the contract in a circle without a root is listed from its first id on.
        """
        seen: set[int] = set()
        found = list(self._walk(self.roots, seen))
        for row in sorted(self.above, key=self.snapshot.id):
            if row not in seen:
                found += self._walk([row], seen)
        return found

    def _walk(self, roots: list[int], seen: set[int]) -> Iterator[Member]:
        waiting = [Member(root, 0, None, False) for root in reversed(roots)]
        while waiting:
            member = waiting.pop()
            again = member.row in seen
            yield Member(member.row, member.depth, member.under, again)
            if not again:
                seen.add(member.row)
                below = reversed(self.children(member.row))
                waiting += [Member(c, member.depth + 1, member.row, False) for c in below]

    # terms

    def term(self, name: str) -> Term | None:
        """A field as the contract states it, or else the nearest above it, ties by id."""

        def states(row: int) -> bool:
            return self.snapshot.value(row, name) is not None

        by = self._kin.nearest(name, states).get(self.row)
        value = None if by is None else self.snapshot.value(by[0], name)
        return None if by is None or value is None else Term(name, value, by[0])

    @cached_property
    def terms(self) -> list[Term]:
        """Notice, procurement and transition time as they apply, and where each is from.

        Notice is inherited. The times are the contract's own, or the default of its form: how long
        replacing a master agreement takes says nothing of replacing one order under it.
        """
        times = (
            self._time("procurement_time", self.calendar.procurement),
            self._time("transition_time", self.calendar.transition),
        )
        return [term for term in (self.term("notice"), *times) if term is not None]

    def _time(self, name: str, by_form: Mapping[str, str]) -> Term:
        value = self.snapshot.value(self.row, name)
        if value is not None:
            return Term(name, value, self.row)
        form = str(self.snapshot.value(self.row, "form") or "")
        default = by_form.get(form, self.calendar.otherwise)
        return Term(name, default, None, f"default for {form or 'no form'}")

    @cached_property
    def rights(self) -> Mapping[str, int]:
        """Every right the office has in the contract or above it, and the nearest that gives it.

        The rights of a contract whose last day is past have lapsed with it.
        """
        by = self._kin.rights.items()
        return {right: stated[self.row][0] for right, stated in by if self.row in stated}

    def parties(self, party: str) -> list[tuple[int, int]]:
        """Suppliers or holders (a key of ``PARTIES``): rows, and the contract that names them.

        Those of the contract itself, or else of the nearest above it that has any.
        """
        type_ = PARTIES[party]
        by = self._kin.nearest(type_, lambda row: bool(self._ends(row, type_)))
        return [(end, row) for row in by.get(self.row, ()) for end in self._ends(row, type_)]

    # values

    def below(self, row: int, sees: Sees = _all) -> Mapping[str, Decimal]:
        """The values of the contracts directly under one that are seen, summed by currency.

        They stand beside its own value: whether that is a ceiling over them is not recorded.
        """
        sums: dict[str, Decimal] = {}
        for child in filter(sees, self.children(row)):
            amount, currency = money(self.snapshot.value(child, "value"))
            if currency:
                sums[currency] = sums.get(currency, Decimal(0)) + amount
        return sums

    def warnings(self, name: Callable[[int], str], sees: Sees = _all) -> list[str]:
        """What looks wrong, rows called by their name: circles, children worth more than a parent.

        A contract may be worth less than those under it; then its value is no ceiling. Only of
        contracts that are seen, for the values of others tell nobody anything.
        """
        listed = [member.row for member in self.members if not member.again and sees(member.row)]
        found = [f"{name(row)} is under itself" for row in listed if self._circles(row)]
        for row in listed:
            own, currency = money(self.snapshot.value(row, "value"))
            total = self.below(row, sees).get(currency, Decimal(0))
            if currency and total > own:
                said = f"those under it come to {total} {currency}, more than its own {own}"
                found.append(f"{name(row)}: {said}")
        return found

    def _circles(self, row: int) -> bool:
        return bool(self._lineage.cyclic[self._lineage.position(row)])


def money(value: Value | None) -> tuple[Decimal, str]:
    """An amount and its currency; 0 and no currency where there is none."""
    amount, _, currency = str(value or "0").partition(" ")
    return Decimal(amount), currency


def contract_family(
    snapshot: Snapshot, of: str, as_of: date, calendar: Calendar | None = None
) -> Family:
    """The family of a contract by its id or alias.

    Raises:
        NotFound: nothing is recorded under it.
        InvalidQuestion: it is no contract.
    """
    row = int(snapshot.rows([of])[0])
    if snapshot.kind(row) != "Contract":
        raise InvalidQuestion(
            [Problem("of", f"{of!r}, of kind {snapshot.kind(row)}", "a contract")]
        )
    return Family(snapshot, row, as_of, calendar or Calendar())
