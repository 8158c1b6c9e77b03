"""What contracts are worth together, by the family tree: no order counts twice under its MSA."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from graph_model.periods import Period, moved
from graph_model.words import money_in_words
from queries.answers.told import told
from queries.answers.types import MoneyText
from queries.contract.family import money
from queries.contract.lineage import Lineage, lineage
from queries.snapshot.days import day_number
from queries.snapshot.snapshot import Snapshot

Sums = Mapping[str, Decimal]
"""Amounts by currency: currencies are never added."""
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Worth:
    """What some contracts come to: in ``total``, and ``annual`` for each year of their terms.

    ``contracts`` is how many they are, ``unvalued`` how many of them no value is recorded of.
    """

    total: Sums
    annual: Sums
    contracts: int
    unvalued: int

    @property
    def in_words(self) -> str:
        """The total in a sentence: "worth 14,800,000 USD, 3 without a recorded value"."""
        if not self.total:
            return "without a recorded value"
        missing = f", {self.unvalued:,} without a recorded value" if self.unvalued else ""
        return f"worth {sums_in_words(self.total)}{missing}"


@dataclass(frozen=True)
class Valued:
    """Something that stands for contracts: what those come to, told the same wherever it is."""

    worth: Worth

    @told
    def value(self) -> list[MoneyText]:
        """The value of these contracts; an order counts as a part of what it is under."""
        return texts(self.worth.total)

    @told
    def annual_value(self) -> list[MoneyText]:
        """The same a year of their terms."""
        return texts(self.worth.annual)

    @told
    def unvalued(self) -> int:
        """Of how many of these contracts no value is recorded."""
        return self.worth.unvalued


def texts(sums: Sums) -> list[str]:
    """Sums as money is kept, by currency."""
    return [f"{amount:f} {currency}" for currency, amount in sorted(sums.items())]


def sums_in_words(sums: Sums) -> str:
    """Sums as people write them, side by side: "2,000 EUR and 14,800,000 USD"."""
    return " and ".join(money_in_words(amount, name) for name, amount in sorted(sums.items()))


def worth(snapshot: Snapshot, contracts: Sequence[int], as_of: date) -> Worth:
    """What some contracts (rows) come to together, linear in them and in what is above them.

    A contract is worth its own value, or what those of them that are listed under it come to,
    whichever is more, currency by currency: an order's value is a part of its MSA's, and an MSA may
    state less than its orders. Each is listed under one contract only (``Lineage.listed_under``).
    """
    families = lineage(snapshot, day_number(as_of))
    own = {families.position(row): _own(snapshot, row) for row in contracts}
    total = _summed(families, {at: values for at, (values, _) in own.items()})
    annual = _summed(families, {at: values for at, (_, values) in own.items()})
    unvalued = sum(not values for values, _ in own.values())
    return Worth(total, annual, len(own), unvalued)


def _own(snapshot: Snapshot, row: int) -> tuple[Sums, Sums]:
    """A contract's own value, and that of each year of its term."""
    amount, currency = money(snapshot.value(row, "value"))
    if not currency:
        return {}, {}
    yearly = annual_value(amount, *(_day(snapshot.value(row, name)) for name in ("start", "end")))
    return {currency: amount}, {} if yearly is None else {currency: yearly}


def _day(text: object) -> date | None:
    return None if text is None else date.fromisoformat(str(text))


def annual_value(amount: Decimal, start: date | None, end: date | None) -> Decimal | None:
    """What a value comes to a year of the term as signed, in whole units; None without a term.

    That is value / months × 12, a month begun counted by its days. Of a term below a year it is the
    value: no more is spent in a year.
    """
    if start is None or end is None or end < start:
        return None
    yearly = amount * MONTHS / max(_months(start, end + timedelta(days=1)), Decimal(MONTHS))
    return yearly.quantize(Decimal(1), ROUND_HALF_UP)


def _months(start: date, until: date) -> Decimal:
    """The months from a day until another, the last one by its days."""
    whole = (until.year - start.year) * MONTHS + until.month - start.month
    if moved(start, Period(whole)) > until:
        whole -= 1
    first, following = moved(start, Period(whole)), moved(start, Period(whole + 1))
    return whole + Decimal((until - first).days) / max(1, (following - first).days)


def _summed(families: Lineage, own: Mapping[int, Sums]) -> Sums:
    """What contracts (positions) come to, each with those listed under it."""
    over = families.listed_under
    below: dict[int, dict[str, Decimal]] = {}
    roots: dict[str, Decimal] = {}
    for at in _from_below(over, own):
        mine = dict(below.pop(at, {}))
        for currency, amount in own.get(at, {}).items():
            mine[currency] = max(amount, mine.get(currency, amount))
        parent = over.get(at)
        _add(roots if parent is None else below.setdefault(parent, {}), mine)
    return roots


def _add(sums: dict[str, Decimal], more: Sums) -> None:
    for currency, amount in more.items():
        sums[currency] = sums.get(currency, Decimal(0)) + amount


def _from_below(over: Mapping[int, int], positions: Iterable[int]) -> list[int]:
    """The positions and all above them, every one after those listed under it."""
    depth: dict[int, int] = {}
    for position in positions:
        way = [position]
        while way[-1] not in depth and (parent := over.get(way[-1])) is not None:
            way.append(parent)
        level = depth.get(way[-1], 0)
        for up, at in enumerate(reversed(way)):
            depth[at] = level + up
    return sorted(depth, key=lambda at: (-depth[at], at))
