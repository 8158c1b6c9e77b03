"""Who promises which figure for what, to whom, under which contract: as a viewer sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from queries.answers.view import View
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints

Ends = Mapping[int, tuple[int, ...]]
SLA, OLA = "ServiceLevelAgreement", "OperatingLevelAgreement"
CLIENT = "client"


@dataclass(frozen=True)
class Agreed:
    """The relations around agreements that hold on the day and may be seen, read once for all."""

    view: View

    def _numbers(self, type_: str) -> Ints:
        snapshot, day = self.view.snapshot, day_number(self.view.as_of)
        numbers = snapshot.holding(snapshot.all_relations(type_), day)
        return numbers[self.view.sees_relations(numbers)]

    def ends(self, type_: str, start: str = "", end: str = "", backward: bool = False) -> Ends:
        """The far ends of each near one, by id, start and end of the kinds given ("": any)."""
        snapshot, numbers = self.view.snapshot, self._numbers(type_)
        found: dict[int, set[int]] = defaultdict(set)
        pairs = (snapshot.starts(numbers).tolist(), snapshot.ends(numbers).tolist())
        for one, other in zip(*pairs, strict=True):
            if (start and snapshot.kind(one) != start) or (end and snapshot.kind(other) != end):
                continue
            found[other if backward else one].add(one if backward else other)
        return {row: tuple(sorted(rows, key=snapshot.id)) for row, rows in found.items()}

    @cached_property
    def sets(self) -> Ends:
        """The targets that each agreement sets."""
        return {a: t for a, t in self.ends("SETS").items() if self.kind(a) in (SLA, OLA)}

    @cached_property
    def set_by(self) -> frozenset[int]:
        """The targets that anything sets."""
        return frozenset(target for many in self.ends("SETS").values() for target in many)

    @cached_property
    def offered(self) -> Ends:
        """The targets that each offering sets."""
        return self.ends("SETS", start="Offering")

    @cached_property
    def metrics(self) -> Ends:
        """The metrics that measure each target or agreement."""
        return self.ends("MEASURES", backward=True)

    @cached_property
    def governs(self) -> Ends:
        """What each agreement is about."""
        return self.ends("GOVERNS")

    @cached_property
    def governed(self) -> Ends:
        """The agreements about each item."""
        return self.ends("GOVERNS", backward=True)

    @cached_property
    def customers(self) -> Ends:
        """Whom each SLA is promised to."""
        return self.ends("PROMISED_TO")

    @cached_property
    def contracts(self) -> Ends:
        """The contracts that each agreement, or contract, is under."""
        return self.ends("UNDER")

    @cached_property
    def underpinned(self) -> Ends:
        """The agreements that each rests on."""
        return self.ends("UNDERPINNED_BY")

    @cached_property
    def providers(self) -> Ends:
        """The suppliers of each item."""
        return self.ends("PROVIDES", start="Supplier", backward=True)

    @cached_property
    def bound(self) -> Ends:
        """The suppliers that each OLA binds to deliver."""
        snapshot, numbers = self.view.snapshot, self._numbers("BINDS")
        found: dict[int, set[int]] = defaultdict(set)
        for number in numbers.tolist():
            key = snapshot.key_at(number)
            party = int(snapshot.rows([key.end])[0])
            if key.discriminator != CLIENT and snapshot.kind(party) == "Supplier":
                found[int(snapshot.rows([key.start])[0])].add(party)
        return {row: tuple(sorted(rows, key=snapshot.id)) for row, rows in found.items()}

    def kind(self, row: int) -> str:
        """The kind of a row."""
        return self.view.snapshot.kind(row)

    def by_id(self, rows: Iterable[int]) -> tuple[int, ...]:
        """Rows, each once, by id."""
        return tuple(sorted(set(rows), key=self.view.snapshot.id))

    def suppliers(self, agreement: int) -> tuple[int, ...]:
        """Whom an agreement binds to deliver, or else who provides what it governs."""
        if bound := self.bound.get(agreement):
            return bound
        governed = self.governs.get(agreement, ())
        return self.by_id(s for row in governed for s in self.providers.get(row, ()))

    def beneath(self, agreement: int) -> tuple[int, ...]:
        """The OLAs that an agreement rests on, over any number of agreements."""
        found: dict[int, None] = {}
        waiting = [agreement]
        while waiting:
            for row in self.underpinned.get(waiting.pop(), ()):
                if row not in found and row != agreement:
                    found[row] = None
                    waiting.append(row)
        return self.by_id(row for row in found if self.kind(row) == OLA)
