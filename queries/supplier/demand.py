"""What hangs on services, who consumes them at what charge, and who could deliver them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from queries.contract.family import money
from queries.snapshot.days import day_number
from queries.snapshot.field import relation_values
from queries.snapshot.snapshot import Snapshot

Links = Mapping[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Demand:
    """What hangs on some services, as rows; charges a year summed by currency.

    Consumers of a service count for its elements too.
    """

    agencies: frozenset[int]
    programs: frozenset[int]
    annual_charge: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class SupplierReadiness:
    """The capabilities that some services need, and the suppliers that deliver all of them.

    Both are rows, by id. Where no capability is on record, nothing can be said: no suppliers.
    """

    needed: tuple[int, ...]
    suppliers: tuple[int, ...]

    @property
    def known(self) -> bool:
        """Whether it is on record what is needed."""
        return bool(self.needed)


@dataclass(frozen=True)
class SupplyAndDemand:
    """Demand and supply as of a date, read once for all services."""

    snapshot: Snapshot
    as_of: date

    def _links(self, type_: str, backward: bool = False) -> Links:
        """The ends of each start, or the starts of each end, of relations that hold."""
        found: dict[int, set[int]] = defaultdict(set)
        for start, end in self._pairs(type_):
            found[end if backward else start].add(start if backward else end)
        return {row: frozenset(ends) for row, ends in found.items()}

    def _pairs(self, type_: str) -> Iterable[tuple[int, int]]:
        snapshot = self.snapshot
        numbers = snapshot.holding(snapshot.all_relations(type_), day_number(self.as_of))
        starts, ends = snapshot.starts(numbers).tolist(), snapshot.ends(numbers).tolist()
        return zip(starts, ends, strict=True)

    @cached_property
    def _parts(self) -> Links:
        return self._links("PART_OF")

    @cached_property
    def _consumers(self) -> Links:
        return self._links("CONSUMES", backward=True)

    @cached_property
    def _charged(self) -> list[tuple[int, Decimal, str]]:
        """Every charge on record: the service, the amount a year and its currency."""
        snapshot = self.snapshot
        numbers = snapshot.holding(snapshot.all_relations("CONSUMES"), day_number(self.as_of))
        values = relation_values(snapshot, numbers, "annual_charge")
        pairs = zip(snapshot.ends(numbers).tolist(), values, strict=True)
        return [(service, *money(value)) for service, value in pairs if value is not None]

    @cached_property
    def _charges(self) -> Mapping[int, Mapping[str, Decimal]]:
        found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for service, amount, currency in self._charged:
            found[service][currency] += amount
        return found

    def _wholes(self, services: Iterable[int]) -> set[int]:
        """The services, and all that they are elements of."""
        code = self.snapshot.kind_codes["Service"]
        found, waiting = set(services), list(services)
        while waiting:
            above = self._parts.get(waiting.pop(), frozenset()) - found
            new = {row for row in above if self.snapshot.kinds[row] == code}
            found |= new
            waiting += new
        return found

    def of(self, services: Iterable[int]) -> Demand:
        """What hangs on some services (rows)."""
        wholes = self._wholes(services)
        consumers = frozenset().union(*(self._consumers.get(s, frozenset()) for s in wholes))
        program, agency = (self.snapshot.kind_codes[kind] for kind in ("Program", "Agency"))
        kinds = self.snapshot.kinds
        programs = frozenset(row for row in consumers if kinds[row] == program)
        parents = (self._parts.get(row, frozenset()) for row in programs)
        known = consumers.union(*parents)
        agencies = frozenset(row for row in known if kinds[row] == agency)
        charges: dict[str, Decimal] = defaultdict(Decimal)
        for service in wholes:
            for currency, amount in self._charges.get(service, {}).items():
                charges[currency] += amount
        return Demand(agencies, programs, dict(charges))

    @cached_property
    def currency(self) -> str:
        """The currency that most charges are in, ties by its name; "" where there are none."""
        counts = Counter(currency for _, _, currency in self._charged)
        return min(counts, key=lambda currency: (-counts[currency], currency), default="")

    # supply

    @cached_property
    def _needs(self) -> Links:
        return self._links("NEEDS")

    @cached_property
    def _delivered(self) -> Links:
        """The capabilities that each supplier's offerings deliver together."""
        delivers = self._links("DELIVERS")
        return {
            supplier: frozenset().union(*(delivers.get(o, frozenset()) for o in offerings))
            for supplier, offerings in self._links("OFFERS").items()
        }

    def delivered(self, supplier: int) -> frozenset[int]:
        """The capabilities (rows) that a supplier's offerings deliver."""
        return self._delivered.get(supplier, frozenset())

    def readiness(self, services: Iterable[int]) -> SupplierReadiness:
        """Who could deliver all that some services (rows) need."""
        wanted = frozenset().union(*(self._needs.get(s, frozenset()) for s in services))
        able = [row for row, held in self._delivered.items() if wanted and wanted <= held]
        id_of = self.snapshot.id
        return SupplierReadiness(tuple(sorted(wanted, key=id_of)), tuple(sorted(able, key=id_of)))
