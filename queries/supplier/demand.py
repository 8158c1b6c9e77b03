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
from queries.snapshot.rows import Flags, Ints, as_ints
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
    """Demand and supply as of a date, read once for all services.

    Charges and offerings are those that are ``seen``, shape (size,); None: all are. What somebody
    may not see of either would else be told by a sum, or by an order.
    """

    snapshot: Snapshot
    as_of: date
    seen: Flags | None = None

    def _links(self, numbers: Ints, backward: bool = False) -> Links:
        """The ends of each start, or the starts of each end, of some relations."""
        starts, ends = self.snapshot.starts(numbers).tolist(), self.snapshot.ends(numbers).tolist()
        found: dict[int, set[int]] = defaultdict(set)
        for start, end in zip(starts, ends, strict=True):
            found[end if backward else start].add(start if backward else end)
        return {row: frozenset(ends) for row, ends in found.items()}

    def _holding(self, type_: str) -> Ints:
        """The relations of a type that hold."""
        snapshot = self.snapshot
        return snapshot.holding(snapshot.all_relations(type_), day_number(self.as_of))

    def _seen(self, type_: str) -> Ints:
        """Those of them of which both ends are seen."""
        numbers, seen = self._holding(type_), self.seen
        if seen is None:
            return numbers
        both = seen[self.snapshot.starts(numbers)] & seen[self.snapshot.ends(numbers)]
        return as_ints(numbers[both])

    @cached_property
    def _parts(self) -> Links:
        return self._links(self._holding("PART_OF"))

    @cached_property
    def _consumers(self) -> Links:
        return self._links(self._holding("CONSUMES"), backward=True)

    @cached_property
    def _charged(self) -> list[tuple[int, Decimal, str]]:
        """Every charge on record: the service, the amount a year and its currency."""
        snapshot, numbers = self.snapshot, self._seen("CONSUMES")
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
        return self._links(self._holding("NEEDS"))

    @cached_property
    def _delivered(self) -> Links:
        """The capabilities that each supplier's offerings deliver together."""
        delivers = self._links(self._seen("DELIVERS"))
        return {
            supplier: frozenset().union(*(delivers.get(o, frozenset()) for o in offerings))
            for supplier, offerings in self._links(self._seen("OFFERS")).items()
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
