"""Retain or source: a service beside its baselines, its peers of other sourcing, and the market."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from queries.answers.batch import Money
from queries.answers.told import subject, told, told_with
from queries.answers.types import (
    ItemOf,
    MoneyText,
    OfferingRows,
    ServiceRow,
    SupplierRow,
    SupplierRows,
    TargetRow,
)
from queries.answers.view import View
from queries.performance.agreed import Agreed
from queries.performance.baseline import (
    Baselines,
    BaselineStanding,
    GroupName,
    SourcingName,
    meets,
)
from queries.performance.standing import RetainOrSource
from queries.service_level.measured import Measurement
from queries.service_level.yardstick import Yardstick, yardstick
from queries.snapshot.rows import as_ints

OfferingRow = Annotated[int, ItemOf("Offering")]
IN_HOUSE = "insourced"


@dataclass(frozen=True)
class MarketOfferings:
    """The offerings that may be seen, by what they deliver."""

    agreed: Agreed

    @cached_property
    def _needs(self) -> Mapping[int, tuple[int, ...]]:
        return self.agreed.ends("NEEDS")

    @cached_property
    def _delivers(self) -> Mapping[int, tuple[int, ...]]:
        return self.agreed.ends("DELIVERS")

    @cached_property
    def _offered(self) -> Mapping[int, tuple[int, ...]]:
        return self.agreed.ends("OFFERS")

    def offers(self, service: int) -> list[tuple[int, int]]:
        """Suppliers and their offerings that deliver all that a service needs, by id.

        Nothing where it is not recorded what it needs; a supplier that provides it offers what it
        has already.
        """
        needed = set(self._needs.get(service, ()))
        providing = self.agreed.providers.get(service, ())
        return [
            (supplier, offering)
            for supplier in self.agreed.by_id(self._offered)
            for offering in self._offered[supplier]
            if needed and supplier not in providing
            if needed <= set(self._delivers.get(offering, ()))
        ]


@dataclass(frozen=True)
class BaselineOfService:
    """A service beside one baseline of its group."""

    measured_so: Measurement

    @subject
    @told
    def baseline(self) -> TargetRow:
        """What the office expects."""
        return self.measured_so.yardstick.figure.row

    @told
    def wanted(self) -> str | None:
        """The baseline in words; null: it cannot be read."""
        return self.measured_so.yardstick.promised

    @told
    def average(self) -> str | None:
        """The mean of the readings of the period; null: not measured."""
        mean = self.measured_so.mean
        return None if mean is None else self.measured_so.yardstick.in_words(mean)

    @told
    def meets(self) -> bool | None:
        """Whether that meets the baseline; null: not measured."""
        return meets(self.measured_so)

    @told
    def missed(self) -> str | None:
        """The months in which it was missed, in words; null: not measured in the period."""
        missed, read = self.measured_so.months_missed, self.measured_so.months_read
        return f"{len(missed)} of {len(read)} months" if read else None


@dataclass(frozen=True)
class Offer:
    """An offering that delivers all that a service needs; market information, not an evaluation."""

    agreed: Agreed
    of: int
    row: int
    standings: Sequence[BaselineOfService]

    @subject
    @told
    def offering(self) -> OfferingRow:
        """The offering."""
        return self.row

    @told
    def supplier(self) -> SupplierRow:
        """Who offers it."""
        return self.of

    @told
    def price(self) -> MoneyText | None:
        """What it costs, as offered."""
        found = self.agreed.view.snapshot.value(self.row, "price")
        return None if found is None else str(found)

    @told
    def promises(self) -> list[str]:
        """What it promises of what the baselines ask for, in words."""
        return [f"{one.metric} {one.promised}" for one, _, _ in self._compared]

    @told
    def promises_more(self) -> bool:
        """Whether it promises better than was measured on average, in anything."""
        return any(
            found.mean is not None and found.yardstick.better(value, found.mean)
            for _, value, found in self._compared
        )

    @cached_property
    def _compared(self) -> list[tuple[Yardstick, float, Measurement]]:
        """What it promises of what baselines ask for, in their units, and what was measured."""
        snapshot = self.agreed.view.snapshot
        offered = [yardstick(snapshot, t) for t in self.agreed.offered.get(self.row, ())]
        return [
            (one, value, found)
            for found in (standing.measured_so for standing in self.standings)
            for one in offered
            if (value := found.yardstick.figure_of(one)) is not None
        ]


@dataclass(frozen=True)
class ServiceStanding:
    """Whether the evidence on record speaks for retaining a service as it is sourced."""

    baselines: Baselines
    market: MarketOfferings
    row: int
    peer_standings: Sequence[BaselineStanding]

    @subject
    @told
    def service(self) -> ServiceRow:
        """The service."""
        return self.row

    @told
    def group(self) -> GroupName | None:
        """Its service group."""
        found = self.baselines.agreed.view.snapshot.value(self.row, "group")
        return None if found is None else str(found)

    @told
    def sourcing(self) -> list[SourcingName]:
        """How it is sourced, by its suppliers."""
        return list(self.baselines.sourcings(self.row))

    @told
    def suppliers(self) -> SupplierRows:
        """Who provides it."""
        return as_ints(self.baselines.agreed.providers.get(self.row, ()))

    @cached_property
    def _standings(self) -> list[BaselineOfService]:
        held = self.baselines.of(self.row)
        return [BaselineOfService(self.baselines.measured(self.row, one)) for one in held]

    @told
    def standings(self) -> list[BaselineOfService]:
        """It beside each baseline of its group."""
        return self._standings

    @told
    def peers(self) -> list[BaselineStanding]:
        """The services of its group that are sourced in other ways, where measured."""
        own = self.baselines.sourcings(self.row)
        return [
            peer
            for peer in self.peer_standings
            if peer.group == self.group and peer.sourcing not in own and peer.mean is not None
        ]

    @told
    def offers(self) -> list[Offer]:
        """What others offer that delivers all it needs: market information, not an evaluation."""
        return [
            Offer(self.baselines.agreed, supplier, offering, self._standings)
            for supplier, offering in self.market.offers(self.row)
        ]

    @told
    def offerings(self) -> OfferingRows:
        """The same offerings."""
        return as_ints([offer.row for offer in self.offers])

    @told
    def evidence(self) -> RetainOrSource:
        """What it speaks for: test the market where it misses a baseline or more is offered.

        Market information, not an evaluation.
        """
        known = [one.meets for one in self._standings if one.meets is not None]
        if not known:
            return RetainOrSource.UNKNOWN
        if not all(known) or any(offer.promises_more for offer in self.offers):
            return RetainOrSource.TEST_THE_MARKET
        own = set(self.baselines.sourcings(self.row)) == {IN_HOUSE}
        return RetainOrSource.RETAIN if own else RetainOrSource.KEEP

    @told_with
    def why(self, view: View) -> str:
        """The evidence in a sentence: what was measured, its peers, and the market."""
        parts = [*self._measured_in_words(), *self._peers_in_words(), self._market(view)]
        return "; ".join(parts)

    @property
    def _known(self) -> list[BaselineOfService]:
        return [one for one in self._standings if one.average]

    def _measured_in_words(self) -> list[str]:
        if not self._standings:
            return ["no baseline is recorded for its group"]
        if not self._known:
            return ["nothing that its baselines ask for is measured"]
        return [
            f"{one.measured_so.yardstick.metric} {one.average} on average, baseline {one.wanted}"
            for one in self._known
        ]

    def _peers_in_words(self) -> list[str]:
        """What the peers measure of the same: "availability of cloud peers 99.97 %"."""
        known = {one.measured_so.yardstick.figure.row for one in self._known}
        peers = (peer for peer in self.peers if peer.baseline_held.figure.row in known)
        return [f"{p.baseline_held.metric} of {p.sourcing} peers {p.average}" for p in peers]

    def _market(self, view: View) -> str:
        offers = [
            f"{view.name(o.of)} offers {', '.join(o.promises) or 'no figure'}"
            + (f" at {Money.of(o.price).words}" if o.price else "")
            for o in self.offers
        ]
        return "; ".join(offers) or "nobody is known to offer all that it needs"
