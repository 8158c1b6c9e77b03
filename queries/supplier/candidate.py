"""Whether a supplier can take over services: market information, not an evaluation.

Every part stands by itself (capabilities, levels, certifications, concentration, price); there is
no combined score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from graph_model.scale import answers
from queries.service_level.commitment import worth
from queries.service_level.figure import Figure, Measure, figure
from queries.service_level.promise import PromiseVerdict, best, judged
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot
from queries.supplier.market import Market

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
HEADING = "market information, not an evaluation"
MEETS, SHORT, UNKNOWN = "meets", "falls short", "unknown"
_VERDICTS = {
    PromiseVerdict.SUPPORTED: MEETS,
    PromiseVerdict.UNDETERMINED: UNKNOWN,
    PromiseVerdict.UNSUPPORTED: SHORT,
}


@dataclass(frozen=True, slots=True)
class Level:
    """One promised target beside what the candidate offers.

    ``verdict`` is ``MEETS``, ``SHORT`` or ``UNKNOWN``; ``short_by`` is in the figure's measure
    (fraction or seconds) at the offer's best; ``offered`` is the target row that was compared.
    """

    target: int
    verdict: str
    offered: int | None = None
    short_by: float = 0.0


@dataclass(frozen=True, slots=True)
class Needs:
    """What some services ask of whoever delivers them.

    ``services``, ``capabilities`` and ``targets`` are rows: the targets are those that their SLAs
    promise, and those that the supplier to be ``replaced`` (a row) is bound to for them.
    ``silent`` are the services of which it is not recorded what they need.
    """

    services: Ints
    capabilities: Ints
    certifications: tuple[str, ...]
    targets: Ints
    replaced: int
    market: Market
    silent: Ints

    @property
    def note(self) -> str | None:
        """What is not known of the needs, as a sentence; None where all is."""
        silent, services = len(self.silent), len(self.services)
        if not silent:
            return None
        if silent == services:
            these = (
                "the service needs" if services == 1 else f"any of the {services} services needs"
            )
            return f"nothing is recorded that {these}, so no candidate can be named"
        return f"nothing is recorded that {silent} of the {services} services need"


@dataclass(frozen=True)
class Candidate:
    """A supplier beside what is needed, as of a date."""

    snapshot: Snapshot
    supplier: int
    needs: Needs
    as_of: date

    @cached_property
    def offerings(self) -> Ints:
        """The supplier's offerings that deliver something needed."""
        found = _ends(self.snapshot, as_ints([self.supplier]), "OFFERS", FORWARD, self.as_of)
        owner, numbers = self.snapshot.relations_of(found, "DELIVERS", FORWARD)
        holds = np.isin(numbers, self.snapshot.holding(numbers, day_number(self.as_of)))
        needed = np.isin(self.snapshot.ends(numbers), self.needs.capabilities)
        return as_ints(found[np.unique(owner[holds & needed])])

    @cached_property
    def delivered(self) -> Ints:
        """The needed capabilities that it offers."""
        offered = _ends(self.snapshot, self.offerings, "DELIVERS", FORWARD, self.as_of)
        return as_ints(np.intersect1d(self.needs.capabilities, offered))

    @cached_property
    def lacking(self) -> Ints:
        """The needed capabilities that it does not offer."""
        return as_ints(np.setdiff1d(self.needs.capabilities, self.delivered))

    @cached_property
    def held(self) -> tuple[str, ...]:
        """The certifications recorded for its offerings."""
        lists = self.snapshot.values(self.offerings, "certifications")
        return tuple(dict.fromkeys(c for found in lists if found for c in found))

    @cached_property
    def uncertified(self) -> tuple[str, ...]:
        """The required certifications that are not recorded for it, nor a higher one."""
        scales = self.snapshot.model.scales_of("certifications")
        return tuple(
            required
            for required in self.needs.certifications
            if not any(answers(held, required, scales) for held in self.held)
        )

    @cached_property
    def levels(self) -> list[Level]:
        """Each promised target beside the best that it offers of the same measure."""
        offered = _ends(self.snapshot, self.offerings, "SETS", FORWARD, self.as_of)
        figures = [figure(self.snapshot, row) for row in offered.tolist()]
        known = [f for f in figures if f.known]
        return [
            _level(figure(self.snapshot, row), known, self.snapshot)
            for row in self.needs.targets.tolist()
        ]

    @cached_property
    def prices(self) -> list[str]:
        """The prices of its offerings."""
        found = self.snapshot.values(self.offerings, "price")
        return [str(price) for price in found if price is not None]

    @property
    def cheapest(self) -> tuple[bool, str, Decimal]:
        """Its lowest price to order by: whether there is none, the currency, the amount."""
        pairs = [price.partition(" ") for price in self.prices]
        known = [(False, currency, Decimal(amount)) for amount, _, currency in pairs]
        return min(known, default=(True, "", Decimal(0)))

    @property
    def short(self) -> list[Level]:
        """The targets that what it offers falls short of."""
        return [level for level in self.levels if level.verdict == SHORT]

    @property
    def unknown(self) -> list[Level]:
        """The targets that what it offers cannot be compared with, or over a longer window only."""
        return [level for level in self.levels if level.verdict == UNKNOWN]

    @property
    def concentration(self) -> tuple[float, float]:
        """Its share of all provided services, before and after it takes the services over."""
        market = self.needs.market
        before = market.provided(self.supplier)
        return market.share(before), market.share(before + len(self._new))

    @property
    def spread(self) -> tuple[float, float]:
        """How concentrated all suppliers are, before and after: the Herfindahl-Hirschman index.

        The sum of the squared shares of the services provided, each provider of a service counted:
        1 where one supplier provides everything, 1/n where n provide the same.
        """
        market, old = self.needs.market, self.needs.replaced
        if self.supplier == old:
            return market.spread({}), market.spread({})
        after = {
            old: market.provided(old) - len(self._taken),
            self.supplier: market.provided(self.supplier) + len(self._new),
        }
        return market.spread({}), market.spread(after)

    @cached_property
    def _taken(self) -> Ints:
        """The services that change hands and that the replaced supplier provides."""
        provided = self.needs.market.services_of(self.needs.replaced)
        return as_ints(np.intersect1d(provided, self.needs.services))

    @cached_property
    def _new(self) -> Ints:
        """Those of them that it does not provide already."""
        return as_ints(np.setdiff1d(self._taken, self.needs.market.services_of(self.supplier)))


def _level(promised: Figure, offered: Sequence[Figure], snapshot: Snapshot) -> Level:
    same = [f for f in offered if _comparable(promised, f, snapshot)]
    if not promised.known or not same:
        return Level(promised.row, UNKNOWN)
    order = list(_VERDICTS.values())
    compared = [(_compared(promised, f), snapshot.id(f.row)) for f in same]
    return min(compared, key=lambda c: (order.index(c[0].verdict), c[0].short_by, c[1]))[0]


def _compared(promised: Figure, offered: Figure) -> Level:
    """One offered figure beside a promised one; over a longer window it may only be unknown."""
    bound = worth(offered, promised.window)
    verdict = _VERDICTS[judged(promised, bound)]
    return Level(promised.row, verdict, offered.row, promised.short_by(best(promised, bound)))


def _comparable(promised: Figure, offered: Figure, snapshot: Snapshot) -> bool:
    """The same measure; of a measure without a name of its own, the same metric and unit."""
    if promised.measure is not Measure.OTHER or offered.measure is not Measure.OTHER:
        return promised.measure is offered.measure
    return all(
        str(snapshot.value(promised.row, f)).casefold()
        == str(snapshot.value(offered.row, f)).casefold()
        for f in ("metric", "unit")
    )


def needs(snapshot: Snapshot, services: Ints, replaced: int, as_of: date) -> Needs:
    """What some services ask: the capabilities they need, certifications, and targets."""
    agreements = _ends(snapshot, services, "GOVERNS", BACKWARD, as_of)
    kinds = snapshot.kinds[agreements]
    slas = agreements[kinds == snapshot.kind_codes["ServiceLevelAgreement"]]
    bound = _ends(snapshot, as_ints([replaced]), "BINDS", BACKWARD, as_of, but="client")
    required = snapshot.values(services, "certifications")
    needing, numbers = snapshot.relations_of(services, "NEEDS", FORWARD)
    told = needing[np.isin(numbers, snapshot.holding(numbers, day_number(as_of)))]
    promised = as_ints(np.union1d(slas, np.intersect1d(agreements, bound)))
    return Needs(
        services,
        _ends(snapshot, services, "NEEDS", FORWARD, as_of),
        tuple(dict.fromkeys(c for found in required if found for c in found)),
        _ends(snapshot, promised, "SETS", FORWARD, as_of),
        replaced,
        Market(snapshot, as_of),
        as_ints(np.delete(services, np.unique(told))),
    )


def candidates(snapshot: Snapshot, wanted: Needs, as_of: date) -> list[Candidate]:
    """Every other supplier that offers a needed capability; none where none is recorded.

    In the order of their ids: ranking is the reader's, by any one part.
    """
    numbers = snapshot.holding(snapshot.all_relations("OFFERS"), day_number(as_of))
    offering = set(snapshot.starts(numbers).tolist()) - {wanted.replaced}
    found = [Candidate(snapshot, row, wanted, as_of) for row in sorted(offering, key=snapshot.id)]
    return [c for c in found if len(c.offerings)]


_PARTS: Mapping[str, Callable[[Candidate], tuple[Any, ...]]] = {
    "capabilities": lambda c: (len(c.lacking),),
    "levels": lambda c: (len(c.short), len(c.unknown)),
    "certifications": lambda c: (len(c.uncertified),),
    "concentration": lambda c: (c.concentration[1],),
    "spread": lambda c: (c.spread[1],),
    "price": lambda c: c.cheapest,
}
PARTS = tuple(_PARTS)
"""What candidates can be ordered by; there is no combined score."""


def ordered(found: Sequence[Candidate], part: str) -> list[Candidate]:
    """The candidates by one part, what lacks least first; ties by id.

    Raises:
        InvalidQuestion: there is no such part.
    """
    key = _PARTS.get(part)
    if key is None:
        raise InvalidQuestion([Problem("orderBy", repr(part), f"one of {', '.join(PARTS)}")])
    return sorted(found, key=lambda c: (*key(c), c.snapshot.id(c.supplier)))


def _ends(
    snapshot: Snapshot,
    rows: Ints,
    type_: str,
    direction: Direction,
    as_of: date,
    but: str | None = None,
) -> Ints:
    """The other ends of the rows' relations that hold, but for one discriminator, once, rising."""
    _, numbers = snapshot.relations_of(rows, type_, direction)
    numbers = snapshot.holding(numbers, day_number(as_of))
    if but is not None:
        numbers = as_ints([n for n in numbers.tolist() if snapshot.key_at(n).discriminator != but])
    ends = snapshot.ends(numbers) if direction is FORWARD else snapshot.starts(numbers)
    return as_ints(np.unique(ends))
