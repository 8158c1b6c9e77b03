"""A snapshot as of a day, with what several rules ask of it worked out once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph_model.periods import Period, parse_period
from queries.contract.contract import LastDays
from queries.contract.prospect import Prospects, prospects
from queries.contract.terms import Terms, terms
from queries.snapshot.days import day_number
from queries.snapshot.field import label, labels, marks_of, relation_values
from queries.snapshot.in_service import out_of_service
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class Dated:
    """The graph that a check looks at; flags have the shape (snapshot.size,)."""

    snapshot: Snapshot
    as_of: date
    _held: dict[str, Ints] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def day(self) -> int:
        """The day's number."""
        return day_number(self.as_of)

    def rows(self, kind: str) -> Ints:
        """The rows of a kind's items."""
        return self.snapshot.rows_of_kind(kind)

    def of_kind(self, rows: Ints, *kinds: str) -> Flags:
        """Which of the rows are of one of the kinds, shape (len(rows),)."""
        codes = [self.snapshot.kind_codes[kind] for kind in kinds]
        return np.isin(self.snapshot.kinds[rows], codes)

    def values(self, rows: Ints, name: str) -> NDArray[np.object_]:
        """A field of many rows, None where absent."""
        return self.snapshot.values(rows, name)

    def periods(self, rows: Ints, name: str) -> list[Period | None]:
        """A field of calendar periods; each distinct text is read once."""
        texts = self.values(rows, name)
        read = {text: parse_period(text) for text in set(texts) if text is not None}
        return [read.get(text) for text in texts]

    def relations(self, type_: str) -> Ints:
        """The numbers of a type's relations that hold on the day."""
        if type_ not in self._held:
            found = self.snapshot.all_relations(type_)
            self._held[type_] = self.snapshot.holding(found, self.day)
        return self._held[type_]

    def relation_values(self, numbers: Ints, name: str) -> NDArray[np.object_]:
        """A field of many relations, None where absent."""
        return relation_values(self.snapshot, numbers, name)

    def discriminators(self, numbers: Ints) -> list[str]:
        """The discriminator of each relation, "" where it has none."""
        return marks_of(self.snapshot, numbers)

    def flagged(self, rows: Ints) -> Flags:
        """Flags that are set for the rows."""
        flags = np.zeros(self.snapshot.size, np.bool_)
        flags[rows] = True
        return flags

    def starting(self, type_: str) -> Flags:
        """Which items some relation of the type starts at, on the day."""
        return self.flagged(self.snapshot.starts(self.relations(type_)))

    def ending(self, type_: str) -> Flags:
        """Which items some relation of the type ends at, on the day."""
        return self.flagged(self.snapshot.ends(self.relations(type_)))

    @cached_property
    def out_of_service(self) -> Flags:
        """Which items are out of service."""
        return out_of_service(self.snapshot, self.day)

    @cached_property
    def terms(self) -> Terms:
        """What is recorded of every contract."""
        return terms(self.snapshot)

    @cached_property
    def last_days(self) -> LastDays:
        """Every contract's last day."""
        return self.prospects.last

    @cached_property
    def prospects(self) -> Prospects:
        """What comes of every contract."""
        return prospects(self.snapshot, self.day)

    @cached_property
    def renews(self) -> Flags:
        """Which items are contracts that go on after their last day if nobody acts."""
        return self.flagged(as_ints(self.terms.rows[self.prospects.renews]))

    @cached_property
    def in_force(self) -> Flags:
        """Which items are contracts in force."""
        return self.flagged(as_ints(self.terms.rows[self.last_days.in_force(self.day)]))

    @cached_property
    def contract_at(self) -> Ints:
        """The position of each row among the contracts, -1 where it is none."""
        position = np.full(self.snapshot.size, -1, np.int32)
        position[self.terms.rows] = np.arange(len(self.terms.rows), dtype=np.int32)
        return position

    def label(self, row: int) -> str:
        """An item as a sentence names it."""
        return label(self.snapshot, int(row))

    def labels(self, rows: Ints) -> str:
        """Items as a sentence lists them."""
        return labels(self.snapshot, rows)
