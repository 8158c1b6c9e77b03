"""Whether a supplier can take over services: market information, not an evaluation.

Every part stands by itself (capabilities, levels, certifications, concentration, price); there is
no combined score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

import numpy as np

from graph_model.lens import Direction
from graph_model.scale import answers
from queries.answers.listing import Listing, listed
from queries.answers.told import told, told_once
from queries.answers.types import (
    CapabilityRows,
    MoneyText,
    OfferingRows,
    Said,
    Share,
    SupplierRow,
)
from queries.answers.view import View
from queries.service_level.figure import figure
from queries.snapshot.days import day_number
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot
from queries.supplier.candidate_level import CandidateLevel, LevelVerdict, level_of
from queries.supplier.candidate_part import CandidatePart
from queries.supplier.market import Market

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
HEADING = "market information, not an evaluation"


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
    """Market information, not an evaluation: every part by itself, no combined score.

    It is told of what is ``seen`` alone, shape (size,); None: all is. What somebody may not see of
    the market tells them nothing, not even by an order.
    """

    snapshot: Snapshot
    supplier: Annotated[SupplierRow, Said("Who it is.", subject=True)]
    needs: Needs
    as_of: date
    seen: Flags | None = None

    def in_words(self, view: View) -> str:
        """Who it is."""
        return view.label(self.supplier)

    @told_once
    def offerings(self) -> OfferingRows:
        """What it offers of what is needed."""
        found = self._seen(
            _ends(self.snapshot, as_ints([self.supplier]), "OFFERS", FORWARD, self.as_of)
        )
        owner, numbers = self.snapshot.relations_of(found, "DELIVERS", FORWARD)
        holds = np.isin(numbers, self.snapshot.holding(numbers, day_number(self.as_of)))
        needed = np.isin(self.snapshot.ends(numbers), self.needs.capabilities)
        return self._in_order(found[np.unique(owner[holds & needed])])

    @told_once
    def delivered(self) -> CapabilityRows:
        """The needed capabilities that it offers."""
        offered = _ends(self.snapshot, self.offerings, "DELIVERS", FORWARD, self.as_of)
        return self._in_order(np.intersect1d(self.needs.capabilities, offered))

    @told_once
    def lacking(self) -> CapabilityRows:
        """The needed capabilities that it does not offer."""
        return self._in_order(np.setdiff1d(self.needs.capabilities, self.delivered))

    def _seen(self, rows: Ints) -> Ints:
        return rows if self.seen is None else as_ints(rows[self.seen[rows]])

    def _in_order(self, rows: Ints) -> Ints:
        return self.snapshot.order.rows(rows)

    @told_once
    def held(self) -> tuple[str, ...]:
        """The certifications recorded for its offerings."""
        lists = self.snapshot.values(self.offerings, "certifications")
        return tuple(dict.fromkeys(c for found in lists if found for c in found))

    @told_once
    def uncertified(self) -> tuple[str, ...]:
        """The required certifications that are not recorded for it, nor a higher one."""
        scales = self.snapshot.model.scales_of("certifications")
        return tuple(
            required
            for required in self.needs.certifications
            if not any(answers(held, required, scales) for held in self.held)
        )

    @told_once
    def levels(self) -> list[CandidateLevel]:
        """Each target that is promised or bound to now, beside the best that it offers."""
        offered = self._seen(_ends(self.snapshot, self.offerings, "SETS", FORWARD, self.as_of))
        figures = [figure(self.snapshot, row) for row in offered.tolist()]
        known = [f for f in figures if f.known]
        return [
            level_of(figure(self.snapshot, row), known, self.snapshot)
            for row in sorted(self.needs.targets.tolist(), key=self.snapshot.id)
        ]

    @told_once
    def prices(self) -> list[MoneyText]:
        """The annual prices of its offerings."""
        found = self.snapshot.values(self.offerings, "price")
        return [str(price) for price in found if price is not None]

    @property
    def cheapest(self) -> tuple[int, str, float]:
        """Its lowest price to order by: 1 where there is none, the currency, the amount."""
        pairs = [price.partition(" ") for price in self.prices]
        known = [(0, currency, float(amount)) for amount, _, currency in pairs]
        return min(known, default=(1, "", 0.0))

    def _judged(self, verdict: LevelVerdict) -> int:
        return sum(level.verdict is verdict for level in self.levels)

    @told
    def targets_met(self) -> int:
        """How many of the targets what it offers meets."""
        return self._judged(LevelVerdict.MEETS)

    @told
    def targets_short(self) -> int:
        """How many it falls short of."""
        return self._judged(LevelVerdict.SHORT)

    @told
    def targets_unknown(self) -> int:
        """How many it cannot be compared with, or over a longer window only."""
        return self._judged(LevelVerdict.UNKNOWN)

    @told
    def share_before(self) -> Share:
        """Its share of the services that anybody provides, now."""
        return self.needs.market.share(self.needs.market.provided(self.supplier))

    @told
    def share_after(self) -> Share:
        """The same after it takes the services over."""
        market = self.needs.market
        return market.share(market.provided(self.supplier) + len(self._new))

    @told
    def spread_before(self) -> float:
        """How concentrated all suppliers are now: the Herfindahl-Hirschman index.

        The sum of the squared shares of the services provided, each provider of a service counted:
        1 where one supplier provides everything, 1/n where n provide the same.
        """
        return self.needs.market.spread({})

    @told
    def spread_after(self) -> float:
        """The same after it takes the services over."""
        market, old = self.needs.market, self.needs.replaced
        if self.supplier == old:
            return market.spread({})
        after = {
            old: market.provided(old) - len(self._taken),
            self.supplier: market.provided(self.supplier) + len(self._new),
        }
        return market.spread(after)

    @cached_property
    def _taken(self) -> Ints:
        """The services that change hands and that the replaced supplier provides."""
        provided = self.needs.market.services_of(self.needs.replaced)
        return as_ints(np.intersect1d(provided, self.needs.services))

    @cached_property
    def _new(self) -> Ints:
        """Those of them that it does not provide already."""
        return as_ints(np.setdiff1d(self._taken, self.needs.market.services_of(self.supplier)))


def needs(snapshot: Snapshot, services: Ints, replaced: int, as_of: date) -> Needs:
    """What some services ask: the capabilities they need, certifications, and targets."""
    agreements = _ends(snapshot, services, "GOVERNS", BACKWARD, as_of)
    kinds = snapshot.kinds[agreements]
    slas = agreements[kinds == snapshot.kind_codes["ServiceLevelAgreement"]]
    bound = _ends(snapshot, as_ints([replaced]), "BINDS", BACKWARD, as_of, but="client")
    required = snapshot.values(snapshot.order.rows(services), "certifications")
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
        snapshot.order.rows(np.delete(services, np.unique(told))),
    )


def candidates(
    snapshot: Snapshot, wanted: Needs, as_of: date, seen: Flags | None = None
) -> list[Candidate]:
    """Every other supplier that offers a needed capability; none where none is recorded.

    In the order of their ids; of what is ``seen``, shape (size,), None: of all.
    """
    numbers = snapshot.holding(snapshot.all_relations("OFFERS"), day_number(as_of))
    offering = set(snapshot.starts(numbers).tolist()) - {wanted.replaced}
    rows = sorted(offering, key=snapshot.id)
    found = [Candidate(snapshot, row, wanted, as_of, seen) for row in rows]
    return [c for c in found if len(c.offerings)]


Key = tuple[int | float | str, ...]
_PARTS: Mapping[CandidatePart, Callable[[Candidate], Key]] = {
    CandidatePart.CAPABILITIES: lambda c: (len(c.lacking),),
    CandidatePart.LEVELS: lambda c: (c.targets_short, c.targets_unknown),
    CandidatePart.CERTIFICATIONS: lambda c: (len(c.uncertified),),
    CandidatePart.CONCENTRATION: lambda c: (c.share_after,),
    CandidatePart.SPREAD: lambda c: (c.spread_after,),
    CandidatePart.PRICE: lambda c: c.cheapest,
}


def ordered(found: Sequence[Candidate], part: CandidatePart | None) -> Listing[Candidate]:
    """The candidates by one part, what lacks least first; ties, and all without one, by id."""

    def key(one: Candidate) -> Key:
        by_part = _PARTS[part](one) if part else ()
        return *by_part, one.snapshot.id(one.supplier)

    ranked = sorted(found, key=key)
    rows = as_ints([one.supplier for one in ranked])
    return listed(ranked, f"{part.value}, id" if part else "id", key, rows)


def _ends(
    snapshot: Snapshot,
    rows: Ints,
    type_: str,
    direction: Direction,
    as_of: date,
    but: str | None = None,
) -> Ints:
    """The other ends of the rows' relations that hold, but for one discriminator, once, by id."""
    _, numbers = snapshot.relations_of(rows, type_, direction)
    numbers = snapshot.holding(numbers, day_number(as_of))
    if but is not None:
        numbers = as_ints([n for n in numbers.tolist() if snapshot.key_at(n).discriminator != but])
    ends = snapshot.ends(numbers) if direction is FORWARD else snapshot.starts(numbers)
    return snapshot.order.rows(np.unique(ends))
