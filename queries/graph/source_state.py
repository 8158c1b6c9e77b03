"""One source of facts: its last load, what it says, and what of it waits or is kept back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Annotated

from graph_model.ledger.source_load import SourceLoad
from queries.answers.freshness import Freshness, SourceAge, due
from queries.answers.told import told
from queries.answers.types import FieldChoice, ItemRow, Moment, Said, StakeholderRows
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class LastLoad:
    """The last load of a source, whether or not it changed anything."""

    kept: SourceLoad

    @told
    def loaded_at(self) -> Moment:
        """When it was loaded."""
        return self.kept.loaded_at

    @told
    def by(self) -> str:
        """Who loaded it."""
        return self.kept.by

    @told
    def files(self) -> list[str]:
        """Its files, or what was called."""
        return [PurePath(name).name for name in self.kept.files]

    @told
    def rows(self) -> int:
        """How many rows were read, those kept back among them."""
        return self.kept.rows

    @told
    def kept_back(self) -> int:
        """How many of them were kept back."""
        return self.kept.kept_back

    @told
    def full(self) -> bool:
        """Whether it took the place of all that the source had said."""
        return self.kept.full


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """What a source says: items and relations, and how many of both nobody else does."""

    items: int = 0
    relations: int = 0
    alone: int = 0


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source: how fresh it is, and what it says."""

    snapshot: Snapshot
    name: Annotated[str, Said("Its name, as facts have it; its id where it is recorded.")]
    row: int | None
    age: SourceAge
    counts: SourceCounts
    load: SourceLoad | None
    conflicts: Annotated[int, Said("Of how many fields another source or a person says otherwise.")]
    waiting: Annotated[int, Said("How many of its relations wait for an item that is not there.")]
    kept_back: Annotated[int, Said("How many of its rows are kept back, to be mended and loaded.")]
    owner_rows: Sequence[int]

    @told
    def item(self) -> ItemRow | None:
        """The Source itself; null: it is not recorded, so that nothing says how old it may grow."""
        return self.row

    @told
    def role(self) -> Annotated[str, FieldChoice("Source", "role")] | None:
        """Whether it tells of our own estate or is a reference; null: nothing says so: our own."""
        return self._value("role")

    @told
    def rank(self) -> int | None:
        """Its place among the sources, 1 is believed first; null: none is set."""
        return None if self.row is None else self.snapshot.value(self.row, "rank")  # type: ignore[return-value]

    @told
    def freshness(self) -> Freshness:
        """How fresh it is."""
        return self.age.freshness

    @told
    def last_heard_of(self) -> date | None:
        """When it was last loaded or verified; of a feed that says when it was made, that day."""
        return self.age.last

    @told
    def ages_on(self) -> date | None:
        """The last day on which it is fresh; null: nothing says so."""
        return self._limit("warn_after")

    @told
    def out_of_date_on(self) -> date | None:
        """The last day on which it is not out of date; null: nothing says so."""
        return self._limit("error_after")

    @told
    def said_at(self) -> Moment | None:
        """When the newest of its feeds was made, as it says; null: none says it."""
        return (self.load.said_at or None) if self.load else None

    @told
    def items(self) -> int:
        """How many items it says something of."""
        return self.counts.items

    @told
    def relations(self) -> int:
        """How many relations it says."""
        return self.counts.relations

    @told
    def alone(self) -> int:
        """How many of both nobody else says: they end with it."""
        return self.counts.alone

    @told
    def last_load(self) -> LastLoad | None:
        """Its last load; null: none is known."""
        return LastLoad(self.load) if self.load else None

    @told
    def owners(self) -> StakeholderRows:
        """Who owns it."""
        return as_ints(sorted(self.owner_rows))

    def _value(self, field: str) -> str | None:
        value = None if self.row is None else self.snapshot.value(self.row, field)
        return None if value is None else str(value)

    def _limit(self, field: str) -> date | None:
        period = self._value(field)
        return due(self.age.last, period) if period and self.age.last else None
